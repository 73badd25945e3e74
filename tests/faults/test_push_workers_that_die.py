"""Workers killed while they tell followers: nobody is missed, and what comes twice shows once. R11 in small."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.push_city import PushCity, push_city
from tests.faults.push_killing import Told, kill_each, prove
from tests.faults.push_lines import Deaths, die_at, dying_worker, passages_of, trace
from tests.push_service import PushService

FILES = ("loop.py", "expanding.py", "leasing.py", "composing.py")  # the last three run in threads of the first


@pytest.fixture
def city(tmp_path: Path) -> Iterator[PushCity]:
    """Followers, a push service, and no worker yet."""
    with PushService() as service, push_city(tmp_path, service) as made:
        yield made


def test_workers_killed_while_they_send_miss_nobody(city: PushCity) -> None:
    told = kill_each(city, events=2, followers=40, seed=311)
    assert told.kills == 2
    assert prove(city, told).faults == []


def test_a_worker_killed_at_any_line_misses_nobody(city: PushCity) -> None:
    deaths, chance = Deaths(), random.Random(311)
    with dying_worker(city) as worker:
        first = [passage for passage in passages_of(trace(city, worker)) if passage.time == 1]
        for file in FILES:
            for passage in chance.sample([passage for passage in first if passage.file == file], 2):
                die_at(city, worker, passage, deaths)
    assert {line.partition(":")[0] for line in deaths.lines} == set(FILES)
    assert deaths.faults == []


def test_the_proof_finds_who_was_missed(city: PushCity) -> None:
    never_told = city.world.let_follow(city.world.open_case())
    faults = prove(city, Told(never_told)).faults
    assert f"missed: {never_told[0]}" in faults
    assert any(fault.startswith("the ledger") for fault in faults)
