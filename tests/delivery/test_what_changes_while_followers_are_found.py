"""SQLite's one lock is not held while followers are looked for: what happens between the look and the writing counts.

PostgreSQL locks the dispatch from the look on, and nobody else's writing waits for that.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any

import pytest
from sqlalchemy import event, text

from app.cases import operations
from app.delivery import expanding, jobs
from app.delivery.stuck import Stuck
from app.extensions import db
from app.followers.models import AREA, Channel, Follower
from app.followers.operations import forget_follower, unfollow
from tests.client import CheckingClient
from tests.delivery.followers import Town
from tests.delivery.test_who_may_hear import area_of
from tests.factories import Phone, sent

Meanwhile = Callable[[Callable[[], object]], None]


@pytest.fixture
def number(client: CheckingClient, town: Town) -> str:
    """A case of which everybody has heard."""
    number = sent(client)
    town.work()
    return number


@pytest.fixture
def _on_sqlite(town: Town) -> None:
    if db.engine.dialect.name != "sqlite":
        pytest.skip("elsewhere a look and what is written after it are one transaction")


@pytest.fixture
def meanwhile(town: Town, _on_sqlite: None) -> Iterator[Meanwhile]:
    """Something happens once, elsewhere, when the next look ends and before anything of it is written."""
    waiting: list[Callable[[], object]] = []

    def happen(_connection: object) -> None:
        if waiting:
            thread = Thread(target=elsewhere, args=(town, waiting.pop()))
            thread.start()
            thread.join()

    def arrange(step: Callable[[], object]) -> None:
        db.session.rollback()
        waiting.append(step)

    event.listen(db.engine, "rollback", happen)
    yield arrange
    event.remove(db.engine, "rollback", happen)
    assert not waiting


def elsewhere(town: Town, step: Callable[[], object]) -> None:
    with town.app.app_context():
        step()
        db.session.commit()


def expand(town: Town) -> None:
    """As the worker does, until nothing waits."""
    stuck = Stuck()
    db.session.rollback()
    while expanding.expand_next(stuck).dispatches:
        db.session.commit()
    db.session.rollback()


def channel_ids(town: Town) -> list[int]:
    return sorted(message.channel_id for message in town.messages())


def test_what_another_worker_did_meanwhile_is_not_done_again(
    town: Town, number: str, meanwhile: Meanwhile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(expanding, "FOLLOWS_AT_ONCE", 7)
    channels = [town.follow(town.case(number).id) for _ in range(20)]
    town.change(number)
    meanwhile(lambda: jobs.expand() and jobs.expand())
    assert expanding.expand_next() == (1, 0, 0)
    db.session.commit()
    assert len(town.messages()) == 14
    assert expanding.expand_next().messages == 6
    db.session.commit()
    expand(town)
    assert channel_ids(town) == [channel.id for channel in channels]


def test_who_is_forgotten_meanwhile_keeps_no_other_waiting(
    town: Town, number: str, meanwhile: Meanwhile, caplog: pytest.LogCaptureFixture
) -> None:
    channels = [town.follow(town.case(number).id) for _ in range(3)]
    town.change(number)
    first, *others = [(channel.id, channel.follower_id) for channel in channels]
    meanwhile(lambda: forget_follower(db.session.get_one(Follower, first[1])))
    expand(town)
    assert channel_ids(town) == [channel_id for channel_id, _follower_id in others]
    assert "cannot become messages" not in caplog.text


def test_a_channel_that_goes_meanwhile_gets_nothing(town: Town, number: str, meanwhile: Meanwhile) -> None:
    gone, here = town.follow(town.case(number).id), town.follow(town.case(number).id)
    town.change(number)
    gone_id = gone.id

    def go() -> None:
        db.session.get_one(Channel, gone_id).state = "gone"

    meanwhile(go)
    expand(town)
    assert channel_ids(town) == [here.id]


def test_who_stops_following_meanwhile_is_not_told_and_the_others_are(
    town: Town, number: str, meanwhile: Meanwhile
) -> None:
    leaves, stays = town.follow(town.case(number).id), town.follow(town.case(number).id)
    town.change(number)
    follower_id, case_id = leaves.follower_id, town.case(number).id
    address = stays.address
    meanwhile(lambda: unfollow(db.session.get_one(Follower, follower_id), "case", case_id))
    expand(town)
    assert [message.address for message in town.work()] == [address]


def test_what_is_shown_meanwhile_is_told_to_those_who_may_hear_now(
    town: Town, client: CheckingClient, meanwhile: Meanwhile
) -> None:
    phone = Phone(client)
    number = str(phone.put(phone.report(service="NO-SUCH")).get_json()["number"])
    own = town.follow(town.case(number).id, report_id=phone.id)
    near = town.follow(area_of(town.case(number)), AREA)
    meanwhile(lambda: operations.release_case(town.case(number)))
    expand(town)
    assert channel_ids(town) == [own.id, near.id]


def test_what_is_shown_meanwhile_is_found_where_nobody_followed_it(
    town: Town, client: CheckingClient, meanwhile: Meanwhile
) -> None:
    number = sent(client, service="NO-SUCH")
    expected: list[int] = []

    def show() -> None:
        expected.append(town.follow(area_of(town.case(number)), AREA).id)
        operations.release_case(town.case(number))

    meanwhile(show)
    expand(town)
    assert channel_ids(town) == expected


def values(parameters: Any) -> list[object]:
    return list(parameters.values() if isinstance(parameters, dict) else parameters)


@contextmanager
def statements() -> Iterator[list[str]]:
    """Inside, the first word of whatever SQLite is asked."""
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: Any) -> None:
        asked.append(" ".join(statement.split()[:2]))

    event.listen(db.engine, "before_cursor_execute", note)
    yield asked
    event.remove(db.engine, "before_cursor_execute", note)


@pytest.mark.usefixtures("_on_sqlite")
def test_whoever_reports_waits_for_two_statements_only(town: Town, number: str) -> None:
    for _ in range(3):
        town.follow(town.case(number).id)
    town.change(number)
    with statements() as asked:
        jobs.expand()
    assert asked[asked.index("BEGIN IMMEDIATE") + 1 :] == ["UPDATE dispatches", "INSERT INTO"]
    assert len(town.messages()) == 3


@pytest.mark.usefixtures("_on_sqlite")
def test_only_what_would_be_made_again_may_be_lost_with_the_power(town: Town, number: str) -> None:
    def flushes() -> int:
        return int(db.session.connection().execute(text("PRAGMA synchronous")).scalar_one())

    full, normal = 2, 1
    town.follow(town.case(number).id)
    town.change(number)
    expanding.expand_next()
    assert flushes() == normal
    db.session.commit()
    assert flushes() == full
    db.session.rollback()
    assert [message.state for message in town.messages()] == ["due"]


def test_a_message_that_cannot_be_stored_keeps_no_other_waiting(
    town: Town, number: str, client: CheckingClient, caplog: pytest.LogCaptureFixture
) -> None:
    other = sent(client, description="Another wall.")
    town.work()
    town.follow(town.case(number).id)
    good = town.follow(town.case(other).id)
    town.change(number)
    town.change(other)
    good_id, case_id = good.id, town.case(number).id

    def refuse(_connection: object, _cursor: object, statement: str, parameters: Any, *_rest: Any) -> None:
        if statement.startswith("INSERT INTO messages") and case_id in values(parameters):
            raise ValueError("no")

    event.listen(db.engine, "before_cursor_execute", refuse)
    try:
        expand(town)
    finally:
        event.remove(db.engine, "before_cursor_execute", refuse)
    assert channel_ids(town) == [good_id]
    assert caplog.text.count("(status) cannot become messages: ValueError") == 1
