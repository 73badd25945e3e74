"""Atom feeds of a neighbourhood, a kind of problem, a case, and of what is near a place."""

from collections.abc import Sequence
from urllib.parse import urlencode

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from app import clock
from app.cases import atom, feed_entries, queries
from app.cases.atom import Entry, Feed
from app.cases.errors import NoSuchCase
from app.cases.searching import LATELY_CLOSED
from app.cases.selection import FILTERS, SelectionForm, lately
from app.city import city
from app.errors import FieldError, NotFound, refusal
from app.i18n import _, city_text, current_language
from app.links import public_url, shared

MAX_AGE_SECONDS = 300
bp = Blueprint("feeds", __name__, url_prefix="/feeds")


@bp.get("/neighbourhoods/<slug>.atom")
def neighbourhood(slug: str) -> ResponseReturnValue:
    """What is new in a neighbourhood, and what was closed there lately."""
    area = city.neighbourhood(slug)
    if area is None:
        raise NotFound
    entries = feed_entries.entries_of(feed_entries.latest_of_area(slug))
    page = public_url("cases.neighbourhood", slug=slug)
    return _answer(("neighbourhoods", slug), city_text(area.name), page, entries)


@bp.get("/services/<code>.atom")
def service(code: str) -> ResponseReturnValue:
    """The newest reports of one kind of problem."""
    found = city.service(code)
    if found is None or found.is_private:
        raise NotFound
    entries = feed_entries.entries_of(feed_entries.latest_of_service(code))
    return _answer(("services", code), city_text(found.name), public_url("pages.home"), entries)


@bp.get("/cases/<number>.atom")
def case(number: str) -> ResponseReturnValue:
    """What happened to a case. One that is not for everybody is as good as none, for its reporter too."""
    found = queries.find_case(number)
    if not found.is_public:
        raise NoSuchCase
    timeline = feed_entries.timeline_of(found)
    page = public_url("cases.show", number=found.number)
    return _answer(("cases", found.number), timeline.title, page, timeline.entries)


@bp.get("/nearby.atom")
def nearby() -> ResponseReturnValue:
    """What is new around a place or between four edges, and what was closed there lately."""
    form = SelectionForm.parse(request.args)
    if form.selection is None:
        return refusal(form.errors)
    if not form.selection.is_placed:
        message = _("Give a place as latitude and longitude, like 39.95,-75.16.")
        return refusal([FieldError("near", message)])
    is_lately = form.selection.wants_closed or not request.args.get("status")
    wanted = lately(form.selection, clock.now() - LATELY_CLOSED) if is_lately else form.selection
    entries = feed_entries.entries_of(feed_entries.latest_around(wanted))
    asked = _asked()
    pairs = tuple(asked.items(multi=True))
    names = ("nearby", *(f"{name}={value}" for name, value in sorted(pairs)))
    return _answer(names, _("Problems near you"), public_url("cases.nearby", **_page_of(asked)), entries, pairs)


def _asked() -> MultiDict[str, str]:
    """The filters of the address; no other name gets into an address of ours."""
    known = FILTERS - {"lang"}
    return MultiDict((name, value) for name, value in request.args.items(multi=True) if value and name in known)


def _page_of(asked: MultiDict[str, str]) -> dict[str, list[str]]:
    return {name: values for name, values in asked.lists() if name != "radius"}


def _answer(
    names: tuple[str, ...], title: str, page_url: str, entries: Sequence[Entry], asked: Sequence[tuple[str, str]] = ()
) -> ResponseReturnValue:
    """The document; 304 to whoever has it already. `asked` is what its address needs to find it again."""
    language = current_language()
    feed = Feed(
        id=feed_entries.lasting_id("feeds", *names, language),
        title=f"{title} · {city_text(city.name)}",
        language=language,
        author=city_text(city.name),
        self_url=_self_url(asked, language),
        page_url=page_url,
        updated_at=feed_entries.last_change(entries),
        entries=entries,
    )
    response = Response(atom.written(feed), content_type=f"{atom.MEDIA_TYPE}; charset=utf-8")
    response.last_modified = feed.updated_at
    response.add_etag()
    return shared(response, MAX_AGE_SECONDS).make_conditional(request)


def _self_url(asked: Sequence[tuple[str, str]], language: str) -> str:
    """This feed, in this language, whoever asks for it."""
    path = public_url(request.endpoint or "", **(request.view_args or {}))
    return f"{path}?{urlencode([*asked, ('lang', language)])}"
