"""What other features do once the city has loaded other neighbourhoods; `flask city load` runs it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import cast

from flask import Flask, current_app

EXTENSION = "city_followers"


@dataclass(frozen=True, slots=True)
class Follower:
    """Rows that say in which neighbourhood they are, numbered in the order in which they come."""

    what: str
    last: Callable[[], int]
    count_after: Callable[[int], int]
    follow_after: Callable[
        [int], Iterator[int]
    ]  # yields how many rows it has seen whenever something is to be committed


def register_follower(app: Flask, follower: Follower) -> None:
    """Have these rows follow each load of neighbourhoods."""
    app.extensions.setdefault(EXTENSION, []).append(follower)


def followers() -> list[Follower]:
    """Those of the application at work."""
    return cast(list[Follower], current_app.extensions.get(EXTENSION, []))
