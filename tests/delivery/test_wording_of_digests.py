"""Several messages as one: how many, and which cases they are of."""

import pytest

from app.cases.workflow import Status
from app.delivery.wording import CARRIED, digest_words
from app.i18n import NATIVE_NAMES
from tests.delivery.samples_of_news import case_of, line, longest, news, ordinary, told, visible


@pytest.fixture(autouse=True)
def _inside(inside: None) -> None:
    """Each test runs inside the application."""


@pytest.mark.parametrize("language", sorted(set(NATIVE_NAMES) - {"en"}))
def test_a_digest_is_in_the_followers_language(language: str) -> None:
    def title(tag: str) -> str:
        words = told(line("joined"), case_of(ordinary()), tag)
        return digest_words([words, words]).title

    assert title(language) != title("en")


def test_a_digest_of_one_is_that_one() -> None:
    words = told(line("joined"), case_of(ordinary()), "en")
    assert digest_words([words]) is words


def test_a_digest_says_how_much_and_lists_it() -> None:
    each = [told(event, case_of(ordinary()), "en") for event, _ in news()][:7]
    digest = digest_words(each)
    assert digest.title == "7 things happened"
    assert digest.body.splitlines() == [f"{words.title} · 4821\u00a09037\u00a058" for words in each[:5]]
    assert len(digest.lines) == 7
    assert all(words.url in said.text for words, said in zip(each, digest.lines, strict=True))
    assert digest.url.endswith("/en/alerts")


def test_a_digest_tells_cases_of_one_service_apart() -> None:
    event, service = line("status", status=Status.ACKNOWLEDGED, actor="city"), ordinary()
    numbers = ("4821903758", "1000000008")
    said = digest_words([told(event, case_of(service, number=number), "en") for number in numbers]).body.splitlines()
    assert [one[-12:] for one in said] == ["4821\u00a09037\u00a058", "1000\u00a00000\u00a008"]


@pytest.mark.parametrize("language", sorted(NATIVE_NAMES))
def test_a_lock_screen_shows_the_first_of_a_digest_whole(language: str) -> None:
    for event, is_area in news():
        one = told(event, case_of(longest(language)), language, is_area=is_area)
        digest = digest_words([one] * 1000)
        first = digest.body.splitlines()[0]
        assert visible(first).endswith("4821\u00a09037\u00a058")
        assert len(visible(f"{digest.title} {first}")) <= CARRIED


def test_numbers_in_a_digest_stand_by_themselves_where_people_read_leftwards() -> None:
    one = told(line("joined"), case_of(ordinary()), "ar")
    said = digest_words([one, one]).body.splitlines()
    assert all(line.endswith(" · \u20664821\u00a09037\u00a058\u2069") for line in said)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_digest_says_the_number_of_a_private_case_once(language: str) -> None:
    one = told(line("joined"), case_of(ordinary(), is_private=True), language)
    assert digest_words([one, one]).body.splitlines() == [one.title, one.title]
