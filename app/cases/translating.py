"""What people write reaches readers of other languages, where a city has a translator (app/translator.py).

Words that everybody may read are ordered in the transaction that makes them so; the worker asks the translator,
outside of any transaction, for one language after the other. Words that are hidden take their translations along.
The original is never touched, so whatever goes wrong here loses nothing.
"""

import logging
from collections.abc import Collection, Generator, Iterator
from dataclasses import dataclass
from unicodedata import category

from sqlalchemy import delete, func, insert, or_, select

from app import clock, translator
from app.cases.models import PERSON, REMOVED, SOFTWARE, Case, Event, Translation, TranslationOrder
from app.cases.orders import PATIENCE, claim
from app.cases.submission import DESCRIPTION_LIMIT, clean_text
from app.city import city
from app.extensions import db, table_of
from app.translator import NotTranslated

log = logging.getLogger(__name__)
_INSERT = insert(table_of(TranslationOrder))


def order(event_id: int) -> None:
    """The words of a new event, which everybody may read, wait for the translator, if there is one."""
    if translator.is_plugged_in():
        db.session.connection().execute(_INSERT, {"event_id": event_id, "due_at": clock.now(), "attempts": 0})


def order_event(event: Event) -> None:
    """The same for an entity, if everybody may read its words and it is known in which language they are."""
    if event.words and event.words_language and event.has_public_words:
        order(event.id)


def order_again(case: Case) -> int:
    """What is missing of all words that everybody may read waits for the translator, given up or removed before or
    not; how many texts.
    """
    lock(case.id)
    ids = [event.id for event in case.events]
    db.session.execute(delete(Translation).where(Translation.event_id.in_(ids), Translation.source == REMOVED))
    _order_events(case)
    waiting = select(func.count()).select_from(TranslationOrder).join(Event).where(Event.case_id == case.id)
    return db.session.scalar(waiting) or 0


def _order_events(case: Case) -> None:
    forget_orders([event.id for event in case.events])
    for event in case.events:
        order_event(event)


def follow(case: Case, *, was_public: bool) -> None:
    """Words that were hidden have no translation any more; those of a case that everybody may see now, and could not
    before, wait for the translator.

    It comes last in whatever hides or shows words: whoever translates them meanwhile waits for the row of the case.
    """
    db.session.flush()
    if case.is_public and not was_public:
        _order_events(case)
    hidden = [event for event in case.events if event.words and not event.has_public_words]
    ids = [event.id for event in hidden]
    by_residents = [event.id for event in hidden if event.actor == "resident"]
    forget_orders(ids)
    is_software = Translation.event_id.in_(ids) & (Translation.source == SOFTWARE)
    is_of_resident = Translation.event_id.in_(by_residents) & (Translation.source != REMOVED)
    db.session.execute(delete(Translation).where(or_(is_software, is_of_resident)))


def count_orders() -> dict[str, int]:
    """{what becomes of texts: how many}."""
    counted = select(func.count(), func.count(TranslationOrder.due_at)).select_from(TranslationOrder)
    every, waiting = db.session.execute(counted).one()
    return {"texts that wait for the translator": waiting, "texts that the translator could not do": every - waiting}


def forget_orders(event_ids: Collection[int]) -> None:
    """The words of these events do not wait any more."""
    db.session.execute(delete(TranslationOrder).where(TranslationOrder.event_id.in_(event_ids)))


def translate_event(event: Event, language: str, text: str) -> None:
    """A person's version of the words, in place of whatever there was."""
    lock(event.case_id)
    version = Translation(event_id=event.id, language=language, text=text, source=PERSON, made_at=clock.now())
    db.session.merge(version)
    db.session.flush()


def take_away(event: Event, language: str) -> bool:
    """There is no translation of the words into this language, and none is made; whether there was one."""
    lock(event.case_id)
    version = db.session.get(Translation, (event.id, language), populate_existing=True)
    if version is None or version.source == REMOVED:
        return False
    version.text, version.source, version.made_at = "", REMOVED, clock.now()
    db.session.flush()
    return True


def lock(case_id: int) -> None:
    """Until the transaction ends nobody else changes the case, or its translations."""
    db.session.execute(select(Case.id).where(Case.id == case_id).with_for_update())


@dataclass(frozen=True, slots=True)
class Wanted:
    """Words that wait, and the languages that they are not in."""

    event_id: int
    text: str
    language: str
    targets: tuple[str, ...]


def translate_due() -> Iterator[None]:
    """Whatever waits for the translator is translated, the oldest first. Yields when something is to be committed."""
    failures = 0
    while failures < PATIENCE and (claimed := claim(TranslationOrder)):
        event_id = claimed.event_id
        wanted = find_wanted(event_id)
        yield  # from here on no transaction is open
        if wanted is None or (yield from translate_all(wanted)):
            failures = 0
            forget_orders([event_id])
            yield
        else:
            failures += 1


def find_wanted(event_id: int) -> Wanted | None:
    """The words and what is missing; None where they are not for everybody, or too long."""
    db.session.expire_all()
    event = db.session.get_one(Event, event_id)
    text, language = event.words, event.words_language
    if not text or not language or len(text) > DESCRIPTION_LIMIT or not event.has_public_words:
        return None
    there = db.session.scalars(select(Translation.language).where(Translation.event_id == event_id)).all()
    return Wanted(event_id, text, language, tuple(tag for tag in city.languages if tag not in {language, *there}))


def translate_all(wanted: Wanted) -> Generator[None, None, bool]:
    """Ask for every language that is missing; returns whether all went well. One that fails keeps no other waiting."""
    went_well = True
    for target in wanted.targets:
        went_well = (yield from translate(wanted, target)) and went_well
    return went_well


def translate(wanted: Wanted, target: str) -> Generator[None, None, bool]:
    """Ask for one language and keep what comes; returns whether that went well."""
    try:
        said = translator.translator().translate(wanted.text, source=wanted.language, target=target)
        text = None if said is None else usable(said, wanted.text)
    except NotTranslated as error:
        log.warning("no translation from %s into %s: %s", wanted.language, target, error)
        return False
    if text is not None:
        keep(wanted, target, text)
        yield
    return True


def usable(said: str, original: str) -> str | None:
    """What a translator said, as the plain text it is shown as; None where that is the original once more, and
    NotTranslated where it cannot be a translation.
    """
    if len(said) > 400 + 8 * len(original):
        raise NotTranslated("it said far more than it was asked")
    text = clean_text(said)
    if text == clean_text(original):
        return None
    if not any(category(letter)[0] in "LNS" for letter in text):
        raise NotTranslated("it said nothing that can be read")
    return text


def keep(wanted: Wanted, target: str, text: str) -> None:
    """The translation is stored, unless the words were hidden, or a person was faster or wants none."""
    event = db.session.get_one(Event, wanted.event_id)
    lock(event.case_id)
    db.session.expire_all()
    if event.has_public_words and db.session.get(Translation, (event.id, target)) is None:
        moment = clock.now()
        db.session.add(Translation(event_id=event.id, language=target, text=text, source=SOFTWARE, made_at=moment))
