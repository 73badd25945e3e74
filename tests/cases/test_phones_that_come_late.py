"""What waited on a phone is received, however long it took and whatever its clock says."""

from datetime import timedelta
from uuid import uuid4

import pytest

from app import clock
from app.jobs import bell
from tests.client import CheckingClient
from tests.conftest import NOON
from tests.factories import Phone, declared, photo

YEAR = timedelta(days=365.25)


@pytest.mark.parametrize("years", [-10, 10])
def test_a_phone_whose_clock_is_years_off_is_heard(client: CheckingClient, years: int) -> None:
    wrong = (NOON + years * YEAR).isoformat()
    phone = Phone(client)
    assert phone.put(phone.report(client_time=wrong)).status_code == 201
    assert phone.add(phone.addition(client_time=wrong)).status_code == 201
    assert "November 18, 2026" in client.get(f"/en/cases/{number_of(phone)}").get_data(as_text=True)


@pytest.mark.parametrize("years", [-10, 10])
def test_a_server_whose_clock_is_set_right_again_knows_what_it_has(client: CheckingClient, years: int) -> None:
    phone, sending_id, picture = Phone(client), uuid4(), photo()
    body, addition = phone.report(photos=[declared(picture)]), phone.addition()
    with clock.stopped_at(NOON + years * YEAR):
        assert phone.put(body).status_code == 201
        assert phone.add(addition, sending_id).status_code == 201
    assert phone.put(body).status_code == 200
    assert phone.add(addition, sending_id).status_code == 200
    assert phone.patch(picture).status_code == 204
    bell(client.application).run("photos")
    assert "/media/" in client.get(f"/en/cases/{number_of(phone)}").get_data(as_text=True)


def test_a_queue_of_400_days_goes_with_its_photos(client: CheckingClient) -> None:
    """The phone has no cookie left, and nothing of its own but ids and secrets."""
    written, later = NOON.isoformat(), NOON + timedelta(days=400)
    phones = [Phone(client) for _ in range(3)]
    with clock.stopped_at(later):
        for phone, colour in zip(phones, ("red", "green", "blue"), strict=True):
            client.delete_cookie("stoop_keys")
            picture = photo(colour)
            answer = phone.put(phone.report(client_time=written, photos=[declared(picture)])).get_json()
            assert answer["expected_on"] > later.date().isoformat()
            assert phone.patch(picture).status_code == 204
            assert phone.add(phone.addition(client_time=written)).status_code == 201


def test_photos_that_come_400_days_after_their_words_are_taken(client: CheckingClient) -> None:
    phone, picture = Phone(client), photo()
    phone.put(phone.report(photos=[declared(picture)]))
    with clock.stopped_at(NOON + timedelta(days=400)):
        bell(client.application).run("photos")
        assert phone.patch(picture).status_code == 204


def number_of(phone: Phone) -> str:
    (case,) = phone.client.get("/api/v1/mine").get_json()["cases"]
    return str(case["number"])
