"""What a resident gave in private shows nowhere: not to others, not in logs, and not for ever."""

from datetime import timedelta

import pytest

from app import clock
from app.cases import operations, queries, retention
from app.cases.workflow import ClosingReason, Status
from app.extensions import db
from tests.client import CheckingClient
from tests.conftest import NOON
from tests.factories import Phone, sent
from tests.samples import Sample

CANARIES = {"name": "CANARYNAME", "email": "canary@mail.example", "phone": "215 555 0199"}


@pytest.fixture
def number(client: CheckingClient, sample: Sample) -> str:
    service = sample.rounded
    place = sample.place(0.00123, 0.00321, address="CANARYSTREET 12")
    answers = {question.code: "CANARYANSWER" for question in service.questions if not question.is_list}
    return sent(client, service=service.code, place=place, contact=CANARIES, answers=answers)


def lists_to_take_along(number: str, sample: Sample) -> list[str]:
    """Pages of neighborhoods, feeds and files that hold the case."""
    case = queries.find_case(number)
    area = case.neighbourhood
    around = f"{sample.near}&radius=5000"
    return [
        "/en/neighbourhoods",
        f"/en/neighbourhoods/{area}",
        f"/feeds/neighbourhoods/{area}.atom",
        f"/feeds/services/{case.service_code}.atom",
        f"/feeds/cases/{number}.atom",
        f"/feeds/nearby.atom?{around}",
        *(f"/feeds/cases.{ending}?{query}" for ending in ("csv", "geojson") for query in ("status=all", around)),
    ]


def test_nothing_private_is_on_any_public_page(
    client: CheckingClient, inside: None, number: str, sample: Sample
) -> None:
    stranger = client.application.test_client()
    paths = [f"/{tag}/cases/{number}" for tag in sample.city.languages]
    paths += [
        f"/api/v1/cases/{number}",
        f"/api/v1/cases?{sample.near}",
        f"/en/nearby?{sample.near}",
        f"/c/{number}",
        "/en/mine",
        "/en/",
        *lists_to_take_along(number, sample),
    ]
    for path in paths:
        text = stranger.get(path, follow_redirects=True).get_data(as_text=True)
        assert not [word for word in ("CANARY", "canary@", "0199", "0.00321") if word in text], path


def test_a_sensitive_place_is_rounded_wherever_it_shows(client: CheckingClient, number: str, sample: Sample) -> None:
    exact = f"{sample.here[0] + 0.00123:.4f}"
    features = client.get(f"/api/v1/cases?{sample.near}").get_data(as_text=True)
    assert number in features
    assert exact not in features


def test_the_case_is_in_what_is_taken_along_at_its_rounded_place(
    client: CheckingClient, inside: None, number: str, sample: Sample
) -> None:
    exact = f"{sample.here[0] + 0.00123:.4f}"
    for path in lists_to_take_along(number, sample)[1:]:
        text = client.get(path).get_data(as_text=True)
        assert number in text, path
        assert exact not in text, path


def test_logs_hold_events_and_nothing_private(
    client: CheckingClient, sample: Sample, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    phone = Phone(client)
    phone.put(phone.report(contact=CANARIES, description="CANARYWORDS", place=sample.place(address="CANARYSTREET")))
    phone.put(b"{CANARYBROKEN")
    assert "report received" in caplog.text
    assert not [
        word for word in ("CANARY", "canary@", "0199", phone.secret, str(sample.here[0])) if word in caplog.text
    ]


def test_contact_details_go_90_days_after_closing(client: CheckingClient, inside: None, number: str) -> None:
    case = queries.find_case(number)
    operations.update_status(case, Status.CLOSED, reason=ClosingReason.FIXED)
    db.session.commit()
    with clock.stopped_at(NOON + timedelta(days=89)):
        assert retention.forget_contacts() == 0
    with clock.stopped_at(NOON + timedelta(days=91)):
        assert retention.forget_contacts() == 1
    db.session.expire_all()
    report = case.reports[0]
    assert (report.contact_name, report.contact_email, report.contact_phone) == (None, None, None)


def test_an_open_case_keeps_its_contact(client: CheckingClient, inside: None, number: str) -> None:
    with clock.stopped_at(NOON + timedelta(days=400)):
        assert retention.forget_contacts() == 0


def test_which_reports_came_from_one_network_is_known_for_a_day(
    client: CheckingClient, inside: None, number: str
) -> None:
    with clock.stopped_at(NOON + timedelta(hours=23)):
        assert retention.forget_networks() == 0
    with clock.stopped_at(NOON + timedelta(hours=25)):
        assert retention.forget_networks() == 1
