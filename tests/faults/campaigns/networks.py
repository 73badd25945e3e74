"""R7: networks that are slow, far, jerky, cut, and full of strangers."""

import argparse
import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

from tests.factories import photo
from tests.faults import proof
from tests.faults.figures import city, folder, tell
from tests.faults.link import EDGE, SILENT_EDGE, Link, LinkProxy
from tests.faults.outbox import OutboxClient, Result
from tests.faults.proxy import Proxy
from tests.faults.sender import Sending, report
from tests.faults.server import Server
from tests.faults.strangers import STRANGERS, Way

PHOTO_BYTES = 300_000
WORDS = "The street light at the corner has been dark for a week. " * 12
MOST_WORDS_SECONDS, MOST_SENT_AGAIN = 15, 0.25
QUICK = 1000


def networks_fail(options: argparse.Namespace) -> list[str]:
    """R7: the phone's own outbox at the far end."""
    with folder() as own, city() as server:
        client, chance = OutboxClient(own), random.Random(options.seed)
        return [
            *at_the_edge(server, client, chance, EDGE, "cut", options.edges),
            *at_the_edge(server, client, chance, SILENT_EDGE, "silenced", options.edges),
            *past_strangers(server, client, chance, options.strangers),
        ]


def at_the_edge(
    server: Server, client: OutboxClient, chance: random.Random, link: Link, how: str, phones: int
) -> Iterator[str]:
    """So many phones at once, each on a link of its own, sent a report and a photo of 300 KB."""
    sendings = [with_photo(f"{WORDS}{how} {index}", chance) for index in range(phones)]
    seeds = [chance.randrange(2**32) for _ in sendings]
    with ThreadPoolExecutor(phones) as pool:
        for one, (result, carried) in zip(
            sendings, pool.map(lambda a, b: send(server, client, link, a, b), sendings, seeds), strict=True
        ):
            again = carried["PATCH bytes"] / PHOTO_BYTES - 1
            figures = {
                "words acknowledged after, s": round(result.words_seconds, 1),
                "photo after, s": round(result.took_seconds),
                "of it sent again, %": round(100 * again, 1),
                "cuts": carried["cuts"],
                "parts": carried["PATCH"],
            }
            tell(f"R7: 20 kbit/s, 1 s, 5 % stalled, {how} every 64 KB", figures)
            yield from judged(server, one, result)
            if result.words_seconds > MOST_WORDS_SECONDS or again > MOST_SENT_AGAIN:
                yield f"{how}: too slow, or too much of it sent again"


def send(server: Server, client: OutboxClient, link: Link, one: Sending, seed: int) -> tuple[Result, "dict[str, int]"]:
    """One phone on one link."""
    with LinkProxy(server.port, link, seed) as network:
        return client.send(network.port, [one]), network.carried


def past_strangers(server: Server, client: OutboxClient, chance: random.Random, phones: int) -> Iterator[str]:
    """Each phone meets every stranger three times, in an order of its own."""
    sendings = [with_photo(f"Past strangers, {index}.", chance) for index in range(phones)]
    ways = [Way(random.Random(chance.random()), times=3) for _ in sendings]

    def send_past(one: Sending, way: Way) -> Result:
        with Proxy(server.port, way) as network:
            return client.send(network.port, [one], speed=QUICK)

    with ThreadPoolExecutor(5) as pool:
        for one, way, result in zip(sendings, ways, pool.map(send_past, sendings, ways), strict=True):
            yield from judged(server, one, result)
            if way.standing:
                yield f"{len(way.standing)} strangers were never met"
    tell(f"R7: {phones} phones past strangers", {"answers of strangers": 3 * phones * len(STRANGERS)})


def judged(server: Server, one: Sending, result: Result) -> Iterator[str]:
    """What does not hold of one report."""
    yield from proof.texts(server, [one])
    if result.states != ["sent"] or not one.has_photo_arrived:
        yield f"{one.path} ended as {result.rows}"


def with_photo(words: str, chance: random.Random) -> Sending:
    """A report with a photo of 300 KB."""
    picture = photo(size=(160, 120))
    return report(words, picture + chance.randbytes(PHOTO_BYTES - len(picture)))
