"""How many bytes of photos this installation takes: in a day, and at all."""

import shutil
from datetime import timedelta

from flask import current_app

from app import clock
from app.photos.errors import NoRoom, TooMuchToday
from app.photos.queries import count_bytes_since

MOST_RESERVED_BYTES = 256 * 1024**2
COPIES = 2  # the parts, and the original made of them


def refuse_over_budget(coming_bytes: int) -> None:
    """Raise TooMuchToday when the last 24 hours' photos leave no room for another."""
    limit_bytes = current_app.config["SETTINGS"].photo_bytes_per_day
    if count_bytes_since(clock.now() - timedelta(days=1)) + coming_bytes > limit_bytes:
        raise TooMuchToday


def refuse_without_room(coming_bytes: int) -> None:
    """Raise NoRoom before photos take the last of the disk: a report's words need so little of it, and come first."""
    disk = shutil.disk_usage(current_app.config["SETTINGS"].data_dir)
    reserved_bytes = min(MOST_RESERVED_BYTES, disk.total // 20)
    if disk.free < COPIES * coming_bytes + reserved_bytes:
        raise NoRoom
