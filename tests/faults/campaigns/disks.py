"""R6: disks that are full, read-only or broken."""

import argparse
import random
from pathlib import Path

from tests.faults import proof
from tests.faults.disk import FragileServer, ServerOnDisk, SmallDisk, why_not
from tests.faults.failing import DEEDS, KINDS, LENGTHS, Failed, fail_every_write
from tests.faults.figures import folder, running, stored, tell
from tests.faults.sender import Sending
from tests.faults.server import Server
from tests.faults.spells import Weathered, run_out_of_room, send_through_spells


def disks_fail(options: argparse.Namespace) -> list[str]:
    """R6: every write fails in its turn; disks come and go; one runs full."""
    if reason := why_not():
        print(f"R6 not tried: {reason}")
        return []
    return [*each_write_fails(options), *disks_come_and_go(options), *one_runs_full(options)]


def each_write_fails(options: argparse.Namespace) -> list[str]:
    """Every write of every deed, in every way."""
    chance, sendings, surprises = random.Random(options.seed), list[Sending](), list[str]()
    with folder() as own:
        server = FragileServer(own)
        server.start_alone()
        for deed in DEEDS:
            failed = Failed()
            for error in KINDS:
                for times in LENGTHS:
                    fail_every_write(server, deed, failed, error=error, times=times, chance=chance)
            tell(f"R6: {deed.name}, {failed.writes} writes failed", dict(failed.counts))
            sendings += failed.sendings
            surprises += failed.surprises
        server.kill()
        return surprises + judged(server, sendings, "R6: what was stored")


def disks_come_and_go(options: argparse.Namespace) -> list[str]:
    """A crowd, and a disk that fails for up to a second, again and again."""
    with folder() as own, running(FragileServer(own)) as server:
        weathered = send_through_spells(
            server, server.disk, submissions=options.spells, clients=options.clients, seed=options.seed
        )
        server.stop()
        return told(server, weathered, f"R6: {options.spells} reports, a disk that failed {weathered.spells} times")


def one_runs_full(options: argparse.Namespace) -> list[str]:
    """A real disk of 32 MB."""
    with folder() as own:
        disk = SmallDisk(own)
        if not disk.mount():
            print("R6, a full disk not tried: no disk can be mounted here")
            return []
        try:
            return run_full(own, disk, options)
        finally:
            disk.unmount()


def run_full(own: Path, disk: SmallDisk, options: argparse.Namespace) -> list[str]:
    """It ran full under a crowd, and grew."""
    with running(ServerOnDisk(own)) as server:
        weathered = run_out_of_room(server, disk, submissions=200, clients=options.clients, seed=options.seed)
        server.stop()
        return told(server, weathered, "R6: 200 reports and a disk that ran full")


def told(server: Server, weathered: Weathered, title: str) -> list[str]:
    """What a crowd met, and what does not hold."""
    tell(title, dict(sorted(weathered.crowd.counts.items())))
    return weathered.surprises + judged(server, weathered.sendings, "and what was stored")


def judged(server: Server, sendings: list[Sending], title: str) -> list[str]:
    """What the sweep and the store say."""
    swept = proof.sweep_later(server)
    tell(title, stored(server) | swept.left_behind)
    found = swept.faults + proof.faults(server, sendings)
    return found + (["an unexpected error in the log"] if "unexpected error" in server.said() else [])
