"""A lifelike city of invented cases, by bulk inserts: to see the pages with, and to measure at a million.

Nobody is in it: no names, no addresses, no secrets that anybody knows. Nobody is told of its events either.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate, islice
from random import Random
from uuid import UUID

from sqlalchemy import func, select

from app import clock
from app.cases.bulk import Row, free_numbers, insert_cases, reserve_case_ids
from app.cases.demo.lives import Life, Lives, Step
from app.cases.demo.places import Places
from app.cases.demo.seasons import Demand
from app.cases.demo.words import NOTES, WORDS
from app.cases.models import Case
from app.cases.workflow import ClosingReason, Status
from app.city.catalogue import City, Service
from app.city.current import current_city
from app.extensions import db
from app.places.geometry import rounded
from app.places.tiles import tile

SOURCE = CHANNEL = "demo"
BATCH = 5000
UNPLACED, WITH_WORDS, WITH_NOTE, JOINED = 0.03, 0.15, 0.1, 0.06
OWN_LANGUAGE = 0.82


@dataclass(slots=True)
class Draft:
    """A case before it has an id and a number, and the rows that will hang on it."""

    case: Row
    events: list[Row]
    report: Row | None = None


def is_empty() -> bool:
    """Whether there is no case at all."""
    return db.session.scalar(select(Case.id).limit(1)) is None


def seed_city(count: int, seed: int) -> Iterator[int]:
    """`count` invented cases of the last three years are stored. Yields how many after each batch.

    The same seed at the same moment on an equally full store makes the same cases.
    """
    rng = Random(f"{seed}:{db.session.scalar(select(func.count(Case.id)))}")  # noqa: S311  nothing here is secret
    drafts = Inventor(current_city(), rng, clock.now()).drafts(count)
    while batch := list(islice(drafts, BATCH)):
        _store(batch, rng)
        yield len(batch)


def _store(batch: list[Draft], rng: Random) -> None:
    ids = reserve_case_ids(len(batch))
    numbers = free_numbers(len(batch), lambda below: int(rng.random() * below))
    for draft, case_id, number in zip(batch, ids, numbers, strict=True):
        draft.case["id"], draft.case["number"] = case_id, number
        for row in (*draft.events, *([draft.report] if draft.report else [])):
            row["case_id"] = case_id
    insert_cases(
        [draft.case for draft in batch],
        [draft.report for draft in batch if draft.report],
        [event for draft in batch for event in draft.events],
    )


class Inventor:
    """Invents the cases of a city."""

    def __init__(self, city: City, rng: Random, now: datetime) -> None:
        self._city = city
        self._rng = rng
        self._demand = Demand(city, rng, now)
        self._places = Places(city, rng)
        self._lives = Lives(city, rng, self._demand, now)
        self._languages, self._language_weights = _languages(city)

    def drafts(self, count: int) -> Iterator[Draft]:
        """So many cases, the oldest first."""
        for day, moment, service in self._demand.reports(count):
            yield self._draft(day, moment, service)

    def _draft(self, day: int, moment: datetime, service: Service) -> Draft:
        life = self._lives.life(service, day, moment)
        language = self._rng.choices(self._languages, cum_weights=self._language_weights)[0]
        place = self._places.place(service) if self._rng.random() >= UNPLACED else None
        joined = self._rng.choice((1, 1, 1, 2, 3)) if self._rng.random() < JOINED else 0
        report = self._report(service, moment, language, place)
        events = [*self._events(moment, life, report), *self._joins(joined, moment, life.until)]
        events.sort(key=lambda event: event["happened_at"])
        case = _case(service, moment, life, language) | self._public_place(service, place)
        case["report_count"] = 1 + joined
        case["updated_at"] = events[-1]["happened_at"]
        return Draft(case, events, report)

    def _public_place(self, service: Service, place: tuple[float, float] | None) -> Row:
        """The rules of every case: no place while it is private, a rounded one where the service is sensitive."""
        neighbourhood = self._places.neighbourhood(*place) if place else None
        if place is None or service.is_private:
            return {"latitude": None, "longitude": None, "tile": None, "neighbourhood": neighbourhood}
        latitude, longitude = rounded(*place) if service.is_rounded else place
        key = tile(latitude, longitude)
        return {"latitude": latitude, "longitude": longitude, "tile": key, "neighbourhood": neighbourhood}

    def _events(self, moment: datetime, life: Life, report: Row | None) -> Iterator[Row]:
        received = Step(moment, Status.RECEIVED)
        yield _event("received", received, actor="resident", report_id=report["id"] if report else None)
        for step in life.steps:
            has_note = step.reason is ClosingReason.FIXED and self._rng.random() < WITH_NOTE
            yield _event("status", step, actor=step.actor, note=self._rng.choice(NOTES) if has_note else None)

    def _joins(self, count: int, start: datetime, end: datetime) -> Iterator[Row]:
        for _ in range(count):
            moment = start + timedelta(seconds=int((end - start).total_seconds() * self._rng.random()))
            yield _event("joined", Step(moment, Status.RECEIVED), actor="resident")

    def _report(
        self, service: Service, moment: datetime, language: str, place: tuple[float, float] | None
    ) -> Row | None:
        """A resident's own words, for some of the cases."""
        sentences: Iterable[str] = WORDS.get(language, ())
        if not sentences or self._rng.random() >= WITH_WORDS:
            return None
        latitude, longitude = place or (None, None)
        return {
            "id": UUID(bytes=self._rng.randbytes(16), version=4),
            "secret_hash": self._rng.randbytes(32),
            "body_hash": self._rng.randbytes(32),
            "service_code": service.code,
            "answers": {},
            "description": self._rng.choice(WORDS[language]),
            "is_description_public": not service.is_private,
            "language": language,
            "latitude": latitude,
            "longitude": longitude,
            "place_source": "pin" if place else "none",
            "flags": [],
            "channel": CHANNEL,
            "received_at": moment,
        }


def _languages(city: City) -> tuple[tuple[str, ...], list[float]]:
    """The city's languages with how often they are spoken: its own mostly, then those with words of their own."""
    order = {tag: place for place, tag in enumerate(WORDS)}
    others = [tag for tag in city.languages if tag != city.default_language]
    others.sort(key=lambda tag: order.get(tag, len(order)))
    shares = [1 / rank for rank in range(1, len(others) + 1)]
    spoken = [OWN_LANGUAGE, *((1 - OWN_LANGUAGE) * share / sum(shares) for share in shares)]
    return (city.default_language, *others), list(accumulate(spoken))


def _case(service: Service, moment: datetime, life: Life, language: str) -> Row:
    last = life.steps[-1] if life.steps else Step(moment, Status.RECEIVED)
    return {
        "service_code": service.code,
        "status": last.status,
        "closing_reason": last.reason,
        "language": language,
        "is_private": service.is_private,
        "is_held": False,
        "needs_triage": False,
        "received_at": moment,
        "closed_at": last.moment if last.status is Status.CLOSED else None,
        "expected_on": life.expected_on,
        "source": SOURCE,
    }


def _event(kind: str, step: Step, *, actor: str, report_id: UUID | None = None, note: str | None = None) -> Row:
    return {
        "kind": kind,
        "status": None if kind == "joined" else step.status,
        "closing_reason": step.reason,
        "note": note,
        "note_language": "en" if note else None,
        "actor": actor,
        "report_id": report_id,
        "is_public": True,
        "happened_at": step.moment,
    }
