"""Built files: hashed addresses, kept for 30 days so that a page opened before a deploy still finds its own."""

import gzip
import json
import mimetypes
import os
import time
from pathlib import Path

from flask import Blueprint, Flask, Response, current_app, send_from_directory
from markupsafe import Markup

from app.compression import takes_gzip
from app.config import ROOT, Settings

KEEP_DAYS = 30
PACKED = ".gz"
MANIFEST, IMPORTS = "manifest.json", "imports.json"
# Phones know these by an address of their own: the app on the phone serves them, not /static.
WORKER, WORKER_OFF = "service_worker.js", "service_worker_off.js"
bp = Blueprint("assets", __name__)


class NotBuilt(RuntimeError):
    """The front end has not been built: run `make build`."""


def init_app(app: Flask, settings: Settings) -> None:
    """Publish this build beside the earlier ones and know its hashed names."""
    built = Path(app.root_path) / "static"
    built = built if built.is_dir() else ROOT / "static" / "dist"
    kept = settings.data_dir / "static"
    app.extensions["assets"] = publish(built, kept)
    app.extensions["imports"] = json.loads((built / IMPORTS).read_text("utf-8"))
    app.config.update(BUILT=built, BUILDS=kept)
    app.jinja_env.globals.update(asset=asset, icon=icon, script=script)
    app.register_blueprint(bp)


def publish(built: Path, kept: Path) -> dict[str, str]:
    """Copy what is new into `kept`, touch what is current, and return the manifest {source name: hashed name}."""
    manifest = built / MANIFEST
    if not manifest.is_file():
        raise NotBuilt(f"no {manifest}: run `make build`")
    names: dict[str, str] = json.loads(manifest.read_text("utf-8"))
    unpublished = {manifest, built / IMPORTS, built / WORKER, built / WORKER_OFF}
    for file in (path for path in built.rglob("*") if path.is_file() and path not in unpublished):
        if file.suffix != PACKED:
            offer(kept / file.relative_to(built), file.read_bytes(), _packed_by_the_build(file))
    return names


def _packed_by_the_build(file: Path) -> bytes | None:
    packed = file.with_name(file.name + PACKED)
    return packed.read_bytes() if packed.is_file() else None


def offer(target: Path, content: bytes, packed_content: bytes | None = None) -> None:
    """True afterwards: the file stands where /static finds it, packed too, and counts as current."""
    target.parent.mkdir(parents=True, exist_ok=True)
    packed = target.with_name(target.name + PACKED)
    if not packed.exists():
        write_whole(packed, packed_content or gzip.compress(content, 9, mtime=0))
    if not target.exists():
        write_whole(target, content)
    for kept_file in (packed, target):
        os.utime(kept_file)


def write_whole(target: Path, content: bytes) -> None:
    """Write a file whole or not at all; several servers may publish the same build at once."""
    partial = target.with_name(f"{target.name}.{os.getpid()}.part")
    partial.write_bytes(content)
    partial.replace(target)


def forget_old_builds(kept: Path, keep_days: int = KEEP_DAYS) -> int:
    """Delete files that no build has had for `keep_days`; return how many."""
    limit = time.time() - keep_days * 86400
    old = [path for path in kept.rglob("*") if path.is_file() and path.stat().st_mtime < limit]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def asset(name: str) -> str:
    """The address of a built file: `asset("js/main.js")`."""
    return f"/static/{current_app.extensions['assets'][name]}"


def script(name: str) -> Markup:
    """A page's script. The browser hears at once of what it imports: else it would learn that a round trip later."""
    parts = current_app.extensions["imports"].get(name, ())
    early = Markup("").join(Markup('<link rel="modulepreload" href="/static/{}">').format(part) for part in parts)
    return Markup('<script type="module" src="{}"></script>').format(asset(name)) + early


def icon(name: str, label: str | None = None) -> Markup:
    """An icon of the sprite; without a label it is decoration, and hidden from screen readers."""
    voice = Markup(' role="img" aria-label="{}"').format(label) if label else Markup(' aria-hidden="true"')
    return Markup(
        '<svg class="icon icon-{0}"{1} focusable="false" width="24" height="24"><use href="{2}#{0}"></use></svg>'
    ).format(name, voice, asset("icons/icons.svg"))


@bp.get("/static/<path:name>")
def static(name: str) -> Response:
    """A built file. Its name changes with its content, so it may be kept for ever."""
    is_packed = takes_gzip()
    response = send_from_directory(current_app.config["BUILDS"], name + PACKED if is_packed else name)
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    response.vary.add("Accept-Encoding")
    if is_packed:
        response.headers["Content-Encoding"] = "gzip"
        response.headers.pop("Content-Disposition", None)  # it names the packed file, which nobody sees
        response.mimetype = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return response
