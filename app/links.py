"""Addresses that leave the page: printed, shared, mailed."""

from typing import Any

from flask import current_app, request, url_for


def public_url(endpoint: str, **values: Any) -> str:
    """The whole address of a page, at the name people know this installation by."""
    base = current_app.config["SETTINGS"].public_url or request.host_url.rstrip("/")
    return base + url_for(endpoint, **values)
