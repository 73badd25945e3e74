"""What is told together: the newest of a case stands for those before it, and a day, or a flood, is one message."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from app.cases.workflow import Status
from app.delivery.kinds import ASKS, COMES
from app.delivery.models import CHANNEL
from app.followers.models import AREA, DAILY

MOST_APART = 4  # cases that one phone is told of one by one; more at once are one message
MOST_TOGETHER = 1000  # that one message names
ASKED, CHANGED, ASIDE = 2, 1, 0  # a question to the reporter, or the end, is not hidden behind what came after it
CHANGES = COMES | {"status", "service", "late", "explained", "answer", "reopened"}


class Waiting(NamedTuple):
    """A leased message, and what is known of whoever hears it."""

    id: int
    dispatch_id: int | None
    event_id: int
    event_status: str | None
    channel_id: int
    subject_type: str
    subject_id: int
    kind: str
    expires_at: datetime
    attempts: int
    channel_kind: str
    channel_state: str
    address: str
    keys: dict[str, str] | None
    host: str
    channel_since: datetime
    language: str
    pace: str
    quiet_from: int | None
    quiet_until: int | None
    follow_id: int | None
    followed_type: str | None  # None: the follow is there no more
    followed_id: int | None
    report_id: UUID | None
    ended_at: datetime | None

    @property
    def is_daily(self) -> bool:
        """Whether its reader hears of everything once a day."""
        return self.pace == DAILY

    @property
    def is_own(self) -> bool:
        """Whether it is about its reader's own report."""
        return self.report_id is not None

    @property
    def followed(self) -> tuple[str, int] | None:
        """(type, id) of what its reader follows."""
        if self.followed_type is None or self.followed_id is None:
            return None
        return self.followed_type, self.followed_id

    @property
    def is_of_area(self) -> bool:
        """Whether its reader follows an area, and not the case."""
        return self.followed_type == AREA

    @property
    def weight(self) -> "Weight":
        """See Weight."""
        return weight_of(self.kind, self.event_status, self.event_id)


class Weight(NamedTuple):
    """What is told rather than the others of its case: the newest of those that matter most."""

    rank: int
    event_id: int

    def stands_for(self, other: "Weight") -> bool:
        """Whether somebody who heard this need not hear the other any more."""
        return self.rank >= other.rank and self.event_id > other.event_id


def weight_of(kind: str, event_status: str | None, event_id: int) -> Weight:
    """What an event weighs."""
    if kind == ASKS or event_status == Status.CLOSED:
        return Weight(ASKED, event_id)
    return Weight(CHANGED if kind in CHANGES else ASIDE, event_id)


class Bundle(NamedTuple):
    """What one message tells: `tellers` in its words, the newest first, and `silent` ones that they stand for."""

    tellers: tuple[Waiting, ...]
    silent: tuple[Waiting, ...]

    @property
    def head(self) -> Waiting:
        """The one whose row says that it was sent."""
        return self.tellers[0]

    @property
    def oldest(self) -> Waiting:
        """The same one for each repeat of this message."""
        return min(self.tellers + self.silent, key=lambda one: one.id)

    @property
    def rest_ids(self) -> tuple[int, ...]:
        """All but the head's."""
        return tuple([one.id for one in self.tellers[1:] + self.silent])

    @property
    def rows(self) -> tuple[Waiting, ...]:
        """All of them."""
        return self.tellers + self.silent

    def without(self, subjects: Collection[tuple[str, int]]) -> "Bundle":
        """The same, but for what is about these (type, id)."""
        tellers = tuple(one for one in self.tellers if (one.subject_type, one.subject_id) not in subjects)
        return Bundle(tellers, tuple(one for one in self.silent if (one.subject_type, one.subject_id) not in subjects))


def bundle(waiting: Iterable[Waiting]) -> list[Bundle]:
    """What is told in one message each, the longest waiting first."""
    channels: dict[int, list[Waiting]] = {}
    for one in sorted(waiting, key=lambda one: one.id):
        channels.setdefault(one.channel_id, []).append(one)
    return [bundled for of_channel in channels.values() for bundled in _of_channel(of_channel)]


def _of_channel(waiting: Sequence[Waiting]) -> list[Bundle]:
    cases = [_of_subject(group) for group in _by_subject(waiting)]
    apart = [one for one in cases if one.head.subject_type == CHANNEL]
    news = [one for one in cases if one.head.subject_type != CHANNEL]
    if len(news) <= MOST_APART and not waiting[0].is_daily:
        return apart + news
    parts = (news[start : start + MOST_TOGETHER] for start in range(0, len(news), MOST_TOGETHER))
    return apart + [_together(part) for part in parts]


def _by_subject(waiting: Iterable[Waiting]) -> Iterable[list[Waiting]]:
    found: dict[tuple[str, int], list[Waiting]] = {}
    for one in waiting:
        found.setdefault((one.subject_type, one.subject_id), []).append(one)
    return found.values()


def _of_subject(waiting: Sequence[Waiting]) -> Bundle:
    teller = max(waiting, key=lambda one: (one.weight, one.id))
    return Bundle((teller,), tuple(one for one in waiting if one is not teller))


def _together(bundles: Sequence[Bundle]) -> Bundle:
    tellers = sorted((one.head for one in bundles), key=lambda one: (one.event_id, one.id), reverse=True)
    return Bundle(tuple(tellers), tuple(silent for one in bundles for silent in one.silent))
