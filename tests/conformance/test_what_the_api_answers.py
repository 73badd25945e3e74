"""Whatever the App API is sent, its answer is one that the document describes."""

import errno
import hashlib
import io
from base64 import b64encode
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app.cases import operations, queries
from app.cases.workflow import ClosingReason, Status
from app.extensions import db
from app.jobs import bell
from app.photos.parts import Parts
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


def part(phone: Phone, picture: bytes = PICTURE, body: bytes | None = None, **changed: str | None) -> TestResponse:
    """A part of a photo that was announced; `Upload_Offset="4"` changes a header, None leaves it out."""
    headers: dict[str, str | None] = {
        "Authorization": f"Bearer {phone.secret}",
        "Tus-Resumable": "1.0.0",
        "Upload-Offset": "0",
        "Content-Type": "application/offset+octet-stream",
    } | {name.replace("_", "-"): value for name, value in changed.items()}
    method = headers.pop("method", "PATCH") or ""
    address = f"/api/v1/reports/{phone.id}/photos/{hashlib.sha256(picture).hexdigest()}"
    given = {name: value for name, value in headers.items() if value is not None}
    content = io.BytesIO(picture if body is None else body) if method == "PATCH" else None
    return phone.client.open(address, method=method, headers=given, input_stream=content)


def head(phone: Phone, **changed: str | None) -> TestResponse:
    return part(phone, method="HEAD", **changed)


PHOTOS: dict[str, tuple[int, Ask]] = {
    "asked for": (200, head),
    "asked for without its secret": (401, lambda phone: head(phone, Authorization=None)),
    "asked for with another secret": (404, lambda phone: head(phone, Authorization=f"Bearer {WRONG}")),
    "asked for in another protocol": (412, lambda phone: head(phone, Tus_Resumable="0.2.2")),
    "asked how": (204, lambda phone: part(phone, method="OPTIONS")),
    "whole": (204, part),
    "in part": (204, lambda phone: part(phone, body=PICTURE[:50])),
    "with an offset in words": (400, lambda phone: part(phone, Upload_Offset="two")),
    "in an empty part": (400, lambda phone: part(phone, body=b"")),
    "without its secret": (401, lambda phone: part(phone, Authorization=None)),
    "from another site": (403, lambda phone: part(phone, Origin="https://other.example")),
    "with another secret": (404, lambda phone: part(phone, Authorization=f"Bearer {WRONG}")),
    "that nobody announced": (404, lambda phone: part(phone, picture=b"another")),
    "past its end": (409, lambda phone: part(phone, Upload_Offset="5")),
    "in chunks": (411, lambda phone: part(phone, Transfer_Encoding="chunked")),
    "in another protocol": (412, lambda phone: part(phone, Tus_Resumable=None)),
    "too long": (413, lambda phone: part(phone, body=PICTURE + b"!")),
    "of another content type": (415, lambda phone: part(phone, Content_Type="image/jpeg")),
    "that changed": (422, lambda phone: part(phone, body=PICTURE[::-1])),
    "that is a letter": (422, lambda phone: part(phone, LETTER)),
    "of 200 megapixels": (422, lambda phone: part(phone, HUGE)),
    "in a part that changed": (460, lambda phone: part(
        phone, Upload_Checksum=f"sha256 {b64encode(hashlib.sha256(b'').digest()).decode()}")),
}  # fmt: skip


@pytest.fixture
def sender(phone: Phone) -> Phone:
    """A phone whose report announced photos."""
    response = phone.put(phone.report(photos=[declared(content) for content in (PICTURE, LETTER, HUGE)]))
    assert response.status_code == 201
    return phone


@pytest.mark.parametrize("name", PHOTOS)
def test_a_photo(sender: Phone, described: Description, name: str) -> None:
    status, ask = PHOTOS[name]
    response = ask(sender)
    assert response.status_code == status
    described.check(response)


class FailingParts(Parts):
    """A disk that refuses."""

    error = errno.EIO

    def write(self, key: str, offset: int, chunks: Iterable[bytes]) -> int:
        raise OSError(self.error, "the disk refuses")


@pytest.mark.parametrize(("error", "status"), [(errno.ENOSPC, 507), (errno.EIO, 503)])
def test_a_photo_for_which_there_is_no_disk(
    app: Flask, sender: Phone, described: Description, monkeypatch: pytest.MonkeyPatch, error: int, status: int
) -> None:
    failing = FailingParts(app.config["SETTINGS"].data_dir / "photos" / "parts")
    failing.error = error
    monkeypatch.setitem(app.extensions, "photos", replace(app.extensions["photos"], parts=failing))
    response = part(sender)
    assert response.status_code == status
    described.check(response)


def test_a_photo_over_the_budget_of_the_day(
    app: Flask, sender: Phone, described: Description, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], photo_bytes_per_day=1))
    response = part(sender)
    assert response.status_code == 507
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
    "&service=NO-SUCH": 200,
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
    part(phone)
    bell(app).run("photos")
    for changes in ({"place": None}, {"service": "NO-SUCH"}, {"service": sample.private.code, "answers": {}}):
        sent(phone.client, **changes)
    close(app, sent(phone.client))
    response = phone.client.get("/api/v1/mine")
    assert len(response.get_json()["cases"]) == 5
    described.check(response)


def test_the_catalogue(client: CheckingClient, described: Description) -> None:
    for asked in ({"lang": ""}, {"lang": "es"}, {"lang": "tlh"}, {"lang": "es", "questions": "1"}):
        response = client.get("/api/v1/services", query_string=asked)
        assert response.status_code == 200
        described.check(response)
    kept = client.get("/api/v1/services", headers={"If-None-Match": client.get("/api/v1/services").headers["ETag"]})
    assert kept.status_code == 304
    described.check(kept)


def test_the_words_of_all_languages(client: CheckingClient, described: Description) -> None:
    response = client.get("/api/v1/services/words")
    assert response.status_code == 200
    described.check(response)
    kept = client.get("/api/v1/services/words", headers={"If-None-Match": response.headers["ETag"]})
    assert kept.status_code == 304
    described.check(kept)


def test_a_service(client: CheckingClient, sample: Sample, described: Description) -> None:
    for service in sample.city.services:
        response = client.get(f"/api/v1/services/{service.code}")
        assert response.status_code == 200
        described.check(response)
    missing = client.get(f"/api/v1/services/{uuid4()}")
    assert missing.status_code == 404
    described.check(missing)


@pytest.mark.parametrize("typed", ["", "m", "mi", "4 mill", "8 mill st", "mill & elm", "city", "19107", "x" * 500])
def test_places_by_words(
    app: Flask, client: CheckingClient, sample: Sample, described: Description, typed: str
) -> None:
    north, east = sample.here
    for asked in ({"q": typed}, {"q": typed, "near": f"{north},{east}"}, {"q": typed, "near": "91,0"}):
        described.check(client.get("/api/v1/places", query_string=asked))
    with TemporaryDirectory() as folder:
        bring_addresses(app, Path(folder), sample)
    response = client.get("/api/v1/places", query_string={"q": typed})
    assert bool(response.get_json()["places"]) is (typed not in {"", "m", "x" * 500})
    described.check(response)


def bring_addresses(app: Flask, folder: Path, sample: Sample) -> None:
    """Two streets that meet, one of them with a block that nobody has placed, and a landmark."""
    north, east = sample.here
    known = [f"{n} Mill St,19107,{north},{east + n * 1e-5}" for n in (2, 4, 40)]
    known += [f"{n} Elm St,,{north + n * 1e-5},{east}" for n in (2, 40)]
    files = {
        "points": ["address,zip,lat,lon", *known],
        "blocks": ["street,l_f_add,l_t_add,r_f_add,r_t_add", "Mill Rd,0,0,2,98"],
        "landmarks": ["name,lat,lon", f"City Mill,{north},{east}"],
    }
    for name, rows in files.items():
        (folder / name).write_text("\n".join(rows))
    result = app.test_cli_runner().invoke(args=["places", "import", *(str(folder / name) for name in files)])
    assert result.exit_code == 0, result.output


def test_what_is_at_a_point(app: Flask, client: CheckingClient, sample: Sample, described: Description) -> None:
    north, east = sample.here
    with TemporaryDirectory() as folder:
        bring_addresses(app, Path(folder), sample)
    for asked in ({"lat": north, "long": east}, {"lat": 0, "long": 0}, {"lat": north, "long": east, "lang": "es"}):
        response = client.get("/api/v1/places/at", query_string=asked)
        assert response.status_code == 200
        described.check(response)
    assert response.get_json()["address"]["label"] == "2 Mill St"
    described.check(client.get("/api/v1/places/at", query_string={"lat": "north", "long": 0}))
