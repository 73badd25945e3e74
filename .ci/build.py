"""Builds what is not committed: scripts, styles and icons into static/dist, packed too, and the catalogues' .mo files.

`make build` runs it; so does the wheel's build, as its hook.
"""

import sys
from pathlib import Path
from typing import Any

import zopfli.gzip
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

sys.path.insert(0, str(Path(__file__).resolve().parent))
from node import ROOT, npm

PACKED = {".css", ".js", ".svg"}
CATALOGUES = ("translations/*/LC_MESSAGES/*.po", "app/city/packs/*/translations/*/LC_MESSAGES/*.po")


def build() -> None:
    """Build all of it."""
    install()
    npm("run", "--silent", "build")
    for source in sorted((ROOT / "static" / "dist").rglob("*")):
        if source.suffix in PACKED:
            pack(source)
    for pattern in CATALOGUES:
        for source in sorted(ROOT.glob(pattern)):
            compile_catalogue(source)


def pack(source: Path) -> None:
    """Write the .gz beside a built file, smaller than a server could make it at once; its name says what is in it."""
    packed = source.with_name(source.name + ".gz")
    if not packed.is_file():
        packed.write_bytes(zopfli.gzip.compress(source.read_bytes()))


def install() -> None:
    """Fetch what the build needs, when the lock is newer than what is there."""
    done = ROOT / "node_modules" / ".package-lock.json"
    lock = ROOT / "package-lock.json"
    if not done.is_file() or done.stat().st_mtime < lock.stat().st_mtime:
        npm("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent")
        done.touch()


def compile_catalogue(source: Path) -> None:
    """Write the .mo beside its .po."""
    with source.open("rb") as handle:
        catalogue = read_po(handle)
    with source.with_suffix(".mo").open("wb") as handle:
        write_mo(handle, catalogue)


class CustomBuildHook(BuildHookInterface):  # type: ignore[type-arg]
    """Hatchling's name for it."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build before anything is packed, or linked to."""
        build()


if __name__ == "__main__":
    build()
