"""A resident follows things on the page of alerts, with scripts off."""

import re
from html import unescape
from pathlib import Path

import pytest
from flask import Flask

from app.cases.numbers import spaced
from app.city.catalogue import Neighbourhood
from app.followers.emails import EXTENSION, Asker
from tests.client import CheckingClient
from tests.conftest import count
from tests.factories import Phone, sent
from tests.followers.reader import EMAIL, Reader, buttons, mistakes, nobody_writes
from tests.places.town import Town
from tests.samples import Sample

TOLD = "/en/alerts?said=told"


@pytest.fixture(autouse=True)
def _mail_server(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The city can write e-mails."""
    monkeypatch.setitem(app.extensions, EXTENSION, Asker(nobody_writes))


@pytest.fixture
def reader(client: CheckingClient) -> Reader:
    """A browser that nobody knows yet."""
    return Reader(client)


@pytest.fixture
def number(app: object, stranger: object, client: CheckingClient) -> str:
    """The case of somebody else."""
    return sent(client.application.test_client())  # type: ignore[arg-type]


@pytest.fixture
def here(sample: Sample) -> Neighbourhood:
    """The neighborhood in which the sample's place is."""
    found = sample.city.neighbourhood_at(*sample.here)
    assert found is not None
    return found


@pytest.fixture
def near(sample: Sample) -> str:
    """The sample's place, as it stands in an address."""
    return f"{sample.here[0]},{sample.here[1]}"


def nothing_is_kept(reader: Reader) -> bool:
    """Whether neither the city nor the browser knows of a follower."""
    with reader.client.application.app_context():
        return not any(count(table) for table in ("followers", "channels", "follows")) and not reader.is_known


def test_whoever_follows_nothing_reads_what_can_be_followed(client: CheckingClient, lang: str) -> None:
    reader = Reader(client, lang)
    html = reader.page()
    assert 'name="neighbourhood"' in html
    assert 'name="address"' in html
    assert f'href="/{lang}/cases"' in html
    assert f'action="/{lang}/alerts/end"' not in html
    assert nothing_is_kept(reader)


def test_following_a_case_by_e_mail(reader: Reader, number: str) -> None:
    assert spaced(number) in reader.page(case=number)
    answer = reader.follow(case=number)
    assert (answer.status_code, answer.location) == (303, TOLD)
    assert len(reader.follows) == 1
    assert f"/en/cases/{number}" in reader.page()
    assert reader.addresses == [EMAIL]


def test_whoever_has_not_said_yes_yet_is_told_to_open_the_e_mail(reader: Reader, number: str) -> None:
    reader.follow(case=number)
    assert "Open the e-mail we sent you" in reader.page(said="told")
    assert "You will hear from us" not in reader.page(said="told")


def test_looking_at_what_can_be_followed_keeps_nothing(reader: Reader, number: str, here: Neighbourhood) -> None:
    reader.page(case=number)
    reader.page(neighbourhood=here.slug)
    assert nothing_is_kept(reader)


def test_following_a_neighborhood_and_one_kind_of_problem(reader: Reader, sample: Sample, here: Neighbourhood) -> None:
    assert "optgroup" in reader.page(neighbourhood=here.slug)
    reader.follow(neighbourhood=here.slug, service=sample.ordinary.code)
    assert reader.follows == [here.name]
    assert sample.ordinary.name in reader.page()


def test_following_what_is_round_a_place(reader: Reader, near: str, here: Neighbourhood) -> None:
    assert 'name="radius_m"' in reader.page(near=near)
    reader.follow(near=near, radius_m="1000")
    assert reader.follows == [f"Near {here.name}"]
    assert "0.6 mi" in reader.page()


@pytest.mark.parametrize(("radius", "shown"), [("", "0.3 mi"), ("x", "0.3 mi"), ("-5", "0.3 mi"), ("99999", "1.9 mi")])
def test_an_odd_radius_is_one_that_can_be(reader: Reader, near: str, radius: str, shown: str) -> None:
    reader.follow(near=near, radius_m=radius)
    assert shown in reader.page()


def test_an_address_is_found_by_its_words(reader: Reader, sample: Sample, tmp_path: Path) -> None:
    latitude, longitude = sample.here
    Town(reader.client.application, reader.client, tmp_path).bring(
        f"address,lat,lon\n12 MILL ST,{latitude},{longitude}\n"
    )
    html = reader.page(address="12 mill stret")
    assert "Mill St" in html
    asked = buttons(html)[0]
    reader.follow(**asked)
    assert reader.follows == ["Near Mill St"]  # whose door it is, nobody keeps


@pytest.mark.parametrize("typed", ["nowhere at all", "1", "x" * 500, "<b>"])
def test_an_address_that_nobody_knows_is_said_and_kept(reader: Reader, typed: str) -> None:
    html = reader.page(422, address=typed)
    assert mistakes(html) == ["We could not find your place. Please choose a neighborhood."]
    assert (typed if typed != "<b>" else "&lt;b&gt;") in html


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"case": "1234567890"}, "This number has a wrong digit."),
        ({"case": "nope"}, "No case has this number"),
        ({"neighbourhood": "nowhere"}, "We do not know this neighborhood."),
        ({"near": "39.95,-75.16", "service": "nope"}, "We do not know this kind of problem."),
        ({"near": "10.0,50.0"}, "This place seems to be outside"),
        ({"near": "here"}, "We could not find your place."),
    ],
)
def test_what_is_not_there_cannot_be_followed(reader: Reader, asked: dict[str, str], sentence: str) -> None:
    answer = reader.follow(**asked)
    assert answer.status_code == 422
    for html in (reader.page(422, **asked), answer.get_data(as_text=True)):
        assert [said.startswith(sentence) for said in mistakes(html)] == [True]
    assert nothing_is_kept(reader)


def test_following_nothing_is_nothing(reader: Reader) -> None:
    reader.follow()
    assert nothing_is_kept(reader)


def test_a_private_case_is_followed_by_its_reporter_alone(reader: Reader, sample: Sample, stranger: object) -> None:
    phone = Phone(reader.client)
    number = str(phone.put(phone.report(service=sample.private.code)).get_json()["number"])
    other = Reader(reader.client.application.test_client())  # type: ignore[arg-type]
    assert other.follow(case=number).status_code == 422
    assert other.follows == []
    reader.follow(case=number)
    assert len(reader.follows) == 1


BAD_ADDRESSES = (
    "", " ", "ana", "ana@", "@example.org", "ana@example", "ana@example.org\r\nBcc: eve@example.org", "a b@example.org",
    "ana@example.org, eve@example.org", "<ana@example.org>", "ana@exa\0mple.org", f"{'a' * 250}@example.org",
    "Ana <ana@example.org>", "ana@example.org\u2028x", "ana\u202e@example.org",
    ".ana@example.org", "ana.@example.org", "an..a@example.org", "ana@example..org", "ana@-example.org",
    "ana@xn--zz.org", "ana@example.org%00",
)  # fmt: skip


@pytest.mark.parametrize("email", BAD_ADDRESSES)
def test_an_address_that_nobody_can_write_to_comes_back(reader: Reader, number: str, email: str) -> None:
    answer = reader.follow(case=number, email=email)
    assert answer.status_code == 422
    html = answer.get_data(as_text=True)
    assert mistakes(html) == ["This e-mail address is not complete. It looks like name@example.org."]
    assert f'name="case" value="{number}"' in html
    assert nothing_is_kept(reader)


def test_what_was_typed_comes_back_with_the_mistake(reader: Reader, near: str, sample: Sample) -> None:
    answer = reader.follow(near=near, radius_m="2000", service=sample.other.code, email="ana at example")
    html = answer.get_data(as_text=True)
    assert 'value="ana at example"' in html
    assert '<option value="2000" selected>' in html
    assert f'<option value="{sample.other.code}" selected>' in html


def test_signs_that_nobody_types_are_no_part_of_a_name(reader: Reader, near: str) -> None:
    assert reader.follow(near=near, address="Mill\0 St\n").status_code == 303
    assert reader.follows == ["Near Mill St"]


def test_following_twice_is_following_once(reader: Reader, number: str) -> None:
    reader.follow(case=number)
    reader.follow(case=number)
    assert len(reader.follows) == 1
    assert reader.addresses == [EMAIL]


def test_a_mistake_is_mended_in_another_language_without_starting_again(reader: Reader, number: str) -> None:
    html = reader.follow(case=number, email="ana").get_data(as_text=True)
    (address,) = re.findall(r'<a href="([^"]+)" hreflang="es"', html)
    again = reader.client.get(unescape(address)).get_data(as_text=True)
    assert '<html lang="es"' in again
    assert buttons(again) == [{"case": number}]


def test_messages_come_in_the_language_in_which_they_were_asked_for(client: CheckingClient, number: str) -> None:
    reader = Reader(client, "ar")
    reader.follow(case=number)
    assert '<option value="ar" selected>' in reader.page()


def test_where_no_e_mails_are_sent_no_address_is_asked_for(
    app: Flask, reader: Reader, number: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.extensions, EXTENSION, Asker(nobody_writes, is_ready=lambda: False))
    assert 'name="email"' not in reader.page(case=number)
    assert reader.follow(case=number).location == f"/en/alerts?case={number}"
    assert nothing_is_kept(reader)
