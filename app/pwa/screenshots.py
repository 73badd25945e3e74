"""Pictures of the app for the phone's question whether to install it, from the city's pack.

`screenshots/<language>/<name>.png` in the pack's folder; the names are those below, and a city may leave any out.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from flask_babel import LazyString
from PIL import Image

from app.assets import offer
from app.i18n import _l

LABELS = {
    "home": _l("The first page, with the button for reporting a problem"),
    "report": _l("A photo of the problem, as the first step of a report"),
    "case": _l("A case, with the date the city promised and what happened so far"),
}


@dataclass(frozen=True, slots=True)
class Screenshot:
    """A picture where the phone finds it."""

    url: str
    sizes: str
    label: LazyString


def publish_screenshots(pack: Path, kept: Path) -> dict[str, tuple[Screenshot, ...]]:
    """Copy the pack's pictures to where /static serves them; {language: pictures in the order of LABELS}."""
    folders = sorted(folder for folder in (pack / "screenshots").glob("*") if folder.is_dir())
    return {folder.name: tuple(_published(folder, kept)) for folder in folders}


def _published(folder: Path, kept: Path) -> Iterator[Screenshot]:
    for name, label in LABELS.items():
        file = folder / f"{name}.png"
        if not file.is_file():
            continue
        content = file.read_bytes()
        path = f"screenshots/{name}-{hashlib.sha256(content).hexdigest()[:8].upper()}.png"
        offer(kept / path, content)
        with Image.open(file, formats=["PNG"]) as picture:
            width, height = picture.size
        yield Screenshot(f"/static/{path}", f"{width}x{height}", label)
