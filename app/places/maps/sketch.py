"""Our own drawing of a tile: never a broken page, never a third party. Quick, and the same for every reader."""

from app.places.maps.look import FONTS, STYLE
from app.places.maps.square import EXTENT, MAX_ZOOM, TILE_PX, UNITS_PER_PX, Square

GRID_PX = 64


def draw(square: Square) -> str:
    """The tile as SVG."""
    return _document(square, f'<path class="out" d="M0 0h{EXTENT}v{EXTENT}H0z"/>{_grid(1)}')


def _document(square: Square, content: str) -> str:
    assert square.z <= MAX_ZOOM
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{TILE_PX}" height="{TILE_PX}" viewBox="0 0 {EXTENT} {EXTENT}"'
        f' font-family="{FONTS}"><style>{STYLE}</style>{content}</svg>'
    )


def _grid(scale: float) -> str:
    steps = range(0, EXTENT + 1, GRID_PX * UNITS_PER_PX)
    lines = "".join(f"M{at} 0V{EXTENT}M0 {at}H{EXTENT}" for at in steps)
    return f'<path class="grid" stroke-width="{UNITS_PER_PX * scale:g}" d="{lines}"/>'
