"""Whoever watches over the servers sees how delivery does, and nobody else."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from app.cases.workflow import Status
from app.delivery.senders import Outcome, Result
from tests.client import CheckingClient
from tests.delivery.followers import Town
from tests.factories import sent

TOKEN = "a long and secret token"


@pytest.fixture
def _token(town: Town) -> Iterator[None]:
    """An installation whose operator wants figures."""
    settings = town.app.config["SETTINGS"]
    town.app.config["SETTINGS"] = replace(settings, metrics_token=TOKEN)
    yield
    town.app.config["SETTINGS"] = settings


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def test_there_are_no_figures_where_nobody_asked_for_them(client: CheckingClient) -> None:
    assert client.get("/metrics", headers=bearer("")).status_code == 404
    assert client.get("/metrics", headers=bearer(TOKEN)).status_code == 404


@pytest.mark.usefixtures("_token")
@pytest.mark.parametrize("headers", [{}, bearer(""), bearer("guessed"), bearer("é"), {"Authorization": "Basic YTpi"}])
def test_nobody_else_sees_figures(client: CheckingClient, headers: dict[str, str]) -> None:
    answer = client.get("/metrics", headers=headers)
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")
    assert "stoop_" not in answer.get_data(as_text=True)


@pytest.mark.usefixtures("_token")
def test_the_operator_sees_what_waits_and_why(town: Town, client: CheckingClient) -> None:
    number = sent(client)
    town.work()
    for host in ("well.example", "well.example", "bad.example"):
        town.follow(town.case(number).id, host=host)
    town.sender.answer = lambda message: Result(
        Outcome.SENT if message.host == "well.example" else Outcome.LATER, 'says "no"\n'
    )
    town.change(number)
    town.work()
    town.change(number, Status.SCHEDULED)
    answer = client.get("/metrics", headers=bearer(TOKEN))
    lines = answer.get_data(as_text=True).splitlines()
    assert answer.content_type == "text/plain; version=0.0.4; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "stoop_dispatches_pending 1" in lines
    assert 'stoop_messages_waiting{host="bad.example",state="later"} 1' in lines
    assert 'stoop_messages_ended_last_day{host="well.example",state="sent"} 2' in lines
    assert r'stoop_messages_trouble{host="bad.example",state="later",reason="says \"no\"\n"} 1' in lines
    assert 'stoop_channels{kind="push",state="active"} 3' in lines
    names = [line.split()[2] for line in lines if line.startswith("# TYPE")]
    assert len(names) == len(set(names))
    assert all(line.startswith(("#", "stoop_")) for line in lines)


def test_the_command_says_what_waits(town: Town, client: CheckingClient) -> None:
    number = sent(client)
    town.work()
    town.follow(town.case(number).id)
    town.change(number)
    status = town.app.test_cli_runner().invoke(args=["delivery", "status"]).output
    assert "1  events wait to be turned into messages" in status
    town.work()
    status = town.app.test_cli_runner().invoke(args=["delivery", "status"]).output
    assert "0  events wait to be turned into messages" in status
    assert "1  push.example  sent" in status
    assert "1  push  active" in status
