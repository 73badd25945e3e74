"""Bits flip, ends are cut off, chunks change places: it is noticed, and no photo is another than was sent."""

from tests.faults import proof
from tests.faults.server import Server
from tests.faults.spoiling import spoil_many


def test_whatever_changes_on_its_way_is_noticed_and_sent_again(server: Server) -> None:
    tally = spoil_many(server, reports=100, clients=4, seed=311)
    assert tally.surprises + list(proof.texts(server, tally.sendings)) == []
    assert len(tally.counts) > 15, "hardly anything was spoiled"
