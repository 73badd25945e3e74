"""What a campaign prints: tables for docs/reliability.md."""

import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.faults.server import Server


@contextmanager
def folder() -> Iterator[Path]:
    """A folder of its own, which is gone afterwards."""
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)


@contextmanager
def running(server: Server) -> Iterator[Server]:
    """A server that runs, and is ended afterwards."""
    server.start()
    try:
        yield server
    finally:
        server.stop()


@contextmanager
def city() -> Iterator[Server]:
    """A server in a folder of its own."""
    with folder() as own, running(Server(own)) as server:
        yield server


def stored(server: Server) -> dict[str, int]:
    """What the store holds."""
    return {f"{table} stored": server.count(table) for table in ("cases", "reports", "events", "photos")}


def named(statuses: Mapping[int, int]) -> dict[str, int]:
    """Answers by status."""
    return {f"PUT {status}": count for status, count in sorted(statuses.items())}


def tell(title: str, figures: Mapping[str, object]) -> None:
    """Print a table for docs/reliability.md."""
    print(f"\n{title}\n\n| | |\n|---|---:|")
    for what, count in figures.items():
        print(f"| {what} | {count:,} |" if isinstance(count, int) else f"| {what} | {count} |")
    sys.stdout.flush()
