"""The catalogue for phones: what can be reported, what is asked, and what is not for 311."""

from functools import lru_cache
from typing import Any

import orjson
from flask import Blueprint, Response, request

from app.city.catalogue import SAME_WITHIN_M, City, Promise, Question, Service, Stop, Trigger
from app.city.current import city, current_city
from app.city.errors import UnknownService
from app.city.keywords import service_keywords, stop_keywords, words_of_all_languages
from app.city.queries import kin_of, list_stops
from app.compression import pack_tightly
from app.i18n import city_text, force_language

MAX_AGE_SECONDS = 300
WORDS_MAX_AGE_SECONDS = 86400
STALE_SECONDS = 86400  # for so long an old answer is shown at once, and the new one fetched behind it

city_api = Blueprint("city_api", __name__, url_prefix="/api/v1")


@city_api.get("/services")
def list_services() -> Response:
    """`{services, same_within_m, groups, stops}` in `?lang=`; `?questions=1` gives each service's questions, and names
    its stops."""
    described = _listed_with_questions if request.args.get("questions") == "1" else _service
    with force_language(_language()):
        return _kept(orjson.dumps({
            "services": [described(service) for service in city.open_services],
            "same_within_m": SAME_WITHIN_M,
            "groups": [{"code": one.code, "name": city_text(one.name), "icon": one.icon} for one in city.groups],
            "stops": [_stop(stop) | {"keywords": stop_keywords(stop)} for stop in city.stops],
        }))  # fmt: skip


@city_api.get("/services/words")
def list_words() -> Response:
    """`{codes, words}`: what services and stops are called in each language, for whoever looks for one in any."""
    return _kept(_words(current_city()), WORDS_MAX_AGE_SECONDS)


@lru_cache(maxsize=8)
def _words(pack: City) -> bytes:
    words = words_of_all_languages(pack)
    codes = list(words[pack.default_language])
    return orjson.dumps({"codes": codes, "words": {tag: list(called.values()) for tag, called in words.items()}})


@city_api.get("/services/<code>")
def show_service(code: str) -> Response:
    """One service in `?lang=`, retired ones too, with its questions and the stops that answers bring up."""
    service = city.service(code)
    if service is None:
        raise UnknownService
    with force_language(_language()):
        return _kept(orjson.dumps(_service_with_questions(service)))


def _language() -> str:
    """Only `?lang=` counts, or the city's own: an answer that is kept for all must depend on its address alone."""
    wanted = request.args.get("lang", "")
    return wanted if wanted in city.languages else city.default_language


def _kept(body: bytes, max_age_seconds: int = MAX_AGE_SECONDS) -> Response:
    """JSON to keep for a while, and to show for a day more while a new one comes; 304 for whoever has it."""
    response = Response(body, content_type="application/json")
    response.cache_control.public = True
    response.cache_control.max_age = max_age_seconds
    response.cache_control.stale_while_revalidate = STALE_SECONDS
    response.add_etag()
    response.make_conditional(request)
    return pack_tightly(response)


def _service(service: Service) -> dict[str, Any]:
    return {
        "code": service.code,
        "name": city_text(service.name),
        "description": city_text(service.description),
        "group": service.group,
        "agency": service.agency,
        "keywords": service_keywords(service),
        "promise": _promise(service.promise),
        "popular": service.popular,
        "icon": service.icon,
        "private": service.is_private,
        "rounded": service.is_rounded,
    } | _likeness(service)


def _likeness(service: Service) -> dict[str, Any]:
    """What is not as usual: phones keep the list whole, and each byte of it counts."""
    kin, reach = kin_of(service.code), service.same_within_m
    return ({"same_within_m": reach} if reach != SAME_WITHIN_M else {}) | ({"kin": kin} if kin else {})


def _service_with_questions(service: Service) -> dict[str, Any]:
    stops = [_stop(stop) | _trigger(trigger) for stop, trigger in _triggered(service.code)]
    return _service(service) | {"questions": _questions(service), "stops": stops}


def _listed_with_questions(service: Service) -> dict[str, Any]:
    """The stops' texts stand once in the list: phones keep it whole, and each byte of it counts."""
    stops = [{"code": stop.code} | _trigger(trigger) for stop, trigger in _triggered(service.code)]
    return _service(service) | {"questions": _questions(service), "stops": stops}


def _questions(service: Service) -> list[dict[str, Any]]:
    return [_question(question, order) for order, question in enumerate(service.questions, start=1)]


def _promise(promise: Promise | None) -> dict[str, Any] | None:
    if promise is None:
        return None
    return {"days": promise.days, "kind": promise.kind, "placeholder": promise.is_placeholder}


def _question(question: Question, order: int) -> dict[str, Any]:
    return {
        "code": question.code,
        "datatype": question.datatype,
        "required": question.is_required,
        "private": question.is_private,
        "label": city_text(question.label),
        "hint": city_text(question.hint),
        "order": order,
        "values": [{"key": value.key, "name": city_text(value.name)} for value in question.values],
    }


def _stop(stop: Stop) -> dict[str, Any]:
    return {
        "code": stop.code,
        "title": city_text(stop.title),
        "text": city_text(stop.text),
        "phone": stop.phone,
        "phone_label": city_text(stop.phone_label),
        "website": stop.website,
    }


def _triggered(code: str) -> list[tuple[Stop, Trigger]]:
    """Each stop once for each answer that brings it up."""
    return [(stop, trigger) for stop in list_stops(code) for trigger in stop.when if trigger.service == code]


def _trigger(trigger: Trigger) -> dict[str, str]:
    return {"question": trigger.question, "answer": trigger.answer}
