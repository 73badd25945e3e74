"""Pages of neighbourhoods: all of them, one of them, and its short address."""

import unicodedata
from dataclasses import dataclass

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.cases import counts
from app.cases.blueprint import bp
from app.cases.neighbourhood_page import NeighbourhoodPage
from app.cases.routes import revalidated
from app.city import city
from app.city.catalogue import Neighbourhood
from app.errors import NotFound
from app.i18n import city_text


@dataclass(frozen=True, slots=True)
class AreaLine:
    """A neighbourhood in the list of all."""

    slug: str
    name: str
    open_count: int


@bp.get("/n/<slug>")
def short_neighbourhood(slug: str) -> ResponseReturnValue:
    """What is shared and printed; whoever types it from paper may write it in capitals."""
    area = city.neighbourhood(slug) or city.neighbourhood(slug.casefold())
    response = redirect(url_for("cases.neighbourhood", slug=area.slug if area else slug))
    response.vary.update(("Accept-Language", "Cookie"))
    return response


@bp.get("/<lang>/neighbourhoods")
def neighbourhoods() -> ResponseReturnValue:
    """All of them by name, or those whose name holds what was typed, with what is open in each."""
    typed = " ".join(request.args.get("q", "").split())[:80]
    open_in = counts.open_by_neighbourhood()
    lines = [AreaLine(area.slug, city_text(area.name), open_in[area.slug]) for area in _named(typed)]
    lines.sort(key=lambda line: _folded(line.name))
    return revalidated(render_template("cases/neighbourhoods.html", lines=lines, typed=typed))


@bp.get("/<lang>/neighbourhoods/<slug>")
def neighbourhood(slug: str) -> ResponseReturnValue:
    """What is open there, what was closed lately, and whether that was on time."""
    area = city.neighbourhood(slug)
    if area is None:
        raise NotFound
    page = NeighbourhoodPage.parse(area, request.args)
    shown = render_template("cases/neighbourhood.html", page=page)
    return (shown, 422) if page.errors else revalidated(shown)


def _named(typed: str) -> list[Neighbourhood]:
    """By the name in the reader's language or in the city's own, without case and accents."""
    wanted = _folded(typed)
    return [area for area in city.neighbourhoods if wanted in _folded(f"{city_text(area.name)}\n{area.name}")]


def _folded(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
