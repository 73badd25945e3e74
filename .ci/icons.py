"""Draws the app's icons from our own mark: `python .ci/icons.py` after a change of static/images/favicon.svg.

What comes out is committed: browsers want pictures in pixels where phones show the app. Few colours keep them small.
"""

import re
import shutil
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
IMAGES, DRAWINGS = ROOT / "static" / "images", ROOT / "static" / "icons"
TEAL, PAPER = "#0c5568", "#faf6ef"
COLOURS = 48


def inside(drawing: Path) -> str:
    """What an SVG file draws, without its own frame."""
    return re.sub(r"^\s*<svg[^>]*>|</svg>\s*$", "", drawing.read_text("utf-8"))


def frame(size: int, content: str) -> str:
    """A drawing of 32 by 32 units, shown at so many pixels."""
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32" width="{size}" height="{size}">{content}</svg>'


def whole(scale: float) -> str:
    """The mark on a ground that fills the square: the phone cuts its own shape out of it.

    A maskable icon may lose all but the circle of four fifths of its width (W3C, Web App Manifest, "maskable").
    """
    steps = re.search(r"<g .*</g>", inside(IMAGES / "favicon.svg"), re.DOTALL)
    assert steps, "the mark has lost its steps"
    centred = f'<g transform="translate(16 16) scale({scale}) translate(-16 -16)">{steps[0]}</g>'
    return f'<rect width="32" height="32" fill="{TEAL}"/>{centred}'


def shortcut(name: str) -> str:
    """An icon of the pages on a round ground, for the menu of the app's own icon."""
    lines = f'fill="none" stroke="{PAPER}" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round"'
    drawn = f'<g transform="translate(7 7) scale(.75)" {lines}>{inside(DRAWINGS / f"{name}.svg")}</g>'
    return f'<circle cx="16" cy="16" r="16" fill="{TEAL}"/>{drawn}'


def shape() -> str:
    """The mark alone, in white: phones show only the shape beside the clock."""
    return f'<g fill="#fff" transform="scale(1.3333)">{inside(DRAWINGS / "mark.svg")}</g>'


def icons() -> dict[str, tuple[int, str]]:
    """{file: (pixels, drawing)}."""
    mark = inside(IMAGES / "favicon.svg")
    return {
        "icon-192.png": (192, mark),
        "icon-512.png": (512, mark),
        "icon-maskable-512.png": (512, whole(0.92)),
        "apple-touch-icon.png": (180, whole(1)),
        "shortcut-report.png": (96, shortcut("report")),
        "shortcut-mine.png": (96, shortcut("mine")),
        "badge.png": (96, shape()),
    }


def drawn(page: Page, size: int, content: str) -> bytes:
    """A PNG of so many pixels, with what is not painted left open."""
    page.set_viewport_size({"width": size, "height": size})
    page.set_content(f"<style>body{{margin:0}}svg{{display:block}}</style>{frame(size, content)}")
    return page.screenshot(omit_background=True)


def small(picture: bytes) -> bytes:
    """The same with a palette of its most frequent colours; a rare shade of a soft edge takes the one next to it."""
    out = BytesIO()
    with Image.open(BytesIO(picture)) as screen:
        drawing = screen.convert("RGBA")
    shades = [shade for _count, shade in sorted(drawing.getcolors(drawing.width * drawing.height), reverse=True)]
    palette = shades[:COLOURS]
    places = {shade: min(range(len(palette)), key=lambda at: distance(shade, palette[at])) for shade in shades}
    flat = Image.new("P", drawing.size)
    is_solid = all(shade[3] == 255 for shade in palette)
    flat.putpalette(
        [part for shade in palette for part in shade[: 3 if is_solid else 4]], "RGB" if is_solid else "RGBA"
    )
    flat.putdata([places[dot] for dot in drawing.get_flattened_data()])
    flat.save(out, "PNG", optimize=True)
    return out.getvalue()


def distance(one: tuple[int, ...], other: tuple[int, ...]) -> int:
    """How different two shades look."""
    return sum((part - counterpart) ** 2 for part, counterpart in zip(one, other, strict=True))


def main() -> None:
    """Write them all and say how large they are."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page()
        for name, (size, content) in icons().items():
            (IMAGES / name).write_bytes(small(drawn(page, size, content)))
            print(f"{name}: {(IMAGES / name).stat().st_size} bytes")
        browser.close()


if __name__ == "__main__":
    main()
