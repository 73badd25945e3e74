"""A phone with photos to send: declares them as a report does, then sends them through the front door."""

import hashlib
import io
import secrets
from uuid import UUID, uuid4

from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.extensions import db
from app.photos import operations
from app.photos.models import DeclaredPhoto, Photo

TUS = {"Tus-Resumable": "1.0.0", "Content-Type": "application/offset+octet-stream"}


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


class Phone:
    """One sending: its id, its secret."""

    def __init__(self, app: Flask, owner_id: UUID | None = None, secret: str | None = None) -> None:
        self.app = app
        self.client = app.test_client()
        self.owner_id = owner_id or uuid4()
        self.secret = secret or secrets.token_urlsafe(24)

    def declare(self, *contents: bytes, is_public: bool = True) -> None:
        """What the report says it will bring."""
        declared = [DeclaredPhoto(digest(content), len(content), "image/jpeg") for content in contents]
        with self.app.app_context():
            operations.expect_photos(owner_id=self.owner_id, secret=self.secret, declared=declared, is_public=is_public)
            db.session.commit()

    def address(self, content: bytes) -> str:
        return f"/api/v1/reports/{self.owner_id}/photos/{digest(content)}"

    def headers(self, **changed: str | None) -> dict[str, str]:
        """What every request carries; `Upload_Offset="4"` adds or changes one, None leaves it out."""
        headers: dict[str, str | None] = TUS | {"Authorization": f"Bearer {self.secret}"}
        headers |= {name.replace("_", "-"): value for name, value in changed.items()}
        return {name: value for name, value in headers.items() if value is not None}

    def send(self, content: bytes, offset: int = 0, end: int | None = None, **changed: str | None) -> TestResponse:
        """One part of a photo that was declared."""
        headers = self.headers(**{"Upload_Offset": str(offset)} | changed)
        return self.client.patch(self.address(content), headers=headers, input_stream=io.BytesIO(content[offset:end]))

    def ask(self, content: bytes, **changed: str | None) -> TestResponse:
        """How much of it is there?"""
        return self.client.head(self.address(content), headers=self.headers(**changed))

    def bring(self, content: bytes, *, is_public: bool = True) -> TestResponse:
        """Declare a photo and send it whole."""
        self.declare(content, is_public=is_public)
        return self.send(content)

    def photo(self, content: bytes) -> Photo:
        """Its row as it is now."""
        with self.app.app_context():
            row = select(Photo).where(Photo.owner_id == self.owner_id, Photo.sha256 == digest(content))
            photo = db.session.scalars(row).one()
            db.session.expunge(photo)
            return photo

    def state(self, content: bytes) -> str:
        """`ready`, or `withheld: broken`."""
        photo = self.photo(content)
        return f"{photo.state}: {photo.withheld_reason}" if photo.withheld_reason else str(photo.state)

    def look_at(self, content: bytes, width: int = 640, suffix: str = "webp") -> TestResponse:
        """Fetch one of its pictures, as any browser would."""
        return self.client.get(self.photo(content).url(width, suffix))
