"""After sending, what looks like the same problem is proposed to staff; nobody else hears of it."""

from io import BytesIO

import pytest
from flask import Flask
from PIL import Image, ImageDraw
from sqlalchemy import select, text, update

from app.cases import operations, queries
from app.cases.links import CaseLink, LinkKind
from app.cases.models import Case
from app.cases.workflow import ClosingReason, Status
from app.extensions import db
from app.jobs import bell
from app.photos.models import Photo
from tests.cases.test_query_plans import plans
from tests.client import CheckingClient
from tests.factories import Phone, declared, sent
from tests.samples import Sample

METRE = 1 / 111_195  # degrees of latitude
WORDS = "A mattress and two sofas behind the bakery."


def pair(client: CheckingClient, sample: Sample, metres: float = 0.0, **changes: object) -> tuple[str, str]:
    """Two reports of one kind, so far apart."""
    first = sent(client, description=WORDS)
    return first, sent(client, place=sample.place(metres * METRE), **changes)


def compare(app: Flask) -> None:
    bell(app).run("likeness")
    db.session.rollback()


def proposed() -> list[tuple[str, str]]:
    """Pairs of numbers, the newer first."""
    found = db.session.scalars(select(CaseLink).where(CaseLink.kind == LinkKind.PROPOSED))
    return [(link.case.number, link.other.number) for link in found]


pytestmark = pytest.mark.usefixtures("inside")


def test_the_same_words_near_by_are_proposed(app: Flask, client: CheckingClient, sample: Sample) -> None:
    first, second = pair(client, sample, 12, description="mattress, sofas: behind the bakery")
    compare(app)
    assert proposed() == [(second, first)]


def test_what_is_near_and_new_is_proposed_without_words(app: Flask, client: CheckingClient, sample: Sample) -> None:
    first, second = pair(client, sample, 2, description="")
    compare(app)
    assert proposed() == [(second, first)]


def test_other_words_further_away_are_not_proposed(app: Flask, client: CheckingClient, sample: Sample) -> None:
    pair(
        client,
        sample,
        sample.ordinary.same_within_m - 1,
        description="Paint on the bridge",
    )
    compare(app)
    assert proposed() == []


def test_the_same_words_out_of_reach_are_not_proposed(app: Flask, client: CheckingClient, sample: Sample) -> None:
    pair(client, sample, sample.ordinary.same_within_m + 20, description=WORDS)
    compare(app)
    assert proposed() == []


def test_something_else_at_the_same_place_is_not_proposed(app: Flask, client: CheckingClient, sample: Sample) -> None:
    pair(client, sample, service=sample.unrelated.code, answers={}, description=WORDS)
    compare(app)
    assert proposed() == []


@pytest.mark.parametrize("kind", ["private", "rounded"])
def test_homes_are_not_compared(app: Flask, client: CheckingClient, sample: Sample, kind: str) -> None:
    service = getattr(sample, kind)
    for _ in range(2):
        sent(client, service=service.code, answers=sample.answers(service), description=WORDS)
    compare(app)
    assert proposed() == []


def test_what_waits_for_a_look_is_compared_once_it_is_shown(app: Flask, client: CheckingClient, sample: Sample) -> None:
    first = sent(client, description=WORDS)
    for _ in range(29):
        sent(client, place={})
    held = sent(client, description=WORDS)
    compare(app)
    assert proposed() == []
    operations.release_case(queries.find_case(held))
    db.session.commit()
    compare(app)
    assert proposed() == [(held, first)]


def test_what_has_closed_is_not_proposed(app: Flask, client: CheckingClient, sample: Sample) -> None:
    first, _second = pair(client, sample, description=WORDS)
    operations.update_status(queries.find_case(first), Status.CLOSED, reason=ClosingReason.FIXED)
    db.session.commit()
    compare(app)
    assert proposed() == []


def test_comparing_again_proposes_nothing_twice(app: Flask, client: CheckingClient, sample: Sample) -> None:
    pair(client, sample, description=WORDS)
    for _ in range(2):
        compare(app)
        db.session.execute(update(Case).values(compare_at=Case.received_at))
        db.session.commit()
    compare(app)
    assert len(db.session.scalars(select(CaseLink)).all()) == 1


def test_of_many_only_the_likeliest_three_are_proposed(app: Flask, client: CheckingClient) -> None:
    for _ in range(6):
        sent(client)
    db.session.execute(update(Case).where(Case.id < 6).values(compare_at=None))
    last = db.session.scalar(select(Case.number).order_by(Case.id.desc()).limit(1))
    db.session.execute(update(Case).where(Case.number != last).values(compare_at=None))
    db.session.commit()
    compare(app)
    assert [number for number, _other in proposed()] == [last] * 3


def street(*heights: int) -> bytes:
    """A photo of a ground and some things that stand on it, so high."""
    picture = Image.new("RGB", (320, 240), "grey")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 200, 320, 240), fill="black")
    wide = 320 // len(heights)
    for at, high in enumerate(heights):
        draw.rectangle((at * wide, 200 - high, at * wide + wide * 2 // 3, 200), fill=(60 * at % 255, 90, 200))
    file = BytesIO()
    picture.save(file, "JPEG")
    return file.getvalue()


def with_photo(client: CheckingClient, sample: Sample, picture: bytes, metres: float) -> tuple[str, Phone]:
    phone = Phone(client)
    body = phone.report(photos=[declared(picture)], place=sample.place(metres * METRE), description="")
    return str(phone.put(body).get_json()["number"]), phone


@pytest.fixture
def distance(sample: Sample) -> float:
    """So far away that only words or photos make two reports the same."""
    return sample.ordinary.same_within_m * 0.7


def test_the_same_photo_near_by_is_proposed_when_it_has_come(
    app: Flask, client: CheckingClient, sample: Sample, distance: float
) -> None:
    picture = street(150, 40, 100)
    (first, one), (second, other) = (with_photo(client, sample, picture, metres) for metres in (0, distance))
    compare(app)
    assert proposed() == []
    one.patch(picture)
    other.patch(picture)
    bell(app).run("photos")
    compare(app)
    assert proposed() == [(second, first)]


def test_a_photo_that_comes_later_raises_what_was_proposed(app: Flask, client: CheckingClient, sample: Sample) -> None:
    picture = street(150, 40, 100)
    phones = [with_photo(client, sample, picture, metres)[1] for metres in (0, 2)]
    compare(app)
    before = db.session.scalars(select(CaseLink.score)).one()
    for phone in phones:
        phone.patch(picture)
    bell(app).run("photos")
    compare(app)
    assert (db.session.scalars(select(CaseLink.score)).one() or 0) > (before or 0)


def test_another_photo_is_not_taken_for_the_same(
    app: Flask, client: CheckingClient, sample: Sample, distance: float
) -> None:
    for picture, metres in ((street(150, 40, 100), 0), (street(0, 190, 20, 150, 170), distance)):
        _number, phone = with_photo(client, sample, picture, metres)
        phone.patch(picture)
    bell(app).run("photos")
    compare(app)
    assert proposed() == []


def test_photos_of_before_they_were_compared_get_their_bits(app: Flask, client: CheckingClient, sample: Sample) -> None:
    picture = street(150, 40, 100)
    _number, phone = with_photo(client, sample, picture, 0)
    phone.patch(picture)
    bell(app).run("photos")
    fresh = db.session.scalars(select(Photo.likeness)).one()
    db.session.execute(update(Photo).values(likeness=None))
    db.session.execute(update(Case).values(compare_at=None))
    db.session.commit()
    bell(app).run("photos")
    db.session.rollback()
    made = db.session.scalars(select(Photo.likeness)).one()
    assert fresh is not None
    assert made is not None
    assert (int.from_bytes(fresh) ^ int.from_bytes(made)).bit_count() <= 4
    assert db.session.scalars(select(Case.compare_at)).one() is not None


def test_a_photo_of_before_that_cannot_be_read_says_nothing_for_ever(
    app: Flask, client: CheckingClient, sample: Sample
) -> None:
    picture = street(150, 40, 100)
    _number, phone = with_photo(client, sample, picture, 0)
    phone.patch(picture)
    bell(app).run("photos")
    db.session.execute(update(Photo).values(likeness=None, sha256="0" * 64))
    db.session.commit()
    bell(app).run("photos")
    db.session.rollback()
    assert db.session.scalars(select(Photo.likeness)).one() == bytes(8)


def test_a_sweep_compares_what_a_worker_left(app: Flask, client: CheckingClient, sample: Sample) -> None:
    first, second = pair(client, sample, description=WORDS)
    output = app.test_cli_runner().invoke(args=["sweep"]).output
    assert "1  pairs of cases that look like the same problem" in output
    db.session.rollback()
    assert proposed() == [(second, first)]


def test_what_waits_is_found_by_its_index(app: Flask, client: CheckingClient, sample: Sample) -> None:
    pair(client, sample, description=WORDS)
    with plans() as found:
        bell(app).jobs["likeness"]()
    assert "ix_cases_compare" in found[0]
    for plan in found:
        assert "Seq Scan" not in plan
        assert "SCAN cases" not in plan


def test_nothing_of_it_is_anybodys_but_staffs(app: Flask, client: CheckingClient, sample: Sample) -> None:
    first, second = pair(client, sample, description=WORDS)
    compare(app)
    assert proposed()
    for number, other in ((first, second), (second, first)):
        for address in (f"/en/cases/{number}", f"/api/v1/cases/{number}"):
            assert other not in client.get(address).get_data(as_text=True)
    told = db.session.execute(text("SELECT kind FROM dispatches")).scalars().all()
    assert set(told) == {"received"}
