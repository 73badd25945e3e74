"""Where the next page of a list in order of time begins; it fits only the list that it was made for.

It names the last case by its public number and is sealed: nobody learns our row ids from it, or asks with one of their
own making where among others a case stands.
"""

import base64
import binascii
import hmac
from datetime import datetime

import orjson
from flask import current_app

from app.cases.wire import as_moment


def next_cursor(moment: datetime, last_number: str, search: tuple[str, ...]) -> str:
    """Behind this case of this search."""
    written = moment.isoformat()
    packed = orjson.dumps([written, last_number, _seal(written, last_number, search)])
    return base64.urlsafe_b64encode(packed).rstrip(b"=").decode()


def read_cursor(cursor: str, search: tuple[str, ...]) -> tuple[datetime, str] | None:
    """The moment and number of the last case already seen, or None where the cursor is none of this search."""
    try:
        written, last_number, seal = orjson.loads(base64.urlsafe_b64decode(cursor + "=="))
    except (ValueError, binascii.Error, TypeError):
        return None
    are_texts = isinstance(written, str) and isinstance(last_number, str) and isinstance(seal, str)
    if not are_texts or not hmac.compare_digest(seal.encode(), _seal(written, last_number, search).encode()):
        return None
    moment = as_moment(written)
    return (moment, last_number) if moment else None


def _seal(written: str, last_number: str, search: tuple[str, ...]) -> str:
    sealed = "\n".join((written, last_number, *search))
    return hmac.digest(current_app.config["SECRET_KEY"].encode(), sealed.encode(), "sha256").hex()[:32]
