"""Two workers learn at the same moment that nobody is behind the same addresses: neither keeps the other waiting."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event, get_ident
from typing import Any

import pytest
from sqlalchemy import event, select, text

from app.delivery import jobs
from app.delivery.composing import Composer, Parcel
from app.delivery.ending import Account, Tried, account_of
from app.delivery.senders import Outcome, Result
from app.extensions import db
from app.followers.models import Channel
from tests.client import CheckingClient
from tests.delivery.followers import Town
from tests.factories import sent

GONE = Result(Outcome.GONE, "410")
WAITS = text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()")


@pytest.fixture
def accounts(town: Town, client: CheckingClient) -> list[Account]:
    """What two workers have to say of two channels; each had another case to tell of."""
    numbers = [sent(client), sent(client, description="Another wall.")]
    town.work()
    for _ in range(2):
        follower = town.follow(town.case(numbers[0]).id).follower
        town.follow(town.case(numbers[1]).id, follower=follower)
    found = []
    for number in numbers:
        town.change(number)
        jobs.expand()
        parcels, _taken = jobs.take(Composer(), lambda _host: 10)
        found.append(parcels)
    one, other = found
    return [gone(one), gone(list(reversed(other)))]


def gone(parcels: list[Parcel]) -> Account:
    assert len(parcels) == 2
    return account_of([Tried(parcel, GONE) for parcel in parcels])


@contextmanager
def side_by_side(town: Town) -> Iterator[None]:
    """Inside, who has marked messages goes on when the other has too, or waits for a lock. SQLite has one writer."""
    marked: set[int] = set()
    if db.engine.dialect.name == "sqlite":
        yield
        return

    def is_stuck() -> bool:
        with db.engine.connect() as connection:
            return bool(connection.execute(WAITS).scalar_one())

    def meet(_connection: object, _cursor: object, statement: str, *_rest: Any) -> None:
        if statement.startswith("UPDATE messages") and get_ident() not in marked:
            with town.app.app_context():
                marked.add(get_ident())
                while len(marked) < 2 and not is_stuck():
                    Event().wait(0.01)

    event.listen(db.engine, "after_cursor_execute", meet)
    yield
    event.remove(db.engine, "after_cursor_execute", meet)


def test_both_write_what_they_know(town: Town, accounts: list[Account]) -> None:
    def finish(account: Account) -> None:
        with town.app.app_context():
            jobs.finish(account)

    db.session.rollback()
    with side_by_side(town), ThreadPoolExecutor(2) as workers:
        for done in [workers.submit(finish, account) for account in accounts]:
            done.result(60)
    db.session.expire_all()
    assert set(db.session.scalars(select(Channel.state))) == {"gone"}
    assert town.states() == {"gone": 4}
    assert not town.work()
