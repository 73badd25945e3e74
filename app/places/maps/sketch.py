"""Our own drawing of a tile: never a broken page, never a third party. Quick, and the same for every reader."""

import math
from collections.abc import Iterator, Sequence
from html import escape

from app.places.home import Shape
from app.places.maps import queries
from app.places.maps.lines import naming, pyramid
from app.places.maps.lines.ranks import Rank
from app.places.maps.look import STYLE
from app.places.maps.outlines import EVERYWHERE_FROM, LINE_HEIGHT, AreaName, Outlines, area_names, outlines_on
from app.places.maps.queries import StreetName
from app.places.maps.square import EXTENT, TILE_PX, UNITS_PER_PX, Box, Square, meet
from app.places.tiles import key_of

GRID_PX = 64
# Width in pixels of each rank at zoom 13 and below, and how much it grows with each zoom.
WIDTHS = {
    Rank.MOTORWAY: (2.2, 1.35),
    Rank.MAIN: (1.4, 1.6),
    Rank.MIDDLE: (0.9, 1.7),
    Rank.MINOR: (0.6, 1.75),
    Rank.RAIL: (1.0, 1.15),
    Rank.PATH: (0.5, 1.3),
}
WIDEST_PX = 34
OUTSIDE = f'<path class="out" d="M0 0h{EXTENT}v{EXTENT}H0z"/>'
CASED_FROM = 15  # nearer, streets are light bands with an edge; farther off, thin lines


def draw(square: Square, shapes: Sequence[Shape]) -> str:
    """The tile as SVG, of what the city has loaded: streets, or a plain grid; its shapes and their names."""
    streets, ground = _streets(square), outlines_on(square.z, shapes)
    boundary = ground.boundary_in(square)
    parts = [OUTSIDE]
    if boundary:
        parts.append(f'<path class="in" fill-rule="evenodd" d="{boundary}"/>')
    if boundary and not streets and not queries.has_lines(square.z):
        parts.append(_grid(boundary))
    parts += [streets, _border("area", ground.borders_in(square), 1.2), _border("edge", boundary, 1.5)]
    parts += [*_written_areas(square, shapes), *_written_streets(square, ground)]
    return _document("".join(parts))


def draw_nothing() -> str:
    """A tile as it is far from the city: what is left when nothing else can be had."""
    return _document(OUTSIDE)


def _document(content: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{TILE_PX}" height="{TILE_PX}" viewBox="0 0 {EXTENT} {EXTENT}">'
        f"<style>{STYLE}</style>{content}</svg>"
    )


def _streets(square: Square) -> str:
    """The lines of the tile, or of the part that it is of a farther one; "" where nothing is loaded."""
    parent = square.parent(pyramid.DEEPEST)
    lines = queries.list_lines(parent.z, key_of(parent.x, parent.y))
    if not lines:
        return ""
    larger = 1 << square.z - parent.z
    left, top = (square.x - parent.x * larger) * EXTENT // larger, (square.y - parent.y * larger) * EXTENT // larger
    shapes = "".join(f'<path id="l{at}" d="{path}"/>' for at, (_rank, path) in enumerate(lines))
    drawn = "".join(_drawn(square.z, [(f"l{at}", Rank(rank)) for at, (rank, _path) in enumerate(lines)], larger))
    place = f' transform="scale({larger})translate({-left} {-top})"' if larger > 1 else ""
    return f"<defs>{shapes}</defs><g{place}>{drawn}</g>"


def _drawn(zoom: int, lines: Sequence[tuple[str, Rank]], larger: int) -> Iterator[str]:
    """Edges of all before the bands of any, so that crossings are open; what matters most comes last."""
    is_cased = zoom >= CASED_FROM
    if is_cased:
        for name, rank in lines:
            if rank < Rank.RAIL:
                yield _use(name, "case", (_width_px(zoom, rank) + 2) / larger)
    for name, rank in sorted(lines, key=lambda line: (line[1] < Rank.RAIL, -line[1])):
        yield _use(name, _kind(rank, is_cased), _width_px(zoom, rank) / larger)


def _use(name: str, kind: str, width_px: float) -> str:
    return f'<use href="#{name}" class="{kind}" stroke-width="{width_px * UNITS_PER_PX:.4g}"/>'


def _kind(rank: Rank, is_cased: bool) -> str:
    if is_cased or rank in {Rank.MOTORWAY, Rank.RAIL, Rank.PATH}:
        return f"k{rank}"
    return "thin" if rank is Rank.MINOR else "main"


def _width_px(zoom: int, rank: Rank) -> float:
    width, growth = WIDTHS[rank]
    return min(WIDEST_PX, width * (growth ** (zoom - 13) if zoom > 13 else 0.8 ** (13 - zoom)))


def _grid(boundary: str) -> str:
    """Where no streets are loaded: something to hold on to while the map moves."""
    steps = range(0, EXTENT + 1, GRID_PX * UNITS_PER_PX)
    lines = "".join(f"M{at} 0V{EXTENT}M0 {at}H{EXTENT}" for at in steps)
    inside = f'<clipPath id="city"><path clip-rule="evenodd" d="{boundary}"/></clipPath>'
    return f'{inside}<path class="grid" clip-path="url(#city)" stroke-width="{UNITS_PER_PX}" d="{lines}"/>'


def _border(kind: str, path: str, width_px: float) -> str:
    return f'<path class="{kind}" stroke-width="{width_px * UNITS_PER_PX:.4g}" d="{path}"/>' if path else ""


def _is_on_a_street_name(name: AreaName, zoom: int) -> bool:
    """Whether a street's name stands there already: asked of all tiles that the name touches, so that all agree."""
    left, top, right, bottom = (int(edge // EXTENT) for edge in name.box)
    touched = (Square(zoom, x, y) for x in range(left, right + 1) for y in range(top, bottom + 1))
    return any(meet(name.box, _box_of(street, square)) for square in touched for street in _street_names(square))


def _box_of(name: StreetName, square: Square) -> Box:
    """What a name of a tile covers on the plane."""
    turn = math.radians(name.angle_deg)
    across, down = (name.half_length * abs(part) + LINE_HEIGHT / 2 for part in (math.cos(turn), math.sin(turn)))
    x, y = name.x + square.x * EXTENT, name.y + square.y * EXTENT
    return x - across, y - down, x + across, y + down


def _street_names(square: Square) -> list[StreetName]:
    """The names along streets in units of the tile, also where it is a part of a farther one."""
    parent = square.parent(naming.DEEPEST)
    larger = 1 << square.z - parent.z
    left, top = (square.x - parent.x * larger) * EXTENT, (square.y - parent.y * larger) * EXTENT
    return [
        StreetName(name.text, name.x * larger - left, name.y * larger - top, name.half_length, name.angle_deg)
        for name in queries.list_names(parent.z, key_of(parent.x, parent.y))
    ]


def _written_areas(square: Square, shapes: Sequence[Shape]) -> Iterator[str]:
    left, top, _right, _bottom = square.units
    for name in area_names(square, shapes):
        if square.z >= EVERYWHERE_FROM and _is_on_a_street_name(name, square.z):
            continue
        x, y = round(name.x - left), name.y - top - LINE_HEIGHT * (len(name.lines) - 1) / 2
        for at, line in enumerate(name.lines):
            yield f'<text class="name" x="{x}" y="{round(y + at * LINE_HEIGHT)}">{escape(line.upper())}</text>'


def _written_streets(square: Square, ground: Outlines) -> Iterator[str]:
    """From afar neighbourhoods come first: a street's name that would stand on one of theirs is left out."""
    for name in _street_names(square):
        box = _box_of(name, square)
        if not any(meet(box, area.box) for area in ground.names):
            yield _written_street(name)


def _written_street(name: StreetName) -> str:
    turn = f' transform="rotate({name.angle_deg} {name.x} {name.y})"' if name.angle_deg else ""
    return f'<text class="street" x="{name.x}" y="{name.y}"{turn}>{escape(name.text)}</text>'
