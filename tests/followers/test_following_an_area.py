"""What is new in a part of the city is heard by who follows that part: a neighborhood, or a circle round a place."""

from collections.abc import Mapping
from typing import Any

import pytest
from sqlalchemy import select

from app.city import current_city
from app.extensions import db
from app.followers.areas import Area, lawful_area
from app.followers.models import FollowedArea, FollowedTile
from app.followers.operations import keep_area
from app.followers.queries import list_followed_areas
from app.places.geometry import METRES_PER_DEGREE
from tests.conftest import count
from tests.followers.devices import Device
from tests.samples import Sample


def circle(sample: Sample, **changes: Any) -> dict[str, Any]:
    """A wish for what is near the city's middle."""
    north, east = sample.here
    return {"lat": north, "long": east, "radius_m": 500} | changes


def areas() -> list[FollowedArea]:
    return list(db.session.scalars(select(FollowedArea).order_by(FollowedArea.id)))


def kept(**wanted: Any) -> int:
    return keep_area(lawful_area(Area(**wanted), current_city()))


def test_a_neighborhood_is_followed_by_its_name(device: Device, sample: Sample) -> None:
    area = sample.city.neighbourhoods[0]
    [line] = device.follow({"area": {"neighbourhood": area.slug}}).get_json()["follows"]
    assert (line["area"], line["name"]) == ({"neighbourhood": area.slug}, area.name)
    assert device.client.get(line["url"]).status_code == 200


def test_a_circle_is_followed_by_its_middle_and_radius(device: Device, sample: Sample) -> None:
    [line] = device.follow({"area": circle(sample, label="Market St")}).get_json()["follows"]
    assert (line["area"]["radius_m"], line["area"]["label"]) == (500, "Market St")
    assert device.client.get(line["url"]).status_code == 200


def test_of_a_circle_round_a_home_nobody_can_tell_which(device: Device, sample: Sample, inside: None) -> None:
    north, east = sample.here
    home = {"lat": north + 0.0001234, "long": east + 0.0001234, "radius_m": 500, "label": "1234 Market St"}
    answer = device.follow({"area": home}).get_json()["follows"][0]
    [stored] = areas()
    assert (stored.latitude, stored.longitude) == (round(home["lat"], 3), round(home["long"], 3))
    assert (stored.label, answer["area"]["label"]) == ("Market St", "Market St")


@pytest.mark.parametrize(
    ("label", "shown"),
    [("12th and Locust", "12th and Locust"), ("12-14 Mill St", "Mill St"), ("7a Mill St", "Mill St"), ("1500", "1500")],
)
def test_only_a_house_number_is_left_out(device: Device, sample: Sample, inside: None, label: str, shown: str) -> None:
    device.follow({"area": circle(sample, label=label)})
    assert areas()[0].label == shown


@pytest.mark.parametrize(("wanted", "kept_m"), [(1, 200), (200, 200), (499.6, 500), (3000, 3000), (900_000, 3000)])
def test_a_circle_is_neither_a_door_nor_a_city(
    device: Device, sample: Sample, inside: None, wanted: float, kept_m: int
) -> None:
    device.follow({"area": circle(sample, radius_m=wanted)})
    assert areas()[0].radius_m == kept_m


def test_an_area_is_followed_for_one_service(device: Device, sample: Sample) -> None:
    wish = {"area": {"neighbourhood": sample.city.neighbourhoods[0].slug}, "service": sample.ordinary.code}
    [line] = device.follow(wish).get_json()["follows"]
    assert line["service"] == sample.ordinary.code
    assert sample.ordinary.name in line["status_text"]
    assert device.put(unfollow=[wish]).get_json()["follows"] == []


def test_stopping_one_service_leaves_the_others(device: Device, sample: Sample) -> None:
    area = {"area": circle(sample)}
    device.follow(area, area | {"service": sample.ordinary.code})
    [left] = device.put(unfollow=[area]).get_json()["follows"]
    assert left["service"] == sample.ordinary.code


def test_what_is_shown_stops_what_is_followed(device: Device, sample: Sample) -> None:
    slug = sample.city.neighbourhoods[0].slug
    wishes = [{"area": circle(sample, label="1 Mill St", radius_m=77)}, {"area": {"neighbourhood": slug}}]
    shown = device.follow(*wishes, {"notices": True}).get_json()["follows"]
    assert len(shown) == 3
    assert device.put(unfollow=shown).get_json()["follows"] == []


def test_two_who_follow_the_same_share_it(device: Device, stranger: Device, sample: Sample, inside: None) -> None:
    device.follow({"area": circle(sample)})
    stranger.follow({"area": circle(sample)})
    assert (count("followed_areas"), count("follows")) == (1, 2)


def outside(sample: Sample) -> dict[str, Any]:
    return {"area": circle(sample, long=sample.city.bounds.east + 0.1)}


def test_a_circle_outside_the_city_is_refused_in_words(device: Device, sample: Sample, inside: None) -> None:
    response = device.follow(outside(sample), {"notices": True})
    assert response.status_code == 422
    assert response.get_json()["errors"] == [
        {"field": "follow", "message": f"This place seems to be outside {sample.city.name}."}
    ]
    assert (count("followers"), count("followed_areas")) == (0, 0)


@pytest.mark.parametrize(
    ("wish", "detail"),
    [
        ({"area": {"neighbourhood": "atlantis"}}, "We do not know this neighborhood."),
        ({"area": {"neighbourhood": "atlantis"}, "service": "NO-SUCH"}, "We do not know this kind of problem."),
    ],
)
def test_what_the_city_does_not_know_is_said_so(
    device: Device, inside: None, wish: Mapping[str, Any], detail: str
) -> None:
    response = device.follow(dict(wish))
    assert (response.status_code, response.get_json()["code"]) == (404, "no_such_subject")
    assert response.get_json()["detail"] == detail
    assert count("followers") == 0


@pytest.mark.parametrize("radius_m", [200, 500, 3000])
def test_a_place_is_in_the_circles_that_reach_it(inside: None, app: object, sample: Sample, radius_m: int) -> None:
    north, east = sample.here
    area_id = kept(latitude=north, longitude=east, radius_m=radius_m)
    stored = areas()[0]
    assert stored.latitude is not None
    assert stored.longitude is not None
    for share, is_in in ((0.0, True), (0.98, True), (1.02, False)):
        for way in (-1, 1):
            place = (stored.latitude + way * share * radius_m / METRES_PER_DEGREE, stored.longitude)
            assert list_followed_areas(*place, None, "ANY") == ([area_id] if is_in else [])


def test_a_place_is_in_its_neighborhood_and_no_other(inside: None, app: object, sample: Sample) -> None:
    one, other = (area.slug for area in sample.city.neighbourhoods[:2])
    first = kept(slug=one)
    kept(slug=other)
    assert list_followed_areas(*sample.here, one, "ANY") == [first]
    assert list_followed_areas(*sample.here, None, "ANY") == []


def test_whoever_follows_one_service_hears_of_no_other(inside: None, app: object, sample: Sample) -> None:
    north, east = sample.here
    slug = sample.city.neighbourhoods[0].slug
    code, other = sample.ordinary.code, sample.other.code
    ids = [
        kept(slug=slug, service_code=code),
        kept(latitude=north, longitude=east, service_code=code),
        kept(latitude=north, longitude=east),
    ]
    assert list_followed_areas(north, east, slug, code) == ids
    assert list_followed_areas(north, east, slug, other) == ids[2:]


def test_an_area_that_nobody_follows_any_more_is_not_kept(device: Device, sample: Sample, inside: None) -> None:
    device.follow({"area": circle(sample)})
    assert db.session.scalar(select(FollowedTile.tile)) is not None
    db.session.rollback()
    device.forget()
    assert (count("followed_areas"), count("followed_tiles")) == (0, 0)
