"""Tables of the heart: the case, the reports that open or join it, and its timeline."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    JSON,
    BigInteger,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.cases.workflow import Status
from app.database import Moment
from app.extensions import Model

RELEASED = "released"  # not an event: that one that was received is told when it is shown
ARRIVALS = ("received", "joined", "rejoined")  # kinds of events that tell of a report: its words are theirs
ABOUT_ANOTHER = ("linked", "unlinked", "again", "reopened")  # that tell of another case
OPEN_AND_PLACED = text("closed_at IS NULL AND tile IS NOT NULL")
HAS_CONTACT = text("(contact_name IS NOT NULL OR contact_email IS NOT NULL OR contact_phone IS NOT NULL)")
HAS_NETWORK = text("network_hash IS NOT NULL")
SOFTWARE, PERSON = "software", "person"  # whose a translation is
REMOVED = "removed"  # staff want none: the row without a text keeps the translator from making another
IS_DUE = text("due_at IS NOT NULL")
WAITS_TO_BE_COMPARED = text("compare_at IS NOT NULL")
CLOSED_AND_PLACED = text("closed_at IS NOT NULL AND tile IS NOT NULL")
OPEN_AND_EXPECTED = text("closed_at IS NULL AND expected_on IS NOT NULL")
OPEN_AND_GIVEN = text("closed_at IS NULL AND given_on IS NOT NULL")


class Case(Model):
    """The city's record of one problem at one place.

    `latitude`, `longitude`, `tile` and `address` are the *public* place: rounded where the service is sensitive,
    absent where the case is private or waits for a look. The exact one is the report's.
    """

    __tablename__ = "cases"
    __table_args__ = (
        UniqueConstraint("source", "external_id"),
        # Cover the search for what is near: no row is read before the nearest are known (docs/decisions/0005).
        Index(
            "ix_cases_open_tile",
            "tile", "latitude", "longitude", "service_code", "id", "closed_at", "received_at", "status",
            sqlite_where=OPEN_AND_PLACED, postgresql_where=OPEN_AND_PLACED,
        ),
        Index(
            "ix_cases_closed_tile", "tile", "closed_at", "latitude", "longitude", "service_code", "id",
            sqlite_where=CLOSED_AND_PLACED, postgresql_where=CLOSED_AND_PLACED,
        ),
        Index(
            "ix_cases_closed_lately", "closed_at", "tile", "service_code",
            sqlite_where=CLOSED_AND_PLACED, postgresql_where=CLOSED_AND_PLACED,
        ),
        # Cover the figures of a neighbourhood; its lists read only the rows of one page.
        Index(
            "ix_cases_open_area", "neighbourhood", "received_at", "id",
            sqlite_where=OPEN_AND_PLACED, postgresql_where=OPEN_AND_PLACED,
        ),
        Index(
            "ix_cases_closed_area", "neighbourhood", "closed_at", "id", "service_code", "closing_reason", "expected_on",
            sqlite_where=CLOSED_AND_PLACED, postgresql_where=CLOSED_AND_PLACED,
        ),
        Index(
            "ix_cases_service", "service_code", "id",
            sqlite_where=text("is_private IS 0 AND is_held IS 0"),
            postgresql_where=text("is_private IS false AND is_held IS false"),
        ),
        # What is late now is looked for each minute.
        Index(
            "ix_cases_expected", "expected_on", "id",
            sqlite_where=OPEN_AND_EXPECTED, postgresql_where=OPEN_AND_EXPECTED,
        ),
        Index("ix_cases_given", "given_on", "id", sqlite_where=OPEN_AND_GIVEN, postgresql_where=OPEN_AND_GIVEN),
        Index(
            "ix_cases_compare", "compare_at",
            sqlite_where=WAITS_TO_BE_COMPARED, postgresql_where=WAITS_TO_BE_COMPARED,
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(10), unique=True)
    service_code: Mapped[str] = mapped_column(String(60))
    service_name: Mapped[str | None] = mapped_column(String(200))  # as its source calls a service the pack has not
    agency_name: Mapped[str | None] = mapped_column(String(200))  # likewise
    status: Mapped[str] = mapped_column(String(20), default=Status.RECEIVED)
    closing_reason: Mapped[str | None] = mapped_column(String(20))
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    tile: Mapped[int | None] = mapped_column(BigInteger)  # an unsigned 32-bit number
    address: Mapped[str | None] = mapped_column(String(300))
    neighbourhood: Mapped[str | None] = mapped_column(String(80))
    zip_code: Mapped[str | None] = mapped_column(String(12))
    language: Mapped[str] = mapped_column(String(20))
    is_private: Mapped[bool] = mapped_column(default=False)
    is_held: Mapped[bool] = mapped_column(default=False)  # received, not shown: it waits for a person's look
    needs_triage: Mapped[bool] = mapped_column(default=False)
    report_count: Mapped[int] = mapped_column(default=1)
    received_at: Mapped[datetime] = mapped_column(Moment)
    updated_at: Mapped[datetime] = mapped_column(Moment)
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
    expected_on: Mapped[date | None]  # by the service's promise, or the city's own file
    given_on: Mapped[date | None]  # what the city says instead, for this very case
    told_late_for: Mapped[date | None]  # the missed date that the timeline tells of
    source: Mapped[str | None] = mapped_column(String(40))
    external_id: Mapped[str | None] = mapped_column(String(80))
    compare_at: Mapped[datetime | None] = mapped_column(Moment)  # set while it waits to be held against those near it

    reports: Mapped[list["Report"]] = relationship(back_populates="case", order_by="Report.received_at")
    events: Mapped[list["Event"]] = relationship(back_populates="case", order_by="Event.happened_at, Event.id")

    @property
    def is_closed(self) -> bool:
        """Whether its life is over, unless somebody contests that."""
        return self.closed_at is not None

    @property
    def is_public(self) -> bool:
        """Whether anyone may see it."""
        return not (self.is_private or self.is_held)

    @property
    def due_on(self) -> date | None:
        """By when the city means to act, as far as anybody knows."""
        return self.given_on or self.expected_on


class Report(Model):
    """What one resident sent. Private, but for words that may be shown and photos that say so themselves."""

    __tablename__ = "reports"
    __table_args__ = (
        Index("ix_reports_contact", "case_id", sqlite_where=HAS_CONTACT, postgresql_where=HAS_CONTACT),
        Index(
            "ix_reports_network", "network_hash", "received_at",
            sqlite_where=HAS_NETWORK, postgresql_where=HAS_NETWORK,
        ),
    )  # fmt: skip

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)  # made by the phone
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    secret_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    body_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    service_code: Mapped[str] = mapped_column(String(60))
    answers: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    description: Mapped[str] = mapped_column(Text, default="")
    is_description_public: Mapped[bool] = mapped_column(default=False)
    language: Mapped[str] = mapped_column(String(20))
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    accuracy_m: Mapped[float | None]
    place_source: Mapped[str | None] = mapped_column(String(20))
    address: Mapped[str | None] = mapped_column(String(300))
    contact_name: Mapped[str | None] = mapped_column(String(200))
    contact_email: Mapped[str | None] = mapped_column(String(254))
    contact_phone: Mapped[str | None] = mapped_column(String(40))
    flags: Mapped[list[str]] = mapped_column(JSON, default=list)  # what a person should look at, as codes
    channel: Mapped[str] = mapped_column(String(20))
    network_hash: Mapped[bytes | None] = mapped_column(LargeBinary(16))
    client_time: Mapped[datetime | None] = mapped_column(Moment)
    received_at: Mapped[datetime] = mapped_column(Moment)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Moment)
    is_counted: Mapped[bool] = mapped_column(default=True)  # in the case's report_count: as one person

    case: Mapped[Case] = relationship(back_populates="reports")

    @property
    def can_grow(self) -> bool:
        """Whether its sender may add to it: it was not taken back, and the case goes on."""
        return self.withdrawn_at is None and not self.case.is_closed

    @property
    def has_place(self) -> bool:
        """Whether it says where by coordinates."""
        return self.latitude is not None and self.longitude is not None


class Event(Model):
    """One line of a case's timeline. Rows are only ever added; who may read their words can change."""

    __tablename__ = "events"
    __table_args__ = (Index("ix_events_case", "case_id", "happened_at", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    # received · joined · rejoined · status · words · photo · service · left · linked · unlinked · again · reopened
    # late · explained · inquiry · answer
    kind: Mapped[str] = mapped_column(String(20))
    status: Mapped[str | None] = mapped_column(String(20))
    closing_reason: Mapped[str | None] = mapped_column(String(20))
    service_code: Mapped[str | None] = mapped_column(String(60))
    expected_on: Mapped[date | None]  # a date that the city gives here
    missed_on: Mapped[date | None]  # the date that the city did not keep
    note: Mapped[str | None] = mapped_column(Text)
    note_language: Mapped[str | None] = mapped_column(String(20))
    actor: Mapped[str] = mapped_column(String(10))  # resident · city · system
    report_id: Mapped[UUID | None] = mapped_column(Uuid, ForeignKey("reports.id"))
    other_case_id: Mapped[int | None]  # the case that it was linked to
    sending_id: Mapped[UUID | None] = mapped_column(Uuid, unique=True)  # so that what is sent twice is done once
    sending_hash: Mapped[bytes | None] = mapped_column(LargeBinary(32))  # of what was sent: another version has another
    is_public: Mapped[bool] = mapped_column(default=True)
    happened_at: Mapped[datetime] = mapped_column(Moment)

    case: Mapped[Case] = relationship(back_populates="events")
    report: Mapped[Report | None] = relationship()

    @property
    def is_arrival(self) -> bool:
        """Whether it tells of a report."""
        return self.kind in ARRIVALS

    @property
    def is_about_another(self) -> bool:
        """Whether it says nothing but what there is with another case."""
        return self.kind in ABOUT_ANOTHER

    @property
    def words(self) -> str | None:
        """What somebody wrote: a note, or what stands in the report that it tells of."""
        if self.note is None and self.is_arrival and self.report is not None:
            return self.report.description or None
        return self.note

    @property
    def words_language(self) -> str | None:
        """The language of the words; files that were imported do not always say."""
        return self.report.language if self.note is None and self.report is not None else self.note_language

    @property
    def has_shown_words(self) -> bool:
        """Whether whoever may see the case may read what somebody wrote."""
        if self.note is None and self.report is not None:
            return self.is_public and self.report.is_description_public
        return self.is_public

    @property
    def has_public_words(self) -> bool:
        """Whether everybody may."""
        return self.has_shown_words and self.case.is_public


class Translation(Model):
    """The words of an event in another language. The words themselves stay; a person's version replaces software's."""

    __tablename__ = "translations"

    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"), primary_key=True)
    language: Mapped[str] = mapped_column(String(20), primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(String(10))  # software · person · removed
    made_at: Mapped[datetime] = mapped_column(Moment)

    @property
    def is_by_software(self) -> bool:
        """Whether no person wrote it."""
        return self.source == SOFTWARE


class TranslationOrder(Model):
    """The words of an event wait for the translator. The row goes when it is done; without a moment it was given up."""

    __tablename__ = "translation_orders"
    __table_args__ = (
        Index("ix_translation_orders_due", "due_at", "event_id", sqlite_where=IS_DUE, postgresql_where=IS_DUE),
    )

    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"), primary_key=True, autoincrement=False)
    due_at: Mapped[datetime | None] = mapped_column(Moment)
    attempts: Mapped[int] = mapped_column(default=0)


class PlaceOrder(Model):
    """The words that say where a report is wait for the geocoder; otherwise as TranslationOrder."""

    __tablename__ = "place_orders"
    __table_args__ = (
        Index("ix_place_orders_due", "due_at", "report_id", sqlite_where=IS_DUE, postgresql_where=IS_DUE),
    )

    report_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("reports.id"), primary_key=True)
    due_at: Mapped[datetime | None] = mapped_column(Moment)
    attempts: Mapped[int] = mapped_column(default=0)
