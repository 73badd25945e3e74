"""What a campaign on phones found, and what the city has of what they sent."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.faults.server import Server

STORED = """SELECT r.description, count(DISTINCT r.id), count(p.id), sum(p.state IN ('received', 'ready'))
            FROM reports r LEFT JOIN photos p ON p.owner_id = r.id GROUP BY r.description"""


@dataclass
class Outcome:
    """Figures, and what must not be."""

    counts: Counter[str] = field(default_factory=Counter)
    surprises: list[str] = field(default_factory=list)


def missing_or_doubled(server: Server, wanted: set[str], photos_each: int = 0) -> Iterator[str]:
    """Reports, by their words, that the city has not, not once, or not with their photos; and cases too many."""
    stored = {words: (reports, photos, here or 0) for words, reports, photos, here in server.rows(STORED)}
    yield from (f"lost: {words}" for words in sorted(wanted - stored.keys()))
    yield from (f"nobody sent: {words}" for words in sorted(stored.keys() - wanted))
    for words, (reports, photos, here) in stored.items():
        if reports != 1 or photos != photos_each or here != photos_each:
            yield f"{words}: {reports} reports, {photos} photos, {here} of them here"
    if server.count("cases") != len(wanted):
        yield f"{server.count('cases')} cases of {len(wanted)} reports"
