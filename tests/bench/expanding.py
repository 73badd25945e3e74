"""Reporting while an event's 50,000 followers become 50,000 messages, against reporting while nothing else is done.

Both in turns in one run: phones send some twenty reports a second to a real web server while a process of its own turns
what happens into messages, first those of the reports alone, then 50,000 more. The ratio is what it costs who reports,
and has the same bar for the usual report and for the slowest of a hundred.
"""

import json
import os
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from tempfile import TemporaryDirectory
from typing import Any

from app import create_app
from app.config import Settings
from app.extensions import db
from tests.bench.cities import Store, postgresql
from tests.bench.http import Server, put, serving
from tests.bench.measure import Figure
from tests.push_service import PushService
from tests.push_world import PushWorld

FOLLOWERS, ROUNDS = 50_000, 4
BAR = 1.25
PAUSE_SECONDS = 0.04  # between two reports


@dataclass
class Turns:
    """Seconds of each report, and what the expander said."""

    in_peace: list[float] = field(default_factory=list)
    meanwhile: list[float] = field(default_factory=list)
    answers: list[dict[str, Any]] = field(default_factory=list)


def figures() -> Iterator[Figure]:
    """On both stores: the usual report, and the slowest of a hundred."""
    with TemporaryDirectory() as folder:
        yield from on_store("SQLite", folder, f"sqlite:///{folder}/stoop.db")
    with TemporaryDirectory() as folder:
        yield from on_store("PostgreSQL", folder, postgresql())


def on_store(name: str, folder: str, url: str) -> Iterator[Figure]:
    """The figures of one store; what else there is to say is printed."""
    environ = os.environ | {"STOOP_DATA": folder, "STOOP_DATABASE_URL": url, "STOOP_REPORTS_PER_HOUR": "1000000"}
    subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", "db", "upgrade"],
        env=environ, stderr=subprocess.DEVNULL, check=True,
    )  # fmt: skip
    turns = take_turns(environ)
    floor = "while nothing is expanded"
    for what, of in (("median", statistics.median), ("99 of 100", slow)):
        ours, quiet = of(turns.meanwhile) * 1e6, of(turns.in_peace) * 1e6
        yield Figure(f"{name}: a report meanwhile, {what}", ours, quiet, BAR, floor)
    made, seconds = turns.answers[-1]["messages"], [answer["seconds"] for answer in turns.answers]
    peaks = [answer["peak_kb"] // 1024 for answer in turns.answers]
    print(f"{name}: {made} messages made in {statistics.median(seconds):.1f} s; peak memory after each time {peaks} MB")
    loads = ", ".join(f"{load:.1f}" for load in os.getloadavg())
    print(f"{name}: {len(turns.in_peace)} reports in peace, {len(turns.meanwhile)} meanwhile; load {loads}")


def slow(times: list[float]) -> float:
    """What one of a hundred exceeds."""
    return sorted(times)[int(len(times) * 0.99)]


def take_turns(environ: dict[str, str]) -> Turns:
    """In peace, and while everything is expanded; as often as there are rounds."""
    turns = Turns()
    app = create_app(Settings.from_env(environ))
    world = PushWorld(app, PushService())
    number = world.open_case()
    world.let_follow(number, FOLLOWERS)
    with serving("wsgi:app", environ["STOOP_DATA"], Store("", app, None)) as server, expander(environ) as expanding:
        for turn in range(-1, ROUNDS):  # the first warms up
            took = Turns()
            world.change(number)
            done = threading.Event()
            asked = threading.Thread(target=lambda done=done, took=took: took.answers.append(ask(expanding, done)))
            asked.start()
            while not done.is_set():
                took.meanwhile.append(timed(server))
            asked.join()
            took.in_peace += [timed(server) for _ in took.meanwhile]
            if turn >= 0:
                turns.in_peace += took.in_peace
                turns.meanwhile += took.meanwhile
                turns.answers += took.answers
    with app.app_context():
        db.engine.dispose()
    app.extensions["photos"].cleaner.close()
    return turns


def timed(server: Server) -> float:
    """Seconds until a report is acknowledged."""
    time.sleep(PAUSE_SECONDS)
    started = time.perf_counter()
    put(server)
    return time.perf_counter() - started


@contextmanager
def expander(environ: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    """A process that expands when it is asked."""
    command = [sys.executable, "-m", "tests.bench.expander"]
    process = subprocess.Popen(command, env=environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        process.communicate(timeout=60)


def ask(process: subprocess.Popen[str], done: threading.Event) -> dict[str, Any]:
    """Have it expand what is pending; `done` is set when it has."""
    assert process.stdin
    assert process.stdout
    try:
        process.stdin.write(f"{FOLLOWERS}\n")
        process.stdin.flush()
        answer: dict[str, Any] = json.loads(process.stdout.readline())
        return answer
    finally:
        done.set()
