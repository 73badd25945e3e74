"""Where an address is that somebody typed to look around there: the first place that the words may mean."""

from app.places.home import current_home
from app.places.points import read_point
from app.places.queries import search_places


def point_of(typed: str, near: str = "") -> str:
    """`latitude,longitude` of the likeliest place, the nearest of several alike; empty where nobody knows one."""
    if not typed.strip():
        return ""
    latitude, _comma, longitude = near.partition(",")
    found = search_places(typed, current_home(), read_point(latitude, longitude))
    placed = (place for place in found if place.latitude is not None)
    return next((f"{place.latitude:.5f},{place.longitude:.5f}" for place in placed), "")
