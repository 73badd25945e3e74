"""Finds services and stops by the words of every language; what is found is shown in the reader's own.

static/js/lib/search-services.ts does exactly the same on phones.
"""

from collections.abc import Iterable, Mapping, Sequence

from app.city.catalogue import Service, Stop
from app.city.keywords import service_keywords, stop_keywords
from app.city.search import Elsewhere, Findable, Index
from app.city.vocabulary import Phrase
from app.i18n import city_text

Words = Mapping[str, Sequence[str]]  # what each code is called in one language

NAME, KEYWORD = 1.0, 0.9
TEXT = 0.35  # what is said and asked about a service; it also tells which words are everywhere
UNRANKED = 99
MOST_SERVICES, MOST_STOPS = 8, 2
# A stop that nobody named comes up if it fits at least half as well as what fits best.
NEARLY = 0.5


def all_languages(services: Iterable[Service], stops: Iterable[Stop], words: Iterable[Words]) -> Elsewhere:
    """What everything is called in these languages. With the reader's own among them nothing else is found."""
    each = list(words)
    called = [[word for one in each for word in one.get(service.code, ())] for service in _ranked(services)]
    calls = [[word for one in each for word in one.get(stop.code, ())] for stop in stops]
    return Elsewhere(map(_called, [*called, *calls]), [*([] for _service in called), *calls])


class ServiceSearch:
    """Services and stops in the current language, and by what all other languages call the same ones."""

    def __init__(self, services: Iterable[Service], stops: Iterable[Stop], elsewhere: Elsewhere) -> None:
        findables = [*map(_findable_service, _ranked(services)), *map(_findable_stop, stops)]
        self._index: Index[Service | Stop] = Index(findables, elsewhere)

    def services(self, text: str, limit: int = MOST_SERVICES) -> tuple[Service, ...]:
        """The services that fit `text`, best first; of equals the popular one."""
        return tuple(thing for thing, _score in self._index.find(text) if isinstance(thing, Service))[:limit]

    def stops(self, text: str, limit: int = MOST_STOPS) -> tuple[Stop, ...]:
        """The stops that `text` speaks of: first those of which it says a keyword whole, then those it nearly means."""
        found = self._index.find(text)
        nearly = (thing for thing, score in found if score >= found[0][1] * NEARLY)
        wanted = dict.fromkeys([*self._index.said(text), *nearly])
        return tuple(thing for thing in wanted if isinstance(thing, Stop))[:limit]


def _ranked(services: Iterable[Service]) -> list[Service]:
    return sorted(services, key=lambda service: service.popular or UNRANKED)


def _findable_service(service: Service) -> Findable[Service | Stop]:
    asked = [text for one in service.questions for text in (one.label, one.hint, *(value.name for value in one.values))]
    texts = [Phrase(city_text(text), TEXT) for text in (service.description, *asked)]
    return Findable(service, [Phrase(city_text(service.name), NAME), *_called(service_keywords(service)), *texts])


def _findable_stop(stop: Stop) -> Findable[Service | Stop]:
    calls = stop_keywords(stop)
    return Findable(
        stop, [Phrase(city_text(stop.title), NAME), *_called(calls), Phrase(city_text(stop.text), TEXT)], calls
    )


def _called(keywords: Iterable[str]) -> list[Phrase]:
    return [Phrase(keyword, KEYWORD) for keyword in keywords]
