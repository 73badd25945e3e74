"""`python -m tests.cases.measure_likeness [seed]`: how often what is the same is offered, and what is not.

A made-up Philadelphia of 20,000 cases, 500 pairs of each kind. Prints; docs/duplicates.md keeps the figures.
"""

import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from random import Random

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import select

from app import clock, create_app
from app.cases.models import Case
from app.city.catalogue import City
from app.extensions import db
from tests.cases import campaign
from tests.cases.campaign import Place, Trial
from tests.client import CheckingClient
from tests.conftest import NOON, settings_for

CASES, PAIRS, SEED = 20_000, 500, 311
Pairs = Callable[[City, list[Place], Random], Iterable[Trial]]
KINDS: dict[str, Pairs] = {
    "the same problem (bar: at least 95%)": lambda city, places, chance: campaign.duplicates(
        city, places, PAIRS, chance
    ),
    "another of its kind, 2 to 4 times the distance away (bar: at most 10%)": lambda city, places, chance: (
        campaign.others(city, places, PAIRS, chance, nearest=2, furthest=4)
    ),
    "another of its kind, 1 to 2 times the distance away": lambda city, places, chance: campaign.others(
        city, places, PAIRS, chance, nearest=1, furthest=2
    ),
    "a problem of another kind at the same place": lambda city, places, chance: campaign.unrelated(
        city, places, PAIRS, chance
    ),
}


def main(seed: int) -> None:
    """Print how many of each kind are offered."""
    with tempfile.TemporaryDirectory() as folder, clock.stopped_at(NOON):
        app = a_city(Path(folder))
        for line in measured(app, seed):
            print(line, flush=True)


def a_city(folder: Path) -> Flask:
    """With so many invented cases in it, and no limit of reports."""
    app = create_app(settings_for(folder, reports_per_hour=0))
    app.test_client_class = CheckingClient
    with app.app_context():
        upgrade()
    app.test_cli_runner().invoke(args=["demo", "seed", "--cases", str(CASES)])
    return app


def measured(app: Flask, seed: int) -> Iterator[str]:
    """A line for each kind of pairs."""
    with app.app_context():
        places = busy_places()
    for name, pairs in KINDS.items():
        chance, client = Random(seed), app.test_client()
        assert isinstance(client, CheckingClient)
        trials = pairs(app.extensions["city"], places, chance)
        shown = sum(campaign.is_offered(client, trial, chance) for trial in trials)
        yield f"{shown / PAIRS:6.1%} offered: {name}"


def busy_places() -> list[Place]:
    """Where the city has open cases: what is reported lies where more is reported."""
    placed = select(Case).where(Case.closed_at.is_(None), Case.tile.is_not(None)).order_by(Case.id)
    return [(case.latitude or 0.0, case.longitude or 0.0) for case in db.session.scalars(placed)]


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else SEED)
