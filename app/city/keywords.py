"""The everyday words for what a city's services and stops are, in one language and in all."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from app.city.catalogue import City, Service, Stop
from app.i18n import city_keywords, city_text, force_language

COMMAS = re.compile("[,،、，]")


def service_keywords(service: Service) -> tuple[str, ...]:
    """The everyday words for a service in the reader's language."""
    return _translated(service.keywords)


def stop_keywords(stop: Stop) -> tuple[str, ...]:
    """The everyday words that bring up a stop, in the reader's language."""
    return _translated(stop.keywords)


@lru_cache(maxsize=8)
def words_of_all_languages(pack: City) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """{language: {code: what a service or stop is called}}, each word in the first language that has it."""
    known: set[tuple[str, str]] = set()
    words: dict[str, dict[str, tuple[str, ...]]] = {}
    for tag in pack.languages:
        with force_language(tag):
            words[tag] = {code: tuple(_new(code, called, known)) for code, called in _called(pack)}
    return words


def _called(pack: City) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Names and keywords of services, and the keywords of stops: their titles are sentences."""
    for service in pack.open_services:
        yield service.code, (city_text(service.name), *service_keywords(service))
    for stop in pack.stops:
        yield stop.code, stop_keywords(stop)


def _new(code: str, called: Sequence[str], known: set[tuple[str, str]]) -> Iterator[str]:
    for word in called:
        if (code, word.casefold()) not in known:
            known.add((code, word.casefold()))
            yield word


def _translated(keywords: tuple[str, ...]) -> tuple[str, ...]:
    translated = COMMAS.split(city_keywords(", ".join(keywords))) if keywords else ()
    return tuple(word.strip() for word in translated if word.strip())
