"""Where followers meet what they do not know: the key that browsers subscribe with, and how much one may ask for."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import cast

from flask import Flask, current_app

from app.followers.operations import Limits

EXTENSION = "followers"
PublicKey = Callable[[], str | None]


def no_key() -> None:
    """Nobody sends to browsers here."""


@dataclass(slots=True)
class Edges:
    """`public_key` gives the application server's key (base64url), None where nothing is sent to browsers."""

    public_key: PublicKey = no_key
    limits: Limits = field(default_factory=Limits)


def init_edges(app: Flask) -> None:
    """Begin without a key, and with the usual limits."""
    app.extensions[EXTENSION] = Edges()


def register_key(app: Flask, public_key: PublicKey) -> None:
    """Have browsers subscribe with this key; delivery calls it (app/delivery/push_keys.py)."""
    app.extensions[EXTENSION].public_key = public_key


def current() -> Edges:
    """Those of the application at work."""
    return cast(Edges, current_app.extensions[EXTENSION])
