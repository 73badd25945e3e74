"""Anything at all through the front door: never a failure of ours, and what was taken in is there once, to be seen."""

import base64
import json
from typing import Any
from urllib.parse import quote, urlencode
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from app.cases.models import Report
from app.extensions import db
from tests.client import CheckingClient
from tests.factories import Phone, declared, sent
from tests.faults.anything import PICTURE, anything, bodies, codes, fields, often, parts, searches, words
from tests.samples import Sample

SOME = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
HERE = st.just("39.95,-75.16")
SEARCHED = st.sampled_from(["/api/v1/cases", "/api/v1/services", "/en/nearby", "/ar/cases", "/en/report"])
STARTS = st.sampled_from(["/", "/en/", "/c/", "/media/", "/static/", "/api/v1/", "/api/v1/cases/"])


def lawful(response: TestResponse) -> int:
    """Its status, which is no failure of ours."""
    assert response.status_code < 500, response.get_data(as_text=True)
    return response.status_code


def post(client: CheckingClient, path: str, filled: dict[str, Any]) -> int:
    """The status of a form, sent as browsers send short ones."""
    body = urlencode(filled, doseq=True, errors="surrogatepass")
    return lawful(client.post(path, data=body, content_type="application/x-www-form-urlencoded"))


def count_of(client: CheckingClient, report_id: UUID) -> int:
    """How many reports have this id."""
    with client.application.app_context():
        return db.session.scalar(select(func.count()).where(Report.id == report_id)) or 0


@SOME
@given(body=bodies)
@example(body=b'{"service": "a\\u0000b"}')
@example(body=b'{"photos": [{"sha256": "%s", "bytes": 9, "type": "\\u0000"}]}' % (b"0" * 64))
def test_any_body_of_a_report(client: CheckingClient, body: bytes) -> None:
    phone = Phone(client)
    response = phone.put(body)
    status = lawful(response)
    assert count_of(client, phone.id) == (status == 201)
    if status == 201:
        number = response.get_json()["number"]
        again = phone.put(body)
        assert (again.status_code, again.get_json()["number"]) == (200, number)
        assert count_of(client, phone.id) == 1
        for path in (f"/ar/cases/{number}", f"/en/cases/{number}/receipt", f"/api/v1/cases/{number}", "/en/mine"):
            assert client.get(path).status_code == 200
        client.delete_cookie("stoop_keys")


@SOME
@given(filled=fields, service=codes)
def test_any_fields_of_the_form(client: CheckingClient, filled: dict[str, list[str]], service: str) -> None:
    report_id = uuid4()
    form = {"unplaceable": "1"} | filled | {"id": str(report_id), "secret": "s" * 32, "service": service}
    status = post(client, "/en/report", form)
    assert status in {200, 303, 422}
    assert count_of(client, report_id) == (status == 303)
    if status == 303:
        assert post(client, "/en/report", form) == 303
        assert count_of(client, report_id) == 1
        assert client.get("/en/mine").status_code == 200
        client.delete_cookie("stoop_keys")


@SOME
@given(added=st.fixed_dictionaries({}, optional={"description": words, "sending_id": words, "service": codes}))
def test_any_addition(client: CheckingClient, added: dict[str, str]) -> None:
    number = sent(client)
    for action in ("more", "service", "withdraw"):
        assert post(client, f"/en/cases/{number}/{action}", added) in {303, 422}
        assert client.get(f"/ar/cases/{number}").status_code == 200
    client.delete_cookie("stoop_keys")


@SOME
@given(steps=st.lists(parts, max_size=5))
def test_any_parts_of_a_photo_leave_a_way_to_send_it(client: CheckingClient, steps: list[Any]) -> None:
    phone = PartSender(client)
    assert phone.put(phone.report(photos=[declared(PICTURE)])).status_code == 201
    for offset, piece, headers in steps:
        lawful(phone.part(piece, **{"Upload-Offset": offset} | headers))
    for _ in range(2):  # what came may be wrong: that shows at its end, and it starts again
        here = phone.offset()
        status = lawful(phone.patch(PICTURE, offset=here)) if here < len(PICTURE) else 204
    assert (status, phone.offset()) == (204, len(PICTURE))


class PartSender(Phone):
    """A phone that sends parts of its picture as it likes."""

    def part(self, piece: bytes, **headers: str) -> TestResponse:
        """One PATCH."""
        named = {"Content-Type": "application/offset+octet-stream"} | headers
        return self.client.patch(self.photo_path, headers=self.tus | named, data=piece)

    def offset(self) -> int:
        """How much is here."""
        return int(self.client.head(self.photo_path, headers=self.tus).headers["Upload-Offset"])

    @property
    def photo_path(self) -> str:
        """Where the picture goes."""
        return f"/api/v1/reports/{self.id}/photos/{declared(PICTURE)['sha256']}"

    @property
    def tus(self) -> dict[str, str]:
        """What every request about it carries."""
        return {"Authorization": f"Bearer {self.secret}", "Tus-Resumable": "1.0.0"}


@SOME
@given(path=SEARCHED, asked=searches, near=often(HERE, words))
@example(path="/api/v1/cases", asked={"radius": "5000"}, near="90,180")
@example(path="/api/v1/cases", asked={"radius": "5000"}, near="-85,180")
@example(path="/en/nearby", asked={"service": "\0"}, near="39.95,-75.16")
def test_any_question(client: CheckingClient, path: str, asked: dict[str, str], near: str) -> None:
    query = urlencode({"near": near} | asked, errors="surrogatepass")
    assert lawful(client.get(f"{path}?{query}")) in {200, 302, 404, 422}


@pytest.fixture
def cursor(client: CheckingClient, sample: Sample) -> list[Any]:
    """What stands in a lawful cursor."""
    for _ in range(2):
        sent(client)
    found = client.get(f"/api/v1/cases?{sample.near}&limit=1").get_json()["next"]
    return list(json.loads(base64.urlsafe_b64decode(found + "==")))


@SOME
@given(place=st.integers(0, 2), other=anything)
@example(place=1, other=2**63)
@example(place=1, other=True)
def test_any_cursor(client: CheckingClient, sample: Sample, cursor: list[Any], place: int, other: Any) -> None:
    """Whoever reads a cursor can make one."""
    changed = json.dumps([*cursor[:place], other, *cursor[place + 1 :]]).encode()
    forged = base64.urlsafe_b64encode(changed).decode()
    assert lawful(client.get(f"/api/v1/cases?{sample.near}&limit=1&cursor={forged}")) in {200, 422}


@SOME
@given(path=st.lists(words, min_size=1, max_size=4), start=STARTS)
@example(path=["\0-640.webp"], start="/media/")
def test_any_address(client: CheckingClient, path: list[str], start: str) -> None:
    quoted = "/".join(quote(part.encode("utf-8", "surrogatepass"), safe="") for part in path)
    lawful(client.get("/" + (start + quoted).lstrip("/")))  # two of them would name a host
