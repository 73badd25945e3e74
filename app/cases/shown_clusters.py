"""Clusters as a page shows them: none so near to another that a finger would hit both."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.cases.city_part import box_text
from app.cases.viewport import Cluster
from app.i18n import format_number, ngettext
from app.places.boxes import Box

# Of the shorter side of what is shown: on a narrow phone that is what a finger needs (44 of 280 pixels).
FINGER = 0.16


@dataclass(frozen=True, slots=True)
class ShownCluster:
    """So many cases on the map, where, what to say of them, and the box to look into next."""

    cluster: Cluster

    @property
    def at_text(self) -> str:
        """Latitude and longitude."""
        return f"{self.cluster.latitude:.5f},{self.cluster.longitude:.5f}"

    @property
    def box_text(self) -> str:
        """West, south, east and north."""
        return box_text(self.cluster.box)

    @property
    def count_text(self) -> str:
        """How many, as it stands on the map."""
        return format_number(self.cluster.count)

    @property
    def label(self) -> str:
        """How many of what, for who hears it."""
        return problems_text(self.cluster.count)


def problems_text(count: int) -> str:
    """So many problems, in words."""
    return ngettext("%(count)s problem", "%(count)s problems", count, count=format_number(count))


def apart(clusters: Iterable[Cluster], box: Box) -> list[Cluster]:
    """The same cases in clusters that stand apart from each other in a box, the largest first."""
    narrow = math.cos(math.radians(box.middle[0]))
    room = min(box.width * narrow, box.north - box.south) * FINGER
    found: list[Cluster] = []
    for cluster in sorted(clusters, key=lambda each: -each.count):
        whole = cluster
        while (near := _nearest_within(whole, found, room, narrow)) is not None:
            found.remove(near)
            whole = _joined(near, whole)
        found.append(whole)
    return sorted(found, key=lambda each: -each.count)


def _nearest_within(cluster: Cluster, others: Sequence[Cluster], room: float, narrow: float) -> Cluster | None:
    def away(other: Cluster) -> float:
        across = abs(other.longitude - cluster.longitude) * narrow
        return max(across, abs(other.latitude - cluster.latitude))

    return min((other for other in others if away(other) < room), key=away, default=None)


def _joined(one: Cluster, other: Cluster) -> Cluster:
    """Both as one, in the middle of all cases."""
    count = one.count + other.count
    latitude = (one.latitude * one.count + other.latitude * other.count) / count
    longitude = (one.longitude * one.count + other.longitude * other.count) / count
    boxes = (one.box, other.box)
    west, south = min(box.west for box in boxes), min(box.south for box in boxes)
    east, north = max(box.east for box in boxes), max(box.north for box in boxes)
    return Cluster(latitude, longitude, count, Box(west, south, east, north))
