"""What no single entry of a pack can know: codes used twice, names of things that are not there, places outside."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from app.city.catalogue import name_key
from app.city.entries import Part, Sheet
from app.city.errors import Mistake
from app.city.outline import Area
from app.city.promises import holiday_names
from app.city.schema import AgencyEntry, CityEntry, NeighbourhoodEntry
from app.city.service_schema import QuestionEntry, ServiceEntry, StopEntry, TriggerEntry
from app.city.yaml_lines import Way

# Long enough for every holiday that a calendar knows to fall on some day.
YEARS = range(2020, 2036)
# More services than this with each other's questions, and nobody has thought about what each one needs to know.
MAX_SHARED = 1 / 5

# A key, the entry that uses it, and where in that entry.
Use = tuple[str, Part[Any], Way]


@dataclass(slots=True)
class Pack:
    """Everything that was read of a city pack, before anybody has compared its parts."""

    city: Part[CityEntry] | None
    agencies: Sheet[AgencyEntry]
    neighbourhoods: Sheet[NeighbourhoodEntry]
    services: Sheet[ServiceEntry]
    stops: Sheet[StopEntry]
    outline: list[Area] = field(default_factory=list)


def find_mistakes(pack: Pack) -> Iterator[Mistake]:
    """Every mistake between the parts of a pack whose parts are each right."""
    if pack.city:
        yield from _languages(pack.city)
        yield from _holidays(pack.city)
        yield from _places(pack, pack.city)
        yield from _groups(pack, pack.city)
    yield from _codes(pack)
    yield from _names(pack)
    yield from _ranks(pack)
    for service in pack.services.parts:
        yield from _service(pack, service)
    yield from _kin(pack)
    for stop in pack.stops.parts:
        yield from _triggers(pack, stop)
    yield from _shared_questions(pack)


def _languages(city: Part[CityEntry]) -> Iterator[Mistake]:
    entry = city.entry
    if entry.default_language not in entry.languages:
        yield city.mistake(f"`{entry.default_language}` is not one of `languages`", "default_language")
    yield from _repeated(((tag, city, ("languages", at)) for at, tag in enumerate(entry.languages)), "language")
    for at, tag in enumerate(entry.languages):
        wider = tag.rpartition("-")[0]
        if wider in entry.languages:
            yield city.mistake(f"`{tag}` is a kind of `{wider}`: list one of them", "languages", at)


def _holidays(city: Part[CityEntry]) -> Iterator[Mistake]:
    holidays = city.entry.holidays
    try:
        known = {name for year in YEARS for name in holiday_names(holidays.build(), year)}
    except NotImplementedError as error:
        yield city.mistake(f"no holidays are known for this place: {error}", "holidays", "country")
        return
    for at, name in enumerate(holidays.remove):
        if name not in known:
            yield city.mistake(f"there is no holiday {name!r} to remove", "holidays", "remove", at)


def _places(pack: Pack, city: Part[CityEntry]) -> Iterator[Mistake]:
    bounds = city.entry.bounds.build()
    if not bounds.contains(city.entry.centre.latitude, city.entry.centre.longitude):
        yield city.mistake("the centre is outside the bounds", "centre")
    for part in pack.neighbourhoods.parts:
        if not bounds.contains(part.entry.latitude, part.entry.longitude):
            yield part.mistake(f"{part.entry.name} is outside the city's bounds")
    for area in pack.outline:
        for longitude, latitude, way in area.corners():
            if not bounds.contains(latitude, longitude):
                yield area.page.mistake(way, f"{longitude}, {latitude} is outside the city's bounds")


def _groups(pack: Pack, city: Part[CityEntry]) -> Iterator[Mistake]:
    codes = [group.code for group in city.entry.groups]
    yield from _repeated(((code, city, ("groups", at)) for at, code in enumerate(codes)), "group")
    for service in pack.services.parts:
        if service.entry.group not in codes:
            yield service.mistake(f"there is no group `{service.entry.group}` in city.yaml", "group")


def _codes(pack: Pack) -> Iterator[Mistake]:
    yield from _repeated(((part.entry.code, part, ("code",)) for part in pack.agencies.parts), "agency")
    yield from _repeated(((part.entry.slug, part, ("slug",)) for part in pack.neighbourhoods.parts), "neighbourhood")
    yield from _repeated(((part.entry.code, part, ("code",)) for part in pack.services.parts), "service")
    yield from _repeated(((part.entry.code, part, ("code",)) for part in pack.stops.parts), "stop")


def _names(pack: Pack) -> Iterator[Mistake]:
    """Imports find a service or an agency by name: no two may answer to one."""
    services = ((part, part.entry.name, part.entry.names_elsewhere) for part in pack.services.parts)
    agencies = ((part, part.entry.name, part.entry.aliases) for part in pack.agencies.parts)
    yield from _repeated(_called(services), "service name")
    yield from _repeated(_called(agencies), "agency name")


def _called(named: Iterable[tuple[Part[Any], str, tuple[str, ...]]]) -> Iterator[Use]:
    for part, name, others in named:
        for key in dict.fromkeys(name_key(text) for text in (name, *others)):
            yield key, part, ("name",)


def _ranks(pack: Pack) -> Iterator[Mistake]:
    ranked = (part for part in pack.services.parts if part.entry.popular is not None)
    yield from _repeated(((str(part.entry.popular), part, ("popular",)) for part in ranked), "rank")


def _service(pack: Pack, service: Part[ServiceEntry]) -> Iterator[Mistake]:
    entry = service.entry
    if not pack.agencies.knows(entry.agency):
        yield service.mistake(f"there is no agency `{entry.agency}` in agencies.yaml", "agency")
    keywords = enumerate(name_key(word) for word in entry.keywords)
    yield from _repeated(((word, service, ("keywords", at)) for at, word in keywords), "keyword")
    questions = list(enumerate(entry.questions))
    yield from _repeated(((one.code, service, ("questions", at)) for at, one in questions), "question")
    for at, one in questions:
        keys = enumerate(value.key for value in one.values)
        yield from _repeated(((key, service, ("questions", at, "values", nr)) for nr, key in keys), "value")


def _kin(pack: Pack) -> Iterator[Mistake]:
    """Kindred services are there, and none of them is about somebody's home: its cases are shown to nobody."""
    hidden = {entry.code for entry in pack.services.entries if entry.private or entry.rounded}
    for service in pack.services.parts:
        entry = service.entry
        for at, code in enumerate(entry.kin):
            if code == entry.code or not pack.services.knows(code):
                yield service.mistake(f"there is no other service `{code}`", "kin", at)
            elif {code, entry.code} & hidden:
                yield service.mistake("a service that is `private` or `rounded` has no kin", "kin", at)


def _triggers(pack: Pack, stop: Part[StopEntry]) -> Iterator[Mistake]:
    services = {service.code: service for service in pack.services.entries}
    for at, trigger in enumerate(stop.entry.when):
        if not pack.services.knows(trigger.service):
            yield stop.mistake(f"there is no service `{trigger.service}`", "when", at, "service")
        elif trigger.service in services:
            yield from _trigger(stop, at, trigger, services[trigger.service])


def _trigger(stop: Part[StopEntry], at: int, trigger: TriggerEntry, service: ServiceEntry) -> Iterator[Mistake]:
    question = next((one for one in service.questions if one.code == trigger.question), None)
    if question is None:
        yield stop.mistake(f"{service.code} has no question `{trigger.question}`", "when", at, "question")
    elif trigger.answer not in {value.key for value in question.values}:
        yield stop.mistake(f"`{question.code}` has no answer `{trigger.answer}`", "when", at, "answer")


def _shared_questions(pack: Pack) -> Iterator[Mistake]:
    """Services that ask nothing share nothing."""
    asking = defaultdict(list)
    for part in pack.services.parts:
        if part.entry.questions:
            asking[frozenset(_content(question) for question in part.entry.questions)].append(part)
    sharing = [part for parts in asking.values() if len(parts) > 1 for part in parts]
    if len(sharing) > MAX_SHARED * len(pack.services.parts):
        codes = ", ".join(part.entry.code for part in sharing)
        yield sharing[0].mistake(f"more than a fifth of the services ask the same as another: {codes}", "questions")


def _content(question: QuestionEntry) -> tuple[str, ...]:
    """What a resident sees of a question, whatever its code."""
    return question.datatype, name_key(question.label), *(name_key(value.name) for value in question.values)


def _repeated(uses: Iterable[Use], what: str) -> Iterator[Mistake]:
    """A mistake for each key that was used before."""
    first: dict[str, str] = {}
    for key, part, way in uses:
        if key in first:
            yield part.mistake(f"{what} `{key}` is used twice, first in {first[key]}", *way)
        first.setdefault(key, part.where(*way))
