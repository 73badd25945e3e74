"""Files as another system hands them out, for whichever city the tests run in."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from click.testing import Result
from flask import Flask
from sqlalchemy import select

from app.cases.models import Case
from app.extensions import db
from tests.samples import Sample

HEADER = (
    "service_request_id", "status", "service_name", "requested_datetime", "updated_datetime", "closed_datetime",
    "lat", "lon",
)  # fmt: skip


@dataclass(frozen=True)
class Export:
    """Makes files of a city and imports them."""

    app: Flask
    sample: Sample
    folder: Path

    def good(self, **changes: str) -> str:
        """A row that any city would take, with some cells changed."""
        latitude, longitude = self.sample.here
        requested = "2026-11-02 09:30:00"
        cells = ("1", "Open", self.sample.ordinary.name, requested, requested, "", str(latitude), str(longitude))
        return ",".join((dict(zip(HEADER, cells, strict=True)) | changes).values())

    def record(self, **values: str) -> str:
        """A file with one row that has just these columns, and what every row needs."""
        row = {
            "service_request_id": "7",
            "status": "Open",
            "service_name": self.sample.ordinary.name,
            "requested_datetime": "2026-11-02 09:30:00",
        } | values
        return rows(",".join(f'"{value}"' for value in row.values()), header=",".join(row))

    def here(self) -> dict[str, str]:
        """The columns of a place in the city."""
        latitude, longitude = self.sample.here
        return {"lat": str(latitude), "lon": str(longitude)}

    def local(self, text: str) -> datetime:
        """A time of the city's clocks, in UTC."""
        return datetime.fromisoformat(text).replace(tzinfo=self.sample.city.time_zone).astimezone(UTC)

    def run(self, content: str | bytes, *options: str) -> Result:
        """Import a file with this content."""
        file = self.folder / "cases.csv"
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return self.app.test_cli_runner().invoke(args=["cases", "import", str(file), *options])


def rows(*lines: str, header: str = ",".join(HEADER)) -> str:
    """A file."""
    return "\n".join((header, *lines)) + "\n"


def only_case() -> Case:
    """The one case there is, as it is stored now."""
    db.session.expire_all()
    return db.session.scalars(select(Case)).one()


def timeline(case: Case) -> list[tuple[str, str | None, str | None]]:
    """Kind, status and reason of each line, oldest first."""
    return [(event.kind, event.status, event.closing_reason) for event in case.events]
