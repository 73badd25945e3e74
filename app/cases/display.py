"""What pages and answers show of a case: properties with full names, so that templates calculate nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid5

from app.cases import links, queries
from app.cases.answers import ShownAnswer, answers_in_words
from app.cases.cards import CaseCard, ShownPhoto
from app.cases.inquiries import QUESTION
from app.cases.models import Case, Event, Report, Translation
from app.cases.numbers import spaced
from app.cases.place_words import place_words
from app.cases.wording import WITHHELD, agency_text, event_icon, event_text, expected_text
from app.cases.words import Words, words_of
from app.cases.workflow import ClosingReason
from app.city import city
from app.city.catalogue import Service
from app.i18n import _, city_text, current_language
from app.photos import queries as photo_queries
from app.photos.models import MAX_PHOTOS, Photo


@dataclass(frozen=True, slots=True)
class TimelineLine:
    """One line of the timeline."""

    text: str
    icon: str
    happened_at: datetime
    words: Words | None
    is_by_city: bool
    event_id: int
    other_number: str | None = None  # of the case that it speaks of
    photos: Sequence[ShownPhoto] = ()  # of the city

    @property
    def spaced_other_number(self) -> str:
        """The same as people read it out."""
        return spaced(self.other_number or "")


@dataclass(slots=True)
class CasePage(CaseCard):
    """A case's own page: what everybody may see of it, and what only its reporter may."""

    events: Sequence[Event] = ()
    reports: Sequence[Report] = ()
    own_report: Report | None = None
    all_photos: Sequence[Photo] = ()
    translations: Mapping[int, Translation] = field(default_factory=dict)
    city_photos: Mapping[UUID, Sequence[Photo]] = field(default_factory=dict)  # {sending id: what everybody may see}
    other_numbers: Mapping[int, str] = field(default_factory=dict)  # {case id: number} of those everybody may see
    leading: CaseCard | None = None  # the case that is about the same problem, and goes on

    @property
    def is_mine(self) -> bool:
        """Whether the reader sent one of its reports."""
        return self.own_report is not None

    @property
    def words(self) -> list[Words]:
        """What residents wrote and may be shown; the reporter sees the own words in any case."""
        told = (self._words(event) for event in self.events if event.is_arrival and event.report_id)
        return [words for words in told if words]

    def _words(self, event: Event) -> Words | None:
        is_own = self.own_report is not None and event.report_id == self.own_report.id
        return words_of(event, self.translations, is_own=is_own)

    @property
    def words_are_hidden(self) -> bool:
        """Whether the reporter should be told that nobody else sees the words."""
        own = self.own_report
        return own is not None and bool(own.description) and not own.is_description_public

    @property
    def photos(self) -> list[ShownPhoto]:
        """Photos that everybody may see, and to the reporter the own ones of a private case."""
        own = {photo.id for photo in self._own_photos if photo.is_ready}
        return shown_photos([p for p in self.all_photos if p.is_visible or p.id in own], self.service)

    @property
    def photos_at_work(self) -> int:
        """How many of the reporter's photos are here and wait to be cleaned."""
        return sum(photo.state == "received" for photo in self._own_photos)

    @property
    def photos_on_their_way(self) -> int:
        """How many of the reporter's photos have not arrived."""
        return sum(photo.state == "receiving" for photo in self._own_photos)

    @property
    def withheld_photos(self) -> list[str]:
        """Why some of the reporter's photos are not shown, one sentence each."""
        return [str(WITHHELD[photo.withheld_reason]) for photo in self._own_photos if photo.withheld_reason]

    @property
    def _own_photos(self) -> list[Photo]:
        return [p for p in self.all_photos if self.own_report is not None and p.owner_id == self.own_report.id]

    @property
    def timeline(self) -> list[TimelineLine]:
        """What happened, newest first."""
        told = (event for event in reversed(self.events) if not event.is_about_another or self._other_number(event))
        return [self._line(event) for event in told]

    def _other_number(self, event: Event) -> str | None:
        """Of the case it speaks of, where everybody may know that the two have to do with each other."""
        return self.other_numbers.get(event.other_case_id) if event.other_case_id and event.is_public else None

    def _line(self, event: Event) -> TimelineLine:
        service = city.service(event.service_code) if event.service_code else None
        other = self._other_number(event)
        return TimelineLine(
            text=event_text(event, service.name if service else event.service_code or "", other),
            other_number=other,
            icon=event_icon(event),
            happened_at=event.happened_at,
            words=self._words(event) if event.note else None,
            is_by_city=event.actor == "city",
            event_id=event.id,
            photos=shown_photos(self.city_photos.get(event.sending_id, ()), self.service) if event.sending_id else (),
        )

    @property
    def question(self) -> Words | None:
        """What the city asks its reporter and still waits to hear."""
        asked = next((event for event in reversed(self.events) if event.status), None)
        return self._words(asked) if asked and asked.kind == QUESTION and self.can_add else None

    @property
    def answers(self) -> list[ShownAnswer]:
        """The reporter's own answers; nobody else sees them."""
        asked = city.service(self.own_report.service_code) if self.own_report else None
        return answers_in_words(asked, self.own_report.answers) if asked and self.own_report else []

    @property
    def own_place_words(self) -> list[str]:
        """Where the reporter's own place comes from, and how sure it is."""
        return place_words(self.own_report) if self.own_report else []

    @property
    def next_sending_id(self) -> UUID | None:
        """Names what the reporter adds next. It stays the same until something is added: sent twice is added once."""
        return uuid5(self.own_report.id, str(len(self.events))) if self.own_report else None

    @property
    def is_withdrawn(self) -> bool:
        """Whether the reader took the own report back."""
        return self.own_report is not None and self.own_report.withdrawn_at is not None

    @property
    def can_add(self) -> bool:
        """Whether the reporter may add words and photos."""
        return self.own_report is not None and self.own_report.can_grow

    @property
    def room_for_photos(self) -> int:
        """How many photos the reporter may still add."""
        return max(0, MAX_PHOTOS - len(self._own_photos))

    @property
    def can_withdraw(self) -> bool:
        """Whether the reporter may take the report back."""
        return self.can_add

    @property
    def can_correct(self) -> bool:
        """Whether the reporter may choose another service; not once others joined."""
        return self.can_add and self.row.report_count == 1

    @property
    def agency_text(self) -> str:
        """Who takes care of it, as one sentence."""
        return agency_text(self.row.service_code)

    @property
    def expected_text(self) -> str:
        """By when, as one sentence."""
        return expected_text(self.row.service_code, self.row.expected_on, self.row.given_on)

    @property
    def agency_name(self) -> str | None:
        """Who does the work."""
        agency = city.agency(self.service.agency) if self.service else None
        return agency.name if agency else self.row.agency_name


def _in_order(photos: Sequence[Photo], reports: Sequence[Report]) -> list[Photo]:
    """Whoever reported first comes first."""
    places = {report.id: place for place, report in enumerate(reports)}
    return sorted(photos, key=lambda photo: places[photo.owner_id])


def shown_photos(photos: Sequence[Photo], service: Service | None) -> list[ShownPhoto]:
    """Photos with alternative texts: "Photo 1 of 2: Graffiti"."""
    return [ShownPhoto(photo, _alt(number, len(photos), service)) for number, photo in enumerate(photos, 1)]


def _alt(number: int, count: int, service: Service | None) -> str:
    if service is None:
        return _("Photo %(number)s of %(count)s", number=number, count=count)
    return _("Photo %(number)s of %(count)s: %(service)s", number=number, count=count, service=city_text(service.name))


def case_page(case: Case, own_report: Report | None) -> CasePage:
    """Everything the page of a case needs, in four queries; one or two more where it was linked to another."""
    reports, events = case.reports, queries.list_events(case)
    leading = links.leading(case) if case.closing_reason == ClosingReason.DUPLICATE else case
    by_city = {event.sending_id for event in events if event.actor == "city" and event.sending_id}
    kept = photo_queries.list_photos([*(report.id for report in reports), *by_city])
    return CasePage(
        case,
        events=events,
        city_photos={one: [p for p in kept if p.owner_id == one and p.is_visible] for one in by_city},
        other_numbers=queries.public_numbers({event.other_case_id for event in events if event.other_case_id}),
        leading=CaseCard(leading) if leading is not case and leading.is_public else None,
        reports=reports,
        own_report=own_report,
        all_photos=_in_order([photo for photo in kept if photo.owner_id not in by_city], reports),
        translations=queries.translations_of(case, current_language()),
    )
