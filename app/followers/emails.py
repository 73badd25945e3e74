"""E-mail addresses: told of nothing before their owner has said yes to a letter, which app/delivery sends."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import cast

import idna
from flask import Flask, current_app

from app import clock
from app.errors import DomainError, NotFound
from app.extensions import db
from app.followers import queries
from app.followers.models import EMAIL, GONE, STOPPED, UNCONFIRMED, Channel, Follower
from app.followers.operations import hash_of_address
from app.i18n import _l

EXTENSION = "owner_asker"
HOST = "smtp"
MOST_LETTERS, MOST_ADDRESSES = 254, 5
# Printable, without what separates addresses or begins another header; the rest only a letter can tell.
ADDRESS = re.compile(
    r"(?!\.)(?!.*\.[.@])[^\s@<>()\[\]\\,;:\"\x00-\x20\x7f]+@[^\s@<>()\[\]\\,;:\"\x00-\x20\x7f]+\.[^\s@.<>()\[\]\\,;:\"\x00-\x20\x7f]{2,}"
)


class NotAnAddress(DomainError):
    """Nobody could be reached there."""

    status, code = 422, "not_an_address"
    message = _l("This e-mail address is not complete. It looks like name@example.org.")


class TooManyAddresses(DomainError):
    """One follower needs no more."""

    status, code = 409, "too_many_addresses"
    message = _l("You cannot add more e-mail addresses. Remove one first.")


@dataclass(frozen=True, slots=True)
class Asker:
    """What has a letter sent that asks an address's owner; it neither commits nor sends by itself. Without it, or where
    it `is_ready` says no, nobody is told by e-mail.
    """

    ask: Callable[[Channel], None]
    is_ready: Callable[[], bool] = field(default=lambda: True)


def register_asker(app: Flask, ask: Callable[[Channel], None], is_ready: Callable[[], bool] = lambda: True) -> None:
    """Let people be told by e-mail (app/delivery)."""
    app.extensions[EXTENSION] = Asker(ask, is_ready)


def is_offered() -> bool:
    """Whether anybody can be told by e-mail here."""
    return _asker() is not None


def _asker() -> Asker | None:
    asker = cast(Asker | None, current_app.extensions.get(EXTENSION))
    return asker if asker and asker.is_ready() else None


def is_address(text: str) -> bool:
    """Whether this could be one e-mail address, and nothing else."""
    is_one = len(text) <= MOST_LETTERS and text.isprintable() and ADDRESS.fullmatch(text) is not None
    return is_one and _is_domain(text.rpartition("@")[2])


def _is_domain(text: str) -> bool:
    """Whether the internet can have such a name (IDNA 2008)."""
    try:
        return bool(idna.encode(text, uts46=True))
    except idna.IDNAError:
        return False


def add_email(follower: Follower, typed: str) -> Channel:
    """The follower can be told at this address once its owner says yes; one that waits, or was lost, is asked anew.

    Raises NotAnAddress and TooManyAddresses; NotFound where nobody is told by e-mail.
    """
    asker = _asker()
    if asker is None:
        raise NotFound
    if not is_address(typed):
        raise NotAnAddress
    channel = _known(follower, typed) or _new(follower, typed)
    if channel.state in {UNCONFIRMED, GONE, STOPPED}:
        channel.state = UNCONFIRMED
        asker.ask(channel)
    db.session.flush()
    return channel


def remove_channel(follower: Follower, channel_id: int) -> None:
    """The follower is told there no more, and the address is not stored any more; one of somebody else stays."""
    for channel in queries.list_channels(follower):
        if channel.id == channel_id:
            db.session.delete(channel)
    db.session.flush()


def _known(follower: Follower, typed: str) -> Channel | None:
    digest = hash_of_address(typed.casefold())
    mine = (channel for channel in queries.list_channels(follower) if channel.kind == EMAIL)
    return next((channel for channel in mine if channel.address_hash == digest), None)


def _new(follower: Follower, typed: str) -> Channel:
    if sum(channel.kind == EMAIL for channel in queries.list_channels(follower)) >= MOST_ADDRESSES:
        raise TooManyAddresses
    channel = Channel(
        follower_id=follower.id, kind=EMAIL, address=typed, address_hash=hash_of_address(typed.casefold()), host=HOST,
        state=UNCONFIRMED, created_at=clock.now(),
    )  # fmt: skip
    db.session.add(channel)
    db.session.flush()
    return channel
