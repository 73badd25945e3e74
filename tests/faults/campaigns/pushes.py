"""R11 and R12: workers that die while they tell, push services that fail, and a worker killed at any line.

On PostgreSQL where STOOP_TEST_DATABASE_URL names a server, else on SQLite.
"""

import argparse
import os
from collections.abc import Iterator
from contextlib import contextmanager

from tests.faults.figures import folder, tell
from tests.faults.push_city import LOOPBACKS, PushCity, push_city
from tests.faults.push_hosts import HOSTS, suffer
from tests.faults.push_killing import kill_while_telling, prove
from tests.faults.push_lines import die_everywhere
from tests.push_service import PushService

WORKERS = 2


def store_name() -> str:
    """Which of the two this runs on."""
    return "PostgreSQL" if os.environ.get("STOOP_TEST_DATABASE_URL") else "SQLite"


@contextmanager
def city(*hosts: str) -> Iterator[PushCity]:
    """A city with a push service, in a folder of its own."""
    with folder() as own, PushService(*hosts) as service, push_city(own, service) as made:
        yield made


def workers_die(options: argparse.Namespace) -> list[str]:
    """R11: the workers are killed while they tell thousands; then one is killed at each line."""
    with city() as push:
        told = kill_while_telling(
            push, followers=options.followers, kills=options.worker_kills, workers=WORKERS, seed=options.seed
        )
        proof = prove(push, told)
        figures = {
            "followers of one event": len(told.names),
            "workers, kills": f"{WORKERS}, {told.kills}",
            "seconds": round(told.seconds),
            "messages taken by the push service": proof.delivered,
            "of them repeats, with the same Topic and tag": proof.repeated,
            "repeats of one message, at most": proof.most_repeats,
            "missed": sum("missed" in fault for fault in proof.faults),
        }
        tell(f"R11: {store_name()}", figures)
    with city() as push:
        deaths = die_everywhere(push, most=options.lines, seed=options.seed)
        figures = {
            "lines in reach": deaths.in_reach.total(),
            "deaths": deaths.lines.total(),
            "different lines": len(deaths.lines),
            "in the files": ", ".join(sorted({line.partition(":")[0] for line in deaths.lines})),
            "repeats": deaths.repeated,
            "missed": len(deaths.faults),
        }
        tell(f"R11: killed at a line, {store_name()}", figures)
        return proof.faults + deaths.faults


def services_fail(options: argparse.Namespace) -> list[str]:
    """R12: five of seven push services fail."""
    assert set(HOSTS) <= set(LOOPBACKS)
    with city(*HOSTS) as push:
        suffered = suffer(push, cases=options.changes, each=options.each)
        tell(f"R12: {store_name()}", suffered.figures)
        return suffered.faults
