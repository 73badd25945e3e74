"""axe finds nothing and every text fits: each screen, narrow, dark, at 400 % and in the reader's own colours."""

import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.browser.conftest import OpenPhone
from tests.browser.looks import forced_colours, problems
from tests.browser.phone import Phone
from tests.browser.pictures import street_photo
from tests.browser.resident import Resident
from tests.browser.walk import every_screen, report_screens

WHOLE = ("en", "ar", "es")
OTHERS = ("bn", "my", "zh-Hans", "fr", "ht", "hi", "id", "km", "ko", "pt", "ru", "sw", "ur", "vi")
NARROW, FOUR_HUNDRED_PERCENT = {"width": 320, "height": 640}, {"width": 320, "height": 256}
COLOURS = ("color-contrast", "link-in-text-block")
ROOM = ("target-size", "scrollable-region-focusable")


def looked_at(phone: Phone) -> list[str]:
    """What is wrong with the screen as it is now, in every setting that people use."""
    page = phone.page
    found = [f"narrow: {problem}" for problem in problems(page)]
    page.emulate_media(color_scheme="dark")
    found += [f"dark: {problem}" for problem in problems(page, COLOURS)]
    page.emulate_media(color_scheme="light")
    with forced_colours(page):
        found += [f"forced colours: {problem}" for problem in problems(page, COLOURS)]
    page.set_viewport_size(FOUR_HUNDRED_PERCENT)  # type: ignore[arg-type]
    found += [f"400 %: {problem}" for problem in problems(page, ROOM)]
    page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    return found


def narrow(phone: OpenPhone, lang: str) -> Resident:
    """A person with a phone of 320 px, which is also 1280 px at 400 %."""
    return Resident(phone(lang=lang, location="granted", viewport=NARROW, device_scale_factor=4))


@pytest.mark.parametrize("lang", WHOLE)
def test_every_screen(phone: OpenPhone, tmp_path: Path, lang: str) -> None:
    person, started, found, count = narrow(phone, lang), time.monotonic(), {}, 0
    for name in every_screen(person, street_photo(tmp_path)):
        count += 1
        found[name] = looked_at(person.phone)
    print(f"\n{lang}: {count} screens looked at in {time.monotonic() - started:.0f} s")
    wrong = [f"{name}: {problem}" for name, problems in found.items() for problem in problems]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("turn", range(5))
def test_the_report_in_a_third_of_the_other_languages(phone: OpenPhone, tmp_path: Path, turn: int) -> None:
    """Another third each day, so that all have been seen after three."""
    lang = (OTHERS + OTHERS[:1])[turn * 3 + datetime.now(UTC).toordinal() % 3]
    person = narrow(phone, lang)
    wrong = []
    for name in report_screens(person, street_photo(tmp_path)):
        if name.startswith("step-3-search"):
            continue
        wrong += [f"{lang} {name}: {problem}" for problem in problems(person.page)]
    assert not wrong, "\n".join(wrong)
