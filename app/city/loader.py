"""Turns a city pack's folder into a City, or into the list of everything that is wrong with it."""

from pathlib import Path
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter

from app.city.catalogue import City
from app.city.checks import Pack, find_mistakes
from app.city.entries import Part, read_sheet, validated
from app.city.errors import Mistake, PackError
from app.city.outline import joined, read_outline
from app.city.schema import AgencyEntry, CityEntry, NeighbourhoodEntry
from app.city.service_schema import ServiceEntry, StopEntry
from app.city.yaml_lines import Page, read_page


def load_city(folder: Path) -> City:
    """The city whose pack is in `folder`. PackError names every mistake of every file at once."""
    mistakes: list[Mistake] = []
    pack = _read_pack(folder, mistakes)
    mistakes.extend(find_mistakes(pack))
    if mistakes or not pack.city:
        raise PackError(mistakes)
    return _build(pack, pack.city.entry, folder)


def _read_pack(folder: Path, mistakes: list[Mistake]) -> Pack:
    def pages(*files: str) -> list[Page | None]:
        return [read_page(folder, file, mistakes) for file in files]

    return Pack(
        city=_read_city(folder, mistakes),
        agencies=read_sheet(AgencyEntry, "code", pages("agencies.yaml"), mistakes),
        neighbourhoods=read_sheet(NeighbourhoodEntry, "slug", pages("neighbourhoods.yaml"), mistakes),
        services=read_sheet(ServiceEntry, "code", pages(*_service_files(folder)), mistakes),
        stops=read_sheet(StopEntry, "code", pages("stops.yaml"), mistakes),
        outline=read_outline(folder, mistakes),
    )


def _read_city(folder: Path, mistakes: list[Mistake]) -> Part[CityEntry] | None:
    page = read_page(folder, "city.yaml", mistakes)
    entry = validated(TypeAdapter(CityEntry), page.tree, page, (), mistakes) if page else None
    return Part(entry, page) if page and entry else None


def _service_files(folder: Path) -> list[str]:
    """One file, or a folder of them, in the order of their names."""
    many = sorted(path.name for path in (folder / "services").glob("*.yaml"))
    return [f"services/{name}" for name in many] or ["services.yaml"]


def _build(pack: Pack, city: CityEntry, folder: Path) -> City:
    return City(
        slug=city.slug,
        name=city.name,
        region=city.region,
        time_zone=ZoneInfo(city.time_zone),
        default_language=city.default_language,
        languages=city.languages,
        distance_units=city.distance_units,
        phone=city.phone,
        phone_outside=city.phone_outside,
        website=city.website,
        corrections_email=city.corrections_email,
        emergency_phone=city.emergency_phone,
        outside_help=city.outside_help,
        also_called=city.also_called,
        around=city.around,
        bounds=city.bounds.build(),
        centre=city.centre.build(),
        outline=joined(pack.outline),
        holidays=city.holidays.build(),
        groups=tuple(group.build() for group in city.groups),
        agencies=tuple(agency.build() for agency in pack.agencies.entries),
        neighbourhoods=tuple(place.build() for place in pack.neighbourhoods.entries),
        services=tuple(service.build() for service in pack.services.entries),
        stops=tuple(stop.build() for stop in pack.stops.entries),
        folder=folder,
    )
