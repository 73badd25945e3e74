"""axe finds nothing and every text fits: each screen, narrow, dark, at 400 % and in the reader's own colours."""

from pathlib import Path

import pytest

from tests.browser.conftest import OpenPhone
from tests.browser.languages import ALWAYS, THIRD
from tests.browser.looks import problems_in_every_setting
from tests.browser.pictures import street_photo
from tests.browser.resident import Resident
from tests.browser.walk import every_screen


@pytest.mark.parametrize("lang", [*ALWAYS, *THIRD])
def test_every_screen(phone: OpenPhone, tmp_path: Path, lang: str) -> None:
    person = Resident(phone(lang=lang, location="granted", device_scale_factor=4))
    screens = every_screen(person, street_photo(tmp_path))
    wrong = [f"{lang} {name}: {problem}" for name in screens for problem in problems_in_every_setting(person.page)]
    assert not wrong, "\n".join(wrong)
