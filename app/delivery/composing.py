"""From leased rows to messages in their readers' languages, and what is told to nobody any more.

Whether somebody may hear of something is asked again here: between the event and now a case may have become private,
a follow may have ended, an address may be nobody's.
"""

import logging
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, NamedTuple, cast
from uuid import UUID

from flask import Flask, current_app
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import joinedload

from app import clock
from app.cases.models import Case, Event
from app.city import city
from app.delivery.coalescing import Bundle, Waiting, Weight, bundle, weight_of
from app.delivery.hosts import wait_after
from app.delivery.kinds import ASKS, Audience, audience_of
from app.delivery.leasing import Ending, Lease, MarkedRows
from app.delivery.models import CHANNEL, Message, State
from app.delivery.pacing import LIFETIME, end_of_quiet
from app.delivery.senders import Outgoing
from app.delivery.wording import Words, digest_words, tag_of, words_for
from app.dispatch import Dispatch
from app.extensions import db
from app.followers.models import ACTIVE, UNCONFIRMED, Channel, Follow, Follower
from app.i18n import default_language, languages

log = logging.getLogger(__name__)
DIGEST = "digest"
MOST_WORDS = 2000  # kept of what was said last: thousands hear of one event in a few languages
WordsOfChannel = Callable[[int, str], Words]


class News(NamedTuple):
    """An event, the case that somebody follows, and who may hear of it now."""

    event: Event
    followed: Case
    audience: Audience | None


Found = dict[tuple[int, int], News]  # by event and followed case


class Parcel(NamedTuple):
    """A message ready to be sent, and the rows that it ends."""

    outgoing: Outgoing
    token: UUID
    head_id: int
    rest_ids: tuple[int, ...]
    attempts: int

    @property
    def ids(self) -> tuple[int, ...]:
        """All rows."""
        return (self.head_id, *self.rest_ids)


class Composer:
    """Finds the words for leased messages; one for each run of the worker, which keeps what it said last."""

    def __init__(self) -> None:
        self._said: dict[tuple[Any, ...], Words] = {}

    def compose(self, lease: Lease) -> tuple[list[Parcel], list[MarkedRows]]:
        """What to send, the longest waiting first, and what not, with how that ends."""
        rows, now = _load(lease.message_ids), clock.now()
        found, told_since = _find_news(rows), _find_told({row.channel_id for row in rows}, now)
        untold: list[MarkedRows] = []
        told: list[Waiting] = []
        for row in rows:
            ending = _why_not(row, found.get((row.event_id, row.subject_id)), now, lease.token)
            if ending is None and _is_stale(row, told_since):
                ending = Ending(lease.token, State.MERGED, "newer was told")
            if ending is None:
                told.append(row)
            else:
                untold.append((ending, (row.id,)))
        parcels, unsaid = self._parcels(bundle(told), found, now, lease.token)
        return parcels, untold + unsaid

    def _parcels(
        self, bundles: Iterable[Bundle], found: Found, now: datetime, token: UUID
    ) -> tuple[list[Parcel], list[MarkedRows]]:
        """Those that can be put into words; what cannot is tried again later, and keeps nothing else waiting."""
        parcels: list[Parcel] = []
        unsaid: list[tuple[Waiting, str]] = []
        for one in bundles:
            try:
                parcels.append(self._parcel(one, found, now, token))
            except SQLAlchemyError:
                raise  # the store fails, and not these words
            except Exception as error:  # noqa: BLE001  whatever is wrong with one event, the others are told
                rest, mute = self._without_mute(one, found, type(error).__name__)
                parcels += [self._parcel(rest, found, now, token)] if rest else []
                unsaid += mute
        return parcels, _put_off_unsaid(unsaid, now, token)

    def _without_mute(self, told: Bundle, found: Found, error: str) -> tuple[Bundle | None, list[tuple[Waiting, str]]]:
        """What can be told of the bundle, and its rows that cannot, each with its error."""
        mute = {(one.subject_type, one.subject_id): why for one in told.tellers if (why := self._why_mute(one, found))}
        rest = told.without(mute)
        if not mute or not rest.tellers:
            return None, [(one, mute.get((one.subject_type, one.subject_id), error)) for one in told.rows]
        return rest, [(one, why) for one in told.rows if (why := mute.get((one.subject_type, one.subject_id)))]

    def _why_mute(self, row: Waiting, found: Found) -> str | None:
        """The error that keeps this row from being told, None where it can be."""
        try:
            self._words(Bundle((row,), ()), found)
        except Exception as error:  # noqa: BLE001  see _parcels
            return type(error).__name__
        return None

    def _parcel(self, told: Bundle, found: Found, now: datetime, token: UUID) -> Parcel:
        head, words = told.head, self._words(told, found)
        outgoing = Outgoing(
            message_id=told.oldest.id,
            kind=DIGEST if len(told.tellers) > 1 else head.kind,
            channel_kind=head.channel_kind,
            channel_id=head.channel_id,
            channel_since=head.channel_since,
            address=head.address,
            keys=head.keys,
            host=head.host,
            words=words,
            topic=words.tag,
            urgency=_urgency(told),
            ttl_seconds=max(60, int((head.expires_at - now).total_seconds())),
            ends=None if len(told.tellers) > 1 else head.followed,
        )
        return Parcel(outgoing, token, head.id, told.rest_ids, head.attempts)

    def _words(self, told: Bundle, found: Found) -> Words:
        head, language = told.head, _language(told.head)
        if head.subject_type == CHANNEL:
            return _words_of_channel(head.kind)(head.channel_id, language)
        each = [self._said_of(one, found[one.event_id, one.subject_id], language) for one in told.tellers]
        if len(each) == 1:
            return each[0]
        return replace(digest_words(each), tag=tag_of(DIGEST, told.oldest.id))  # a repeat takes the place of itself

    def _said_of(self, row: Waiting, news: News, language: str) -> Words:
        event, followed, _audience = news
        is_own, is_area = row.is_own, row.is_of_area
        known_as = (event.id, followed.id, followed.updated_at, followed.is_public, language, is_own, is_area)
        words = self._said.get(known_as)
        if words is None:
            if len(self._said) >= MOST_WORDS:
                self._said.clear()
            words = words_for(event, followed, language=language, is_own=is_own, is_area=is_area)
            self._said[known_as] = words
        return words


def _load(message_ids: Sequence[int]) -> list[Waiting]:
    columns = (
        Message.id, Message.dispatch_id, Dispatch.event_id, Event.status, Message.channel_id, Message.subject_type,
        Message.subject_id, Message.kind, Message.expires_at, Message.attempts, Channel.kind, Channel.state,
        Channel.address, Channel.keys, Channel.host, Channel.created_at, Follower.language, Follower.pace,
        Follower.quiet_from, Follower.quiet_until, Message.follow_id, Follow.subject_type, Follow.subject_id,
        Follow.report_id, Follow.ended_at,
    )  # fmt: skip
    rows = (
        select(*columns)
        .join(Channel, Channel.id == Message.channel_id)
        .join(Follower, Follower.id == Channel.follower_id)
        .outerjoin(Dispatch, Dispatch.id == Message.dispatch_id)
        .outerjoin(Event, Event.id == Dispatch.event_id)
        .outerjoin(Follow, (Follow.id == Message.follow_id) & (Follow.follower_id == Follower.id))
        .where(Message.id.in_(message_ids))
    )
    return [Waiting._make(row) for row in db.session.connection().execute(rows)]  # without the session: half the time


def _find_news(rows: Iterable[Waiting]) -> Found:
    wanted = {(row.event_id, row.subject_id) for row in rows if row.subject_type != CHANNEL}
    options = (joinedload(Event.case), joinedload(Event.report))
    events = select(Event).where(Event.id.in_({event for event, _case in wanted})).options(*options)
    cases = select(Case).where(Case.id.in_({case for _event, case in wanted}))
    by_id = {event.id: event for event in db.session.scalars(events)}
    followed = {case.id: case for case in db.session.scalars(cases)}
    return {
        (event, case): News(by_id[event], followed[case], audience_of(by_id[event], followed[case]))
        for event, case in wanted
        if event in by_id and case in followed
    }


def _find_told(channel_ids: Collection[int], now: datetime) -> dict[tuple[int, str, int], list[Weight]]:
    """What these channels were told lately, by channel and subject."""
    rows = (
        select(Message.channel_id, Message.subject_type, Message.subject_id, Message.kind, Event.status, Event.id)
        .join(Dispatch, Dispatch.id == Message.dispatch_id)
        .join(Event, Event.id == Dispatch.event_id)
        .where(Message.channel_id.in_(channel_ids), Message.done_at > now - LIFETIME)
        .where(Message.state.in_((State.SENT, State.MERGED)))
    )
    told: dict[tuple[int, str, int], list[Weight]] = {}
    for channel_id, subject_type, subject_id, kind, status, event_id in db.session.connection().execute(rows):
        told.setdefault((channel_id, subject_type, subject_id), []).append(weight_of(kind, status, event_id))
    return told


def _is_stale(row: Waiting, told: dict[tuple[int, str, int], list[Weight]]) -> bool:
    """It was on its way for so long that a newer one of its case came before it, whose place it would take."""
    since = told.get((row.channel_id, row.subject_type, row.subject_id), ())
    return any(weight.stands_for(row.weight) for weight in since)


def _why_not(row: Waiting, news: News | None, now: datetime, token: UUID) -> Ending | None:
    """How a message ends, or is put off, that is not sent now; None for one that is."""
    if row.channel_state != (UNCONFIRMED if row.subject_type == CHANNEL else ACTIVE):
        return Ending(token, State.GONE, "channel gone")
    if row.expires_at <= now:
        return Ending(token, State.EXPIRED, "too late")
    if row.subject_type == CHANNEL:
        return None
    if (why := _why_nobody(row, news.audience if news else None)) is not None:
        return Ending(token, State.GONE, why)
    return _put_off(row, now, token)


def _why_nobody(row: Waiting, audience: Audience | None) -> str | None:
    """Why its reader may not or does not want to hear of it any more."""
    if row.followed_type is None or row.ended_at is not None:
        return "unfollowed"
    if audience is None:
        return "no news any more"
    if audience.own_only and not row.is_own:
        return "not for everybody"
    if row.is_of_area and not audience.is_for_areas:
        return "not for areas any more"
    did_it = row.is_own and row.report_id == audience.except_report
    return "did it" if did_it and not audience.is_for_sender(row.kind) else None


def _put_off(row: Waiting, now: datetime, token: UUID) -> Ending | None:
    until = end_of_quiet(now, row.quiet_from, row.quiet_until, city.time_zone)
    if until is None:
        return None
    expires_at = row.expires_at + (until - now)
    return Ending(token, State.LATER, "quiet hours", due_at=until, expires_at=expires_at, is_untried=True)


def _put_off_unsaid(unsaid: Sequence[tuple[Waiting, str]], now: datetime, token: UUID) -> list[MarkedRows]:
    """Rows without words wait as after a try that failed, and expire in the end; the log has each event once."""
    kinds = Counter((row.kind, row.event_id, why) for row, why in unsaid)
    for (kind, event_id, why), count in kinds.items():
        log.error("no words for %s (event %s): %s; %s messages put off", kind, event_id, why, count)
    return [
        (Ending(token, State.LATER, f"no words: {why}"[:80], due_at=now + wait_after(row.attempts, None)), (row.id,))
        for row, why in unsaid
    ]


def _urgency(told: Bundle) -> str:
    if told.head.kind == ASKS:
        return "high"
    return "low" if len(told.tellers) > 1 or told.head.is_of_area else "normal"


def _language(row: Waiting) -> str:
    return row.language if row.language in languages() else default_language()


def register_words(app: Flask, kind: str, words: WordsOfChannel) -> None:
    """Have a message of this kind that no event asks for say `words(channel_id, language)`."""
    app.extensions.setdefault("words_of_channels", {})[kind] = words


def _words_of_channel(kind: str) -> WordsOfChannel:
    return cast(WordsOfChannel, current_app.extensions["words_of_channels"][kind])
