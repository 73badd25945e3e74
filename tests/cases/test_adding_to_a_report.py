"""A phone adds words and photos to a report that it sent: once, whatever the network does."""

import threading
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app import clock
from app.cases import operations, queries
from app.cases.workflow import ClosingReason, Status
from app.extensions import db
from app.jobs import bell
from tests.client import CheckingClient
from tests.conftest import NOON, count
from tests.factories import Phone, declared, photo
from tests.samples import Sample

WORDS = "It grew overnight."


@pytest.fixture
def phone(client: CheckingClient) -> Phone:
    """A phone whose report is with the city."""
    phone = Phone(client)
    assert phone.put(phone.report()).status_code == 201
    return phone


def number_of(phone: Phone) -> str:
    return str(phone.put(phone.report()).get_json()["number"])


def page_for_strangers(phone: Phone) -> str:
    return phone.client.application.test_client().get(f"/en/cases/{number_of(phone)}").get_data(as_text=True)


def page_for_its_sender(phone: Phone) -> str:
    return phone.client.get(f"/en/cases/{number_of(phone)}").get_data(as_text=True)


def close(phone: Phone) -> None:
    with phone.client.application.app_context():
        case = queries.find_case(number_of(phone))
        operations.update_status(case, Status.CLOSED, reason=ClosingReason.FIXED)
        db.session.commit()


def clean(phone: Phone) -> None:
    bell(phone.client.application).run("photos")


def test_what_is_added_stands_in_the_timeline_for_everybody(phone: Phone) -> None:
    sending_id = uuid4()
    response = phone.add(phone.addition(), sending_id)
    assert response.status_code == 201
    assert response.get_json() == {
        "id": str(sending_id),
        "report_id": str(phone.id),
        "number": number_of(phone),
        "url": f"http://localhost/c/{number_of(phone)}",
        "status": "received",
        "photos": [],
    }
    assert "added words" in page_for_strangers(phone)
    assert WORDS in page_for_strangers(phone)


def test_adding_twice_adds_once(phone: Phone, inside: None) -> None:
    sending_id, body = uuid4(), phone.addition(photos=[declared(photo())])
    first, again = phone.add(body, sending_id), phone.add(body, sending_id)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.get_json() == again.get_json()
    assert (count("events"), count("dispatches"), count("photos")) == (2, 2, 1)


def test_an_edited_copy_counts_as_received_and_names_the_case(phone: Phone, inside: None) -> None:
    sending_id = uuid4()
    phone.add(phone.addition(), sending_id)
    edited = phone.add(phone.addition(description="No, twice as big"), sending_id)
    assert edited.status_code == 409
    problem = edited.get_json()
    assert (problem["code"], problem["number"]) == ("already_received", number_of(phone))
    assert "twice as big" not in page_for_its_sender(phone)
    assert count("events") == 2


def test_with_another_secret_nothing_is_added(phone: Phone, inside: None) -> None:
    thief = Phone(phone.client, id=phone.id)
    response = thief.add(phone.addition())
    assert (response.status_code, response.get_json()["code"]) == (404, "no_such_report")
    assert count("events") == 1


def test_the_id_of_what_somebody_else_added_is_not_there(phone: Phone, inside: None) -> None:
    sending_id, other = uuid4(), Phone(phone.client)
    other.put(other.report())
    other.add(other.addition(), sending_id)
    assert phone.add(phone.addition(), sending_id).status_code == 404
    assert count("events") == 3


def test_what_comes_before_its_report_is_asked_for_again(phone: Phone, inside: None) -> None:
    early, sending_id = Phone(phone.client), uuid4()
    response = early.add(early.addition(), sending_id)
    assert (response.status_code, response.get_json()["code"]) == (409, "report_not_here")
    assert "number" not in response.get_json()
    assert int(response.headers["Retry-After"]) > 0
    early.put(early.report())
    assert early.add(early.addition(), sending_id).status_code == 201


def test_a_closed_case_takes_no_more_and_says_so(phone: Phone, inside: None) -> None:
    close(phone)
    response = phone.add(phone.addition(photos=[declared(photo())]))
    assert (response.status_code, response.get_json()["code"]) == (409, "already_closed")
    assert "number" not in response.get_json()
    assert count("photos") == 0


def test_what_was_added_before_the_case_closed_is_still_acknowledged(phone: Phone) -> None:
    sending_id = uuid4()
    phone.add(phone.addition(), sending_id)
    close(phone)
    assert phone.add(phone.addition(), sending_id).status_code == 200


def test_a_report_taken_back_takes_no_more_though_others_joined_it(phone: Phone) -> None:
    joiner = Phone(phone.client.application.test_client())  # type: ignore[arg-type]
    joiner.put(joiner.report(joins=number_of(phone)))
    phone.client.post(f"/en/cases/{number_of(phone)}/withdraw")
    assert phone.add(phone.addition()).status_code == 409
    assert joiner.add(joiner.addition()).status_code == 201


def test_what_was_taken_back_does_not_show_again_when_its_addition_is_repeated(phone: Phone) -> None:
    joiner = Phone(phone.client.application.test_client())  # type: ignore[arg-type]
    joiner.put(joiner.report(joins=number_of(phone)))
    sending_id, body = uuid4(), phone.addition(photos=[declared(photo())])
    phone.add(body, sending_id)
    phone.patch(photo())
    clean(phone)
    assert "/media/" in page_for_strangers(phone)
    phone.client.post(f"/en/cases/{number_of(phone)}/withdraw")
    assert phone.add(body, sending_id).status_code == 200
    assert "/media/" not in page_for_strangers(phone)
    assert WORDS not in page_for_strangers(phone)


def test_added_photos_go_up_under_their_report(phone: Phone) -> None:
    picture = photo("blue")
    answer = phone.add(phone.addition(description="", photos=[declared(picture)])).get_json()
    assert [one["state"] for one in answer["photos"]] == ["receiving"]
    assert phone.patch(picture).status_code == 204
    clean(phone)
    page = page_for_strangers(phone)
    assert "added a photo" in page
    assert "/media/" in page


def test_a_report_has_five_photos_however_they_come(phone: Phone) -> None:
    first = [declared(photo(colour)) for colour in ("red", "green", "blue", "white")]
    later = [declared(photo(colour)) for colour in ("black", "grey")]
    phone.add(phone.addition(photos=first))
    answer = phone.add(phone.addition(photos=later)).get_json()
    assert [one["state"] for one in answer["photos"]] == ["receiving", "withheld"]


def test_announcing_old_photos_again_makes_no_room_for_new_ones(phone: Phone) -> None:
    old = [declared(photo(colour)) for colour in ("red", "green", "blue", "white", "black")]
    phone.add(phone.addition(photos=old))
    answer = phone.add(phone.addition(photos=[declared(photo("grey")), *old])).get_json()
    states = {one["sha256"]: one["state"] for one in answer["photos"]}
    assert states.pop(declared(photo("grey"))["sha256"]) == "withheld"
    assert set(states.values()) == {"receiving"}


def test_the_form_asks_for_photos_as_long_as_there_is_room(phone: Phone) -> None:
    assert 'data-most="5"' in page_for_its_sender(phone)
    phone.add(phone.addition(photos=[declared(photo(colour)) for colour in ("red", "green", "blue", "white")]))
    assert 'data-most="1"' in page_for_its_sender(phone)
    phone.add(phone.addition(photos=[declared(photo("black"))]))
    page = page_for_its_sender(phone)
    assert "data-addition" in page
    assert 'type="file"' not in page


def test_nobody_else_is_shown_the_form(phone: Phone) -> None:
    assert str(phone.id) in page_for_its_sender(phone)
    assert str(phone.id) not in page_for_strangers(phone)
    assert "data-addition" not in page_for_strangers(phone)


def test_what_is_added_to_a_private_case_stays_private(client: CheckingClient, sample: Sample) -> None:
    phone = Phone(client)
    number = phone.put(phone.report(service=sample.private.code, answers={})).get_json()["number"]
    picture = photo()
    assert phone.add(phone.addition(photos=[declared(picture)])).status_code == 201
    phone.patch(picture)
    clean(phone)
    page = client.get(f"/en/cases/{number}").get_data(as_text=True)
    assert WORDS in page
    address = page.split('src="/media/')[1].split('"')[0]
    assert client.application.test_client().get(f"/media/{address}").status_code == 404


@pytest.mark.parametrize("words", ["call me at 215-555-0142", "mail anna@example.org"])
def test_words_with_a_phone_or_an_address_are_shown_to_nobody_else(phone: Phone, words: str) -> None:
    assert phone.add(phone.addition(description=words)).status_code == 201
    assert words not in page_for_strangers(phone)
    assert words in page_for_its_sender(phone)


def test_over_the_hourly_limit_it_is_received_and_only_its_sender_and_the_city_read_it(phone: Phone) -> None:
    for turn in range(30):
        assert phone.add(phone.addition(description=f"Again, {turn}.")).status_code == 201
    assert phone.add(phone.addition(description="One too many.")).status_code == 201
    assert "Again, 29." in page_for_strangers(phone)
    assert "One too many." not in page_for_strangers(phone)
    assert "One too many." in page_for_its_sender(phone)
    with clock.stopped_at(NOON + timedelta(hours=2)):
        phone.add(phone.addition(description="Later."))
        assert "Later." in page_for_strangers(phone)


def test_added_words_keep_the_language_they_are_in(phone: Phone) -> None:
    phone.add(phone.addition(description="Creció durante la noche.", language="es"))
    assert 'lang="es">Creció' in page_for_strangers(phone)


def test_the_same_fifty_times_at_once_is_added_once(app: Flask, phone: Phone) -> None:
    sending_id, body, answers = uuid4(), phone.addition(photos=[declared(photo())]), list[TestResponse]()

    def send() -> None:
        client = app.test_client()
        answers.append(Phone(client, phone.id, phone.secret).add(body, sending_id))  # type: ignore[arg-type]

    threads = [threading.Thread(target=send) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answer.status_code for answer in answers) == [200] * 49 + [201]
    with app.app_context():
        assert (count("events"), count("photos")) == (2, 1)


def added_by_hand(phone: Phone, words: str, sending_id: UUID | str) -> TestResponse:
    fields = {"sending_id": str(sending_id), "description": words}
    return phone.client.post(f"/en/cases/{number_of(phone)}/more", data=fields)


def test_without_scripts_words_that_come_too_late_are_given_back(phone: Phone, lang: str) -> None:
    close(phone)
    fields = {"description": "The second step is loose too."}
    response = phone.client.post(f"/{lang}/cases/{number_of(phone)}/more", data=fields)
    page = response.get_data(as_text=True)
    assert response.status_code == 409
    assert "The second step is loose too." in page
    assert 'role="alert"' in page


def test_without_scripts_another_version_is_offered_once_more(phone: Phone, inside: None) -> None:
    sending_id = uuid4()
    assert added_by_hand(phone, "One.", sending_id).status_code == 303
    response = added_by_hand(phone, "One and two.", sending_id)
    page = response.get_data(as_text=True)
    assert response.status_code == 409
    assert "One and two.</textarea>" in page
    following = page.split('name="sending_id" value="')[1].split('"')[0]
    assert added_by_hand(phone, "One and two.", following).status_code == 303
    assert count("events") == 3


def test_what_the_page_and_the_phone_send_under_one_id_is_added_once(phone: Phone, inside: None) -> None:
    sending_id = uuid4()
    assert added_by_hand(phone, WORDS, sending_id).status_code == 303
    assert phone.add(phone.addition(), sending_id).status_code == 409
    assert count("events") == 2
