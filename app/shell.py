"""Pages that the service worker keeps, so that they open without a network, are the same for everybody."""

from flask import request

PRELOAD = "Service-Worker-Navigation-Preload"


def is_for_keeping() -> bool:
    """Whether the worker may keep this answer: browsers mark what they ask for on its behalf (navigation preload).

    Home and the page of one's own cases then leave out whose they are; their scripts bring it, from the phone.
    """
    return PRELOAD in request.headers
