"""A phone that lay in a drawer: what waited on it for 400 days is received like what was sent at once."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from app import clock
from app.cli import Check
from app.delivery.jobs import expand
from tests.client import CheckingClient
from tests.conftest import count
from tests.factories import Phone, declared, photo

LATER = timedelta(days=400)
PICTURE = photo()


@pytest.fixture(autouse=True)
def _real_now() -> Iterator[None]:
    """Files carry the real time, so here the clock shows it too."""
    with clock.stopped_at(datetime.now(UTC)):
        yield


@pytest.fixture
def phone(client: CheckingClient) -> Phone:
    return Phone(client)


@pytest.fixture
def sweep(app: Flask) -> Check:
    """What runs every night, where a worker takes up events meanwhile."""

    def run() -> dict[str, int]:
        with app.app_context():
            while expand():
                pass
            return {what: found for check in app.extensions["sweeps"] for what, found in check().items() if found}

    return run


def test_words_that_waited_for_400_days_are_received(phone: Phone, inside: None) -> None:
    body = phone.report(client_time=clock.now().isoformat())
    with clock.stopped_at(clock.now() + LATER):
        answer = phone.put(body)
    assert answer.status_code == 201
    assert count("reports") == 1


@pytest.mark.parametrize("sent_before", [0, len(PICTURE) // 2], ids=["nothing of it", "half of it"])
def test_a_photo_may_come_400_days_after_its_report(phone: Phone, sweep: Check, inside: None, sent_before: int) -> None:
    phone.put(phone.report(photos=[declared(PICTURE)]))
    if sent_before:
        assert phone.patch(PICTURE[:sent_before], digest=declared(PICTURE)["sha256"]).status_code == 204
    with clock.stopped_at(clock.now() + LATER):
        assert not [what for what in sweep() if what.startswith("FAULT")]
        assert phone.patch(PICTURE).status_code == 204
        assert phone.put(phone.report(photos=[declared(PICTURE)])).get_json()["photos"][0]["state"] != "receiving"


@pytest.mark.parametrize(
    "left", ["", "~~~", "AAAA.BBBB", "ä.ö", "x" * 4000], ids=["empty", "torn", "short", "odd", "long"]
)
def test_what_is_left_of_old_cookies_keeps_nothing_back(phone: Phone, inside: None, left: str) -> None:
    phone.client.set_cookie("stoop_keys", left)
    phone.client.set_cookie("session", "of a version that had one")
    assert phone.put(phone.report()).status_code == 201
    assert count("reports") == 1
