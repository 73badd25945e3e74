"""“Is it one of these?” without scripts: asked once, between form and receipt; nothing is lost on the way."""

import re
from typing import Any

import pytest
from sqlalchemy import select

from app.cases.models import Case, Report
from app.extensions import db
from tests.cases.test_reporting_without_scripts import WORDS, attach, hidden, keys
from tests.client import CheckingClient
from tests.conftest import count
from tests.factories import photo, sent
from tests.samples import Sample

Fields = dict[str, Any]


@pytest.fixture
def fields(sample: Sample) -> Fields:
    """An ordinary report, where the samples are."""
    answers = {f"answer.{code}": text for code, text in sample.answers(sample.ordinary).items()}
    latitude, longitude = sample.here
    place = {"latitude": str(latitude), "longitude": str(longitude), "accuracy_m": "12", "place_source": "device"}
    return WORDS | answers | place | {"service": sample.ordinary.code}


def asked(client: CheckingClient, form: Fields, lang: str = "en") -> str:
    """Send the form; the page of the question."""
    response = client.post(f"/{lang}/report", data=form)
    page = response.get_data(as_text=True)
    assert response.status_code == 200
    assert 'name="asked"' in page
    return page


def answered(page: str, joins: str) -> Fields:
    """What the page of the question sends, with this answer."""
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page)
    kept: Fields = {}
    for name, value in found:
        kept.setdefault(name, []).append(value)
    return kept | {"joins": joins, "do": "send"}


def test_likely_cases_are_shown_before_the_report_is_sent(
    client: CheckingClient, inside: None, lang: str, fields: Fields
) -> None:
    number = sent(client)
    page = asked(client, fields | keys(client, lang) | {"language": lang}, lang)
    assert re.search(rf'<input type="radio" name="joins" value="{number}">', page)
    assert re.search(r'<input type="radio" name="joins" value="" checked>', page)
    assert count("reports") == 1


def test_choosing_one_joins_it_with_words_and_photos(client: CheckingClient, inside: None, fields: Fields) -> None:
    number = sent(client)
    files = {"photos": attach((photo("blue"), "wall.jpg"))}
    page = asked(client, fields | keys(client) | {"contact_name": "Åsa"} | files)
    response = client.post("/en/report", data=answered(page, joins=number))
    assert response.status_code == 303
    assert response.location.endswith(f"/cases/{number}/receipt")
    assert (count("cases"), count("reports"), count("photos")) == (1, 2, 1)
    joined = db.session.scalars(select(Report).where(Report.contact_name == "Åsa")).one()
    assert (joined.case.number, joined.case.report_count, joined.description) == (number, 2, "Tags on the wall")


def test_the_receipt_of_a_joiner_says_so(client: CheckingClient, inside: None, fields: Fields) -> None:
    number = sent(client.application.test_client())  # type: ignore[arg-type]
    page = asked(client, fields | keys(client))
    response = client.post("/en/report", data=answered(page, joins=number), follow_redirects=True)
    receipt = response.get_data(as_text=True)
    assert "You are one of 2 people who reported this." in receipt
    assert "You are one of 2 people who reported this." in client.get("/en/mine").get_data(as_text=True)


def test_another_problem_opens_a_case_of_its_own(client: CheckingClient, inside: None, fields: Fields) -> None:
    sent(client)
    page = asked(client, fields | keys(client))
    response = client.post("/en/report", data=answered(page, joins=""))
    assert response.status_code == 303
    assert count("cases") == 2


def test_every_field_goes_along_as_it_was(client: CheckingClient, sample: Sample, fields: Fields) -> None:
    sent(client)
    form = fields | keys(client) | {"description": 'Two "lines"\r\n& <b>', "contact_email": "anna@example.org"}
    kept = answered(asked(client, form), joins="")
    for name in ("id", "secret", "service", "address", "latitude", "accuracy_m", "contact_email", "schema"):
        assert kept[name] == [form[name]]
    assert "&lt;b&gt;" in kept["description"][0]
    assert "\n" in kept["description"][0]


@pytest.mark.parametrize(
    "changes", [{"latitude": "", "longitude": ""}, {"description": ""}], ids=["nowhere", "wordless"]
)
def test_nobody_is_asked_where_nothing_is_likely(
    client: CheckingClient, inside: None, fields: Fields, changes: Fields
) -> None:
    if "latitude" in changes:
        sent(client)
    assert client.post("/en/report", data=fields | keys(client) | changes).status_code == 303


def test_private_problems_are_never_asked_about(
    client: CheckingClient, inside: None, sample: Sample, fields: Fields
) -> None:
    service = sample.private
    answers = sample.answers(service)
    sent(client, service=service.code, answers=answers)
    form = fields | {"service": service.code} | {f"answer.{code}": text for code, text in answers.items()}
    assert client.post("/en/report", data=form | keys(client)).status_code == 303


def test_a_form_with_a_mistake_is_mended_first(client: CheckingClient, fields: Fields) -> None:
    sent(client)
    response = client.post("/en/report", data=fields | keys(client) | {"contact_email": "anna@"})
    assert response.status_code == 422
    assert 'name="asked"' not in response.get_data(as_text=True)


def test_sending_once_more_asks_nothing_and_opens_nothing(client: CheckingClient, inside: None, fields: Fields) -> None:
    form = fields | keys(client)
    first, again = (client.post("/en/report", data=form) for _ in range(2))
    assert first.status_code == again.status_code == 303
    assert first.location == again.location
    assert count("cases") == 1


def test_going_on_in_another_language_asks_again_and_loses_nothing(client: CheckingClient, fields: Fields) -> None:
    number = sent(client)
    page = asked(client, fields | keys(client))
    form = client.post("/es/report", data=answered(page, joins=number) | {"do": "language"}).get_data(as_text=True)
    assert 'name="asked"' not in form
    assert "Tags on the wall" in form
    assert hidden(form, "id") == answered(page, joins="")["id"][0]


def test_a_case_that_has_closed_meanwhile_takes_nothing_away(
    client: CheckingClient, inside: None, fields: Fields, cases: Any
) -> None:
    number = sent(client)
    page = asked(client, fields | keys(client))
    cases("update", number, "--status", "closed", "--reason", "fixed")
    db.session.expire_all()
    response = client.post("/en/report", data=answered(page, joins=number), follow_redirects=True)
    assert response.status_code == 200
    assert db.session.scalars(select(Case.report_count)).all() == [1, 1]
    assert "was closed already" in response.get_data(as_text=True)
