"""However somebody says where it is: where that came from and how sure it is are kept, and said to them in words."""

from html import unescape

import pytest
from sqlalchemy import select

from app.cases.models import Case, Report
from app.extensions import db
from app.i18n import force_language
from app.i18n.formats import format_distance
from tests.client import CheckingClient
from tests.factories import sent
from tests.samples import Sample

DEVICE, PHOTO, PIN = "Where this phone was, to within {}", "Where the photo was taken", "You put a pin on the map."
SURE = "We know the place to within {}."
# Source, accuracy, what is said, and the distance in it: never less than the accuracy.
SAID = [
    ("device", 12, [DEVICE], 15),
    ("device", 20_000, [DEVICE], 20_000),
    ("device", 70_000, [DEVICE], 70_000),
    ("photo", 25, [PHOTO, SURE], 30),
    ("pin", 8, [PIN, SURE], 15),
    ("pin", None, [PIN], 0),
    ("address", 20, [SURE], 30),
    ("words", None, [], 0),
]


def own_page(client: CheckingClient, number: str) -> str:
    return unescape(client.get(f"/en/cases/{number}").get_data(as_text=True))


@pytest.mark.parametrize(("source", "accuracy_m", "sentences", "distance_m"), SAID)
def test_only_the_reporter_reads_where_the_place_came_from_and_how_sure_it_is(
    client: CheckingClient, sample: Sample, source: str, accuracy_m: float | None, sentences: list[str], distance_m: int
) -> None:
    number = sent(client, place=sample.place(source=source, accuracy_m=accuracy_m))
    with client.application.test_request_context(), force_language("en"):
        distance = format_distance(distance_m)
    mine = own_page(client, number)
    others = unescape(client.application.test_client().get(f"/en/cases/{number}").get_data(as_text=True))
    every = {DEVICE, PHOTO, PIN, SURE}
    assert {text for text in every if text.format(distance) in mine} == set(sentences)
    assert not {text for text in every if text.partition("{")[0] in others}


@pytest.mark.parametrize("source", ["device", "photo", "pin", "address"])
def test_source_and_accuracy_are_kept_as_they_came(
    client: CheckingClient, sample: Sample, inside: None, source: str
) -> None:
    sent(client, place=sample.place(source=source, accuracy_m=64, address="Behind the school"))
    report = db.session.scalars(select(Report)).one()
    assert (report.place_source, report.accuracy_m, report.address) == (source, 64, "Behind the school")
    assert (report.latitude, report.longitude) == sample.here


def test_a_fix_of_twenty_kilometres_is_kept_and_shown_to_nobody(
    client: CheckingClient, sample: Sample, inside: None
) -> None:
    sent(client, place=sample.place(accuracy_m=20_000, address="Broad and Pine"))
    report, case = db.session.scalars(select(Report)).one(), db.session.scalars(select(Case)).one()
    assert (report.latitude, report.accuracy_m) == (sample.here[0], 20_000)
    assert (case.latitude, case.longitude, case.tile) == (None, None, None)
    assert case.address == "Broad and Pine"


@pytest.mark.parametrize(
    "typed", ["1234", "Brod Stret", "500 Cooper St, Camden, NJ", "Broad & Snyder", "behind the school", "ش" * 300]
)
def test_words_are_a_place_whatever_they_are(client: CheckingClient, sample: Sample, inside: None, typed: str) -> None:
    sent(client, place={"source": "words", "address": typed})
    report = db.session.scalars(select(Report)).one()
    assert (report.address, report.place_source) == (typed, "words")


def test_of_an_address_of_five_hundred_characters_three_hundred_are_kept(client: CheckingClient, inside: None) -> None:
    sent(client, place={"source": "words", "address": "x" * 500})
    assert db.session.scalars(select(Report.address)).one() == "x" * 300


def test_a_form_that_comes_back_keeps_the_pin(client: CheckingClient, sample: Sample) -> None:
    latitude, longitude = sample.here
    place = {"latitude": latitude, "longitude": longitude, "accuracy_m": "8", "place_source": "pin"}
    page = client.post("/en/report", data=place | {"do": "send", "service": "nope"})
    assert page.status_code == 422
    for name, value in place.items():
        assert f'name="{name}" value="{value}"' in page.get_data(as_text=True)
