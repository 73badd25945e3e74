"""How much a street matters: what it is called in its file, or, where the file is silent, how far it goes."""

from collections.abc import Mapping
from enum import IntEnum


class Rank(IntEnum):
    """From what crosses the city to what people walk. Stored; drawn from the last to the first."""

    MOTORWAY = 0
    MAIN = 1
    MIDDLE = 2
    MINOR = 3
    RAIL = 4
    PATH = 5


WORDS = {
    Rank.MOTORWAY: ("motorway", "highway", "freeway", "interstate", "expressway", "trunk"),
    Rank.MAIN: ("primary", "secondary", "arterial", "major"),
    Rank.MIDDLE: ("tertiary", "collector"),
    Rank.MINOR: ("residential", "local", "minor", "unclassified", "service", "living", "alley", "road", "street"),
    Rank.RAIL: ("subway", "rail", "railway", "tram", "light"),
    Rank.PATH: ("footway", "path", "steps", "cycleway", "track", "pedestrian", "bridleway", "walkway", "trail"),
}
RANK_OF = {word: rank for rank, words in WORDS.items() for word in words}
PROPERTIES = ("highway", "railway", "type", "class", "fclass", "road_class", "roadclass", "functional_class", "kind")
# A street without a class counts by the length of the line that it makes with its continuations.
MAIN_M, MIDDLE_M = 5000.0, 1500.0
# The first zoom that shows a rank.
SHOWN_FROM = {
    Rank.MOTORWAY: 10,
    Rank.MAIN: 10,
    Rank.MIDDLE: 12,
    Rank.MINOR: 13,
    Rank.RAIL: 11,
    Rank.PATH: 16,
}


def rank_in(properties: Mapping[str, object]) -> Rank | None:
    """What a feature says of itself, in OpenStreetMap's words or other common ones; None where it says nothing."""
    for name in PROPERTIES:
        words = str(properties.get(name) or "").casefold().replace("_", " ").split()
        if words and words[0] in RANK_OF:
            return RANK_OF[words[0]]
    return None


def rank_by_length(length_m: float) -> Rank:
    """What a street is likely to be that goes so far without a bend at a crossing."""
    if length_m >= MAIN_M:
        return Rank.MAIN
    return Rank.MIDDLE if length_m >= MIDDLE_M else Rank.MINOR
