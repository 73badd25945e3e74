"""Addresses that leave the page: printed, shared, mailed."""

from typing import Any

from flask import Response, current_app, request, url_for

from app.i18n import languages


def public_url(endpoint: str, **values: Any) -> str:
    """The whole address of a page, at the name people know this installation by."""
    base = current_app.config["SETTINGS"].public_url or request.host_url.rstrip("/")
    return base + url_for(endpoint, **values)


def shared(response: Response, max_age_seconds: int) -> Response:
    """An answer that is the same for everybody who reads one language: whatever stands between may keep it for a while.

    Where the address does not say a language that we have, it depends on who asks.
    """
    response.cache_control.public = True
    response.cache_control.max_age = max_age_seconds
    if request.args.get("lang") not in languages():
        response.vary.update(("Accept-Language", "Cookie"))
    return response
