"""What phones read before they put the site among their apps."""

import json
import re
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.robotparser import RobotFileParser

import pytest
from PIL import Image

from app.cases.wording import unbroken
from app.config import PACKS, ROOT
from app.pwa.screenshots import publish_screenshots
from tests.client import CheckingClient, Page
from tests.factories import sent

PACK_NAMES = ("philadelphia", "tansy-ford")
MOST_BYTES = 60_000


@pytest.fixture(params=PACK_NAMES)
def pack(request: pytest.FixtureRequest) -> str:
    """Every city that comes with the code."""
    return str(request.param)


def manifest(client: CheckingClient, lang: str) -> dict[str, Any]:
    response = client.get(f"/manifest.webmanifest?lang={lang}")
    assert response.mimetype == "application/manifest+json"
    told: dict[str, Any] = json.loads(response.data)
    return told


def size_of(picture: bytes) -> str:
    with Image.open(BytesIO(picture)) as image:
        return f"{image.width}x{image.height}"


@pytest.mark.parametrize(("lang", "direction"), [("en", "ltr"), ("es", "ltr"), ("ar", "rtl")])
def test_the_app_speaks_the_language_it_is_installed_in(client: CheckingClient, lang: str, direction: str) -> None:
    told = manifest(client, lang)
    assert (told["lang"], told["dir"], told["start_url"]) == (lang, direction, f"/{lang}/")
    assert [shortcut["url"] for shortcut in told["shortcuts"]] == [f"/{lang}/report", f"/{lang}/mine"]
    assert told["name"] in told["description"]


def test_it_is_one_app_whatever_the_language(client: CheckingClient) -> None:
    told = [manifest(client, lang) for lang in ("en", "es", "ar")]
    assert {(each["id"], each["scope"], each["share_target"]["action"]) for each in told} == {("/", "/", "/share")}


@pytest.mark.parametrize("query", ["", "?lang=", "?lang=xx", "?lang=../es", "?lang=EN"])
def test_an_unknown_language_gets_the_citys_own(client: CheckingClient, query: str) -> None:
    told = client.get(f"/manifest.webmanifest{query}", headers={"Accept-Language": "ar", "Cookie": "lang=es"})
    assert json.loads(told.data)["lang"] == "en"


def test_every_page_links_the_manifest_of_its_language(client: CheckingClient, lang: str) -> None:
    page = Page(client.get(f"/{lang}/about").get_data(as_text=True))
    links = {link["rel"]: link["href"] for link in page.all("link")}
    assert links["manifest"] == f"/manifest.webmanifest?lang={lang}"
    with client.get(links["apple-touch-icon"]) as icon:
        assert size_of(icon.data) == "180x180"


def test_every_picture_is_there_and_as_large_as_it_is_said_to_be(client: CheckingClient) -> None:
    told = manifest(client, "en")
    shown = told["icons"] + told["screenshots"] + [icon for each in told["shortcuts"] for icon in each["icons"]]
    for picture in shown:
        with client.get(picture["src"]) as answer:
            assert (answer.status_code, answer.mimetype) == (200, picture["type"])
            assert picture["sizes"] in {"any", size_of(answer.data) if picture["type"] == "image/png" else ""}
            assert "immutable" in answer.headers["Cache-Control"]


def test_phones_find_the_icons_they_ask_for(client: CheckingClient) -> None:
    icons = {(icon["sizes"], icon["purpose"]) for icon in manifest(client, "en")["icons"]}
    assert {("192x192", "any"), ("512x512", "any"), ("512x512", "maskable")} <= icons


def test_the_mark_stays_whole_when_a_phone_cuts_a_circle_out() -> None:
    with Image.open(ROOT / "static" / "images" / "icon-maskable-512.png") as file:
        icon = file.convert("RGBA")
    ground = icon.getpixel((0, 0))
    safe = 0.4 * icon.width
    painted = ((x, y) for x in range(icon.width) for y in range(icon.height) if icon.getpixel((x, y)) != ground)
    assert max((x - 255.5) ** 2 + (y - 255.5) ** 2 for x, y in painted) <= safe**2


def test_colours_are_those_of_the_pages(client: CheckingClient) -> None:
    tokens = (ROOT / "static" / "css" / "tokens.css").read_text("utf-8")
    paper = re.search(r"--paper: (#\w+);", tokens)
    told = manifest(client, "en")
    assert paper
    assert {told["theme_color"], told["background_color"]} == {paper[1]}


def test_a_photo_of_any_kind_can_be_shared(client: CheckingClient) -> None:
    target = manifest(client, "en")["share_target"]
    assert (target["method"], target["enctype"]) == ("POST", "multipart/form-data")
    assert target["params"]["files"] == [{"name": "photos", "accept": ["image/*"]}]


def test_phones_keep_the_manifest_for_a_while_and_then_ask_whether_it_changed(client: CheckingClient) -> None:
    first = client.get("/manifest.webmanifest?lang=es")
    again = client.get("/manifest.webmanifest?lang=es", headers={"If-None-Match": first.headers["ETag"]})
    assert first.headers["Cache-Control"] == "public, max-age=3600"
    assert again.status_code == 304
    assert "Set-Cookie" not in first.headers


@pytest.mark.parametrize("name", PACK_NAMES)
def test_screenshots_are_small_and_of_one_shape(name: str) -> None:
    shapes = set()
    for file in (PACKS / name / "screenshots").rglob("*.png"):
        assert file.stat().st_size < MOST_BYTES, file
        with Image.open(file) as picture:
            shapes.add(picture.size)
    assert len(shapes) <= 1
    assert all(width >= 320 and height <= 2.3 * width for width, height in shapes)


def saved(file: Path, size: tuple[int, int]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", size, "teal").save(file)


def test_a_city_shows_pictures_of_its_own(tmp_path: Path) -> None:
    for path, size in {"es/report": (320, 640), "es/home": (360, 640), "en/home": (640, 1280)}.items():
        saved(tmp_path / "screenshots" / f"{path}.png", size)
    shown = publish_screenshots(tmp_path, tmp_path / "kept")
    assert [picture.sizes for picture in shown["es"]] == ["360x640", "320x640"]
    assert [picture.sizes for picture in shown["en"]] == ["640x1280"]
    assert (tmp_path / "kept" / shown["en"][0].url.removeprefix("/static/")).is_file()


def test_a_city_without_pictures_has_none(tmp_path: Path) -> None:
    assert publish_screenshots(tmp_path, tmp_path / "kept") == {}


def test_search_engines_find_the_pages_and_no_photos(client: CheckingClient) -> None:
    answer = client.get("/robots.txt")
    rules = RobotFileParser()
    rules.parse(answer.get_data(as_text=True).splitlines())
    assert answer.mimetype == "text/plain"
    assert all(rules.can_fetch("AnyBot", path) for path in ("/", "/en/", "/es/cases/4821903756", "/static/x.css"))
    assert not any(rules.can_fetch("AnyBot", path) for path in ("/api/v1/cases", "/media/abc-400.jpg", "/share"))


@pytest.mark.parametrize("path", ["", "report", "nearby", "mine", "about", "privacy", "accessibility"])
def test_a_page_says_in_a_sentence_what_it_is(client: CheckingClient, lang: str, path: str) -> None:
    page = Page(client.get(f"/{lang}/{path}").get_data(as_text=True))
    told = [meta["content"] for meta in page.all("meta") if meta.get("name") == "description"]
    assert len(told) == 1
    assert 20 < len(told[0]) < 300


def test_a_case_says_where_it_stands(client: CheckingClient, lang: str) -> None:
    number = sent(client)
    page = Page(client.get(f"/{lang}/cases/{number}").get_data(as_text=True))
    told = next(meta["content"] for meta in page.all("meta") if meta.get("name") == "description")
    assert unbroken(number) in told
    assert "\n" not in told
