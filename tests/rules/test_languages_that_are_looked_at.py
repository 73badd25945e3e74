"""Some languages are looked at on some days only: after a few days all have been, and any of them at once if asked."""

import pytest

from tests.languages import a_third_of, one_of

LANGUAGES = ("am", "es", "fr", "hi", "km", "ru", "zh-Hans")
SOME_DAY = 739_943


def test_three_days_see_every_language_once() -> None:
    seen = [lang for day in range(3) for lang in a_third_of(LANGUAGES, (), SOME_DAY + day)]
    assert sorted(seen) == sorted(LANGUAGES)


def test_as_many_days_as_languages_see_each_alone() -> None:
    seen = [lang for day in range(len(LANGUAGES)) for lang in one_of(LANGUAGES, (), SOME_DAY + day)]
    assert sorted(seen) == sorted(LANGUAGES)


@pytest.mark.parametrize("day", range(3))
def test_whoever_asks_sees_the_same_on_every_day(day: int) -> None:
    assert a_third_of(LANGUAGES, ("all",), day) == one_of(LANGUAGES, ("all",), day) == LANGUAGES
    assert a_third_of(LANGUAGES, ("ru", "hi"), day) == one_of(LANGUAGES, ("ru", "hi"), day) == ("hi", "ru")


def test_who_asks_for_a_language_that_we_do_not_speak_is_told_so() -> None:
    with pytest.raises(ValueError, match="we do not speak tlh"):
        a_third_of(LANGUAGES, ("ru", "tlh"))
