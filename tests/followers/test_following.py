"""A device says what it wants to hear of, hears of that and of nothing else, and says when it wants no more."""

import secrets
from uuid import uuid4

import pytest

from app.followers.queries import list_all_follows
from tests.client import CheckingClient
from tests.conftest import count
from tests.factories import Phone, sent
from tests.followers.devices import Device
from tests.samples import Sample


def test_a_device_that_follows_a_case_is_kept_with_its_subscription(client: CheckingClient, device: Device) -> None:
    number = sent(client)
    response = device.follow({"case": number})
    assert response.status_code == 201
    answer = response.get_json()
    assert answer["device"] == str(device.id)
    assert answer["channels"] == [{"kind": "push", "state": "active"}]
    [followed] = answer["follows"]
    assert (followed["case"], followed["is_own"], followed["is_over"]) == (number, True, False)
    assert followed["name"]
    assert followed["status_text"]


def test_the_answer_has_the_key_that_subscriptions_are_for(client: CheckingClient, device: Device) -> None:
    key = device.put().get_json()["vapid_key"]
    assert key == client.get("/api/v1/push/key").get_json()["key"] == device.show().get_json()["vapid_key"]
    assert len(key) == 87


def test_sending_the_subscription_again_keeps_what_is_followed(client: CheckingClient, device: Device) -> None:
    device.follow({"case": sent(client)})
    response = device.put()
    assert response.status_code == 200
    assert len(response.get_json()["follows"]) == 1


def test_following_twice_is_following_once(client: CheckingClient, device: Device, inside: None) -> None:
    number = sent(client)
    device.follow({"case": number}, {"case": f"{number[:4]} {number[4:8]} {number[8:]}"})
    device.follow({"case": number})
    assert count("follows") == 1


def test_a_case_is_followed_no_more_when_its_follower_says_so(client: CheckingClient, device: Device) -> None:
    first, second = sent(client), sent(client, description="Another wall, on the other side of the street.")
    device.follow({"case": first}, {"case": second})
    answer = device.put(unfollow=[{"case": first}]).get_json()
    assert [one["case"] for one in answer["follows"]] == [second]


def test_following_again_begins_anew(client: CheckingClient, device: Device, inside: None) -> None:
    number = sent(client)
    device.follow({"case": number})
    device.put(unfollow=[{"case": number}])
    device.follow({"case": number})
    assert [one["case"] for one in device.followed] == [number]
    [follow] = list_all_follows(device.row)
    assert follow.ended_at is None


def test_what_was_never_followed_can_be_stopped_and_nothing_happens(client: CheckingClient, device: Device) -> None:
    response = device.put(unfollow=[{"case": sent(client)}, {"case": "1234567894"}, {"notices": True}])
    assert (response.status_code, response.get_json()["follows"]) == (201, [])


def test_an_own_report_is_known_by_its_secret(client: CheckingClient, device: Device) -> None:
    phone = Phone(client)
    number = phone.put(phone.report()).get_json()["number"]
    key = {"id": str(phone.id), "secret": phone.secret}
    assert device.follow({"case": number, "report": key}).get_json()["follows"][0]["is_own"]


def test_somebody_elses_report_is_not_ones_own(client: CheckingClient, stranger: Device) -> None:
    phone = Phone(client)
    number = phone.put(phone.report()).get_json()["number"]
    key = {"id": str(phone.id), "secret": secrets.token_urlsafe(24)}
    assert not stranger.follow({"case": number, "report": key}).get_json()["follows"][0]["is_own"]


def test_a_private_case_is_followed_by_its_reporter(client: CheckingClient, stranger: Device, sample: Sample) -> None:
    phone = Phone(client)
    body = phone.report(service=sample.private.code, answers=sample.answers(sample.private))
    number = phone.put(body).get_json()["number"]
    key = {"id": str(phone.id), "secret": phone.secret}
    followed = stranger.follow({"case": number, "report": key}).get_json()["follows"]
    assert [one["case"] for one in followed] == [number]


@pytest.mark.parametrize("key", ["none", "a wrong secret", "another report's"])
def test_a_private_case_is_nobody_elses_to_follow(
    client: CheckingClient, stranger: Device, sample: Sample, inside: None, key: str
) -> None:
    phone, other = Phone(client), Phone(stranger.client)
    body = phone.report(service=sample.private.code, answers=sample.answers(sample.private))
    number = phone.put(body).get_json()["number"]
    other.put(other.report())
    keys = {
        "none": None,
        "a wrong secret": {"id": str(phone.id), "secret": secrets.token_urlsafe(24)},
        "another report's": {"id": str(other.id), "secret": other.secret},
    }
    response = stranger.follow({"case": number, "report": keys[key]})
    assert (response.status_code, response.get_json()["code"]) == (404, "no_such_case")
    assert (count("follows"), count("followers")) == (0, 0)


def test_what_turns_private_shows_a_stranger_no_more_than_its_number(
    client: CheckingClient, stranger: Device, sample: Sample
) -> None:
    phone = Phone(client)
    number = phone.put(phone.report()).get_json()["number"]
    stranger.follow({"case": number})
    form = {"service": sample.private.code}
    client.post(f"/en/cases/{number}/service", data=form)
    [shown] = stranger.followed
    assert ("".join(shown["name"].split()), shown["status_text"]) == (number, "")
    assert stranger.put(unfollow=[{"case": number}]).get_json()["follows"] == []


@pytest.mark.parametrize(("number", "code"), [("1234567895", "wrong_digit"), ("1234567894", "no_such_case")])
def test_a_case_that_is_not_there_is_said_so(device: Device, inside: None, number: str, code: str) -> None:
    response = device.follow({"case": number})
    assert (response.status_code, response.get_json()["code"]) == (404, code)
    assert count("followers") == 0


def test_news_of_the_city_can_be_followed(device: Device) -> None:
    assert device.follow({"notices": True}).get_json()["follows"][0]["notices"] is True


def test_the_language_is_that_in_which_one_asked_last(client: CheckingClient, device: Device) -> None:
    device.follow({"case": sent(client)}, language="ar")
    assert device.show().get_json()["language"] == "ar"
    assert device.put(language="en").get_json()["language"] == "ar"
    assert device.follow({"notices": True}, language="es").get_json()["language"] == "es"


def test_lines_are_written_in_the_followers_language(client: CheckingClient, device: Device) -> None:
    english = device.follow({"case": sent(client)}).get_json()["follows"][0]["status_text"]
    line = device.follow({"notices": True}, language="ar").get_json()["follows"][-1]
    arabic = line["status_text"]
    assert line["url"].startswith("/ar/cases/")
    assert english
    assert arabic
    assert english != arabic


@pytest.mark.parametrize("method", ["get", "put", "delete"])
def test_a_device_opens_only_with_its_own_secret(device: Device, method: str) -> None:
    device.put()
    thief = Device(device.client, device.id)
    answer = {"get": thief.show, "put": thief.put, "delete": thief.forget}[method]()
    assert (answer.status_code, answer.get_json()["code"]) == (404, "no_such_device")
    assert device.show().status_code == 200


@pytest.mark.parametrize("method", ["get", "delete"])
def test_a_device_that_nobody_knows_is_answered_like_one_with_a_wrong_secret(device: Device, method: str) -> None:
    answer = {"get": device.show, "delete": device.forget}[method]()
    assert (answer.status_code, answer.get_json()["code"]) == (404, "no_such_device")


@pytest.mark.parametrize("method", ["get", "put", "delete"])
@pytest.mark.parametrize("authorization", [None, "Bearer short", "Basic YTpi", f"Bearer {'a' * 129}", "Bearer ä" * 9])
def test_without_a_secret_nothing_is_done(client: CheckingClient, method: str, authorization: str | None) -> None:
    headers = {"Authorization": authorization} if authorization else {}
    sent_along = {"json": {"subscription": None}} if method == "put" else {}
    answer = client.open(f"/api/v1/push/{uuid4()}", method=method.upper(), headers=headers, **sent_along)
    assert (answer.status_code, answer.get_json()["code"]) == (401, "no_secret")
