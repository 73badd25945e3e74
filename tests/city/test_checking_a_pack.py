"""`flask city check`, for whoever writes a pack."""

from pathlib import Path

import pytest
from flask import Flask

from app import create_app
from app.city.catalogue import City
from app.city.errors import PackError
from app.config import PACKS
from tests.city.town import SERVICES, write_town
from tests.conftest import settings_for


def test_a_good_pack_is_counted(each_app: Flask, each_city: City) -> None:
    for arguments in ([], [str(PACKS / each_city.slug)]):
        result = each_app.test_cli_runner().invoke(args=["city", "check", *arguments])
        assert result.exit_code == 0
        assert result.output.startswith(f"ok: {len(each_city.services)} services, {len(each_city.groups)} groups, ")
        assert result.output.endswith(f" {len(each_city.languages)} languages\n")


def test_one_of_a_kind_is_counted_in_words(each_app: Flask, tmp_path: Path) -> None:
    result = each_app.test_cli_runner().invoke(args=["city", "check", str(write_town(tmp_path))])
    assert result.output == "ok: 2 services, 1 group, 2 agencies, 2 neighbourhoods, 1 stop, 2 languages\n"


def test_a_bad_pack_is_listed_line_by_line(each_app: Flask, tmp_path: Path) -> None:
    write_town(tmp_path, services_yaml=SERVICES.replace("days: 5", "days: 0"), stops_yaml="- a")
    result = each_app.test_cli_runner().invoke(args=["city", "check", str(tmp_path)])
    assert result.exit_code == 1
    assert result.output.splitlines() == [
        "services.yaml:8: `days`: must be more than 0, not '0'",
        "stops.yaml:1: must be a group of keys, not 'a'",
    ]


@pytest.mark.parametrize("folder", ["nowhere", "city.yaml"])
def test_what_is_no_folder_is_a_list_of_missing_files(each_app: Flask, tmp_path: Path, folder: str) -> None:
    result = each_app.test_cli_runner().invoke(args=["city", "check", str(write_town(tmp_path) / folder)])
    assert result.exit_code == 1
    assert "city.yaml:1: the file" in result.output


def test_the_application_does_not_start_with_a_bad_pack(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_town(tmp_path, city_yaml="slug: reed")
    with pytest.raises(PackError) as caught:
        create_app(settings_for(tmp_path / "data", city_pack=tmp_path))
    assert str(caught.value).startswith("city.yaml:1: `bounds` is missing\n")
    caught.value.show()
    assert capsys.readouterr().err.splitlines() == str(caught.value).splitlines()
