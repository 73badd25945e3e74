"""`python -m tests.city.measure`: how right and how quick the real areas of Philadelphia are.

Needs ../shared. Prints; asserts nothing about time. docs/geometry.md keeps the figures.
"""

import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from flask import Flask
from flask_migrate import upgrade

from app import create_app
from app.city.current import current_city, watch
from app.places.geometry import circle_is_outside
from tests.city.real_map import load_map, real_addresses, right_districts, right_neighbourhoods
from tests.conftest import SHARED, settings_for

ROUNDS = 5


def main() -> None:
    """Print everything."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(settings_for(Path(folder)))
        with app.app_context():
            upgrade()
            for line in (*loading(app), *being_right(), *asking()):
                print(line, flush=True)


def loading(app: Flask) -> Iterator[str]:
    """Whole commands, and the look of a process that was running."""
    for kinds in (("neighbourhoods",), ("boundary", "districts")):
        started = time.perf_counter()
        load_map(app, SHARED, *kinds)
        yield f"loading {' and '.join(kinds)}: {time.perf_counter() - started:.2f} s"
    yield f"taking a load up: {_seconds(watch().look) * 1000:.1f} ms when nothing is new"


def being_right() -> Iterator[str]:
    """Against what the publisher of the addresses says of each."""
    addresses = real_addresses(SHARED)
    city, pack = current_city(), watch().pack
    yield f"neighbourhoods right: {right_neighbourhoods(city, addresses):.2%} by lines"
    yield f"neighbourhoods right: {right_neighbourhoods(pack, addresses):.2%} by middles"
    yield f"districts right: {right_districts(city, addresses):.2%}"
    refused = sum(circle_is_outside(city.outline, one.latitude, one.longitude, 0) for one in addresses)
    yield f"addresses refused as outside: {refused} of {len(addresses)}"


def asking() -> Iterator[str]:
    """One question, of all addresses in turn."""
    addresses = real_addresses(SHARED)
    for name, city in (("lines", current_city()), ("middles", watch().pack)):
        spent = _seconds(lambda city=city: [city.neighbourhood_at(one.latitude, one.longitude) for one in addresses])
        yield f"asking by {name}: {spent / len(addresses) * 1e6:.1f} µs"
    spent = _seconds(lambda: [current_city() for _ in addresses])
    yield f"finding the city: {spent / len(addresses) * 1e6:.2f} µs"


def _seconds(do: Callable[[], object]) -> float:
    """The best of some rounds: what else the machine does only adds."""
    best = float("inf")
    for _ in range(ROUNDS):
        started = time.perf_counter()
        do()
        best = min(best, time.perf_counter() - started)
    return best


if __name__ == "__main__":
    main()
