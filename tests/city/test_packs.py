"""Each pack that ships with the code is whole, and found by what its residents know."""

import re
from datetime import date
from pathlib import Path

import pytest
from shapely import Point

from app.city.catalogue import City
from app.city.promises import days_off, expected_on
from app.config import PACKS
from app.places.geometry import circle_is_outside

APP = PACKS.parent.parent


def test_a_city_is_found_on_the_map(each_city: City) -> None:
    assert each_city.bounds.contains(each_city.centre.latitude, each_city.centre.longitude)
    assert each_city.outline.contains(Point(each_city.centre.longitude, each_city.centre.latitude))
    assert circle_is_outside(each_city.outline, 0, 0, accuracy_m=5000)


def test_every_neighbourhood_is_in_the_city_and_nearest_to_itself(each_city: City) -> None:
    for place in each_city.neighbourhoods:
        assert not circle_is_outside(each_city.outline, place.latitude, place.longitude, accuracy_m=0), place
        assert each_city.neighbourhood_at(place.latitude, place.longitude) is place
        assert each_city.neighbourhood(place.slug) is place


def test_every_service_is_found_by_code_and_by_each_of_its_names(each_city: City) -> None:
    for service in each_city.services:
        assert each_city.service(service.code) is service
        for name in (service.code, service.name, *service.names_elsewhere):
            assert each_city.service_named(f"  {name.upper()} ") is service
        assert each_city.group(service.group)
        assert each_city.agency(service.agency)
        for question in service.questions:
            assert service.question(question.code) is question
            assert question.is_list == bool(question.values)
            assert all(question.value(value.key) is value for value in question.values)


def test_every_agency_is_found_by_each_of_its_names(each_city: City) -> None:
    for agency in each_city.agencies:
        assert all(
            each_city.agency_named(name.lower()) is agency for name in (agency.code, agency.name, *agency.aliases)
        )


def test_what_nobody_wrote_is_not_found(each_city: City) -> None:
    assert each_city.service("SR-NONE") is None
    assert each_city.service_named("dragon on the roof") is None
    assert each_city.agency("none") is each_city.agency_named("Office of Dragons") is each_city.group("none") is None
    assert each_city.neighbourhood("atlantis") is None
    assert each_city.services[0].question("none") is None


def test_open_services_are_grouped_and_the_popular_ones_ranked(each_city: City) -> None:
    grouped = [service for group in each_city.groups for service in each_city.services_of_group(group.code)]
    assert sorted(service.code for service in grouped) == sorted(service.code for service in each_city.open_services)
    ranks = [service.popular for service in each_city.popular_services]
    assert ranks == sorted(ranks, key=lambda rank: rank or 0)
    assert len(set(ranks)) == len(ranks) > 0


def test_every_promise_ends_on_a_working_day_after_the_report(each_city: City) -> None:
    saturday = date(2026, 7, 4)
    closed = days_off(each_city.holidays, 2026)
    for promise in filter(None, (service.promise for service in each_city.services)):
        day = expected_on(promise, saturday, each_city.holidays)
        assert day > saturday
        assert day.weekday() < 5
        assert day not in closed


def test_a_pack_is_told_of_every_place_it_may_call(each_city: City) -> None:
    assert each_city.phone
    assert each_city.emergency_phone
    assert each_city.outside_help
    assert each_city.stops


@pytest.mark.parametrize("word", ["philadelphia", "philly"])
def test_nothing_in_the_code_knows_the_first_city(word: str) -> None:
    """But for the setting that names a pack where the operator names none."""
    allowed = {"config.py": re.compile(r'environ\.get\("STOOP_CITY"\) or ')}
    for path in sorted(APP.rglob("*")):
        if PACKS in path.parents or path.suffix not in {".py", ".html", ".xml", ".txt"}:
            continue
        for line, text in enumerate(path.read_text("utf-8").splitlines(), start=1):
            default = allowed.get(path.name)
            assert word not in text.casefold() or (default and default.search(text)), f"{path.name}:{line}: {text}"


def test_there_is_more_than_one_city() -> None:
    assert len([folder for folder in PACKS.iterdir() if (folder / "city.yaml").is_file()]) > 1


def test_a_pack_is_data_alone() -> None:
    kinds = {Path(path).suffix for path in PACKS.rglob("*") if path.is_file()}
    assert kinds <= {".yaml", ".geojson", ".po", ".mo", ".pot", ".png"}
