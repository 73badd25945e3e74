"""Whoever writes a pack is told of every mistake, with its file and line."""

from pathlib import Path

import pytest

from app.city.errors import PackError
from app.city.loader import load_city
from tests.city.town import FILES, SERVICES, write_town


def mistakes_in(folder: Path) -> list[str]:
    with pytest.raises(PackError) as caught:
        load_city(folder)
    return [str(mistake) for mistake in caught.value.mistakes]


def spoiled(folder: Path, file: str, before: str, after: str) -> list[str]:
    """The mistakes once the only `before` in `file` has become `after`."""
    assert FILES[file].count(before) == 1, before
    return mistakes_in(write_town(folder, **{file.replace(".", "_"): FILES[file].replace(before, after)}))


def test_the_smallest_pack_has_none(tmp_path: Path) -> None:
    assert load_city(write_town(tmp_path)).name == "Reed"


CITY_MISTAKES = [
    ("region: Fen County\n", "", "1: `region` is missing"),
    ("region: Fen County", "region:", "3: `region`: is empty"),
    ("region: Fen County", "region: [Fen]", "3: `region`: must be text"),
    ("region: Fen County", "regionn: Fen County", "3: `regionn` does not belong here: did you mean `region`?"),
    ("region: Fen County", "region: Fen County\nname: Again", "4: `name` stands here twice, first on line 2"),
    ("region: Fen County", 'region: "Fen\\u202eCounty"', "3: U+202E is a hidden character: take it out"),
    ("region: Fen County", 'region: "Fen\\x07County"', "3: U+0007 is a hidden character: take it out"),
    ("region: Fen County", f"region: {'x' * 121}", "3: `region`: is longer than 120 characters"),
    ("slug: reed", "slug: Reed Town", "1: `slug`: must be small letters and digits, with - between words"),
    ("Europe/Dublin", "Europe/Reed", "4: `time_zone`: there is no time zone 'Europe/Reed', as in America/New_York"),
    ("Europe/Dublin", "../../etc", "4: `time_zone`: there is no time zone '../../etc', as in America/New_York"),
    ("Europe/Dublin", "Europe", "4: `time_zone`: there is no time zone 'Europe', as in America/New_York"),
    ("default_language: en", "default_language: ga", "5: `ga` is not one of `languages`"),
    ("[en, fr]", "[en, xx-Nope]", "6: there is no language 'xx-Nope', as in en or zh-Hans"),
    ("[en, fr]", "[en, fr, en]", "6: language `en` is used twice, first in city.yaml:6"),
    ("[en, fr]", "[en, EN]", "6: 'EN' is written 'en'"),
    ("[en, fr]", "[en, zh-hans]", "6: 'zh-hans' is written 'zh-Hans'"),
    ("[en, fr]", "[en, en-GB]", "6: `en-GB` is a kind of `en`: list one of them"),
    ("[en, fr]", "[en, pt_BR]", "6: there is no language 'pt_BR', as in en or zh-Hans"),
    ("default_language: en", "default_language: EN", "5: `default_language`: 'EN' is written 'en'"),
    ("languages: [en, fr]", "languages: en", "6: `languages`: must be a list"),
    ("metric", "leagues", "7: `distance_units`: must be 'us' or 'metric', not 'leagues'"),
    ('"01 555 0100"', '""', "8: `phone`: is empty"),
    ('"01 555 0100"', "call us", "8: `phone`: must be a telephone number, not 'call us'"),
    ('"112"', '"112"\ncorrections_email: us', "10: `corrections_email`: must be an e-mail address, not 'us'"),
    ("west: -8.2", "west: -7.9", "10: `bounds`: west must be less than east, and south less than north"),
    ("west: -8.2", "west: nan", "10: `west`: must be a number, not 'nan'"),
    ("west: -8.2", "west: wide", "10: `west`: must be a number, not 'wide'"),
    ("north: 53.3", "north: 153.3", "10: `north`: must be at most 90, not '153.3'"),
    ("latitude: 53.2\n", "latitude: 50\n", "11: the centre is outside the bounds"),
    ("IE", "ZZ", "15: no holidays are known for this place: Country ZZ not available"),
    ("month: 2, day: 29", "month: 2, day: 30", "17: month 2 has no day 30"),
    ("month: 2", "month: 13", "17: `month`: must be at most 12, not '13'"),
    ("Easter Monday", "Ester Monday", "18: there is no holiday 'Ester Monday' to remove"),
    ("- {code: roads, name: Roads, icon: pothole}", "[]", "20: `groups`: needs at least 1, not 0"),
]

AGENCY_MISTAKES = [
    ("code: works", "code: public works", "1: `code`: must be 1 to 40 letters, digits, - or _, not 'public works'"),
    ("code: parks", "code: works", "4: agency `works` is used twice, first in agencies.yaml:1"),
    ("name: Parks", "name: pw", "4: agency name `pw` is used twice, first in agencies.yaml:2"),
    ("https://reed", "javascript:reed", "4: `website`: must be an address that starts with https://"),
]

NEIGHBOURHOOD_MISTAKES = [
    ("slug: quay", "slug: old-town", "2: neighbourhood `old-town` is used twice, first in neighbourhoods.yaml:1"),
    ("longitude: -8.09", "longitude: 8.09", "2: Quay is outside the city's bounds"),
]

SERVICE_MISTAKES = [
    ("code: R-2", "code: R-1", "19: service `R-1` is used twice, first in services.yaml:1"),
    ("name: Fallen tree", "name: ROAD  defect", "20: service name `road defect` is used twice, first in services.ya"),
    ("group: roads\n  agency: parks", "group: trees\n  agency: parks", "21: there is no group `trees` in city.yaml"),
    ("agency: parks", "agency: forest", "22: there is no agency `forest` in agencies.yaml"),
    ("branch, limb, storm, ", "", "24: `keywords`: needs at least 5, not 2"),
    ("limb, storm", "limb, LIMB", "24: keyword `limb` is used twice, first in services.yaml:24"),
    ("limb, storm", 'limb, "storm, wind"', "24: a keyword must not contain a comma"),
    ("days: 3", "days: 0", "25: `days`: must be more than 0, not '0'"),
    ("days: 3", "days: soon", "25: `days`: must be a whole number, not 'soon'"),
    ("kind: calendar", "kind: lunar", "25: `kind`: must be 'business' or 'calendar', not 'lunar'"),
    ("placeholder: true", "placeholder: yes", "25: `placeholder`: must be true or false, not 'yes'"),
    ("retired: true", "retired: true\n  popular: 2", "19: a retired service cannot be `popular`"),
    ("retired: true", "popular: 1", "27: rank `1` is used twice, first in services.yaml:9"),
    ("retired: true", "kin: [R-1]\n  same_within_m: 3", "28: `same_within_m`: must be at least 5, not '3'"),
    ("retired: true", "same_within_m: near", "27: `same_within_m`: must be a whole number, not 'near'"),
    ("retired: true", "kin: [R-3]", "27: there is no other service `R-3`"),
    ("retired: true", "kin: [R-2]", "27: there is no other service `R-2`"),
    ("retired: true", "kin: [R-1]\n  rounded: true", "27: a service that is `private` or `rounded` has no kin"),
    ("key: large", "key: small", "18: value `small` is used twice, first in services.yaml:17"),
    ("datatype: text", "datatype: boolean", "29: `datatype`: must be 'string', 'number', 'datetime', 'text'"),
    ("datatype: text", "datatype: multivaluelist", "29: a multivaluelist question needs `values`"),
    ("datatype: singlevaluelist", "datatype: string", "12: a string question has no `values`"),
    ("    - {code: wire", "    - {code: wire, datatype: text, label: Wire?}\n    - {code: wire",
     "30: question `wire` is used twice, first in services.yaml:29"),
    ("    - {code: wire, datatype: text, label: Does it touch a wire?}",
     "    - code: big\n      datatype: singlevaluelist\n      label: HOW large is it?\n      values:\n"
     "        - {key: s, name: Small}\n        - {key: l, name: Large}",
     "11: more than a fifth of the services ask the same as another: R-1, R-2"),
]  # fmt: skip

STOP_MISTAKES = [
    ("service: R-1", "service: R-9", "7: there is no service `R-9`"),
    ("question: size", "question: depth", "7: R-1 has no question `depth`"),
    ("answer: large", "answer: huge", "7: `size` has no answer `huge`"),
    ("service: R-1, question: size", "service: R-2, question: wire", "7: `wire` has no answer `large`"),
    ("  keywords: [fire, gas smell]\n  when:\n    - {service: R-1, question: size, answer: large}\n", "",
     "1: nothing brings up this stop: it needs `keywords` or `when`"),
]  # fmt: skip

OUTLINE_MISTAKES = [
    ("[-8.0, 53.3],", "[-8.0, 53.4],", "5: -8.0, 53.4 is outside the city's bounds"),
    ("[-8.0, 53.3],", "[-8.0, 353.3],", "5: must be at most 90, not '353.3'"),
    ("[-8.0, 53.3],", "[-8.0, null],", "5: must be a number, not 'null'"),
    ("[-8.0, 53.3],", "[-8.0],", "5: part 2 is missing"),
    ("[-8.0, 53.3],", "[-8.0, 53.3], [-8.2, 53.2], [-8.0, 53.2],", "2: this is no area: Ring Self-intersection"),
    ("[-8.0, 53.3],", "[-8.1, 53.1],", "2: this is no area: Self-"),
    ("    [-8.2, 53.1]\n", "    [-8.2, 53.2]\n", "2: a ring must end where it starts"),
    ("    [-8.0, 53.1, 12],\n", "", "2: needs at least 4, not 3"),
    ('"Polygon"', '"LineString"', "2: the outline must be GeoJSON made of Polygons or MultiPolygons"),
    ('"coordinates"', '"co"', "2: the outline must be GeoJSON made of Polygons or MultiPolygons"),
    ("]]}}\n]}", "]]}}", "8: this cannot be read: "),
]

TABLE = [
    (file, *mistake)
    for file, mistakes in {
        "city.yaml": CITY_MISTAKES,
        "agencies.yaml": AGENCY_MISTAKES,
        "neighbourhoods.yaml": NEIGHBOURHOOD_MISTAKES,
        "services.yaml": SERVICE_MISTAKES,
        "stops.yaml": STOP_MISTAKES,
        "outline.geojson": OUTLINE_MISTAKES,
    }.items()
    for mistake in mistakes
]


@pytest.mark.parametrize(("file", "before", "after", "told"), TABLE, ids=[f"{row[0]}:{row[3][:40]}" for row in TABLE])
def test_a_mistake_is_named_with_its_line(tmp_path: Path, file: str, before: str, after: str, told: str) -> None:
    found = spoiled(tmp_path, file, before, after)
    assert any(line.startswith(f"{file}:{told}") for line in found), found


@pytest.mark.parametrize(("file", "before", "after", "told"), TABLE, ids=[f"{row[0]}:{row[3][:40]}" for row in TABLE])
def test_one_mistake_draws_no_others_after_it(tmp_path: Path, file: str, before: str, after: str, told: str) -> None:
    renamed = ("did you mean", "used twice", "`code`: must be")  # whatever had the right name is missing now
    most = 2 if any(words in told for words in renamed) else 1
    assert len(spoiled(tmp_path, file, before, after)) <= most


GARBAGE = [
    (b"", "1: the file is empty"),
    (b"# only a remark\n", "1: the file is empty"),
    (b"a: b: c\n", "1: this cannot be read: mapping values"),
    (b"a: 1\n\tb: 2\n", "2: a tab stands where only spaces may"),
    (b'- a\n- "b\n- c\n', "2: the quotation mark that opens here is never closed"),
    (b"a: 1\n---\nb: 2\n", "2: only one document fits into a file"),
    (b"just words\n", "1: "),
    (b"[a]: b\n", "1: a key must be one word"),
    (b"- &x [1]\n- *x\n", "2: references (`*name`) are not read here"),
    (b"&x [*x]\n", "1: references"),
    (b"[" * 100_000, "1: this is nested more than 20 deep"),
    (b"".join(b" " * at + b"a:\n" for at in range(30)), "22: this is nested more than 20 deep"),
    (b"a: 1\nb: \xff\xfe\n", "2: this is not UTF-8 text"),
    (b"a: 1\n\x89PNG\r\n\x1a\n\x00\x00", "2: this is not UTF-8 text"),
    (b"a: 1\nb: \x00\x01\n", "2: U+0000 does not belong in text"),
    (b"a" * 3_000_000, "1: the file is larger than 2 MB"),
    (b"!!python/object/apply:os.system [exit]\n", "1: "),
    ("a: 1\n".encode("utf-16"), "1: this is not UTF-8 text"),
]


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize(("content", "told"), GARBAGE, ids=[told for _, told in GARBAGE])
def test_garbage_is_named_and_brings_nothing_down(tmp_path: Path, file: str, content: bytes, told: str) -> None:
    found = mistakes_in(write_town(tmp_path, **{file.replace(".", "_"): content}))
    assert any(line.startswith(f"{file}:{told}") for line in found), found


@pytest.mark.parametrize("file", FILES)
def test_a_missing_file_is_one_mistake(tmp_path: Path, file: str) -> None:
    (write_town(tmp_path) / file).unlink()
    assert mistakes_in(tmp_path) == [f"{file}:1: the file is missing"]


@pytest.mark.parametrize("file", FILES)
def test_a_folder_instead_of_a_file_is_one_mistake(tmp_path: Path, file: str) -> None:
    (write_town(tmp_path) / file).unlink()
    (tmp_path / file).mkdir()
    assert mistakes_in(tmp_path) == [f"{file}:1: the file cannot be read: Is a directory"]


@pytest.mark.parametrize("file", ["agencies.yaml", "neighbourhoods.yaml", "services.yaml", "stops.yaml"])
def test_a_list_is_told_from_a_mapping(tmp_path: Path, file: str) -> None:
    found = mistakes_in(write_town(tmp_path, **{file.replace(".", "_"): "code: x\n"}))
    assert found == [f"{file}:1: the file must hold a list, each entry with a `-`"]


def test_nothing_at_all_is_a_list_of_missing_files(tmp_path: Path) -> None:
    assert mistakes_in(tmp_path / "nowhere") == [f"{file}:1: the file is missing" for file in sorted(FILES)]


def test_all_mistakes_of_all_files_come_at_once(tmp_path: Path) -> None:
    write_town(
        tmp_path,
        city_yaml=FILES["city.yaml"].replace("metric", "leagues"),
        agencies_yaml=FILES["agencies.yaml"].replace("name: Parks,", "naame: Parks,"),
        services_yaml=SERVICES.replace("days: 5", "days: -5").replace("agency: parks", "agency: forest"),
        stops_yaml="",
    )
    assert mistakes_in(tmp_path) == [
        "agencies.yaml:4: `naame` does not belong here: did you mean `name`?",
        "agencies.yaml:4: `name` is missing",
        "city.yaml:7: `distance_units`: must be 'us' or 'metric', not 'leagues'",
        "services.yaml:8: `days`: must be more than 0, not '-5'",
        "services.yaml:22: there is no agency `forest` in agencies.yaml",
        "stops.yaml:1: the file is empty",
    ]


def test_a_language_may_be_of_one_country_or_one_script(tmp_path: Path) -> None:
    write_town(tmp_path, city_yaml=FILES["city.yaml"].replace("[en, fr]", "[en, pt-BR, zh-Hans, zh-Hant]"))
    assert load_city(tmp_path).languages == ("en", "pt-BR", "zh-Hans", "zh-Hant")


def test_services_may_be_spread_over_a_folder(tmp_path: Path) -> None:
    (write_town(tmp_path) / "services.yaml").unlink()
    (tmp_path / "services").mkdir()
    first, second = SERVICES.split("- code: R-2")
    (tmp_path / "services" / "roads.yaml").write_text(first)
    (tmp_path / "services" / "trees.yaml").write_text("- code: R-2" + second)
    assert [service.code for service in load_city(tmp_path).services] == ["R-1", "R-2"]
    (tmp_path / "services" / "trees.yaml").write_text(first)
    assert "services/trees.yaml:1: service `R-1` is used twice, first in services/roads.yaml:1" in mistakes_in(tmp_path)


def test_words_that_yaml_takes_for_something_else_stay_words(tmp_path: Path) -> None:
    write_town(tmp_path, services_yaml=SERVICES.replace("small, name: Small", "no, name: 2021-01-01"))
    question = load_city(tmp_path).services[0].questions[0]
    assert [(value.key, value.name) for value in question.values] == [("no", "2021-01-01"), ("large", "Large")]
