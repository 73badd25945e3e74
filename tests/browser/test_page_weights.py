"""Byte budgets of pages, as they travel: compressed, first visit, in every language."""

import re
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest

from app.i18n import NATIVE_NAMES
from tests.browser.city_server import CityServer
from tests.browser.conftest import OpenPhone
from tests.browser.offline import comes_home, saved_shell
from tests.browser.on_the_map import settled
from tests.browser.pictures import street_photo
from tests.browser.resident import Resident, case_with_photo
from tests.browser.weighing import Scale

KB = 1000
CITY_HALL = "39.9524,-75.1636"
IN_ENGLISH = re.compile(r"^(/|.*lang=)en\b")
TOGETHER = re.compile(r'"together":"([^"]+)"')
BUDGETS = {"": 24 * KB, "report": 36 * KB, f"nearby?near={CITY_HALL}": 30 * KB}
SHELL_BUDGET = 110 * KB
MAP_BUDGET = 64 * KB  # and its tiles
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
    return bytes_of(server, f"/{lang}/{path}")


def text_of(server: CityServer, path: str) -> str:
    """What is written there."""
    with urllib.request.urlopen(server.url + path, timeout=30) as answer:
        return str(answer.read().decode())


def bytes_of(server: CityServer, path: str) -> int:
    """How much an answer weighs as it travels."""
    request = urllib.request.Request(f"{server.url}{path}", headers={"Accept-Encoding": "gzip"})
    with urllib.request.urlopen(request, timeout=30) as answer:
        return len(answer.read())


@pytest.mark.parametrize("path", BUDGETS)
def test_a_first_visit(weigh: Callable[[str], Scale], server: CityServer, path: str) -> None:
    scale = weigh(path)
    assert scale.own <= BUDGETS[path]
    assert scale.bytes["script"] <= SCRIPT_BUDGET
    beside = scale.own - scale.bytes["page"]
    sizes = {lang: beside + document_bytes(server, lang, path) for lang in NATIVE_NAMES}
    assert not {lang: size for lang, size in sizes.items() if size > BUDGETS[path]}


def test_a_case_with_a_photo(
    phone: OpenPhone, weigh: Callable[[str], Scale], server: CityServer, tmp_path: Path
) -> None:
    number = case_with_photo(Resident(phone()), street_photo(tmp_path))
    scale = weigh(f"cases/{number}")
    assert scale.own <= CASE_BUDGET
    assert 0 < scale.bytes["photo"] <= PHOTO_BUDGET
    beside = scale.own - scale.bytes["page"]
    sizes = {lang: beside + document_bytes(server, lang, f"cases/{number}") for lang in NATIVE_NAMES}
    assert not {lang: size for lang, size in sizes.items() if size > CASE_BUDGET}


def test_a_map_on_tap(phone: OpenPhone) -> None:
    visitor = phone(service_workers="block")  # what comes through one has no weight of its own
    visitor.expects("Service Worker registration blocked")
    visitor.go(f"nearby?near={CITY_HALL}")
    visitor.page.wait_for_load_state("networkidle")
    scale = Scale(visitor.page)
    visitor.page.locator("[data-toggle]").tap()
    settled(visitor.page)
    visitor.page.wait_for_load_state("networkidle")
    print(f"\na map on tap: {scale}")
    tiles = scale.bytes["picture"]
    assert tiles > 0
    assert 0 < scale.own - tiles <= MAP_BUDGET


def test_what_the_worker_keeps_of_one_language(phone: OpenPhone, server: CityServer) -> None:
    visitor = phone()
    comes_home(visitor)
    saved = saved_shell(visitor.page)
    pages = [path for path in saved if not path.startswith("/static/")]
    files = bytes_of(server, TOGETHER.findall(text_of(server, "/service_worker.js"))[0])
    assert len(pages) == len([path for path in pages if IN_ENGLISH.search(path)])
    sizes = {
        lang: files + sum(bytes_of(server, IN_ENGLISH.sub(rf"\1{lang}", path)) for path in pages)
        for lang in NATIVE_NAMES
    }
    largest = max(sizes, key=sizes.__getitem__)
    print(f"\nthe files {files / KB:.1f} KB, with the pages of {largest} {sizes[largest] / KB:.1f} KB")
    assert not {lang: size for lang, size in sizes.items() if size > SHELL_BUDGET}
