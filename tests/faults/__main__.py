"""`make faults`: the promises R1 to R3 at full size, with figures for docs/reliability.md.

`make faults FAULTS="--submissions 20000 --kills 500"` is R1 as promised; the default is a twentieth of it.
"""

import argparse
import logging
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.faults import proof
from tests.faults.killing import kill_while_sending
from tests.faults.repeating import lose_answers, send_at_once
from tests.faults.server import Server


def main() -> int:
    """Run what was asked for; 1 if anything does not hold."""
    options = read_options()
    logging.disable(logging.INFO)
    found = [*killed(options), *sent_at_once(options), *answers_lost(options)]
    for fault in found:
        print(f"FAULT {fault}")
    print("All of it holds." if not found else f"{len(found)} faults.")
    return int(bool(found))


def read_options() -> argparse.Namespace:
    """How much of each; 0 leaves one out."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--submissions", type=int, default=1000, help="reports sent while the server is killed")
    parser.add_argument("--kills", type=int, default=50, help="kills of every process meanwhile")
    parser.add_argument("--clients", type=int, default=8, help="phones that send at the same time")
    parser.add_argument("--rounds", type=int, default=200, help="reports sent many times at once")
    parser.add_argument("--times", type=int, default=50, help="how many times each")
    parser.add_argument("--lost-answers", type=int, default=2000, help="reports whose first answer is cut off")
    parser.add_argument("--seed", type=int, default=311)
    return parser.parse_args()


@contextmanager
def city() -> Iterator[Server]:
    """A server in a folder of its own, which is gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder))
        server.start()
        try:
            yield server
        finally:
            server.stop()


def killed(options: argparse.Namespace) -> list[str]:
    """R1: every process killed at random moments."""
    if not options.submissions:
        return []
    with city() as server:
        result = kill_while_sending(
            server, submissions=options.submissions, kills=options.kills, clients=options.clients, seed=options.seed
        )
        server.stop()
        swept = proof.sweep_later(server)
        found = result.surprises + swept.faults + proof.faults(server, result.sendings)
        found += ["a traceback in the log"] if "Traceback" in server.said() else []
        title = f"R1: {options.submissions} reports, {result.kills} kills of {result.processes} processes"
        figures = {"seconds": round(result.seconds)} | dict(sorted(result.counts.items()))
        tell(title, figures | stored(server) | swept.left_behind)
    return found


def sent_at_once(options: argparse.Namespace) -> list[str]:
    """R2: the same report many times at once."""
    if not options.rounds:
        return []
    with city() as server:
        begun = time.monotonic()
        result = send_at_once(server.port, rounds=options.rounds, times=options.times)
        figures = {"seconds": round(time.monotonic() - begun)} | named(result.statuses) | stored(server)
        tell(f"R2: {options.rounds} reports, each {options.times} times at once", figures)
        found = proof.faults(server, result.sendings)
    return found + ([f"{result.lost_answers} not answered"] if result.lost_answers else [])


def answers_lost(options: argparse.Namespace) -> list[str]:
    """R3: the answer cut off after the commit."""
    if not options.lost_answers:
        return []
    with city() as server:
        begun = time.monotonic()
        result = lose_answers(server.port, count=options.lost_answers, seed=options.seed, clients=options.clients)
        figures = {"seconds": round(time.monotonic() - begun), "answers lost": result.lost_answers}
        tell(f"R3: {options.lost_answers} reports", figures | named(result.statuses) | stored(server))
        found = proof.faults(server, result.sendings)
    return found + ([] if result.lost_answers == options.lost_answers else ["not every answer was lost"])


def stored(server: Server) -> dict[str, int]:
    """What the store holds."""
    return {f"{table} stored": server.count(table) for table in ("cases", "reports", "events", "photos")}


def named(statuses: dict[int, int]) -> dict[str, int]:
    """Answers by status."""
    return {f"PUT {status}": count for status, count in sorted(statuses.items())}


def tell(title: str, figures: dict[str, int]) -> None:
    """Print a table for docs/reliability.md."""
    print(f"\n{title}\n\n| | |\n|---|---:|")
    for what, count in figures.items():
        print(f"| {what} | {count:,} |")
    sys.stdout.flush()


if __name__ == "__main__":
    raise SystemExit(main())
