"""The worker looks every second, and a million messages were told before: it goes by an index, on either store."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from sqlalchemy import insert, text

from app import clock
from app.delivery import expanding, figures, leasing
from app.delivery.models import Message
from app.extensions import db, table_of
from tests.client import CheckingClient
from tests.delivery.followers import Town
from tests.factories import sent
from tests.plans import plans

QUESTIONS: dict[str, tuple[Callable[[], object], set[str]]] = {
    "whether a dispatch waits": (expanding.is_any_pending, {"ix_dispatches_pending"}),
    "whose messages wait": (leasing.waiting_hosts, {"ix_messages_host"}),
    "whose messages are due": (leasing.due_hosts, {"ix_messages_host"}),
    "taking what is due": (lambda: leasing.take(lambda _host: 10), {"ix_messages_host", "ix_messages_channel"}),
    "what is too late": (lambda: leasing.expire(10), {"ix_messages_due", "ix_messages_host", "ix_messages_expiry"}),
    "how delivery does": (figures.read_figures, {"ix_messages_done"}),
}


@pytest.fixture
def _told(town: Town, client: CheckingClient) -> Iterator[None]:
    """Some thousands were told, and one waits."""
    number = sent(client)
    town.work()
    channel = town.follow(town.case(number).id)
    now = clock.now()
    row = {
        "channel_id": channel.id, "subject_type": "channel", "subject_id": channel.id, "kind": "confirm",
        "state": "sent", "due_at": now, "expires_at": now + timedelta(days=3), "attempts": 1, "host": channel.host,
        "created_at": now, "done_at": now - timedelta(days=30),
    }  # fmt: skip
    db.session.execute(insert(table_of(Message)), [row] * 3000)
    db.session.commit()
    town.change(number)
    expanding.expand_next()
    db.session.commit()
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text("ANALYZE messages"))
        db.session.execute(text("ANALYZE dispatches"))
        db.session.commit()
    yield
    db.session.rollback()


@pytest.mark.usefixtures("_told")
@pytest.mark.parametrize("question", QUESTIONS)
def test_no_question_reads_what_was_told_before(question: str) -> None:
    ask, indexes = QUESTIONS[question]
    with plans() as found:
        ask()
    assert found
    for plan in found:
        assert "SCAN messages\n" not in plan + "\n"
        assert "Seq Scan on messages" not in plan
    assert any(index in plan for plan in found for index in indexes), found
