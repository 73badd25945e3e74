"""Tiles of the map. They are public and the same for everybody; a picture comes back whatever happens."""

import gzip
import logging

from flask import Blueprint, Response, request
from sqlalchemy.exc import SQLAlchemyError

from app.compression import LEVEL, takes_gzip
from app.errors import NotFound
from app.extensions import db
from app.places.home import current_home
from app.places.maps.look import POLICY
from app.places.maps.pictures import DAY_SECONDS, SVG, Absent, MapSettings, Picture
from app.places.maps.sketch import draw, draw_nothing
from app.places.maps.sources import current_source
from app.places.maps.square import Square

log = logging.getLogger(__name__)
bp = Blueprint("maps", __name__)


@bp.get("/tiles/<int:z>/<int:x>/<int:y>")
def tile(z: int, x: int, y: int) -> Response:
    """A square of the map, 256 pixels wide, as PNG, JPEG, WebP or SVG; 404 where the map has no such square."""
    square = Square(z, x, y)
    if not square.is_on_the_map:
        raise NotFound
    return _answer(_picture(square))


def map_settings() -> MapSettings:
    """What a page that shows the map has to know of it."""
    return current_source().settings


def _picture(square: Square) -> Picture:
    try:
        found = current_source().find(square)
        return found if isinstance(found, Picture) else _drawing(square, found)
    except SQLAlchemyError as error:  # a map is the last thing to break when the store does
        log.error("no streets for the map: the store failed: %s", error)
        db.session.rollback()
        return Picture(draw_nothing().encode(), SVG, 0)


def _drawing(square: Square, instead_of: Absent) -> Picture:
    content = draw(square, current_home().shapes()).encode()
    return Picture(content, SVG, DAY_SECONDS if instead_of is Absent.THERE_IS_NONE else 0)


def _answer(picture: Picture) -> Response:
    response = Response(picture.content, mimetype=picture.mimetype)
    response.cache_control.public, response.cache_control.max_age = True, picture.max_age_seconds
    if not picture.max_age_seconds:  # what was a stand-in must not take the place of what phones have kept
        response.headers["Cache-Control"] = "no-store"
    response.set_etag(picture.etag)
    if picture.mimetype == SVG:
        response.headers["Content-Security-Policy"] = POLICY
        _pack(response)
    response.make_conditional(request)
    return response


def _pack(response: Response) -> None:
    """Packed here: the frame keeps what it packs of public answers, and tiles are too many for that."""
    if takes_gzip():
        response.set_data(gzip.compress(response.get_data(), LEVEL, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
        response.set_etag(response.get_etag()[0] or "", weak=True)
