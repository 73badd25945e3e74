"""What the city writes beside a line of a timeline: its words, in as many languages as it gives, and a new date."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from app import clock
from app.cases import translating
from app.cases.errors import NotAllowed
from app.cases.models import Event
from app.city import city

NO_VERSIONS: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Note:
    """Words of the city in one language, and the same in others."""

    text: str | None = None
    language: str | None = None
    versions: Mapping[str, str] = field(default_factory=dict)


def write_note(event: Event, note: Note) -> None:
    """Whoever may see the line reads the note; languages that it is not in wait for the translator."""
    event.note, event.note_language = note.text, note.language
    for language, text in note.versions.items():
        translating.translate_event(event, language, text)
    translating.order_event(event)


def refuse_past(day: date | None) -> None:
    """Raises NotAllowed for a date that nobody can promise any more."""
    if day is not None and day < clock.today(city.time_zone):
        raise NotAllowed
