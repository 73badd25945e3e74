"""How many bytes of photos this installation takes in a day."""

from datetime import timedelta

from flask import current_app

from app import clock
from app.photos.errors import TooMuchToday
from app.photos.queries import count_bytes_since


def refuse_over_budget(coming_bytes: int) -> None:
    """Raise TooMuchToday when the last 24 hours' photos leave no room for another."""
    limit_bytes = current_app.config["SETTINGS"].photo_bytes_per_day
    if count_bytes_since(clock.now() - timedelta(days=1)) + coming_bytes > limit_bytes:
        raise TooMuchToday
