"""Photos that come with a form: kept as drafts, refused one by one, sent or forgotten."""

import io
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.datastructures import FileStorage

from app import clock
from app.cases.wording import WITHHELD
from app.errors import FieldError
from app.extensions import db
from app.photos import operations, queries
from app.photos.errors import BadDeclaration, PhotoNotFound
from app.photos.models import MAX_BYTES, DeclaredPhoto, WithheldReason
from tests.conftest import NOON, count
from tests.photos import pictures
from tests.photos.conftest import Worker
from tests.photos.phone import Phone, digest

PHOTOS = [pictures.jpeg(100 + number, 80) for number in range(7)]


def attach(phone: Phone, *contents: bytes, name: str = "IMG_1.jpg") -> list[FieldError]:
    """Send files with a form, as the routes do."""
    files = [FileStorage(io.BytesIO(content), name) for content in contents]
    with phone.app.app_context(), phone.app.test_request_context():
        errors = operations.receive_files(owner_id=phone.owner_id, secret=phone.secret, files=files)
        db.session.commit()
        return errors


def states(phone: Phone) -> dict[str, str]:
    with phone.app.app_context():
        return {photo.sha256: str(photo.state) for photo in queries.list_states(phone.owner_id)}


def test_photos_stay_with_the_draft(phone: Phone) -> None:
    assert attach(phone, *PHOTOS[:2]) == []
    assert attach(phone, PHOTOS[1], PHOTOS[2]) == []
    assert states(phone) == {digest(photo): "received" for photo in PHOTOS[:3]}


def test_a_draft_that_is_sent_becomes_public_with_its_report(phone: Phone, worker: Worker) -> None:
    attach(phone, PHOTOS[0])
    worker.run()
    assert phone.state(PHOTOS[0]) == "ready"
    assert phone.look_at(PHOTOS[0]).status_code == 404
    phone.declare(PHOTOS[0], PHOTOS[1])
    assert not phone.photo(PHOTOS[0]).is_draft
    assert phone.look_at(PHOTOS[0]).status_code == 200
    assert states(phone) == {digest(PHOTOS[0]): "ready", digest(PHOTOS[1]): "receiving"}


def test_an_empty_input_is_passed_over(phone: Phone) -> None:
    assert attach(phone, b"", PHOTOS[0]) == []
    assert list(states(phone)) == [digest(PHOTOS[0])]


def test_what_is_no_photo_is_named_and_the_others_kept(phone: Phone) -> None:
    errors = attach(phone, b"a letter", PHOTOS[0], pictures.png_header(20_000, 10_000), name="no\u202ete\n.jpg")
    assert [(error.field, error.message) for error in errors] == [
        ("photos", "note.jpg: This file is not a photo we can read. Please choose another one."),
        ("photos", "note.jpg: This photo has more than 50 megapixels. Please send a smaller one."),
    ]
    assert list(states(phone)) == [digest(PHOTOS[0])]


def test_over_30_megabytes_are_refused(phone: Phone) -> None:
    [error] = attach(phone, PHOTOS[0] + bytes(MAX_BYTES))
    assert error.message == "IMG_1.jpg: This photo is over 30 MB. Please send a smaller one."


def test_30_megabytes_are_taken(phone: Phone, worker: Worker) -> None:
    content = PHOTOS[0] + bytes(MAX_BYTES - len(PHOTOS[0]))
    assert attach(phone, content) == []
    worker.run()
    assert phone.state(content) == "ready"


def test_a_sixth_photo_is_refused_and_five_are_kept(phone: Phone) -> None:
    [error] = attach(phone, *PHOTOS)
    assert error.message == "You can send up to 5 photos. We kept the first 5."
    assert list(states(phone)) == [digest(photo) for photo in PHOTOS[:5]]


def test_another_secret_adds_nothing_to_a_draft(phone: Phone) -> None:
    attach(phone, PHOTOS[0])
    stranger = Phone(phone.app, owner_id=phone.owner_id)
    with pytest.raises(PhotoNotFound):
        attach(stranger, PHOTOS[1])
    with pytest.raises(PhotoNotFound):
        stranger.declare(PHOTOS[1])
    assert list(states(phone)) == [digest(PHOTOS[0])]


def forget(phone: Phone, *contents: bytes) -> None:
    with phone.app.app_context():
        digests = [digest(content) for content in contents] + ["not a digest"]
        operations.forget_files(owner_id=phone.owner_id, secret=phone.secret, digests=digests)
        db.session.commit()


def test_a_forgotten_photo_is_erased(phone: Phone, worker: Worker, folder: Path) -> None:
    attach(phone, *PHOTOS[:2])
    worker.run()
    forget(phone, PHOTOS[0])
    assert list(states(phone)) == [digest(PHOTOS[1])]
    assert phone.send(PHOTOS[0]).status_code == 404
    worker.run()
    assert not [path for path in folder.rglob(f"{digest(PHOTOS[0])}*")]
    assert len(list(folder.rglob(f"{digest(PHOTOS[1])}*"))) == 7


def test_a_photo_that_another_sending_has_too_stays(phone: Phone, worker: Worker) -> None:
    other = Phone(phone.app)
    phone.bring(PHOTOS[0])
    other.bring(PHOTOS[0])
    worker.run()
    forget(phone, PHOTOS[0])
    worker.run()
    assert other.look_at(PHOTOS[0]).status_code == 200


def test_a_forgotten_photo_may_come_again(phone: Phone, worker: Worker) -> None:
    attach(phone, PHOTOS[0])
    forget(phone, PHOTOS[0])
    attach(phone, PHOTOS[0])
    worker.run()
    assert phone.state(PHOTOS[0]) == "ready"
    forget(phone, PHOTOS[0])
    phone.declare(PHOTOS[0])
    assert phone.state(PHOTOS[0]) == "receiving"
    assert phone.send(PHOTOS[0]).status_code == 204


def test_photos_keep_the_order_in_which_they_were_declared(phone: Phone) -> None:
    phone.declare(PHOTOS[2], PHOTOS[0], PHOTOS[2])
    phone.declare(PHOTOS[2], PHOTOS[0])
    phone.declare(PHOTOS[1])
    assert list(states(phone)) == [digest(PHOTOS[2]), digest(PHOTOS[0]), digest(PHOTOS[1])]


BAD = {
    "a short digest": (DeclaredPhoto("ab", 10), BadDeclaration),
    "capital letters": (DeclaredPhoto("AB" * 32, 10), BadDeclaration),
    "a path": (DeclaredPhoto("../" * 21 + "a", 10), BadDeclaration),
    "no bytes": (DeclaredPhoto("ab" * 32, 0), BadDeclaration),
    "more bytes than a number holds": (DeclaredPhoto("ab" * 32, 2**31), BadDeclaration),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_declaration_leaves_nothing(app: Flask, phone: Phone, name: str) -> None:
    declared, error = BAD[name]
    with app.app_context(), pytest.raises(error):
        operations.expect_photos(owner_id=phone.owner_id, secret=phone.secret, declared=[declared], is_public=True)
    with app.app_context():
        assert count("photos") == 0


def test_over_30_megabytes_are_withheld_and_do_not_hold_up_their_report(app: Flask, phone: Phone) -> None:
    declared = DeclaredPhoto("ab" * 32, MAX_BYTES + 1)
    with app.app_context():
        operations.expect_photos(owner_id=phone.owner_id, secret=phone.secret, declared=[declared], is_public=True)
        db.session.commit()
    assert states(phone) == {"ab" * 32: "withheld"}


def test_a_sixth_declared_photo_is_withheld_and_does_not_hold_up_its_report(phone: Phone) -> None:
    phone.declare(*PHOTOS[:5])
    phone.declare(PHOTOS[5])
    assert phone.state(PHOTOS[5]) == "withheld: too_many"
    assert phone.send(PHOTOS[5]).status_code == 204
    assert {phone.state(photo) for photo in PHOTOS[:5]} == {"receiving"}


def test_drafts_that_nobody_sends_are_gone_after_a_day(phone: Phone, app: Flask, folder: Path) -> None:
    other = Phone(phone.app)
    attach(phone, PHOTOS[0])
    other.bring(PHOTOS[1])
    sweep = app.extensions["sweeps"]
    with clock.stopped_at(NOON.replace(day=19, minute=1)), app.app_context():
        counts: dict[str, int] = {}
        for check in sweep:
            counts |= check()
    assert counts["photo drafts of reports never sent, erased"] == 1
    assert states(phone) == {}
    assert states(other) == {digest(PHOTOS[1]): "ready"}
    assert not [path for path in folder.rglob(f"{digest(PHOTOS[0])}*")]


def test_every_reason_to_withhold_a_photo_has_a_sentence() -> None:
    assert set(WITHHELD) == set(WithheldReason)
