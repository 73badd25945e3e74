"""What changes cases. Each operation flushes and never commits: the caller's transaction decides."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from sqlalchemy import update

from app import clock, security
from app.cases import inquiries, intake, joining, linking, links, placing, queries, translating
from app.cases.errors import (
    AlreadyAdded,
    AlreadyClosed,
    AlreadyReceived,
    NeedsReason,
    NoSuchReport,
    NotAllowed,
    ReportNotHere,
)
from app.cases.holding import hold
from app.cases.intake import Earlier, Told
from app.cases.joining import Aim
from app.cases.models import Case, Event, Report
from app.cases.notes import NO_VERSIONS, Note, refuse_past, show_city_photos, write_note
from app.cases.rows import case_row, promised_on, public_place, report_row
from app.cases.submission import Addition, SentPlace, Submission, seems_private
from app.cases.timeline import change_status, record, tell_of_arrival
from app.cases.workflow import ClosingReason, Status, may_follow
from app.city import city
from app.city.catalogue import Service
from app.extensions import db
from app.photos import operations as photos
from app.photos.queries import PhotoProgress, list_states

NO_KEYS: Mapping[UUID, str] = {}
OVER_LIMIT = "over_limit"  # the flag of a report that waits for a look because of how many came with it


@dataclass(frozen=True, slots=True)
class Receipt:
    """A report's case, how far its photos are, and whether this call stored it."""

    report_id: UUID
    case: Told
    photos: Sequence[PhotoProgress]
    is_new: bool
    aim: Aim


@dataclass(frozen=True, slots=True)
class Added:
    """The report that something was added to, how far the added photos are, and whether this call stored it."""

    id: UUID
    report: Report
    photos: Sequence[PhotoProgress]
    is_new: bool


def submit_report(
    sent: Submission,
    *,
    channel: str,
    network_hash: bytes | None,
    is_over_limit: bool = False,
    keys: Mapping[UUID, str] = NO_KEYS,
) -> Receipt:
    """The report is stored exactly once, in a case of its own or in the one it joins; `keys` are the sender's others.

    Raises NoSuchReport when the id is taken by another secret, AlreadyReceived when it is taken by this sender
    with other content.
    """
    earlier = intake.find_earlier(sent.report_id)
    if earlier is not None:
        return _received_before(earlier, sent)
    moment, sent = clock.now(), placing.placed(sent)
    if is_over_limit:
        sent = replace(sent, flags=(*sent.flags, OVER_LIMIT))
    needs_look = is_over_limit or _needs_look(sent)
    aim = joining.aim(sent, moment, is_held=needs_look, keys=keys)
    if aim.flag:
        sent = replace(sent, flags=(*sent.flags, aim.flag))
    case = aim.joined or intake.store_case(case_row(sent, moment, is_held=needs_look))
    report = report_row(sent, moment, is_public=case.is_public)
    came = {"case_id": case.id, "channel": channel, "network_hash": network_hash, "is_counted": aim.is_further_person}
    intake.store_report(report | came)
    event_id = intake.record_arrival(case.id, aim.arrival, sent.report_id, moment)
    if report["is_description_public"]:
        translating.order(event_id)
    placing.order(sent)
    _link(case, aim)
    expected = _claim_photos(sent, is_public=case.is_public, came_with_form=channel == "web")
    return Receipt(sent.report_id, case, expected, is_new=True, aim=aim)


def _received_before(earlier: Earlier, sent: Submission) -> Receipt:
    if not security.is_secret(sent.secret, earlier.secret_hash):
        raise NoSuchReport
    if earlier.body_hash != sent.body_hash:
        raise AlreadyReceived(number=earlier.case.number)
    aim = joining.aim_before(sent.report_id, earlier.case.id)
    return Receipt(sent.report_id, earlier.case, list_states(sent.report_id), is_new=False, aim=aim)


def _needs_look(sent: Submission) -> bool:
    """Fail closed: nobody knows whether cases of an unknown service may be shown."""
    return city.service(sent.service_code) is None


def _link(case: Told, aim: Aim) -> None:
    """What the reporter said of another case is known to staff; of one that is closed, to everybody."""
    if aim.again:
        linking.open_again(case.id, aim.again.id)
    if aim.about:
        linking.propose(case.id, aim.about.id, score=1.0)


def _claim_photos(sent: Submission, *, is_public: bool, came_with_form: bool) -> list[PhotoProgress]:
    """The photos that are announced, and those the form left as drafts, are the report's, and as public as its case."""
    if not (sent.photos or came_with_form):
        return []
    photos.expect_photos(owner_id=sent.report_id, secret=sent.secret, declared=sent.photos, is_public=is_public)
    return list_states(sent.report_id)


def update_status(
    case: Case,
    status: Status,
    *,
    reason: ClosingReason | None = None,
    note: str | None = None,
    note_language: str | None = None,
    note_in: Mapping[str, str] = NO_VERSIONS,
    sending_id: UUID | None = None,
    expected_on: date | None = None,
) -> Event:
    """The case has the new status, and its timeline says so; `note_in` is the note in other languages, `sending_id` is
    what photos of the city are kept under, `expected_on` the date by which it means to act now.

    Raises NotAllowed when the workflow has no such step or the date is past, NeedsReason when a closing has none.
    """
    refuse_past(expected_on)
    hold(case)
    if not may_follow(Status(case.status), status):
        raise NotAllowed(before=case.status, after=status)
    if (status is Status.CLOSED) != (reason is not None):
        raise NeedsReason
    if case.is_closed:
        linking.leave(case)  # a duplicate that is contested goes on by itself
    event = change_status(case, status, reason, actor="city")
    case.given_on, event.expected_on = expected_on or case.given_on, expected_on
    write_note(event, Note(note, note_language, note_in, sending_id))
    return event


def add_to_report(sent: Addition, *, is_over_limit: bool = False) -> Added:
    """What the reporter adds stands in the timeline exactly once; over the limit nobody else reads its words.

    Raises ReportNotHere while the report has not come, NoSuchReport when the report or the id is of another secret,
    AlreadyAdded when the id is taken by another version, AlreadyClosed when the case takes no more.
    """
    report = db.session.get(Report, sent.report_id)
    if report is None:
        raise ReportNotHere
    if not security.is_secret(sent.secret, report.secret_hash):
        raise NoSuchReport
    earlier = queries.find_sending(sent.id)
    if earlier is None:
        _record_addition(sent, report, is_over_limit=is_over_limit)
    else:
        _refuse_other_version(earlier, sent)
    _expect_more_photos(sent, report, is_new=earlier is None)
    digests = {photo.sha256 for photo in sent.photos}
    states = [photo for photo in list_states(report.id) if photo.sha256 in digests]
    return Added(sent.id, report, states, is_new=earlier is None)


def _record_addition(sent: Addition, report: Report, *, is_over_limit: bool) -> None:
    hold(report.case)
    if not report.can_grow:
        raise AlreadyClosed
    event = _added(report, "words" if sent.words else "photo")
    event.sending_id, event.sending_hash = sent.id, sent.body_hash
    if sent.words:
        event.note, event.note_language = sent.words, sent.language
        event.is_public = report.case.is_public and not (is_over_limit or seems_private(sent.words))
        translating.order_event(event)


def _added(report: Report, kind: str) -> Event:
    """The line that tells of it: an answer, if the city had asked."""
    if inquiries.is_asked(report.case):
        answer = inquiries.ANSWER
        return change_status(report.case, Status.ACKNOWLEDGED, None, actor="resident", kind=answer, report=report)
    return record(report.case, kind, clock.now(), report=report)


def _expect_more_photos(sent: Addition, report: Report, *, is_new: bool) -> None:
    """What is announced comes after the photos that the report has; the drafts that a form left are the report's, too.

    A repeat changes nothing, so that what was taken back meanwhile does not show again.
    """
    if report.withdrawn_at is not None or not (sent.has_drafts or (is_new and sent.photos)):
        return
    known = {photo.sha256 for photo in list_states(report.id)}
    more = [photo for photo in sent.photos if photo.sha256 not in known]
    photos.expect_photos(owner_id=report.id, secret=sent.secret, declared=more, is_public=report.case.is_public)


def _refuse_other_version(earlier: Event, sent: Addition) -> None:
    if earlier.report_id != sent.report_id:
        raise NoSuchReport
    if earlier.sending_hash not in {None, sent.body_hash}:
        raise AlreadyAdded(number=earlier.case.number)


def correct_service(report: Report, service: Service) -> None:
    """The case is of the service its reporter meant, with that one's promise and privacy: of all its reports."""
    case = hold(report.case)
    if not report.can_grow:
        raise AlreadyClosed
    if case.report_count > 1:
        raise NotAllowed  # others joined it for what it is
    was_public, was_held = case.is_public, case.is_held
    is_known_now = city.service(case.service_code) is None and OVER_LIMIT not in report.flags
    case.is_held = case.is_held and not is_known_now
    case.service_code, case.is_private = service.code, service.is_private
    case.expected_on, case.given_on = promised_on(service, case.received_at), None
    place_case(case, place_of(report), service)
    for each in case.reports:
        each.is_description_public = each.is_description_public and case.is_public
        _show_photos(each)
    show_city_photos(case)
    linking.hide_from_others(case)
    record(case, "service", clock.now(), service=service, report=report)
    translating.follow(case, was_public=was_public)
    if was_held and case.is_public:
        tell_of_arrival(case)


def place_case(case: Case, place: SentPlace, service: Service | None) -> None:
    """The case has the public place that this one allows."""
    for name, value in public_place(place, service, is_public=case.is_public).items():
        setattr(case, name, value)
    case.compare_at = clock.now() if case.tile is not None else None


def _show_photos(report: Report) -> None:
    """As far as the case is everybody's; what was taken back stays hidden."""
    photos.set_visibility(owner_id=report.id, is_public=report.case.is_public and report.withdrawn_at is None)


def release_case(case: Case) -> None:
    """What waited for a person's look is shown now, as far as its service allows."""
    if not hold(case).is_held:
        raise NotAllowed
    case.is_held = False
    for report in case.reports:
        is_shown = case.is_public and report.withdrawn_at is None
        report.is_description_public = is_shown and not seems_private(report.description)
        _show_photos(report)
    place_case(case, place_of(case.reports[0]), city.service(case.service_code))
    case.updated_at = clock.now()
    translating.follow(case, was_public=False)
    tell_of_arrival(case)


def place_of(report: Report) -> SentPlace:
    """The place as its sender gave it."""
    return SentPlace(report.latitude, report.longitude, report.accuracy_m, address=report.address or "")


def withdraw_report(report: Report) -> None:
    """What the reporter sent is no longer shown; the case closes unless others reported it too, here or in a case that
    follows it."""
    case = hold(report.case)
    if not report.can_grow:
        raise AlreadyClosed
    report.withdrawn_at, report.is_description_public = clock.now(), False
    db.session.execute(update(Event).where(Event.report_id == report.id).values(is_public=False))
    photos.set_visibility(owner_id=report.id, is_public=False)
    if all(other.withdrawn_at is not None for other in case.reports) and not links.follower_ids(case.id):
        change_status(case, Status.CLOSED, ClosingReason.WITHDRAWN, actor="resident", report=report)
    else:
        _count_out(report)
        record(case, "left", clock.now(), report=report)
    translating.follow(case, was_public=True)


def _count_out(report: Report) -> None:
    """The case counts one person less; whoever sent another report of it is still there."""
    case = report.case
    others = [other for other in case.reports if other.withdrawn_at is None]
    if report.is_counted and others and not any(other.is_counted for other in others):
        report.is_counted, others[0].is_counted = False, True
    elif report.is_counted:
        report.is_counted = False
        case.report_count -= 1
