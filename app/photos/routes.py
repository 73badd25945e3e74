"""Pictures, by opaque key."""

from flask import Blueprint, Response, current_app, request

from app.errors import NotFound
from app.photos import queries
from app.photos.models import FORMATS, WIDTHS
from app.photos.queries import Shown
from app.photos.storage import picture_name, storage

bp = Blueprint("photos", __name__)
MAX_AGE_SECONDS = 60  # hiding a photo works within a minute


@bp.get("/media/<key>-<int:width>.<any(webp,jpg):suffix>")
def show(key: str, width: int, suffix: str) -> Response:
    """A picture, if the reader may see it. Hidden, withheld and unknown ones are all not found."""
    shown = queries.find_shown(key)
    if width not in WIDTHS or shown is None or not may_see(shown):
        raise NotFound
    response = picture(shown, width, suffix)
    response.cache_control.max_age = MAX_AGE_SECONDS
    response.cache_control.public, response.cache_control.private = shown.is_public, not shown.is_public or None
    return response


def may_see(shown: Shown) -> bool:
    """Whether the photo is everybody's, or the reader's own."""
    viewers = current_app.extensions["photos"].viewers
    return shown.is_public or any(viewer(shown.owner_id, shown.secret_hash) for viewer in viewers)


def picture(shown: Shown, width: int, suffix: str) -> Response:
    """The picture, or 304 where the reader has it; NotFound when its file is gone."""
    assert shown.processed_at
    etag = f"{shown.processed_at.timestamp():.0f}-{width}-{suffix}"
    if request.if_none_match.contains(etag):
        response = Response(status=304, mimetype=FORMATS[suffix])
    else:
        content = storage.read(picture_name(shown.sha256, width, suffix))
        if content is None:
            raise NotFound
        response = Response(content, mimetype=FORMATS[suffix])
    response.set_etag(etag)
    return response
