"""R1 to R3: processes that die, reports that come twice, answers that get lost."""

import argparse
import time

from tests.faults import proof
from tests.faults.figures import city, named, stored, tell
from tests.faults.killing import kill_while_sending
from tests.faults.repeating import lose_answers, send_at_once


def killed(options: argparse.Namespace) -> list[str]:
    """R1: every process killed at random moments."""
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
    with city() as server:
        begun = time.monotonic()
        result = send_at_once(server.port, rounds=options.rounds, times=options.times)
        figures = {"seconds": round(time.monotonic() - begun)} | named(result.statuses) | stored(server)
        tell(f"R2: {options.rounds} reports, each {options.times} times at once", figures)
        found = proof.faults(server, result.sendings)
    return found + ([f"{result.lost_answers} not answered"] if result.lost_answers else [])


def answers_lost(options: argparse.Namespace) -> list[str]:
    """R3: the answer cut off after the commit."""
    with city() as server:
        begun = time.monotonic()
        result = lose_answers(server.port, count=options.lost_answers, seed=options.seed, clients=options.clients)
        figures = {"seconds": round(time.monotonic() - begun), "answers lost": result.lost_answers}
        tell(f"R3: {options.lost_answers} reports", figures | named(result.statuses) | stored(server))
        found = proof.faults(server, result.sendings)
    return found + ([] if result.lost_answers == options.lost_answers else ["not every answer was lost"])
