"""Where followers meet what they do not know: the key that browsers subscribe with, and how much one may ask for."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import cast

from flask import Flask, current_app

from app.followers.operations import Limits

EXTENSION = "followers"
PublicKey = Callable[[], str | None]
Moved = Mapping[int, int]  # {id that is no more: the one that stands for it}
TakeOver = Callable[[Moved, Moved], None]


def no_key() -> None:
    """Nobody sends to browsers here."""


def nothing_waits(channels: Moved, follows: Moved) -> None:
    """Nobody is told of anything here."""


@dataclass(slots=True)
class Edges:
    """`public_key` gives the application server's key (base64url), None where nothing is sent to browsers; `take_over`
    has what waits for channels and follows that are no more told to those that stand for them.
    """

    public_key: PublicKey = no_key
    take_over: TakeOver = nothing_waits
    limits: Limits = field(default_factory=Limits)


def init_edges(app: Flask) -> None:
    """Begin without a key, and with the usual limits."""
    app.extensions[EXTENSION] = Edges()


def register_key(app: Flask, public_key: PublicKey) -> None:
    """Have browsers subscribe with this key; delivery calls it (app/delivery/push_keys.py)."""
    app.extensions[EXTENSION].public_key = public_key


def register_take_over(app: Flask, take_over: TakeOver) -> None:
    """Have this called where two followers become one, in that transaction (app/delivery)."""
    app.extensions[EXTENSION].take_over = take_over


def current() -> Edges:
    """Those of the application at work."""
    return cast(Edges, current_app.extensions[EXTENSION])
