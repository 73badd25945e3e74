"""What the ledger is told of tries that ended."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from app import clock
from app.delivery.composing import Parcel
from app.delivery.hosts import wait_after, wait_for_mending
from app.delivery.leasing import Ending, MarkedRows
from app.delivery.models import State
from app.delivery.senders import Outcome, Result

LONGEST_OUTCOME = 80


@dataclass(frozen=True, slots=True)
class Tried:
    """A parcel and what came of it; None where its host was not to be asked, and it goes back."""

    parcel: Parcel
    result: Result | None


@dataclass(slots=True)
class Account:
    """What to write of many tries: how rows ended, addresses that nobody is behind, what the operator must hear of."""

    marks: list[MarkedRows] = field(default_factory=list)
    gone: list[tuple[Parcel, str | None]] = field(default_factory=list)  # and what their hosts said
    refused: Counter[tuple[str, str]] = field(default_factory=Counter)  # by host and reason

    @property
    def gone_addresses(self) -> set[tuple[int, str]]:
        """(channel id, address) of each that nobody is behind."""
        return {(parcel.outgoing.channel_id, parcel.outgoing.address) for parcel, _detail in self.gone}

    def marks_of_gone(self, ended_ids: Collection[int]) -> list[MarkedRows]:
        """How their rows end: whose channel has another address by now is told there, at once."""
        now = clock.now()
        return [
            (Ending(parcel.token, State.GONE, detail), parcel.ids)
            if parcel.outgoing.channel_id in ended_ids
            else (Ending(parcel.token, State.DUE, due_at=now, is_untried=True), parcel.ids)
            for parcel, detail in self.gone
        ]


def account_of(tried: Iterable[Tried]) -> Account:
    """What to write of these."""
    account, now = Account(), clock.now()
    for one in tried:
        _add(account, one.parcel, one.result, now)
    return account


def _wait(parcel: Parcel, result: Result) -> timedelta:
    if result.is_our_fault:
        return wait_for_mending(parcel.attempts)
    return wait_after(parcel.attempts, result.retry_after)


def _add(account: Account, parcel: Parcel, result: Result | None, now: datetime) -> None:
    token = parcel.token
    if result is None:
        account.marks.append((Ending(token, State.DUE, due_at=now, is_untried=True), parcel.ids))
        return
    detail = result.detail[:LONGEST_OUTCOME] or None
    match result.outcome:
        case Outcome.SENT:
            account.marks.append((Ending(token, State.SENT, detail), (parcel.head_id,)))
            if parcel.rest_ids:
                account.marks.append((Ending(token, State.MERGED, f"with {parcel.head_id}"), parcel.rest_ids))
        case Outcome.LATER:
            account.marks.append((Ending(token, State.LATER, detail, due_at=now + _wait(parcel, result)), parcel.ids))
        case Outcome.GONE:
            account.gone.append((parcel, detail))
        case Outcome.REFUSED | Outcome.TOO_LARGE:
            detail = detail or "too large"
            account.marks.append((Ending(token, State.REFUSED, detail), parcel.ids))
            account.refused[parcel.outgoing.host, detail] += 1
