"""A device as the city knows it: an id, a secret, a subscription, and what it sends."""

import base64
import secrets
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from flask import has_app_context
from werkzeug.test import TestResponse

from app import clock
from app.extensions import db
from app.followers.models import EMAIL, UNCONFIRMED, Channel, Follower
from app.followers.operations import hash_of_address
from app.followers.queries import find_follower
from tests.client import CheckingClient


def subscription(**changes: Any) -> dict[str, Any]:
    """What a browser makes: an endpoint that nobody guesses, and keys that are some."""
    point = ec.generate_private_key(ec.SECP256R1()).public_key()
    written = point.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    keys = {"p256dh": base64.urlsafe_b64encode(written).rstrip(b"=").decode(), "auth": secrets.token_urlsafe(16)}
    endpoint = f"https://updates.push.services.mozilla.com/wpush/v2/{secrets.token_urlsafe(40)}"
    return {"endpoint": endpoint, "expirationTime": None, "keys": keys} | changes


def write_to(follower: Follower, address: str, state: str = UNCONFIRMED) -> None:
    """The follower has an e-mail address, whether or not letters are sent here."""
    row = {"address": address, "address_hash": hash_of_address(address.casefold()), "host": "smtp", "state": state}
    db.session.add(Channel(follower_id=follower.id, kind=EMAIL, created_at=clock.now(), **row))
    db.session.commit()


@dataclass
class Device:
    """A browser that wants to hear of things. Its cookies are the client's."""

    client: CheckingClient
    id: UUID = field(default_factory=uuid4)
    secret: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    subscription: dict[str, Any] = field(default_factory=subscription)

    def put(self, **body: Any) -> TestResponse:
        """Say what it wants; its subscription goes along unless something else is said."""
        sent = {"subscription": self.subscription, "language": "en"} | body
        return self._asked("PUT", json=sent)

    def follow(self, *wishes: dict[str, Any], **body: Any) -> TestResponse:
        """Ask to hear of more."""
        return self.put(follow=list(wishes), **body)

    def show(self) -> TestResponse:
        """Ask what is kept."""
        return self._asked("GET")

    def forget(self) -> TestResponse:
        """Ask to be forgotten."""
        return self._asked("DELETE")

    def _asked(self, method: str, **body: Any) -> TestResponse:
        """A test inside the application shares its session with the request, and leaves it no transaction."""
        if has_app_context():
            db.session.rollback()
        return self.client.open(self.url, method=method, headers=self.headers, **body)

    @property
    def followed(self) -> list[dict[str, Any]]:
        """What the city says that it follows."""
        return list(self.show().get_json()["follows"])

    @property
    def channels(self) -> list[dict[str, str]]:
        """Where the city says that it is told."""
        return list(self.show().get_json()["channels"])

    @property
    def url(self) -> str:
        """Its address."""
        return f"/api/v1/push/{self.id}"

    @property
    def headers(self) -> dict[str, str]:
        """Its secret."""
        return {"Authorization": f"Bearer {self.secret}"}

    @property
    def row(self) -> Follower:
        """What is stored of it, inside the application."""
        db.session.expire_all()
        follower = find_follower(self.id)
        assert follower is not None
        return follower
