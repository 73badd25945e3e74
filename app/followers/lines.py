"""How what somebody follows is shown to them: one line each, in one language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import url_for

from app.city import current_city
from app.followers import queries
from app.followers.models import AREA, NOTICES, Follow, FollowedArea, Follower
from app.followers.subjects import Line, subjects_of
from app.i18n import _, city_text, force_language
from app.i18n.formats import format_distance


@dataclass(frozen=True, slots=True)
class FollowedLine:
    """What somebody follows, and its line."""

    follow: Follow
    line: Line


def followed_lines(follower: Follower, language: str) -> list[FollowedLine]:
    """What a follower hears of now, the latest first, inside a request. What is not there any more has no line."""
    follows = queries.list_follows(follower)
    lines = {kind: _describe(kind, follows, language) for kind in {follow.subject_type for follow in follows}}
    shown = ((follow, lines[follow.subject_type].get(follow.subject_id)) for follow in follows)
    return [FollowedLine(follow, line) for follow, line in shown if line]


def _describe(kind: str, follows: Sequence[Follow], language: str) -> Mapping[int, Line]:
    wanted = {follow.subject_id: follow.report_id for follow in follows if follow.subject_type == kind}
    if kind == AREA:
        return describe_areas(wanted, language)
    if kind == NOTICES:
        return _notices(wanted, language)
    return subjects_of(kind).describe(wanted, language)


def describe_areas(wanted: Mapping[int, UUID | None], language: str) -> dict[int, Line]:
    """{area id: its line}; what stands beside the name is the kind of problem, and how far around."""
    with force_language(language):
        return {area.id: _line(area) for area in queries.list_areas(wanted)}


def _notices(wanted: Mapping[int, UUID | None], language: str) -> dict[int, Line]:
    with force_language(language):
        line = Line(_("News from the city"), url_for("pages.home"), wish={NOTICES: True})
    return dict.fromkeys(wanted, line)


def _line(area: FollowedArea) -> Line:
    service = area.service_code
    wish = {AREA: _wish(area)} | ({"service": service} if service else {})
    return Line(area_name(area), _url(area), area_details(area), wish=wish)


def area_name(area: FollowedArea) -> str:
    """How an area is called in the reader's language."""
    if area.latitude is None or area.longitude is None:
        return _neighbourhood_name(area.slug)
    distance = format_distance(area.radius_m or 0)
    if area.label:
        return _("Within %(distance)s of %(place)s", distance=distance, place=area.label)
    near = current_city().neighbourhood_at(area.latitude, area.longitude)
    name = city_text(near.name) if near else current_city().name
    # i18n: an area that somebody follows: a circle round a place which has no name of its own.
    return _("Within %(distance)s of a place in %(neighborhood)s", distance=distance, neighborhood=name)


def _neighbourhood_name(slug: str | None) -> str:
    known = current_city().neighbourhood(slug or "")
    return city_text(known.name) if known else slug or ""


def _url(area: FollowedArea) -> str:
    if area.is_circle:
        return url_for("cases.nearby", near=f"{area.latitude},{area.longitude}")
    return url_for("cases.neighbourhood", slug=area.slug)


def _wish(area: FollowedArea) -> dict[str, object]:
    if area.is_circle:
        named = {"label": area.label} if area.label else {}
        return {"lat": area.latitude, "long": area.longitude, "radius_m": area.radius_m, **named}
    return {"neighbourhood": area.slug}
