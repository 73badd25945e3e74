"""The service worker's file, and the marks by which it knows a page: the build that made it, and when.

The script is the built one, led by a line that says what belongs to this build. A page without the marks was not made
here (a hotel's sign-in page, say), and the worker does not keep it.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import orjson
from flask import Flask, Response, current_app, g

from app import clock
from app.assets import WORKER, WORKER_OFF, asset, offer
from app.compression import packed_tightly
from app.i18n import default_language, direction, format_moment, languages

BUILD, MOMENT = "Stoop-Build", "Stoop-Moment"
STATIC, PARTS = "/static/", "js/parts/"
DRAWN_WITH_PAGES = (".css", ".js", ".svg")  # other pictures are for the phone's home screen, which fetches them itself
# By source: phones keep these once they were used, and never fetch them ahead.
ON_DEMAND = (
    "css/alerts.css", "css/map.css", "css/neighbourhood.css", "css/place.css", "js/alerts.js", "js/later/map.js",
    "js/later/pin-map.js", "js/later/place.js", "js/later/push.js", "js/lib/map/", "js/nearby.js",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Build:
    """One state of everything that is built."""

    id: str
    files: tuple[str, ...]
    script: bytes


def read_build(built: Path, names: dict[str, str], imports: dict[str, list[str]] | None = None) -> Build:
    """The build in this folder; any change of a file or of the worker is another one."""
    script = (built / WORKER).read_bytes()
    listed = sorted(set(names.values()))
    digest = hashlib.sha256("\n".join(listed).encode() + script).hexdigest()[:12]
    seldom = _seldom(names, imports or {})
    ahead = [name for name in listed if name.endswith(DRAWN_WITH_PAGES) and name not in seldom]
    return Build(digest, tuple(STATIC + name for name in ahead), script)


def _seldom(names: dict[str, str], imports: dict[str, list[str]]) -> set[str]:
    """What is on demand, and whatever only that imports: shared parts are known by their built names alone."""
    demanded = {source for source in names if source.startswith(ON_DEMAND)}
    shared = {source for source, name in names.items() if source == name and source.startswith(PARTS)}
    needed = {part for source in names.keys() - demanded - shared for part in imports.get(source, ())}
    return {names[source] for source in demanded} | (shared - needed)


def publish_together(build: Build, built: Path, kept: Path) -> str:
    """All files of a build as one, `{address: text}`, and its own address.

    A phone that comes for the first time asks once instead of fifty times: on a slow network that is half the wait, and
    packed together they are a sixth smaller; those of one kind and like size beside each other, most of all.
    """
    texts = {address: (built / address.removeprefix(STATIC)).read_text("utf-8") for address in build.files}
    order = sorted(texts, key=lambda address: (Path(address).suffix, len(texts[address])))
    content = orjson.dumps({address: texts[address] for address in order})
    name = f"together/{hashlib.sha256(content).hexdigest()[:8].upper()}.json"
    offer(kept / name, content, packed_tightly(content))
    return STATIC + name


def init_worker(app: Flask, *, is_on: bool) -> None:
    """Know the build, mark every page with it, and tell pages whether there is a worker."""
    built: Path = app.config["BUILT"]
    build = read_build(built, app.extensions["assets"], app.extensions["imports"])
    app.extensions["build"] = build
    app.extensions["files_together"] = publish_together(build, built, app.config["BUILDS"])
    app.extensions["worker_off"] = None if is_on else (built / WORKER_OFF).read_bytes()
    app.jinja_env.globals["has_worker"] = is_on
    app.after_request(_mark)


def worker_script() -> bytes:
    """What runs at /service_worker.js; where the operator said off, a script that clears up and goes."""
    off: bytes | None = current_app.extensions["worker_off"]
    if off is not None:
        return off
    build: Build = current_app.extensions["build"]
    known = {
        "build": build.id,
        "languages": languages(),
        "language": default_language(),
        "rightToLeft": [tag for tag in languages() if direction(tag) == "rtl"],
        "files": build.files,
        "together": current_app.extensions["files_together"],
        "icon": asset("images/icon-192.png"),
        "badge": asset("images/badge.png"),
    }
    return b"self.STOOP = " + orjson.dumps(known) + b";\n" + build.script


def _mark(response: Response) -> Response:
    """A page that is right says its build and the city's time, in words of its language: headers hold only ASCII."""
    is_page = response.mimetype == "text/html" and getattr(g, "lang", None)
    if is_page and response.status_code in {200, 304}:
        response.headers[BUILD] = current_app.extensions["build"].id
        response.headers[MOMENT] = quote(format_moment(clock.now()))
    return response
