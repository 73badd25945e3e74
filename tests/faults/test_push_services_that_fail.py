"""Push services that answer 429, 5xx or nothing: the others' messages wait for none of them. R12 in small."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path

import pytest

from tests.faults.push_city import PushCity, push_city
from tests.faults.push_hosts import (
    BAD,
    BUSY,
    HOSTS,
    RESTING,
    SILENT,
    WELL,
    Times,
    behave_badly,
    change_all,
    follow,
    judged,
    recover,
)
from tests.faults.push_lines import dying_worker
from tests.push_service import Answer, Arrival, PushService, too_many

HOUR = timedelta(hours=1)
IN_AN_HOUR = {"Retry-After": "3600"}
ANSWERS = BAD | {BUSY: too_many(3600), RESTING: Answer(503, IN_AN_HOUR)}


@pytest.fixture
def city(tmp_path: Path) -> Iterator[PushCity]:
    """Followers at seven push services."""
    with PushService(*HOSTS) as service, push_city(tmp_path, service) as made:
        yield made


def test_the_others_are_told_while_one_hangs_and_whoever_asks_for_time_gets_it(city: PushCity) -> None:
    behave_badly(city, ANSWERS)
    times = follow(city, cases=2, each=2)
    city.start_worker()
    change_all(city, times, every_seconds=0)
    assert city.service.missed(times.names(*WELL)) == set()
    hung_up = [one for one in city.service.arrivals if one.host == SILENT]
    assert not hung_up, "the others waited until the silent one was given up"
    asked = times.names(BUSY, RESTING)
    assert city.service.wait_until(lambda: asked <= {one.name for one in city.service.arrivals})
    city.stop_workers()
    waits = [
        due - made for host, due, made in city.world.messages("host", "due_at", "created_at") if host in {BUSY, RESTING}
    ]
    assert len(waits) == len(asked)
    assert min(waits) >= HOUR

    recover(city)
    with dying_worker(city) as worker:
        assert worker.ask("finish") == "finished"  # two hours later
    assert city.service.missed(times.names(*HOSTS), 0) == set()
    assert city.service.complaints == []


@pytest.mark.parametrize(("after_seconds", "faults"), [(0.5, 0), (3.0, 1), (7.5, 0)])
def test_a_request_to_a_service_that_rests_is_a_fault(city: PushCity, after_seconds: float, faults: int) -> None:
    times = Times({"1": 0.0}, {WELL[0]: {"told": "1"}})
    city.service.arrivals += [arrival("told", WELL[0], 1.0), arrival("told", WELL[0], 1.0)]
    seen = [arrival("first", RESTING, 10.0, {"Retry-After": "7"}), arrival("other", RESTING, 10.0 + after_seconds)]
    suffered = judged(city, times, times, seen, 0)
    assert len([fault for fault in suffered.faults if "had rested" in fault]) == faults
    assert suffered.figures["requests to a resting service"] == faults


def arrival(name: str, host: str, moment: float, answered: Mapping[str, str] | None = None) -> Arrival:
    """A request that came at a moment, in seconds."""
    return Arrival(name, host, {}, b"", 503 if answered else 201, answered or {}, moment)
