"""What residents look up in the city pack, in their own words and their own language."""

import re
from collections.abc import Mapping
from functools import lru_cache

from flask_babel import get_locale

from app.city.catalogue import City, Service, Stop
from app.city.current import city, current_city
from app.city.search import Findable, Phrase, scored, typed_words
from app.i18n import city_keywords, city_text

COMMAS = re.compile("[,،、，]")
NAME, KEYWORD, NAME_ELSEWHERE = 1.5, 1.0, 0.8
UNRANKED = 99
# What fits less than this part of the best find is noise: it shares a "the" or a "street" with it.
WORTH_SHOWING = 0.2


def service_keywords(service: Service) -> tuple[str, ...]:
    """The everyday words for a service in the reader's language."""
    return _translated_keywords(service.keywords)


def stop_keywords(stop: Stop) -> tuple[str, ...]:
    """The everyday words that bring up a stop, in the reader's language."""
    return _translated_keywords(stop.keywords)


def find_stops(text: str) -> tuple[Stop, ...]:
    """The stops that `text` speaks of: every word of one of their keywords is in it, in any order."""
    words = typed_words(text)
    return tuple(one.thing for one in _indexed_stops(current_city(), str(get_locale())) if one.whole(words))


def list_stops(service_code: str) -> tuple[Stop, ...]:
    """The stops that an answer to this service's questions can bring up."""
    return tuple(stop for stop in city.stops if any(trigger.service == service_code for trigger in stop.when))


def search_services(text: str, limit: int = 8) -> tuple[Service, ...]:
    """The open services that fit `text` in the reader's language or in English, best first, the popular of equals."""
    index = _indexed_services(current_city(), str(get_locale()))
    found = sorted(scored(index, text), key=lambda pair: (-pair[1], pair[0].popular or UNRANKED))
    least = found[0][1] * WORTH_SHOWING if found else 0.0
    return tuple(service for service, score in found[:limit] if score >= least)


# The language is an argument because it is part of what is kept; the texts come out in the current one.
@lru_cache(maxsize=64)
def _indexed_services(of_city: City, _language: str) -> tuple[Findable[Service], ...]:
    return tuple(Findable(service, _phrases(service)) for service in of_city.open_services)


@lru_cache(maxsize=64)
def _indexed_stops(of_city: City, _language: str) -> tuple[Findable[Stop], ...]:
    return tuple(
        Findable(stop, tuple(Phrase.of(word) for word in (*stop_keywords(stop), *stop.keywords)))
        for stop in of_city.stops
    )


def _phrases(service: Service) -> tuple[Phrase, ...]:
    """Every text that a service can be found by, in the reader's language and in English."""
    names = (city_text(service.name), service.name)
    keywords = (*service_keywords(service), *service.keywords)
    found = [Phrase.of(name, NAME) for name in names]
    found += [Phrase.of(word, KEYWORD) for word in keywords]
    found += [Phrase.of(name, NAME_ELSEWHERE) for name in service.names_elsewhere]
    return tuple(dict.fromkeys(found))


def _translated_keywords(keywords: tuple[str, ...]) -> tuple[str, ...]:
    translated = COMMAS.split(city_keywords(", ".join(keywords))) if keywords else ()
    return tuple(word.strip() for word in translated if word.strip())


def service_names() -> Mapping[str, str]:
    """{code: name} of every service in the reader's language, looked up once for all lists."""
    return _service_names(current_city(), str(get_locale()))


@lru_cache(maxsize=64)
def _service_names(pack: City, _locale: str) -> Mapping[str, str]:
    return {service.code: city_text(service.name) for service in pack.services}
