"""How long a copy of a picture may be used, by the headers that came with it (RFC 9111)."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

# Where an upstream says nothing: what OpenStreetMap's policy asks for (operations.osmfoundation.org/policies/tiles).
UNSTATED = timedelta(days=7)
LONGEST = timedelta(days=30)


def may_be_kept(headers: Mapping[str, str]) -> bool:
    """Whether an upstream lets anybody keep a copy that is given to others."""
    return not {"no-store", "private"} & _directives(headers).keys()


def fresh_for(headers: Mapping[str, str], now: datetime) -> timedelta:
    """How long from `now` on it need not be asked for again; nothing where each use must be asked for."""
    directives = _directives(headers)
    if {"no-cache", "no-store", "private"} & directives.keys():
        return timedelta()
    seconds = directives.get("s-maxage") or directives.get("max-age")
    if seconds is not None:
        stated = timedelta(seconds=min(_whole(seconds), LONGEST.total_seconds()) - _whole(headers.get("age", "")))
    elif "expires" in headers:
        stated = (_moment(headers["expires"]) or now) - (_moment(headers.get("date", "")) or now)
    else:
        stated = UNSTATED
    return min(max(stated, timedelta()), LONGEST)


def retry_after(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """How long an upstream asks to be left alone."""
    text = headers.get("retry-after", "")
    if text.isascii() and text.isdigit():
        return timedelta(seconds=min(_whole(text), LONGEST.total_seconds()))
    until = _moment(text)
    return min(max(until - now, timedelta()), LONGEST) if until else None


def _directives(headers: Mapping[str, str]) -> dict[str, str]:
    pairs = re.findall(r"([a-z-]+)(?:=\"?(\d+)\"?)?", headers.get("cache-control", "").casefold())
    return dict(pairs)


def _whole(text: str) -> int:
    return int(text[:12]) if text.isascii() and text.isdigit() else 0


def _moment(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
