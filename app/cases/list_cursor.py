"""Where the next page of a list in order of time begins; it fits only the list that it was made for."""

import base64
import binascii
import hashlib
from datetime import datetime

import orjson

from app.cases.wire import as_moment

LAST_ROW = 2**31 - 1  # whoever reads a cursor can make one, and stores refuse a larger number


def next_cursor(moment: datetime, last_id: int, search: tuple[str, ...]) -> str:
    """Behind this row of this search."""
    packed = orjson.dumps([moment.isoformat(), last_id, _mark(search)])
    return base64.urlsafe_b64encode(packed).rstrip(b"=").decode()


def read_cursor(cursor: str, search: tuple[str, ...]) -> tuple[datetime, int] | None:
    """The moment and id of the last row already seen, or None where the cursor is none of this search."""
    try:
        text, last_id, mark = orjson.loads(base64.urlsafe_b64decode(cursor + "=="))
    except (ValueError, binascii.Error, TypeError):
        return None
    moment = as_moment(text)
    is_row = moment is not None and type(last_id) is int and 0 < last_id <= LAST_ROW
    return (moment, last_id) if moment and is_row and mark == _mark(search) else None


def _mark(search: tuple[str, ...]) -> str:
    return hashlib.sha256("\n".join(search).encode()).hexdigest()[:12]
