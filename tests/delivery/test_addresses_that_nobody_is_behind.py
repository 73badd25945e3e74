"""A push service says that nobody is behind an address: the channel ends, unless it has another address by then."""

from sqlalchemy import select, update

from app.cases.workflow import Status
from app.delivery.senders import SENT, Outcome, Outgoing, Result
from app.extensions import db
from app.followers.models import GONE, Channel
from tests.client import CheckingClient
from tests.delivery.followers import Town
from tests.factories import sent

RENEWED = "https://push.example/renewed"


def answer(message: Outgoing) -> Result:
    """Nobody is behind any address but the renewed one."""
    return SENT if message.address == RENEWED else Result(Outcome.GONE, "410")


def renew(town: Town) -> None:
    """The phone brings its new subscription."""
    with town.app.app_context():
        db.session.execute(update(Channel).values(address=RENEWED))
        db.session.commit()


def test_nothing_more_is_sent_there(town: Town, client: CheckingClient) -> None:
    number = sent(client)
    town.follow(town.case(number).id)
    town.sender.answer = answer
    for status in (Status.ACKNOWLEDGED, Status.IN_PROGRESS):
        town.change(number, status)
        town.work()
    assert len(town.sender.got) == 1
    assert db.session.scalars(select(Channel.state)).all() == [GONE]


def test_who_renews_the_subscription_meanwhile_is_told_at_the_new_one(town: Town, client: CheckingClient) -> None:
    number = sent(client)
    town.follow(town.case(number).id)
    town.sender.answer, town.sender.after_each = answer, lambda: renew(town)
    town.change(number)
    town.work()
    town.work()
    assert town.sender.by_address()[RENEWED] == 1
