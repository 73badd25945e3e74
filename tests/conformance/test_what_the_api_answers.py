"""Whatever the App API is sent, its answer is one that the document describes."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app.cases import operations, queries
from app.cases.workflow import ClosingReason, Status
from app.extensions import db
from app.jobs import bell
from tests.client import CheckingClient
from tests.conformance.described import Description
from tests.factories import Phone, declared, photo, sent
from tests.photos.pictures import png_header
from tests.samples import Sample, sample_of
from tests.translators import FakeTranslator, plugged_in, work

Ask = Callable[[Phone], TestResponse]
PICTURE, LETTER, HUGE = photo(), b"This is a letter, whatever its name says.", png_header(20_000, 10_000)
WRONG = "x" * 32
NOWHERE = {"lat": 91, "long": 0}


def place_of(phone: Phone) -> Sample:
    return sample_of(phone.client.application)


def again(phone: Phone, **changes: Any) -> TestResponse:
    """Send a report, then once more."""
    phone.put(phone.report())
    return phone.put(phone.report(**changes))


def stolen(phone: Phone) -> TestResponse:
    phone.put(phone.report())
    return Phone(phone.client, id=phone.id).put(phone.report())


def to_nobody(phone: Phone) -> TestResponse:
    return phone.client.put("/api/v1/reports/nobody", json={}, headers={"Authorization": f"Bearer {WRONG}"})


REPORTS: dict[str, tuple[int, Ask]] = {
    "new": (201, lambda phone: phone.put(phone.report(photos=[declared(PICTURE)]))),
    "of an unknown service": (201, lambda phone: phone.put(phone.report(service="NO-SUCH"))),
    "without anything": (201, lambda phone: phone.put({})),
    "private": (201, lambda phone: phone.put(phone.report(service=place_of(phone).private.code))),
    "joining": (201, lambda phone: phone.put(phone.report(joins=sent(phone.client)))),
    "the same": (200, again),
    "another under the id": (409, lambda phone: again(phone, description="Other words")),
    "of somebody else": (404, stolen),
    "without a real id": (404, to_nobody),
    "without a secret": (401, lambda phone: phone.put({}, Authorization="")),
    "with a short secret": (401, lambda phone: phone.put({}, Authorization="Bearer short")),
    "broken": (400, lambda phone: phone.put(b"{")),
    "empty": (400, lambda phone: phone.put(b"")),
    "at no place": (422, lambda phone: phone.put(phone.report(place=NOWHERE))),
    "outside": (422, lambda phone: phone.put(phone.report(place=place_of(phone).outside))),
    "with a photo of nothing": (201, lambda phone: phone.put(phone.report(photos=[{}]))),
    "with an endless photo": (201, lambda phone: phone.put(
        phone.report(photos=[declared(PICTURE) | {"bytes": 2**31}]))),
    "as a form": (415, lambda phone: phone.put(b"a=b", **{"Content-Type": "application/x-www-form-urlencoded"})),
    "of 300 KB": (413, lambda phone: phone.put(b"{" + b" " * 300_000 + b"}")),
    "from another site": (403, lambda phone: phone.put({}, Origin="https://other.example")),
    "in chunks": (411, lambda phone: phone.put(b"{}", **{"Transfer-Encoding": "chunked"})),
}  # fmt: skip


@pytest.mark.parametrize("name", REPORTS)
def test_a_report(phone: Phone, described: Description, name: str) -> None:
    status, ask = REPORTS[name]
    response = ask(phone)
    assert response.status_code == status
    described.check(response)


def added_again(phone: Phone, **changes: Any) -> TestResponse:
    """Add to a report, then once more."""
    sending_id = uuid4()
    phone.add(phone.addition(), sending_id)
    return phone.add(phone.addition(**changes), sending_id)


def added_too_late(phone: Phone) -> TestResponse:
    close(phone.client.application, str(phone.put(phone.report()).get_json()["number"]))
    return phone.add(phone.addition())


def added_to_nothing(phone: Phone) -> TestResponse:
    early = Phone(phone.client)
    return early.add(early.addition())


def added_without_a_real_id(phone: Phone) -> TestResponse:
    return phone.client.put("/api/v1/additions/x", json={}, headers={"Authorization": f"Bearer {phone.secret}"})


ADDITIONS: dict[str, tuple[int, Ask]] = {
    "words": (201, lambda phone: phone.add(phone.addition())),
    "a photo": (201, lambda phone: phone.add(phone.addition(description="", photos=[declared(PICTURE)]))),
    "the same again": (200, added_again),
    "another under the id": (409, lambda phone: added_again(phone, description="Other words")),
    "to a closed case": (409, added_too_late),
    "to a report that is not here": (409, added_to_nothing),
    "to the report of somebody else": (404, lambda phone: Phone(phone.client).add(phone.addition())),
    "to no report": (404, lambda phone: phone.add({})),
    "without a real id": (404, added_without_a_real_id),
    "nothing": (422, lambda phone: phone.add(phone.addition(description=""))),
    "without a secret": (401, lambda phone: phone.add({}, Authorization="")),
    "broken": (400, lambda phone: phone.add(b"{")),
    "empty": (400, lambda phone: phone.add(b"")),
    "as a form": (415, lambda phone: phone.add(b"a=b", **{"Content-Type": "application/x-www-form-urlencoded"})),
    "of 300 KB": (413, lambda phone: phone.add(b"{" + b" " * 300_000 + b"}")),
    "from another site": (403, lambda phone: phone.add({}, Origin="https://other.example")),
    "in chunks": (411, lambda phone: phone.add(b"{}", **{"Transfer-Encoding": "chunked"})),
}  # fmt: skip


@pytest.mark.parametrize("name", ADDITIONS)
def test_an_addition(phone: Phone, described: Description, name: str) -> None:
    assert phone.put(phone.report()).status_code == 201
    status, ask = ADDITIONS[name]
    response = ask(phone)
    assert response.status_code == status
    described.check(response)


def close(app: Flask, number: str) -> None:
    """The city planned the work, said so, and did it."""
    with app.app_context():
        case = queries.find_case(number)
        operations.update_status(case, Status.SCHEDULED, note="On Friday.", note_language="en")
        operations.update_status(case, Status.CLOSED, reason=ClosingReason.FIXED)
        db.session.commit()


SEARCHES: dict[str, int] = {
    "": 200,
    "&radius=50&limit=1&status=received,scheduled&since=2026-01-01T00:00:00Z": 200,
    "&status=closed": 200,
    "&service=NO-SUCH": 422,
    "&near=north": 200,  # the first one counts
    "&limit=0": 422,
    "&radius=wide&status=closed,open&since=yesterday": 422,
    "&cursor=WzFd": 422,
    "&status=nonsense&lang=ar": 422,
}


@pytest.mark.parametrize("asked", SEARCHES)
def test_a_search(app: Flask, client: CheckingClient, sample: Sample, described: Description, asked: str) -> None:
    first, _second = sent(client), sent(client, place=sample.place(0.0001), service=sample.rounded.code)
    close(app, first)
    response = client.get(f"/api/v1/cases?{sample.near}{asked}")
    assert response.status_code == SEARCHES[asked]
    if "lang=" not in asked:
        described.check(response)


def test_a_search_page_by_page(client: CheckingClient, sample: Sample, described: Description) -> None:
    sent(client), sent(client, place=sample.place(0.0001))
    cursor, seen = "", 0
    while cursor is not None:
        response = client.get(f"/api/v1/cases?{sample.near}&limit=1&cursor={cursor}")
        described.check(response)
        cursor, seen = response.get_json()["next"], seen + len(response.get_json()["features"])
    assert seen == 2


def test_a_piece_of_the_map(client: CheckingClient, sample: Sample, described: Description) -> None:
    sent(client), sent(client, place=sample.place(0.004))
    latitude, longitude = sample.here
    for reach, limit in ((0.01, 5), (0.01, 1), (0.2, 1), (0.00001, 1)):
        box = f"{longitude - reach},{latitude - reach},{longitude + reach},{latitude + reach}"
        response = client.get(f"/api/v1/cases?bbox={box}&limit={limit}&zoom=12")
        described.check(response)
        again = client.get(
            f"/api/v1/cases?bbox={box}&limit={limit}&zoom=12", headers={"If-None-Match": response.headers["ETag"]}
        )
        assert again.status_code == 304
        described.check(again)
    described.check(client.get("/api/v1/cases?bbox=1,2,0,-2"))


def test_a_search_from_nowhere(client: CheckingClient, described: Description) -> None:
    described.check(client.get("/api/v1/cases"))


def test_a_case_in_another_language(app: Flask, client: CheckingClient, described: Description) -> None:
    with plugged_in(app, FakeTranslator()):
        number = sent(client)
        with app.app_context():
            case = queries.find_case(number)
            operations.update_status(
                case, Status.SCHEDULED, note="On Friday.", note_language="en", note_in={"es": "Ya"}
            )
            db.session.commit()
        work(app)
    response = client.get(f"/api/v1/cases/{number}?lang=es")
    described.check(response)
    told = response.get_json()["properties"]
    made = [part["translation"] and part["translation"]["source"] for part in (*told["words"], *told["timeline"])]
    assert made == ["software", "person", None]


def test_a_case(app: Flask, client: CheckingClient, sample: Sample, described: Description) -> None:
    placed = sent(client)
    placeless, own = sent(client, place=None), sent(client, service=sample.private.code, answers={})
    close(app, placed)
    for number in (placed, placeless, own):
        response = client.get(f"/api/v1/cases/{number}")
        assert response.status_code == 200
        described.check(response)
        kept = client.get(f"/api/v1/cases/{number}", headers={"If-None-Match": response.headers["ETag"]})
        assert kept.status_code == 304
        described.check(kept)
    for missing in ("1", placed[:-1] + str((int(placed[-1]) + 1) % 10)):
        refused = client.get(f"/api/v1/cases/{missing}")
        assert refused.status_code == 404
        described.check(refused)


def test_ones_own_cases(app: Flask, phone: Phone, sample: Sample, described: Description) -> None:
    described.check(phone.client.get("/api/v1/mine"))
    phone.put(phone.report(photos=[declared(PICTURE)]))
    phone.patch(PICTURE)
    bell(app).run("photos")
    for changes in ({"place": None}, {"service": "NO-SUCH"}, {"service": sample.private.code, "answers": {}}):
        sent(phone.client, **changes)
    close(app, sent(phone.client))
    response = phone.client.get("/api/v1/mine")
    assert len(response.get_json()["cases"]) == 5
    described.check(response)
