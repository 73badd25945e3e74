"""`python -m app.serve` starts everything that a city needs."""

import sys
from importlib.util import find_spec

from flask import Flask

from app.config import Settings
from app.serve import commands

ENVIRON = {"HOST": "127.0.0.1", "PORT": "8399"}


def started() -> dict[str, list[str]]:
    """{what is run: with which words}."""
    made = commands(Settings.from_env(ENVIRON))
    assert {tuple(command[:2]) for command in made} == {(sys.executable, "-m")}
    return {command[2]: command[3:] for command in made}


def test_the_web_server_the_worker_and_the_one_that_tells_followers_are_started() -> None:
    assert list(started()) == ["gunicorn", "huey.bin.huey_consumer", "flask"]
    assert all(find_spec(module) for module in started())


def test_the_web_server_listens_where_it_is_told_to() -> None:
    words = started()["gunicorn"]
    assert words[words.index("--bind") + 1] == "127.0.0.1:8399"
    assert words[-1] == "wsgi:app"


def test_followers_are_told_by_a_command_that_there_is(app: Flask) -> None:
    assert started()["flask"] == ["--app", "wsgi", "delivery", "run"]
    told = app.test_cli_runner().invoke(args=["delivery", "run", "--help"])
    assert told.exit_code == 0
    assert "--once" in told.output
