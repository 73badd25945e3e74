"""The phone's own outbox at the far end of bad networks: it gets through, and takes nobody else for the city."""

import random

import pytest

from tests.factories import photo
from tests.faults import proof
from tests.faults.link import EDGE, LinkProxy
from tests.faults.outbox import OutboxClient
from tests.faults.proxy import Proxy
from tests.faults.sender import Sending, put, report
from tests.faults.server import Server
from tests.faults.strangers import Way

QUICK = 20  # times as quick as the real link, and the phone's clock with it


@pytest.fixture(scope="module")
def phone(tmp_path_factory: pytest.TempPathFactory) -> OutboxClient:
    return OutboxClient(tmp_path_factory.mktemp("phone"))


def with_photo(words: str, size: int) -> Sending:
    picture = photo(size=(160, 120))
    return report(words, picture + random.Random(words).randbytes(size - len(picture)))


def test_a_photo_gets_through_a_link_that_is_slow_far_jerky_and_cut_again_and_again(
    server: Server, phone: OutboxClient
) -> None:
    one = with_photo("Sent from the edge of the network.", 120_000)
    with LinkProxy(server.port, EDGE.faster(QUICK), seed=311) as network:
        result = phone.send(network.port, [one], speed=QUICK)
    assert result.states == ["sent"]
    assert list(proof.texts(server, [one])) == []
    assert one.has_photo_arrived
    assert network.carried["cuts"]
    assert network.carried["PATCH bytes"] <= 1.25 * len(one.photo)


def test_nobody_on_the_way_is_taken_for_the_city(server: Server, phone: OutboxClient) -> None:
    before, way = server.count("cases"), Way(random.Random(311))
    sendings = [with_photo(f"Sent past strangers, {index}.", 9_000) for index in range(3)]
    with Proxy(server.port, way) as network:
        result = phone.send(network.port, sendings, speed=400)
    assert result.states == ["sent"] * 3
    assert way.standing == []
    assert list(proof.texts(server, sendings)) == []
    assert all(one.has_photo_arrived for one in sendings)
    assert server.count("cases") == before + 3


def test_of_an_edited_copy_the_first_stands_and_the_rest_is_left_to_the_person(
    server: Server, phone: OutboxClient
) -> None:
    edited = report("It is worse now.")
    first = report("A hole in the street.")
    first.id, first.secret = edited.id, edited.secret
    number = put(server.port, first).json["number"]
    result = phone.send(server.port, [edited])
    rows = {row["state"]: row for row in result.rows}
    assert rows["sent"]["number"] == number
    assert (rows["needs-you"]["kind"], rows["needs-you"]["trouble"]["code"]) == ("additions", "edited_copy")
    assert server.rows("SELECT description FROM reports WHERE id = ?", edited.id.hex) == [(first.words,)]
