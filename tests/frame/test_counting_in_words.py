"""A number chooses its form by the rule of the reader's language, not by that of English."""

import pytest
from flask import Flask

from app.i18n import ngettext

PEOPLE = {
    "en": {1: "Reported by 1 person", 2: "Reported by 2 people", 0: "Reported by 0 people"},
    "es": {1: "Reportado por 1 persona", 2: "Reportado por 2 personas"},
    "ar": {
        1: "أبلغ عنها شخص واحد", 2: "أبلغ عنها شخصان", 3: "أبلغ عنها 3 أشخاص", 11: "أبلغ عنها 11 شخصًا",
        100: "أبلغ عنها 100 شخص",
    },
}  # fmt: skip


@pytest.mark.parametrize("lang", PEOPLE)
def test_people_are_counted_as_the_reader_would(city_app: Flask, lang: str) -> None:
    with city_app.test_request_context(f"/{lang}/"):
        one, more = "Reported by %(num)s person", "Reported by %(num)s people"
        said = {number: ngettext(one, more, number) for number in PEOPLE[lang]}

    assert said == PEOPLE[lang]
