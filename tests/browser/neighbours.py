"""Neighbours who have reported the same before, straight over the interface that their phones use."""

import hashlib
import json
import secrets
import time
import urllib.request
from pathlib import Path
from typing import Any
from uuid import uuid4

from tests.browser.city_server import CityServer

GRAFFITI = {"service": "SR-CL01", "answers": {"surface": "brick", "property": "bridge"}}
PATIENCE_SECONDS = 60


def neighbour_reports(
    server: CityServer, spot: dict[str, float], *, picture: Path | None = None, **changes: Any
) -> str:
    """Somebody has reported graffiti at this spot; the number of the case. Its photo, if any, can be seen already."""
    report_id, secret = uuid4(), secrets.token_urlsafe(24)
    data = picture.read_bytes() if picture else b""
    photos = [{"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data), "type": "image/jpeg"}] if data else []
    place = {"lat": spot["latitude"], "long": spot["longitude"], "accuracy_m": spot["accuracy"], "source": "device"}
    body = {"place": place, "photos": photos, "description": "Red tags", "language": "en", "schema": 1}
    headers = {"Authorization": f"Bearer {secret}"}
    path = f"/api/v1/reports/{report_id}"
    number = str(asked(server, path, "PUT", headers, GRAFFITI | body | changes)["number"])
    for photo in photos:
        tus = {"Tus-Resumable": "1.0.0", "Upload-Offset": "0", "Upload-Length": str(len(data))}
        send(
            server, f"{path}/photos/{photo['sha256']}", "PATCH", headers | tus, data, "application/offset+octet-stream"
        )
        wait_for_photo(server, number)
    return number


def wait_for_photo(server: CityServer, number: str) -> None:
    """True afterwards: the worker has cleaned it."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not told_of(server, number)["photos"]:
        assert time.monotonic() < deadline, "the photo never came"
        time.sleep(0.2)


def told_of(server: CityServer, number: str) -> dict[str, Any]:
    """What everybody may know of a case."""
    found: dict[str, Any] = asked(server, f"/api/v1/cases/{number}", "GET", {}, None)["properties"]
    return found


def asked(server: CityServer, path: str, method: str, headers: dict[str, str], body: Any) -> dict[str, Any]:
    """An answer in JSON."""
    data = json.dumps(body).encode() if body is not None else None
    answer: dict[str, Any] = json.loads(send(server, path, method, headers, data, "application/json"))
    return answer


def send(
    server: CityServer, path: str, method: str, headers: dict[str, str], data: bytes | None, content_type: str
) -> bytes:
    """What comes back."""
    request = urllib.request.Request(server.url + path, data, headers | {"Content-Type": content_type}, method=method)
    with urllib.request.urlopen(request, timeout=30) as answer:
        return bytes(answer.read())
