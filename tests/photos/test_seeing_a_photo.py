"""Who may see a photo, and for how long a browser may keep it."""

from uuid import UUID

import pytest
from flask import Flask, request

from app import photos
from app.extensions import db
from app.photos import operations
from app.security import is_secret
from tests.photos import pictures
from tests.photos.conftest import Worker
from tests.photos.phone import Phone

PHOTO = pictures.jpeg(400, 300)


def show(phone: Phone, *, is_public: bool) -> None:
    with phone.app.app_context():
        operations.set_visibility(owner_id=phone.owner_id, is_public=is_public)
        db.session.commit()


@pytest.mark.parametrize(
    ("suffix", "mimetype", "begins"), [("webp", "image/webp", b"RIFF"), ("jpg", "image/jpeg", b"\xff\xd8")]
)
def test_a_picture_is_what_its_address_says(
    phone: Phone, worker: Worker, suffix: str, mimetype: str, begins: bytes
) -> None:
    phone.bring(PHOTO)
    worker.run()
    response = phone.look_at(PHOTO, 160, suffix)
    assert (response.status_code, response.mimetype) == (200, mimetype)
    assert response.data.startswith(begins)
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.cache_control.max_age == 60
    assert response.cache_control.public
    assert "Set-Cookie" not in response.headers


def test_whoever_has_it_is_told_so(phone: Phone, worker: Worker) -> None:
    phone.bring(PHOTO)
    worker.run()
    first = phone.look_at(PHOTO)
    again = phone.client.get(phone.photo(PHOTO).url(), headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert again.cache_control.max_age == 60
    other = phone.look_at(PHOTO, 160)
    assert other.headers["ETag"] != first.headers["ETag"]


def test_hiding_a_photo_works_even_for_who_has_it(phone: Phone, worker: Worker) -> None:
    phone.bring(PHOTO)
    worker.run()
    etag = phone.look_at(PHOTO).headers["ETag"]
    show(phone, is_public=False)
    assert phone.client.get(phone.photo(PHOTO).url(), headers={"If-None-Match": etag}).status_code == 404
    show(phone, is_public=True)
    assert phone.look_at(PHOTO).status_code == 200


def test_nobody_sees_a_photo_before_it_is_clean(phone: Phone, worker: Worker) -> None:
    phone.declare(PHOTO)
    assert phone.look_at(PHOTO).status_code == 404
    phone.send(PHOTO)
    assert phone.look_at(PHOTO).status_code == 404
    worker.run()
    assert phone.look_at(PHOTO).status_code == 200


def test_a_private_photo_is_shown_to_whom_another_feature_trusts(app: Flask, phone: Phone, worker: Worker) -> None:
    def has_key(_owner_id: UUID, kept: bytes) -> bool:
        return is_secret(request.headers.get("X-Key"), kept)

    photos.let_see(app, has_key)
    phone.bring(PHOTO, is_public=False)
    worker.run()
    assert phone.look_at(PHOTO).status_code == 404
    address = phone.photo(PHOTO).url()
    assert phone.client.get(address, headers={"X-Key": "x" * 32}).status_code == 404
    own = phone.client.get(address, headers={"X-Key": phone.secret})
    assert own.status_code == 200
    assert own.cache_control.private
    assert not own.cache_control.public


WRONG = ["{key}-641.webp", "{key}-640.png", "{key}-640.webp/", "{key}.webp", "{key}", "x-640.webp", "-640.webp",
         "..%2f{key}-640.webp", "{key}--640.webp", "{key}-640.webp%00"]  # fmt: skip


@pytest.mark.parametrize("address", WRONG)
def test_other_addresses_are_not_found(phone: Phone, worker: Worker, address: str) -> None:
    phone.bring(PHOTO)
    worker.run()
    response = phone.client.get("/media/" + address.format(key=phone.photo(PHOTO).key))
    assert response.status_code == 404
    assert response.headers["Cache-Control"] == "no-store"


def test_keys_tell_nothing(phone: Phone) -> None:
    other = Phone(phone.app)
    phone.declare(PHOTO)
    other.declare(PHOTO)
    assert phone.photo(PHOTO).key != other.photo(PHOTO).key
    assert len(phone.photo(PHOTO).key) == 22
