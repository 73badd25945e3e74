"""Atom feeds: of a neighborhood, a kind of problem, a case, and of what is near; for everybody, and valid."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from xml.etree.ElementTree import Element, fromstring

import pytest
from werkzeug.test import TestResponse

from app import clock
from app.cases import operations, queries
from app.cases.workflow import ClosingReason, Status
from app.city.catalogue import Neighbourhood
from app.extensions import db
from tests.client import CheckingClient
from tests.conftest import NOON
from tests.factories import Phone, sent
from tests.samples import Sample

ATOM = "{http://www.w3.org/2005/Atom}"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)")
TEXTS = ("title", "summary", "content")


@pytest.fixture
def here(sample: Sample) -> Neighbourhood:
    """The neighborhood in which the sample's place is."""
    found = sample.city.neighbourhood_at(*sample.here)
    assert found is not None
    return found


def feed(client: CheckingClient, path: str, **headers: str) -> Element:
    """The feed there, after every rule of RFC 4287 that it must keep."""
    response = client.get(path, headers=headers)
    assert response.status_code == 200, response.get_data(as_text=True)
    return valid(response)


def valid(response: TestResponse) -> Element:
    assert response.content_type == "application/atom+xml; charset=utf-8"
    root = fromstring(response.data)
    assert root.tag == f"{ATOM}feed"
    assert root.get(XML_LANG)
    assert len(root.findall(f"{ATOM}author/{ATOM}name")) == 1
    check_common(root)
    (own,) = (link for link in root.findall(f"{ATOM}link") if link.get("rel") == "self")
    assert own.get("href", "").startswith("http")
    ids = [entry.findtext(f"{ATOM}id") for entry in root.iter(f"{ATOM}entry")]
    assert len(ids) == len(set(ids))
    for entry in root.iter(f"{ATOM}entry"):
        check_common(entry)
        assert RFC_3339.fullmatch(entry.findtext(f"{ATOM}published", ""))
    changes = [entry.findtext(f"{ATOM}updated", "") for entry in root.iter(f"{ATOM}entry")]
    assert not changes or root.findtext(f"{ATOM}updated") == max(changes)
    return root


def check_common(element: Element) -> None:
    """What feeds and entries must both have, once."""
    for name in ("id", "title", "updated"):
        assert len(element.findall(ATOM + name)) == 1, name
    assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", element.findtext(f"{ATOM}id", ""))
    assert RFC_3339.fullmatch(element.findtext(f"{ATOM}updated", ""))
    assert all(found.get("type", "text") == "text" for name in TEXTS for found in element.findall(ATOM + name))
    alternates = [link for link in element.findall(f"{ATOM}link") if link.get("rel") == "alternate"]
    assert len(alternates) == 1


def numbers(root: Element) -> list[str]:
    """Case numbers of the entries, in their order."""
    return [link.get("href", "")[-10:] for link in root.findall(f"{ATOM}entry/{ATOM}link")]


def texts(root: Element, name: str) -> Iterator[str]:
    return (found.text or "" for found in root.findall(f"{ATOM}entry/{ATOM}{name}"))


def close(number: str, note: str | None = None) -> None:
    db.session.rollback()  # what was read before was read only
    case = queries.find_case(number)
    operations.update_status(case, Status.CLOSED, reason=ClosingReason.FIXED, note=note, note_language="en")
    db.session.commit()


def feeds_of(sample: Sample, here: Neighbourhood) -> list[str]:
    latitude, longitude = sample.here
    box = f"{longitude - 0.01},{latitude - 0.01},{longitude + 0.01},{latitude + 0.01}"
    return [
        f"/feeds/neighbourhoods/{here.slug}.atom",
        f"/feeds/services/{sample.ordinary.code}.atom",
        f"/feeds/nearby.atom?{sample.near}",
        f"/feeds/nearby.atom?bbox={box}",
    ]


def test_a_new_case_is_in_the_feeds_of_its_area_its_service_and_its_place(
    client: CheckingClient, sample: Sample, here: Neighbourhood, lang: str
) -> None:
    number = sent(client)
    for path in feeds_of(sample, here):
        root = feed(client, path, **{"Accept-Language": lang})
        assert numbers(root) == [number]
        assert root.get(XML_LANG) == lang


def test_the_address_says_the_language(client: CheckingClient, sample: Sample, here: Neighbourhood) -> None:
    sent(client)
    for path in feeds_of(sample, here):
        root = feed(client, f"{path}{'&' if '?' in path else '?'}lang=ar", **{"Accept-Language": "en"})
        assert root.get(XML_LANG) == "ar"
        (own,) = (link.get("href", "") for link in root.findall(f"{ATOM}link") if link.get("rel") == "self")
        assert "lang=ar" in own
        assert numbers(feed(client, own.removeprefix("http://localhost"))) == numbers(root)


def test_the_newest_comes_first_and_a_closing_is_news(
    client: CheckingClient, inside: None, sample: Sample, here: Neighbourhood
) -> None:
    with clock.stopped_at(NOON - timedelta(days=3)):
        closed = sent(client)
    with clock.stopped_at(NOON - timedelta(days=2)):
        older = sent(client)
    with clock.stopped_at(NOON - timedelta(days=1)):
        newer = sent(client)
    close(closed)
    for path in feeds_of(sample, here):
        assert numbers(feed(client, path)) == [closed, newer, older]


def test_an_entry_keeps_its_id_and_says_when_it_changed(
    client: CheckingClient, inside: None, here: Neighbourhood
) -> None:
    path = f"/feeds/neighbourhoods/{here.slug}.atom"
    number = sent(client)
    before = feed(client, path)
    with clock.stopped_at(NOON + timedelta(hours=1)):
        close(number)
        after = feed(client, path)
    assert before.findtext(f"{ATOM}entry/{ATOM}id") == after.findtext(f"{ATOM}entry/{ATOM}id")
    assert before.findtext(f"{ATOM}updated", "") < after.findtext(f"{ATOM}updated", "")
    assert before.findtext(f"{ATOM}id") == after.findtext(f"{ATOM}id")


def test_a_case_has_a_feed_of_what_happened(client: CheckingClient, inside: None, lang: str) -> None:
    number = sent(client)
    with clock.stopped_at(NOON + timedelta(hours=1)):
        close(number, note="Painted over <b>twice</b> & dried.")
        root = feed(client, f"/feeds/cases/{number}.atom?lang={lang}")
    assert len(list(texts(root, "summary"))) == 2
    assert list(texts(root, "content")) == ["Painted over <b>twice</b> & dried."]
    assert list(texts(root, "updated")) == sorted(texts(root, "updated"), reverse=True)
    assert root.find(f"{ATOM}entry/{ATOM}content").get(XML_LANG) == "en"  # type: ignore[union-attr]


def test_a_note_that_is_hidden_is_not_in_the_feed(client: CheckingClient, inside: None) -> None:
    number = sent(client)
    close(number, note="CANARYNOTE")
    queries.list_events(queries.find_case(number))[-1].is_public = False
    db.session.commit()
    assert "CANARYNOTE" not in client.get(f"/feeds/cases/{number}.atom").get_data(as_text=True)


@pytest.mark.parametrize("words", ["\x0b\x00\x1b\ufffe vertical", "</summary><script>alert(1)</script>", "]]>&lt;"])
def test_no_words_break_the_feed(client: CheckingClient, inside: None, words: str, sample: Sample) -> None:
    number = sent(client, place=sample.place(address=f"1 {words.replace(chr(0), '')}"))
    close(number, note=words.replace("\x00", ""))
    assert feed(client, f"/feeds/cases/{number}.atom") is not None
    root = feed(client, f"/feeds/services/{sample.ordinary.code}.atom")
    assert not [found for found in root.iter() if found.tag.endswith("script")]


def test_a_private_case_has_no_feed_even_for_its_reporter(client: CheckingClient, sample: Sample) -> None:
    number = sent(client, service=sample.private.code, answers=sample.answers(sample.private))
    assert client.get(f"/en/cases/{number}").status_code == 200
    assert client.get(f"/feeds/cases/{number}.atom").status_code == 404
    assert client.get(f"/feeds/services/{sample.private.code}.atom").status_code == 404


def test_a_case_that_waits_for_a_look_is_in_no_feed(
    client: CheckingClient, inside: None, sample: Sample, here: Neighbourhood
) -> None:
    number = sent(client)
    queries.find_case(number).is_held = True
    db.session.commit()
    assert client.get(f"/feeds/cases/{number}.atom").status_code == 404
    for path in feeds_of(sample, here):
        assert numbers(feed(client, path)) == []


def test_an_empty_feed_is_a_feed(client: CheckingClient, sample: Sample, here: Neighbourhood) -> None:
    for path in feeds_of(sample, here):
        assert numbers(feed(client, path)) == []


def test_a_reader_who_has_it_already_gets_nothing_again(
    client: CheckingClient, sample: Sample, here: Neighbourhood
) -> None:
    number = sent(client)
    for path in [*feeds_of(sample, here), f"/feeds/cases/{number}.atom"]:
        first = client.get(path)
        assert first.cache_control.public
        assert first.cache_control.max_age == 300
        assert first.last_modified == datetime(2026, 11, 18, 17, tzinfo=UTC)
        for header, value in (("If-None-Match", "ETag"), ("If-Modified-Since", "Last-Modified")):
            again = client.get(path, headers={header: first.headers[value]})
            assert (again.status_code, again.data) == (304, b"")


def test_what_stands_between_keeps_languages_apart(client: CheckingClient, here: Neighbourhood) -> None:
    path = f"/feeds/neighbourhoods/{here.slug}.atom"
    assert {"Accept-Language", "Cookie"} <= set(client.get(path).vary)
    assert not {"Accept-Language", "Cookie"} & set(client.get(f"{path}?lang=en").vary)


@pytest.mark.parametrize(
    "path", ["services/NOPE", "cases/1234567890", "cases/x", "neighbourhoods/nope", "services/%F0%9F%98%80"]
)
def test_what_is_not_there_has_no_feed(client: CheckingClient, path: str, lang: str) -> None:
    response = client.get(f"/feeds/{path}.atom?lang={lang}")
    assert (response.status_code, response.mimetype) == (404, "application/problem+json")


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("", "near"),
        ("near=north", "near"),
        ("near=91,0", "near"),
        ("bbox=1,2,3", "bbox"),
        ("bbox=-75.2,40,-75.1,39.9", "bbox"),
        ("near=1,1&colour=red", "colour"),
        ("near=1,1&since=2099-01-01T00:00:00Z", "since"),
        ("near=1,1&radius=x", "radius"),
    ],
)
def test_a_question_that_makes_no_sense_is_named(client: CheckingClient, query: str, field: str) -> None:
    response = client.get(f"/feeds/nearby.atom?{query}")
    assert response.status_code == 422
    assert field in [error["field"] for error in response.get_json()["errors"]]


@pytest.mark.parametrize("near", ["90,180", "-90,-180", "0,179.9999", "85.06,0", "0,0"])
def test_the_ends_of_the_earth_are_only_far_away(client: CheckingClient, near: str) -> None:
    sent(client)
    assert numbers(feed(client, f"/feeds/nearby.atom?near={near}&radius=99999999")) == []


def test_the_whole_world_is_a_box_too(client: CheckingClient) -> None:
    number = sent(client)
    assert numbers(feed(client, "/feeds/nearby.atom?bbox=-180,-90,180,90")) == [number]


def test_a_feed_holds_only_the_newest(
    client: CheckingClient, sample: Sample, here: Neighbourhood, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.cases.feed_entries.LENGTH", 2)
    listed = [sent(client) for _ in range(3)]
    for path in feeds_of(sample, here):
        assert numbers(feed(client, path)) == listed[:0:-1]


def test_a_rounded_place_is_rounded_in_every_feed(client: CheckingClient, sample: Sample, here: Neighbourhood) -> None:
    phone = Phone(client)
    place = sample.place(0.00123, 0.00321, address="CANARYSTREET 12")
    service = sample.rounded
    phone.put(phone.report(service=service.code, place=place, answers=sample.answers(service)))
    exact = f"{sample.here[0] + 0.00123:.4f}"
    wide = f"/feeds/nearby.atom?{sample.near}&radius=5000"
    text = "".join(client.get(path).get_data(as_text=True) for path in (wide, f"/feeds/services/{service.code}.atom"))
    assert "georss:point" in text
    assert exact not in text
    assert "CANARY" not in text


def test_pages_lead_to_their_feeds(client: CheckingClient, sample: Sample, here: Neighbourhood, lang: str) -> None:
    number = sent(client)
    for page in (f"cases/{number}", f"neighbourhoods/{here.slug}", f"nearby?{sample.near}"):
        text = client.get(f"/{lang}/{page}").get_data(as_text=True)
        (address,) = re.findall(r'<link rel="alternate" type="application/atom\+xml" href="([^"]+)"', text)
        root = feed(client, address.replace("&amp;", "&"))
        assert root.get(XML_LANG) == lang
        assert number in numbers(root)


def test_the_page_of_a_private_case_leads_to_no_feed(client: CheckingClient, sample: Sample) -> None:
    number = sent(client, service=sample.private.code, answers=sample.answers(sample.private))
    assert "atom+xml" not in client.get(f"/en/cases/{number}").get_data(as_text=True)
