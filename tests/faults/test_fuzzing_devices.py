"""Anything at all that calls itself a device: never a failure of ours, and what was taken in is there to be seen."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.client import CheckingClient
from tests.faults.anything import CITY, often, words
from tests.faults.test_fuzzing_the_front_door import SOME
from tests.followers.devices import Device, subscription


def some_of(**members: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """An object with any of these members."""
    return st.fixed_dictionaries({}, optional={name: often(likely) for name, likely in members.items()})


slugs = st.sampled_from([area.slug for area in CITY.neighbourhoods])
services = st.sampled_from([service.code for service in CITY.services])
areas = some_of(neighbourhood=slugs) | some_of(
    lat=st.floats(39.8, 40.2), long=st.floats(-75.4, -74.9), radius_m=st.integers(-10, 10**7), label=words
)
reports = some_of(id=st.uuids().map(str), secret=st.text("abc_-", min_size=20, max_size=130))
wishes = some_of(area=areas, service=services) | some_of(case=words, report=reports) | st.just({"notices": True})
lists = often(st.lists(often(wishes), max_size=4))
subscriptions = often(st.builds(subscription) | st.none())
devices = some_of(subscription=subscriptions, language=st.sampled_from(["en", "ar"]), follow=lists, unfollow=lists)


@SOME
@given(sent=st.lists(often(devices), min_size=1, max_size=3))
def test_anything_that_a_device_sends(client: CheckingClient, sent: list[Any]) -> None:
    device = Device(client)
    client.delete_cookie("stoop_alerts")
    statuses = []
    for body in sent:
        data = json.dumps(body).encode()
        headers = device.headers | {"Content-Type": "application/json"}
        statuses.append(client.put(device.url, data=data, headers=headers).status_code)
    assert max(statuses) < 500
    is_known = bool({200, 201} & set(statuses))
    assert device.show().status_code == (200 if is_known else 404)
    assert device.forget().status_code == (204 if is_known else 404)
