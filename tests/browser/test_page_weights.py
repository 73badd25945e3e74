"""Byte budgets of pages, as they travel: compressed, first visit, in every language."""

import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.browser.city_server import CityServer
from tests.browser.conftest import OpenPhone
from tests.browser.pictures import street_photo
from tests.browser.resident import Resident, case_with_photo
from tests.browser.test_every_screen_is_for_everyone import OTHERS, WHOLE
from tests.browser.weighing import Scale

KB = 1000
CITY_HALL = "39.9524,-75.1636"
BUDGETS = {"": 24 * KB, "report": 36 * KB, f"nearby?near={CITY_HALL}": 30 * KB}
SCRIPT_BUDGET, CASE_BUDGET, PHOTO_BUDGET = 18 * KB, 25 * KB, 60 * KB


@pytest.fixture
def weigh(phone: OpenPhone) -> Callable[[str], Scale]:
    """`weigh(path)`: what a first visit costs."""

    def weighed(path: str) -> Scale:
        visitor = phone()
        scale = Scale(visitor.page)
        visitor.go(path)
        visitor.page.wait_for_load_state("networkidle")
        print(f"\n/en/{path}: {scale}")
        return scale

    return weighed


def document_bytes(server: CityServer, lang: str, path: str) -> int:
    """How much the page itself weighs in this language."""
    request = urllib.request.Request(f"{server.url}/{lang}/{path}", headers={"Accept-Encoding": "gzip"})
    with urllib.request.urlopen(request, timeout=30) as answer:
        assert answer.headers["Content-Encoding"] == "gzip"
        return len(answer.read())


@pytest.mark.parametrize("path", BUDGETS)
def test_a_first_visit(weigh: Callable[[str], Scale], server: CityServer, path: str) -> None:
    scale = weigh(path)
    assert scale.own <= BUDGETS[path]
    assert scale.bytes["script"] <= SCRIPT_BUDGET
    beside = scale.own - scale.bytes["page"]
    sizes = {lang: beside + document_bytes(server, lang, path) for lang in WHOLE + OTHERS}
    assert not {lang: size for lang, size in sizes.items() if size > BUDGETS[path]}


def test_a_case_with_a_photo(phone: OpenPhone, weigh: Callable[[str], Scale], tmp_path: Path) -> None:
    number = case_with_photo(Resident(phone()), street_photo(tmp_path))
    scale = weigh(f"cases/{number}")
    assert scale.own <= CASE_BUDGET
    assert 0 < scale.bytes["photo"] <= PHOTO_BUDGET
