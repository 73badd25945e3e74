"""Lists of public cases as files, streamed: a million of them need no more memory than a thousand."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from threading import BoundedSemaphore
from typing import Any

from flask import Blueprint, Response, request
from sqlalchemy import Row

from app.cases.export_formats import Facts, as_csv, as_geojson
from app.cases.selection import SelectionForm
from app.cases.walking import batches
from app.compression import stream
from app.errors import SENTENCES, DomainError, refusal
from app.extensions import db
from app.links import public_url, shared

AT_ONCE = 4  # of one process; each keeps a thread busy, and phones wait for threads
MAX_AGE_SECONDS = 300
_places = BoundedSemaphore(AT_ONCE)
bp = Blueprint("exports", __name__, url_prefix="/feeds")

Write = Callable[[Iterable[Sequence[Row[Any]]], Facts], Iterator[bytes]]


class Turn:
    """The pieces of a file; its place among those written at once is free again after the last piece, or when whoever
    asked for it has gone.
    """

    def __init__(self, pieces: Iterator[bytes], give_back: Callable[[], None]) -> None:
        self._pieces = pieces
        self._give_back: Callable[[], None] | None = give_back

    def __iter__(self) -> "Turn":
        """Itself."""
        return self

    def __next__(self) -> bytes:
        """The next piece."""
        try:
            return next(self._pieces)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """The end, once."""
        if self._give_back:
            self._give_back()
        self._give_back = None


class TooManyDownloads(DomainError):
    """As many files are being written as one process may."""

    status, code, message = 503, "too_many_downloads", SENTENCES[503]
    headers: Mapping[str, str] = {"Retry-After": "30"}


@bp.get("/cases.csv")
def csv() -> Response:
    """The cases that the address asks for, as a table."""
    return _streamed(as_csv, "text/csv; charset=utf-8", "csv")


@bp.get("/cases.geojson")
def geojson() -> Response:
    """The same for maps."""
    return _streamed(as_geojson, "application/geo+json", "geojson")


def _streamed(write: Write, content_type: str, ending: str) -> Response:
    form = SelectionForm.parse(request.args)
    if form.selection is None:
        return refusal(form.errors)
    if not _places.acquire(blocking=False):
        raise TooManyDownloads
    facts = Facts.known_at(public_url("cases.short", number="0").removesuffix("0"))
    pieces = write(batches(db.engine, form.selection), facts)
    response = stream(pieces, content_type)
    response.response = Turn(response.iter_encoded(), _places.release)
    name = "-".join(filter(None, ("cases", form.selection.area)))
    response.headers.set("Content-Disposition", "attachment", filename=f"{name}.{ending}")
    return shared(response, MAX_AGE_SECONDS)
