"""What residents look up in the city pack, in their own words and their own language."""

from collections.abc import Mapping
from functools import lru_cache

from flask_babel import get_locale

from app.city.catalogue import City, Service, Stop
from app.city.current import city, current_city
from app.city.finding import MOST_SERVICES, ServiceSearch, all_languages
from app.city.keywords import words_of_all_languages
from app.city.search import Elsewhere
from app.i18n import city_text


def list_stops(service_code: str) -> tuple[Stop, ...]:
    """The stops that an answer to this service's questions can bring up."""
    return tuple(stop for stop in city.stops if any(trigger.service == service_code for trigger in stop.when))


def kin_of(service_code: str) -> tuple[str, ...]:
    """Codes of the services under which others may report the same problem, whichever of two names the other."""
    return _kin(current_city()).get(service_code, ())


@lru_cache(maxsize=8)
def _kin(pack: City) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for one, other in ((service.code, code) for service in pack.services for code in service.kin):
        found.setdefault(one, {})[other] = None
        found.setdefault(other, {})[one] = None
    return {code: tuple(kin) for code, kin in found.items()}


def search_services(text: str, limit: int = MOST_SERVICES) -> tuple[Service, ...]:
    """The open services that fit `text`, in whatever language, best first; the reader's own weighs most."""
    return _search(current_city(), str(get_locale())).services(text, limit)


def find_stops(text: str) -> tuple[Stop, ...]:
    """The stops that `text` speaks of, in whatever language, the surest first."""
    return _search(current_city(), str(get_locale())).stops(text)


# The language is an argument because it is part of what is kept; the texts come out in the current one.
@lru_cache(maxsize=64)
def _search(pack: City, _locale: str) -> ServiceSearch:
    return ServiceSearch(pack.open_services, pack.stops, _elsewhere(pack))


@lru_cache(maxsize=8)
def _elsewhere(pack: City) -> Elsewhere:
    return all_languages(pack.open_services, pack.stops, words_of_all_languages(pack).values())


def service_names() -> Mapping[str, str]:
    """{code: name} of every service in the reader's language, looked up once for all lists."""
    return _service_names(current_city(), str(get_locale()))


@lru_cache(maxsize=64)
def _service_names(pack: City, _locale: str) -> Mapping[str, str]:
    return {service.code: city_text(service.name) for service in pack.services}
