"""The next version of the app, to deploy in the middle of a test."""

import json
import shutil
from pathlib import Path

from app.config import ROOT

PARTS = ("app", "translations", "static/dist", "wsgi.py")


def next_build(folder: Path, mark: str) -> Path:
    """A copy of the code in which one style has changed: pages of this build have `--build: <mark>` on their root."""
    for part in PARTS:
        target = folder / part
        target.parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / part).is_dir():
            shutil.copytree(ROOT / part, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / part, target)
    dist = folder / "static" / "dist"
    names = json.loads((dist / "manifest.json").read_text())
    old = dist / names["css/main.css"]
    names["css/main.css"] = f"css/main-{mark}.css"
    (dist / names["css/main.css"]).write_text(f"{old.read_text()}:root{{--build:{mark}}}")
    old.unlink()
    (dist / "manifest.json").write_text(json.dumps(names))
    return folder
