"""What changes cases. Each operation flushes and never commits: the caller's transaction decides."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import bindparam, select

from app import clock, dispatch, security
from app.cases.errors import AlreadyClosed, AlreadyReceived, NeedsReason, NoSuchReport, NotAllowed
from app.cases.models import Case, Event, Report
from app.cases.numbers import new_number
from app.cases.submission import SentPlace, Submission, seems_private
from app.cases.workflow import ClosingReason, Status, may_follow
from app.city import city
from app.city.catalogue import Service
from app.city.promises import expected_on
from app.extensions import db
from app.i18n import local_date
from app.photos import operations as photos
from app.photos.queries import PhotoProgress, list_states
from app.places.geometry import rounded
from app.places.tiles import tile

# Whether there is a report beyond the limit: it reads at most so many entries of the index.
_BEYOND_LIMIT = (
    select(Report.received_at)
    .where(Report.network_hash == bindparam("network"), Report.received_at >= bindparam("since"))
    .offset(bindparam("limit"))
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class Receipt:
    """A report as it is stored now, how far its photos are, and whether this call stored it."""

    report: Report
    case: Case
    photos: Sequence[PhotoProgress]
    is_new: bool


def submit_report(
    sent: Submission, *, channel: str, network_hash: bytes | None, is_over_limit: bool = False
) -> Receipt:
    """The report is stored exactly once, in a case of its own or in the one it joins.

    Raises NoSuchReport when the id is taken by another secret, AlreadyReceived when it is taken by this sender
    with other content.
    """
    earlier = db.session.get(Report, sent.report_id)
    if earlier is not None:
        return _received_before(earlier, sent)
    moment = clock.now()
    case = _joined_case(sent) or _open_case(sent, moment, is_held=is_over_limit or _needs_look(sent))
    kind = "received" if case.report_count == 1 else "joined"
    report = _store_report(sent, case, moment, channel=channel, network_hash=network_hash)
    _record(case, kind, moment, status=Status.RECEIVED if kind == "received" else None, report=report)
    expected = _claim_photos(sent, case, came_with_form=channel == "web")
    return Receipt(report, case, expected, is_new=True)


def _received_before(report: Report, sent: Submission) -> Receipt:
    if not security.is_secret(sent.secret, report.secret_hash):
        raise NoSuchReport
    if report.body_hash != sent.body_hash:
        raise AlreadyReceived(number=report.case.number)
    return Receipt(report, report.case, list_states(report.id), is_new=False)


def _needs_look(sent: Submission) -> bool:
    """Fail closed: nobody knows whether cases of an unknown service may be shown."""
    return city.service(sent.service_code) is None


def _joined_case(sent: Submission) -> Case | None:
    """The open public case this report is about, if it names one; else it opens its own."""
    if sent.joins is None:
        return None
    case = db.session.scalar(select(Case).where(Case.number == sent.joins))
    if case is None or case.is_closed or not case.is_public:
        return None
    case.report_count += 1
    return case


def _open_case(sent: Submission, moment: datetime, *, is_held: bool) -> Case:
    service = city.service(sent.service_code)
    case = Case(
        number=new_number(),  # should it be taken, the store refuses the row and the caller tries again
        service_code=sent.service_code,
        status=Status.RECEIVED,
        language=sent.language,
        is_private=service is not None and service.is_private,
        is_held=is_held,
        needs_triage=bool(sent.flags),
        report_count=1,
        received_at=moment,
        updated_at=moment,
        expected_on=promised_on(service, moment),
    )
    place_case(case, sent.place, service)
    db.session.add(case)
    return case


def promised_on(service: Service | None, moment: datetime) -> date | None:
    """The date by which the city promises to act on what it received at `moment`."""
    if service is None or service.promise is None:
        return None
    return expected_on(service.promise, local_date(moment), city.holidays)


def place_case(case: Case, place: SentPlace, service: Service | None) -> None:
    """Give the case its public place: none while nobody may see it, a rounded one where a home could be singled out."""
    case.latitude = case.longitude = case.tile = case.address = case.neighbourhood = None
    if place.latitude is not None and place.longitude is not None:
        near = city.nearest_neighbourhood(place.latitude, place.longitude)
        case.neighbourhood = near.slug if near else None
    if not case.is_public:
        return
    if service is None or not service.is_rounded:
        case.latitude, case.longitude, case.address = place.latitude, place.longitude, place.address or None
    elif place.latitude is not None and place.longitude is not None:
        case.latitude, case.longitude = rounded(place.latitude, place.longitude)
    if case.latitude is not None and case.longitude is not None:
        case.tile = tile(case.latitude, case.longitude)


def _store_report(
    sent: Submission, case: Case, moment: datetime, *, channel: str, network_hash: bytes | None
) -> Report:
    return Report(
        id=sent.report_id,
        case=case,
        secret_hash=security.secret_hash(sent.secret),
        body_hash=sent.body_hash,
        service_code=sent.service_code,
        answers=sent.answers,
        description=sent.description,
        is_description_public=case.is_public and bool(sent.description) and not seems_private(sent.description),
        language=sent.language,
        latitude=sent.place.latitude,
        longitude=sent.place.longitude,
        accuracy_m=sent.place.accuracy_m,
        place_source=sent.place.source,
        address=sent.place.address or None,
        contact_name=sent.contact.name or None,
        contact_email=sent.contact.email or None,
        contact_phone=sent.contact.phone or None,
        flags=list(sent.flags),
        channel=channel,
        network_hash=network_hash,
        client_time=sent.client_time,
        received_at=moment,
    )


def _claim_photos(sent: Submission, case: Case, *, came_with_form: bool) -> list[PhotoProgress]:
    """The photos that are announced, and those the form left as drafts, are the report's, and as public as its case."""
    if not (sent.photos or came_with_form):
        return []
    photos.expect_photos(owner_id=sent.report_id, secret=sent.secret, declared=sent.photos, is_public=case.is_public)
    return list_states(sent.report_id)


def is_over_limit(network_hash: bytes, since: datetime, limit: int) -> bool:
    """Whether this network sent more than `limit` reports since then. They are kept, and wait for a look."""
    values = {"network": network_hash, "since": since, "limit": limit - 1}
    return limit < 1 or db.session.execute(_BEYOND_LIMIT, values).first() is not None


def update_status(
    case: Case,
    status: Status,
    *,
    reason: ClosingReason | None = None,
    note: str | None = None,
    note_language: str | None = None,
) -> Event:
    """The case has the new status, and its timeline says so.

    Raises NotAllowed when the workflow has no such step, NeedsReason when a closing has none.
    """
    if not may_follow(Status(case.status), status):
        raise NotAllowed(before=case.status, after=status)
    if (status is Status.CLOSED) != (reason is not None):
        raise NeedsReason
    return _change_status(case, status, reason, actor="city", note=note, note_language=note_language)


def _change_status(
    case: Case,
    status: Status,
    reason: ClosingReason | None,
    *,
    actor: str,
    report: Report | None = None,
    note: str | None = None,
    note_language: str | None = None,
) -> Event:
    case.status, case.closing_reason = status, reason
    case.closed_at = clock.now() if status is Status.CLOSED else None
    event = _record(case, "status", clock.now(), status=status, reason=reason, actor=actor, report=report)
    event.note, event.note_language = note, note_language
    return event


def add_to_report(report: Report, *, words: str, has_photos: bool, sending_id: UUID) -> None:
    """What the reporter added stands in the timeline once, however often it is sent."""
    if db.session.scalar(select(Event.id).where(Event.sending_id == sending_id)) is not None:
        return
    event = _record(report.case, "words" if words else "photo", clock.now(), report=report)
    event.sending_id = sending_id
    if words:
        event.note, event.note_language = words, report.language
        event.is_public = report.case.is_public and not seems_private(words)
    if has_photos:
        photos.set_visibility(owner_id=report.id, is_public=report.case.is_public)


def correct_service(report: Report, service: Service) -> None:
    """The case is of the service its reporter meant, with that one's promise and privacy."""
    case = report.case
    if case.is_closed:
        raise AlreadyClosed
    if case.report_count > 1:
        raise NotAllowed  # others joined it for what it is
    case.service_code, case.is_private, case.is_held = service.code, service.is_private, False
    case.expected_on = promised_on(service, case.received_at)
    source = report.place_source or "none"
    place_case(
        case, SentPlace(report.latitude, report.longitude, report.accuracy_m, source, report.address or ""), service
    )
    if not case.is_public:
        report.is_description_public = False
    photos.set_visibility(owner_id=report.id, is_public=case.is_public)
    _record(case, "service", clock.now(), service=service, report=report)


def withdraw_report(report: Report) -> None:
    """What the reporter sent is no longer shown; the case closes unless others reported it too."""
    case = report.case
    if case.is_closed:
        raise AlreadyClosed
    report.is_description_public = False
    photos.set_visibility(owner_id=report.id, is_public=False)
    if case.report_count == 1:
        _change_status(case, Status.CLOSED, ClosingReason.WITHDRAWN, actor="resident", report=report)


def _record(
    case: Case,
    kind: str,
    moment: datetime,
    *,
    status: Status | None = None,
    reason: ClosingReason | None = None,
    service: Service | None = None,
    actor: str = "resident",
    report: Report | None = None,
) -> Event:
    """Add one line to the timeline, and have followers told of it, in this transaction."""
    event = Event(
        case=case,
        kind=kind,
        status=status,
        closing_reason=reason,
        service_code=service.code if service else None,
        actor=actor,
        report=report,
        is_public=True,
        happened_at=moment,
    )
    case.updated_at = moment
    db.session.add(event)
    db.session.flush()
    dispatch.enqueue(subject_type="case", subject_id=case.id, event_id=event.id, kind=kind)
    return event
