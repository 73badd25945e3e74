"""The edge to somebody else's address search, asked beside the worker for words that our own could not place. There is
none until a city names one (`STOOP_GEOCODER`, docs/places.md). Phones never talk to it.

It speaks as Nominatim does (nominatim.org): `GET <url>?q=…&format=jsonv2` answers a list of places.
"""

import json
import math
import time
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse
from typing import Any, Protocol, cast
from urllib.parse import urlencode
from urllib.request import HTTPRedirectHandler, Request, build_opener

from flask import Flask, current_app

from app.config import Settings

SECONDS, MOST_BYTES, CHUNK = 10.0, 256 * 1024, 16 * 1024
METRES_PER_DEGREE = 111_195.0
AGENT = "Stoop311 (+%s)"
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Found:
    """A place in degrees, and how far it reaches in metres."""

    latitude: float
    longitude: float
    accuracy_m: float


class NotAnswered(Exception):
    """Nothing came that could be read; says why, without a word of what was asked."""


class Geocoder(Protocol):
    """Finds places by words. It is called in threads, never in a request."""

    def find(self, text: str, box: Box) -> Found | None:
        """The best place within `box` (west, south, east, north); None where it knows none. Raises NotAnswered."""


class NoGeocoder:
    """Knows no place."""

    def find(self, text: str, box: Box) -> Found | None:
        """See Geocoder."""
        return None


class _NoRedirects(HTTPRedirectHandler):
    def redirect_request(self, *_request: Any) -> None:
        """Words go to the address that the operator named, and to no other."""


class Nominatim:
    """A server that speaks as Nominatim does."""

    def __init__(self, url: str, *, contact: str, seconds: float = SECONDS) -> None:
        self._url, self._agent, self._seconds = url, AGENT % contact, seconds
        self._opener = build_opener(_NoRedirects)

    def find(self, text: str, box: Box) -> Found | None:
        """See Geocoder."""
        west, south, east, north = box
        asked = {"q": text, "format": "jsonv2", "limit": 1, "bounded": 1, "viewbox": f"{west},{north},{east},{south}"}
        try:
            found = json.loads(self._fetched(f"{self._url}?{urlencode(asked)}"))
            return _read(found[0], box) if found else None
        except (OSError, HTTPException, ValueError, LookupError, TypeError, RecursionError) as error:
            raise NotAnswered(type(error).__name__) from None

    def _fetched(self, address: str) -> bytes:
        """All of the answer within the time, however slowly it drips."""
        until = time.monotonic() + self._seconds
        headers = {"User-Agent": self._agent, "Accept": "application/json"}
        request = Request(address, headers=headers)  # noqa: S310  settings take only http and https
        with self._opener.open(request, timeout=self._seconds) as answer:
            body = b""
            while part := cast(HTTPResponse, answer).read1(CHUNK):
                body += part
                if time.monotonic() > until or len(body) > MOST_BYTES:
                    raise TimeoutError
            return body


def _read(place: Any, box: Box) -> Found | None:
    """One place of the answer; None where it is not within the box. Half the diagonal of its own box is how far it
    reaches.
    """
    latitude, longitude = float(place["lat"]), float(place["lon"])
    south, north, west, east = (float(degrees) for degrees in place["boundingbox"])
    if not (box[0] <= longitude <= box[2] and box[1] <= latitude <= box[3]):
        return None
    across = (east - west) * math.cos(math.radians(latitude))
    reach = math.hypot(north - south, across) / 2 * METRES_PER_DEGREE
    if not math.isfinite(reach):
        raise ValueError("no box")
    return Found(latitude, longitude, math.ceil(reach))


def init_app(app: Flask, settings: Settings, contact: str) -> None:
    """Choose the geocoder; `contact` tells its owner who asks."""
    url = settings.geocoder
    app.extensions["geocoder"] = Nominatim(url, contact=contact) if url else NoGeocoder()


def geocoder() -> Geocoder:
    """The application's geocoder."""
    return cast(Geocoder, current_app.extensions["geocoder"])


def is_plugged_in() -> bool:
    """Whether there is one at all."""
    return not isinstance(geocoder(), NoGeocoder)
