"""A number chooses its form by the rule of the reader's language, not by that of English."""

import pytest
from flask import Flask

from app.i18n import ngettext

PEOPLE = {
    "en": {1: "1 person", 2: "2 people", 0: "0 people"},
    "es": {1: "1 persona", 2: "2 personas"},
    "ar": {1: "شخص واحد", 2: "شخصان", 3: "3 أشخاص", 11: "11 شخصًا", 100: "100 شخص"},
}


@pytest.mark.parametrize("lang", PEOPLE)
def test_people_are_counted_as_the_reader_would(city_app: Flask, lang: str) -> None:
    with city_app.test_request_context(f"/{lang}/"):
        said = {number: ngettext("%(num)s person", "%(num)s people", number) for number in PEOPLE[lang]}

    assert said == PEOPLE[lang]
