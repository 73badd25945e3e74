"""R8: what changes on its way."""

import argparse

from tests.faults import proof
from tests.faults.figures import city, tell
from tests.faults.spoiling import spoil_many


def contents_change(options: argparse.Namespace) -> list[str]:
    """R8: half of what is spoiled are words, half are parts of photos."""
    reports = options.spoiled // 2
    with city() as server:
        tally = spoil_many(server, reports=reports, clients=options.clients, seed=options.seed)
        tell(f"R8: {2 * reports} spoiled on their way", dict(sorted(tally.counts.items())))
        return tally.surprises + list(proof.texts(server, tally.sendings))
