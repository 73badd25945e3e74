"""Lawful test data: made through operations and the API, as a phone or the city would make them."""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from uuid import UUID, uuid4

from PIL import Image
from werkzeug.test import TestResponse

from tests.client import CheckingClient
from tests.samples import sample_of


@dataclass
class Phone:
    """What a phone keeps of one report: its id, its secret, and what it sends."""

    client: CheckingClient
    id: UUID = field(default_factory=uuid4)
    secret: str = field(default_factory=lambda: secrets.token_urlsafe(24))

    def report(self, **changes: Any) -> dict[str, Any]:
        """The body of an ordinary report."""
        sample = sample_of(self.client.application)
        body = {
            "service": sample.ordinary.code,
            "answers": sample.answers(sample.ordinary),
            "place": sample.place(address="1 Penn Square"),
            "description": "Red tags on the north wall.",
            "language": "en",
            "photos": [],
            "schema": 1,
            "client_time": "2026-11-18T16:59:00Z",
        }
        return body | changes

    def put(self, body: Mapping[str, Any] | bytes, **headers: str) -> TestResponse:
        """Send the report."""
        sent: dict[str, Any] = {"data": body} if isinstance(body, bytes) else {"json": body}
        headers = {"Authorization": f"Bearer {self.secret}", "Content-Type": "application/json"} | headers
        return self.client.put(f"/api/v1/reports/{self.id}", headers=headers, **sent)

    def addition(self, **changes: Any) -> dict[str, Any]:
        """The body of an ordinary addition to the report."""
        body = {"report": str(self.id), "description": "It grew overnight.", "language": "en", "photos": []}
        return body | {"schema": 1, "client_time": "2026-11-18T16:59:00Z"} | changes

    def add(self, body: Mapping[str, Any] | bytes, sending_id: UUID | None = None, **headers: str) -> TestResponse:
        """Add to the report."""
        sent: dict[str, Any] = {"data": body} if isinstance(body, bytes) else {"json": body}
        headers = {"Authorization": f"Bearer {self.secret}", "Content-Type": "application/json"} | headers
        return self.client.put(f"/api/v1/additions/{sending_id or uuid4()}", headers=headers, **sent)

    def patch(self, picture: bytes, *, offset: int = 0, digest: str | None = None) -> TestResponse:
        """Send a photo, or the rest of it."""
        digest = digest or hashlib.sha256(picture).hexdigest()
        headers = {
            "Authorization": f"Bearer {self.secret}",
            "Tus-Resumable": "1.0.0",
            "Upload-Offset": str(offset),
            "Upload-Length": str(len(picture)),
            "Content-Type": "application/offset+octet-stream",
        }
        return self.client.patch(f"/api/v1/reports/{self.id}/photos/{digest}", headers=headers, data=picture[offset:])


def sent(client: CheckingClient, **changes: Any) -> str:
    """Send an ordinary report; its case number."""
    phone = Phone(client)
    response = phone.put(phone.report(**changes))
    assert response.status_code == 201, response.get_data(as_text=True)
    return str(response.get_json()["number"])


def photo(colour: str = "red", size: tuple[int, int] = (320, 240), form: str = "JPEG", **options: Any) -> bytes:
    """The bytes of a small real picture."""
    file = BytesIO()
    Image.new("RGB", size, colour).save(file, form, **options)
    return file.getvalue()


def declared(picture: bytes) -> dict[str, Any]:
    """How a report announces a photo."""
    return {"sha256": hashlib.sha256(picture).hexdigest(), "bytes": len(picture), "type": "image/jpeg"}
