"""An upstream at the edge of an application, and what is asked of it."""

import threading
from collections.abc import Callable

from flask import Flask

from app import clock
from app.places.maps.kept import Shelf
from app.places.maps.pictures import MapSettings
from app.places.maps.sources import is_near_the_city
from app.places.maps.square import Square
from app.places.maps.upstream import Address, Upstream
from tests.conftest import NOON
from tests.places.maps.test_tiles_of_a_file import picture
from tests.places.maps.tile_server import TileServer
from tests.places.maps.viewer import square_at

HERE = (40.6181, -90.1049)
SQUARE = square_at(*HERE, 14)
PNG = picture()
TEMPLATE = "https://tiles.example/map/{z}/{x}/{y}.png?key=k"
HTML = b"<!doctype html><title>Log in to the hotel</title>" + b" " * 2000


def edge(server: TileServer, shelf: Shelf, *, deadline_seconds: float, patience_seconds: float) -> Upstream:
    """The upstream at the edge of an application."""
    return Upstream(
        Address.of(TEMPLATE, "Stoop311 (+maps@town.example)"),
        MapSettings("Somebody", is_sketch=False),
        shelf,
        now=clock.now,
        is_ours=is_near_the_city,
        connect=server.connect,
        deadline_seconds=deadline_seconds,
        patience_seconds=patience_seconds,
    )


def beside(at: int) -> Square:
    """One of many tiles of the town."""
    here = square_at(*HERE, 17)
    return Square(17, here.x + at % 8, here.y + at // 8)


def wait_until(is_true: Callable[[], bool]) -> None:
    """Until it is, or the test has failed."""
    for _time in range(500):
        if is_true():
            return
        threading.Event().wait(0.01)
    raise AssertionError("it never was")


def asked_by_one_more(app: Flask, square: Square) -> bytes | None:
    """The bytes of a picture, or None for a drawing."""
    with clock.stopped_at(NOON):
        response = app.test_client().get(f"/tiles/{square.z}/{square.x}/{square.y}")
    assert response.status_code == 200
    return response.data if response.mimetype == "image/png" else None
