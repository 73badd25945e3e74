"""What the city puts beside a line of a timeline: words, in as many languages as it gives, photos, and a new date."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from sqlalchemy import select

from app import clock
from app.cases import translating
from app.cases.errors import NotAllowed
from app.cases.models import Case, Event
from app.city import city
from app.extensions import db
from app.photos import operations as photos

NO_VERSIONS: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Note:
    """Words of the city in one language, and the same in others."""

    text: str | None = None
    language: str | None = None
    versions: Mapping[str, str] = field(default_factory=dict)
    sending_id: UUID | None = None  # under which its photos were kept


def write_note(event: Event, note: Note) -> None:
    """Whoever may see the line reads the note and sees its photos; languages that it is not in wait for the translator.

    Raises NotAllowed for photos beside a case that nobody else may see: they are for everybody.
    """
    event.note, event.note_language, event.sending_id = note.text, note.language, note.sending_id
    if note.sending_id is not None:
        if not event.case.is_public:
            raise NotAllowed
        show_city_photos(event.case)
    for language, text in note.versions.items():
        translating.translate_event(event, language, text)
    translating.order_event(event)


def show_city_photos(case: Case) -> None:
    """The photos that the city put there are everybody's, as far as the case is."""
    db.session.flush()
    kept = select(Event.sending_id).where(Event.case_id == case.id, Event.actor == "city")
    for sending_id in db.session.scalars(kept.where(Event.sending_id.is_not(None))).all():
        if sending_id is not None:
            photos.set_visibility(owner_id=sending_id, is_public=case.is_public)


def refuse_past(day: date | None) -> None:
    """Raises NotAllowed for a date that nobody can promise any more."""
    if day is not None and day < clock.today(city.time_zone):
        raise NotAllowed
