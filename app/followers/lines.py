"""How what somebody follows is shown to them: one line each, in one language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import url_for

from app.followers import queries
from app.followers.area_words import area_details, area_name
from app.followers.models import AREA, NOTICES, Follow, FollowedArea, Follower
from app.followers.subjects import Line, subjects_of
from app.i18n import _, force_language


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
        return {area.id: _line(area, language) for area in queries.list_areas(wanted)}


def _notices(wanted: Mapping[int, UUID | None], language: str) -> dict[int, Line]:
    with force_language(language):
        line = Line(_("News from the city"), url_for("pages.home", lang=language), wish={NOTICES: True})
    return dict.fromkeys(wanted, line)


def _line(area: FollowedArea, language: str) -> Line:
    service = area.service_code
    wish = {AREA: _wish(area)} | ({"service": service} if service else {})
    return Line(area_name(area), _url(area, language), area_details(area), wish=wish)


def _url(area: FollowedArea, language: str) -> str:
    if area.is_circle:
        return url_for("cases.nearby", lang=language, near=f"{area.latitude},{area.longitude}")
    return url_for("cases.neighbourhood", lang=language, slug=area.slug)


def _wish(area: FollowedArea) -> dict[str, object]:
    if area.is_circle:
        named = {"label": area.label} if area.label else {}
        return {"lat": area.latitude, "long": area.longitude, "radius_m": area.radius_m, **named}
    return {"neighbourhood": area.slug}
