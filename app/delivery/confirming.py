"""Double opt-in: nobody is written to twice who has not said yes. Nothing here commits.

Whoever types an address learns nothing about it: too many letters to one address are left out without a word.
"""

import hashlib
import hmac
from datetime import timedelta

from flask import current_app
from sqlalchemy import ColumnElement, delete, exists, func, insert, select

from app import clock
from app.delivery.confirming_models import AskedLetter, RefusedLetter
from app.delivery.email_links import asked_of, asked_of_key, channel_named
from app.delivery.models import CHANNEL, CONFIRM, Message, State
from app.extensions import db, table_of
from app.followers.errors import TooMuch
from app.followers.models import ACTIVE, STOPPED, UNCONFIRMED, Channel
from app.i18n import local_date
from app.security import network_hash

DAY = timedelta(days=1)
LETTERS_A_DAY = 3  # to one address
LETTERS_FROM_A_NETWORK = 60  # behind the one address of a phone company, or of a library, are many
REFUSED_FOR = timedelta(days=180)
LIVES_FOR = timedelta(hours=12)  # somebody who waits for it has given up by then


def ask(channel: Channel) -> None:
    """A letter waits in the ledger that asks whether the address is its owner's; none where it had its fill today.

    Raises TooMuch where this network asked too often.
    """
    asked = {"address_hash": _address_code(channel), "network_hash": network_hash(local_date(clock.now()))}
    if _count(AskedLetter.network_hash == asked["network_hash"]) >= LETTERS_FROM_A_NETWORK:
        raise TooMuch(int(DAY.total_seconds()))
    if _is_refused(channel) or _count(AskedLetter.address_hash == asked["address_hash"]) >= LETTERS_A_DAY:
        return
    db.session.execute(insert(table_of(AskedLetter)).values(**asked, asked_at=clock.now()))
    now = clock.now()
    letter = {
        "channel_id": channel.id, "subject_type": CHANNEL, "subject_id": channel.id, "kind": CONFIRM,
        "state": State.DUE.value, "due_at": now, "expires_at": now + LIVES_FOR, "attempts": 0, "host": channel.host,
        "created_at": now,
    }  # fmt: skip
    db.session.execute(insert(table_of(Message)).values(**letter))


def find_asked(key: str) -> Channel | None:
    """The channel that a link asks about, whether it waits or is confirmed; None for a link that works no more."""
    asked = asked_of_key(key)
    channel = channel_named(asked.channel) if asked else None
    if channel is None or asked is None:
        return None
    now = asked_of(channel)
    if channel.state == UNCONFIRMED:
        return channel if now == asked else None
    return channel if channel.state == ACTIVE and now.address == asked.address else None


def confirm(channel: Channel) -> None:
    """Its owner is told there from now on; twice is once."""
    if channel.state == UNCONFIRMED:
        channel.state, channel.confirmed_at = ACTIVE, clock.now()
        db.session.flush()


def stop(channel: Channel) -> None:
    """Nothing is sent there any more, until its owner asks and says yes again. Whoever never said yes did not ask for
    the letter, either: nobody can have another one sent to them for half a year.
    """
    channel.state = STOPPED
    if channel.confirmed_at is None:
        db.session.merge(RefusedLetter(address_hash=_lasting_code(channel), refused_at=clock.now()))
    db.session.flush()


def is_any_old() -> bool:
    """Whether there is something that nobody needs any more."""
    return any(db.session.scalar(select(exists().where(is_old))) for is_old in _is_old().values())


def forget_asked() -> None:
    """What was asked before yesterday, and refused half a year ago, is not stored any more."""
    for model, is_old in _is_old().items():
        db.session.execute(delete(model).where(is_old))


def _is_old() -> dict[type[AskedLetter] | type[RefusedLetter], ColumnElement[bool]]:
    now = clock.now()
    return {
        AskedLetter: AskedLetter.asked_at < now - 2 * DAY,
        RefusedLetter: RefusedLetter.refused_at < now - REFUSED_FOR,
    }


def _count(rows: ColumnElement[bool]) -> int:
    counted = select(func.count()).select_from(AskedLetter).where(AskedLetter.asked_at > clock.now() - DAY)
    return db.session.execute(counted.where(rows)).scalar_one()


def _is_refused(channel: Channel) -> bool:
    refused = db.session.get(RefusedLetter, _lasting_code(channel))
    return refused is not None and refused.refused_at > clock.now() - REFUSED_FOR


def _lasting_code(channel: Channel) -> bytes:
    key = f"{current_app.config['SECRET_KEY']}:letters".encode()
    return hmac.digest(key, channel.address_hash, hashlib.sha256)[:16]


def _address_code(channel: Channel) -> bytes:
    """Names an address for today only."""
    key = f"{current_app.config['SECRET_KEY']}:{local_date(clock.now()).isoformat()}".encode()
    return hmac.digest(key, channel.address_hash, hashlib.sha256)[:16]
