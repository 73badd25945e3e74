"""Lists of cases as files: a table for spreadsheets, features for maps; whole, streamed, and only what is public."""

import csv
import gzip
import json
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from sqlalchemy import event

from app import clock
from app.cases import exports, operations, queries
from app.cases.export_formats import COLUMNS
from app.cases.workflow import ClosingReason, Status
from app.city.catalogue import Neighbourhood
from app.extensions import db
from tests.client import CheckingClient
from tests.conftest import NOON
from tests.factories import sent
from tests.samples import Sample

NORTH = 0.0056  # degrees: some 620 metres


@pytest.fixture
def here(sample: Sample) -> Neighbourhood:
    """The neighborhood in which the sample's place is."""
    found = sample.city.neighbourhood_at(*sample.here)
    assert found is not None
    return found


def table(client: CheckingClient, query: str = "", **headers: str) -> list[dict[str, str]]:
    """The rows of the file, as a spreadsheet reads them."""
    response = client.get(f"/feeds/cases.csv?{query}", headers=headers)
    assert response.status_code == 200, response.get_data(as_text=True)
    assert response.content_type == "text/csv; charset=utf-8"
    return list(csv.DictReader(StringIO(response.data.decode("utf-8-sig"), newline="")))


def features(client: CheckingClient, query: str = "") -> list[dict[str, Any]]:
    """Those of the same list."""
    response = client.get(f"/feeds/cases.geojson?{query}")
    assert response.status_code == 200, response.get_data(as_text=True)
    assert response.content_type == "application/geo+json"
    collection = json.loads(response.data)
    assert collection["type"] == "FeatureCollection"
    return list(collection["features"])


def numbers(client: CheckingClient, query: str = "") -> list[str]:
    """Case numbers, the same in both files."""
    listed = [row["number"] for row in table(client, query)]
    assert listed == [feature["id"] for feature in features(client, query)]
    return listed


def close(number: str, moment: Any = NOON) -> None:
    db.session.rollback()  # what was read before was read only
    with clock.stopped_at(moment):
        operations.update_status(queries.find_case(number), Status.CLOSED, reason=ClosingReason.FIXED)
        db.session.commit()


def test_a_case_is_a_line_and_a_feature(client: CheckingClient, sample: Sample, here: Neighbourhood) -> None:
    number = sent(client)
    (row,) = table(client, "lang=en")
    assert tuple(row) == COLUMNS
    wanted = {
        "number": number,
        "service": sample.ordinary.code,
        "service_name": sample.ordinary.name,
        "status": "received",
        "closing_reason": "",
        "address": "1 Penn Square",
        "neighbourhood": here.slug,
        "neighbourhood_name": here.name,
        "received_at": "2026-11-18T17:00:00+00:00",
        "closed_at": "",
        "expected_is_guess": "false",
        "report_count": "1",
        "url": f"http://localhost/c/{number}",
    }
    assert {name: row[name] for name in wanted} == wanted
    assert (float(row["latitude"]), float(row["longitude"])) == pytest.approx(sample.here)
    (feature,) = features(client, "lang=en")
    assert feature["geometry"]["coordinates"] == pytest.approx(sample.here[::-1])
    told = {name: "" if value is None else str(value) for name, value in feature["properties"].items()}
    assert {name: told[name] for name in wanted if name != "expected_is_guess"} == {
        name: value for name, value in wanted.items() if name != "expected_is_guess"
    }


def test_names_come_in_the_readers_language(client: CheckingClient) -> None:
    sent(client)
    for lang in ("en", "es"):
        services = client.get(f"/api/v1/services?lang={lang}").get_json()["services"]
        names = {service["code"]: service["name"] for service in services}
        for (row,) in (table(client, f"lang={lang}"), table(client, **{"Accept-Language": lang})):
            assert row["service_name"] == names[row["service"]]


def test_the_filters_are_those_of_the_list(
    client: CheckingClient, inside: None, sample: Sample, here: Neighbourhood
) -> None:
    with clock.stopped_at(NOON - timedelta(days=40)):
        old = sent(client)
    far = sent(client, place=sample.place(NORTH))
    other = sent(client, service=sample.other.code, answers=sample.answers(sample.other))
    closed, planned, nowhere = sent(client), sent(client), sent(client, place={"address": "in the park"})
    close(closed)
    operations.update_status(queries.find_case(planned), Status.SCHEDULED)
    db.session.commit()
    latitude, longitude = sample.here
    box = f"bbox={longitude - 0.002},{latitude - 0.002},{longitude + 0.002},{latitude + 0.002}"
    everything = {old, far, other, closed, planned, nowhere}
    for query, wanted in {
        "": everything - {closed},
        "status=open": everything - {closed},
        "status=all": everything,
        "status=closed": {closed},
        "status=scheduled": {planned},
        "status=received,scheduled": everything - {closed},
        f"service={sample.other.code}": {other},
        f"service={sample.other.code}&service={sample.ordinary.code}": everything - {closed},
        "since=2026-11-01T00:00:00Z": everything - {closed, old},
        f"{sample.near}&radius=300": {old, other, planned},
        f"{sample.near}&radius=300&status=all": {old, other, planned, closed},
        f"{sample.near}&radius=5000": everything - {closed, nowhere},
        box: {old, other, planned},
        f"{box}&status=closed": {closed},
        f"{box}&service={sample.other.code}&status=all": {other},
        "bbox=-180,-90,180,90&status=all": everything - {nowhere},
        "bbox=170,-90,-170,90": set(),
        "near=90,0&radius=9999999": set(),
    }.items():
        assert set(numbers(client, query)) == wanted, query
    assert set(numbers(client, f"neighbourhood={here.slug}&status=all")) >= {old, other, closed, planned}
    assert nowhere not in numbers(client, f"neighbourhood={here.slug}&status=all")


def test_closed_means_lately_as_in_the_list_and_all_means_all(client: CheckingClient, inside: None) -> None:
    with clock.stopped_at(NOON - timedelta(days=60)):
        number = sent(client)
    close(number, NOON - timedelta(days=40))
    assert numbers(client, "status=closed") == []
    assert numbers(client, "status=all") == [number]


def test_a_case_without_a_place_is_a_feature_without_geometry(client: CheckingClient) -> None:
    number = sent(client, place={"address": "in the park"})
    assert [(feature["id"], feature["geometry"]) for feature in features(client)] == [(number, None)]
    assert table(client)[0]["latitude"] == ""


def test_many_batches_are_one_file(
    client: CheckingClient, sample: Sample, here: Neighbourhood, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.cases.walking.BATCH", 2)
    listed = [sent(client) for _ in range(5)]
    for query in ("", f"neighbourhood={here.slug}", sample.near, "bbox=-180,-90,180,90", "status=all"):
        assert numbers(client, query) == listed


def test_no_transaction_is_open_between_batches(
    client: CheckingClient, inside: None, here: Neighbourhood, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.cases.walking.BATCH", 1)
    for _ in range(3):
        sent(client)
    db.session.remove()
    for query in ("", f"neighbourhood={here.slug}"):
        pieces = open_at_each_piece(client, f"/feeds/cases.csv?{query}")
        assert len(pieces) >= 3
        assert set(pieces) == {0}


def open_at_each_piece(client: CheckingClient, path: str) -> list[int]:
    """How many connections are in use whenever a piece has left."""
    in_use: set[int] = set()
    listeners: dict[str, Any] = {
        "checkout": lambda own, _record, _proxy: in_use.add(id(own)),
        "checkin": lambda own, _record: in_use.discard(id(own)),  # codespell:ignore checkin
    }
    for name, listener in listeners.items():
        event.listen(db.engine, name, listener)
    try:
        return [len(in_use) for _piece in client.get(path).iter_encoded()]
    finally:
        for name, listener in listeners.items():
            event.remove(db.engine, name, listener)


def test_what_is_hidden_while_somebody_downloads_is_not_handed_out(
    client: CheckingClient, inside: None, here: Neighbourhood, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.cases.walking.BATCH", 1)
    first, second = sent(client), sent(client)
    pieces = pieces_of(client, f"/feeds/cases.csv?neighbourhood={here.slug}")
    text = next(pieces) + next(pieces)
    assert first in text
    db.session.rollback()
    queries.find_case(second).is_held = True
    db.session.commit()
    assert second not in text + "".join(pieces)


def pieces_of(client: CheckingClient, path: str) -> Iterator[str]:
    return (piece.decode("utf-8-sig") for piece in client.get(path).iter_encoded())


def test_files_travel_compressed_where_the_client_takes_it(client: CheckingClient) -> None:
    number = sent(client)
    for ending in ("csv", "geojson"):
        packed = client.get(f"/feeds/cases.{ending}", headers={"Accept-Encoding": "gzip"})
        assert packed.headers["Content-Encoding"] == "gzip"
        plain = client.get(f"/feeds/cases.{ending}", headers={"Accept-Encoding": "gzip;q=0"})
        assert "Content-Encoding" not in plain.headers
        assert "Accept-Encoding" in plain.vary
        assert gzip.decompress(packed.data) == plain.data
        assert number.encode() in plain.data


def test_a_file_says_its_name_and_may_be_kept_for_a_while(client: CheckingClient, here: Neighbourhood) -> None:
    response = client.get(f"/feeds/cases.csv?neighbourhood={here.slug}&lang=en")
    assert response.data
    assert response.headers["Content-Disposition"] == f"attachment; filename=cases-{here.slug}.csv"
    assert (response.cache_control.public, response.cache_control.max_age) == (True, 300)
    assert "Cookie" not in response.vary


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("colour=red", "colour"),
        ("neighbourhood=nope", "neighbourhood"),
        ("near=north", "near"),
        ("near=1,1&radius=0", "radius"),
        ("bbox=1,2,3", "bbox"),
        ("bbox=nan,nan,nan,nan", "bbox"),
        ("bbox=-75.2,40,-75.1,39.9", "bbox"),
        ("status=happy", "status"),
        ("status=open,closed", "status"),
        ("status=all,open", "status"),
        ("since=yesterday", "since"),
        ("since=2099-01-01T00:00:00Z", "since"),
        ("cursor=W10", "cursor"),
        ("limit=5", "limit"),
        ("colour=%F0%9F%98%80&" + "x" * 300 + "=1", "colour"),
    ],
)
def test_a_question_that_makes_no_sense_is_named(client: CheckingClient, query: str, field: str, lang: str) -> None:
    for ending in ("csv", "geojson"):
        response = client.get(f"/feeds/cases.{ending}?{query}&lang={lang}")
        assert (response.status_code, response.mimetype) == (422, "application/problem+json")
        assert field in [error["field"] for error in response.get_json()["errors"]]


def test_an_empty_parameter_counts_as_none(client: CheckingClient) -> None:
    number = sent(client)
    assert numbers(client, "neighbourhood=&near=&bbox=&service=&status=&since=") == [number]


def test_only_what_is_public_is_in_the_files(client: CheckingClient, inside: None, sample: Sample) -> None:
    sent(client, service=sample.private.code, answers=sample.answers(sample.private))
    queries.find_case(sent(client)).is_held = True
    db.session.commit()
    assert numbers(client, "status=all") == []
    assert numbers(client, f"service={sample.private.code}&status=all") == []


def test_a_few_are_served_at_once_and_the_next_is_told_when_to_come_back(client: CheckingClient) -> None:
    sent(client)
    begun = [client.get("/feeds/cases.csv") for _ in range(exports.AT_ONCE)]
    refused = client.get("/feeds/cases.csv")
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "30")
    assert refused.get_json()["code"] == "too_many_downloads"
    begun[0].close()
    assert all(response.data for response in begun[1:])
    for _ in range(exports.AT_ONCE + 1):
        assert len(table(client)) == 1


def test_asking_only_for_the_head_takes_nobodys_place(client: CheckingClient) -> None:
    for _ in range(exports.AT_ONCE + 1):
        response = client.head("/feeds/cases.csv")
        response.close()
        assert response.status_code == 200
