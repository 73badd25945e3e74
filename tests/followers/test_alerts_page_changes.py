"""A resident changes and stops what they are told, with scripts off; by a link from an e-mail, too."""

import pytest
from flask import Flask

from app.clock import stopped_at
from app.extensions import db
from app.followers import device as devices
from app.followers.emails import EXTENSION, Asker
from app.followers.models import ACTIVE, Channel, Follower
from app.followers.operations import Limits
from app.followers.queries import find_follower
from tests.client import CheckingClient
from tests.conftest import NOON, count
from tests.factories import sent
from tests.followers.devices import Device
from tests.followers.reader import EMAIL, Reader, mistakes, nobody_writes

SAVED = "/en/alerts?said=saved"
TABLES = ("followers", "channels", "follows")


def reader_of(app: Flask, key: str = "") -> Reader:
    """A browser of its own."""
    client = app.test_client()
    assert isinstance(client, CheckingClient)
    return Reader(client, key=key)


@pytest.fixture(autouse=True)
def _mail_server(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The city can write e-mails."""
    monkeypatch.setitem(app.extensions, EXTENSION, Asker(nobody_writes))


@pytest.fixture
def number(app: Flask) -> str:
    """The case of somebody else."""
    return sent(reader_of(app).client)


@pytest.fixture
def reader(app: Flask, number: str) -> Reader:
    """Follows the case, at an address that waits for a yes."""
    reader = reader_of(app)
    reader.follow(case=number)
    return reader


@pytest.fixture
def other(app: Flask, number: str) -> Reader:
    """Follows the same."""
    other = reader_of(app)
    other.follow(case=number, email="eve@example.org")
    return other


def follower(reader: Reader) -> Follower:
    """What is stored of a reader, inside the application."""
    cookie = reader.client.get_cookie("stoop_alerts")
    assert cookie
    db.session.expire_all()
    found = find_follower(devices._id(cookie.value.partition(".")[0]))  # type: ignore[arg-type]
    assert found
    return found


def key_of(reader: Reader) -> str:
    """What the link in an e-mail to this reader holds."""
    with reader.client.application.test_request_context():
        return devices.signed_key(follower(reader))


def test_stopping_one_thing_keeps_the_others(reader: Reader) -> None:
    reader.press("follow", neighbourhood="fishtown")
    assert reader.press("stop", follow=reader.hidden("follow")[0]).location == SAVED
    assert len(reader.follows) == 1
    assert "Fishtown" not in reader.follows


@pytest.mark.parametrize("follow", ["", "x", "-1", "999999", "case-1", "9" * 30])
def test_stopping_what_one_does_not_follow_changes_nothing(reader: Reader, follow: str) -> None:
    reader.press("stop", follow=follow)
    assert len(reader.follows) == 1


def test_nobody_stops_what_somebody_else_follows(reader: Reader, other: Reader) -> None:
    other.press("stop", follow=reader.hidden("follow")[0])
    assert len(reader.follows) == 1


def test_adding_an_address_and_removing_it(reader: Reader) -> None:
    assert reader.press("email", email="ana@work.example.org").location == SAVED
    assert reader.addresses == [EMAIL, "ana@work.example.org"]
    reader.press("remove", channel=reader.hidden("channel")[0])
    assert reader.addresses == ["ana@work.example.org"]


def test_the_same_address_is_kept_once_however_it_is_written(reader: Reader) -> None:
    reader.press("email", email=EMAIL.upper())
    assert reader.addresses == [EMAIL]


def test_an_address_that_is_none_comes_back(reader: Reader) -> None:
    answer = reader.press("email", email="ana at work")
    assert answer.status_code == 422
    assert mistakes(answer.get_data(as_text=True)) == [
        "This e-mail address is not complete. It looks like name@example.org."
    ]
    assert 'value="ana at work"' in answer.get_data(as_text=True)
    assert reader.addresses == [EMAIL]


def test_there_are_only_so_many_addresses(reader: Reader) -> None:
    answers = [reader.press("email", email=f"ana{at}@example.org").status_code for at in range(5)]
    assert answers == [303, 303, 303, 303, 409]
    assert len(reader.addresses) == 5


def test_nobody_removes_the_address_of_somebody_else(reader: Reader, other: Reader) -> None:
    other.press("remove", channel=reader.hidden("channel")[0])
    assert reader.addresses == [EMAIL]


def test_whoever_can_be_reached_follows_with_one_tap(reader: Reader) -> None:
    answer = reader.press("follow", neighbourhood="fishtown")
    assert answer.location == "/en/alerts?said=told"
    assert reader.follows[0] == "Fishtown"


def test_whoever_cannot_be_reached_is_asked_where(app: Flask, number: str) -> None:
    newcomer = reader_of(app)
    answer = newcomer.press("follow", case=number)
    assert (answer.status_code, answer.location) == (303, f"/en/alerts?case={number}")
    assert 'name="email"' in newcomer.page(case=number)
    assert not newcomer.is_known


def test_a_phone_that_shows_messages_is_asked_for_no_address(device: Device, number: str) -> None:
    device.put()
    reader = Reader(device.client)
    assert 'name="email"' not in reader.page(case=number).partition('id="channels"')[0]
    reader.press("follow", case=number)
    assert [follow["case"] for follow in device.followed] == [number]


def test_following_more_than_one_may_comes_back_with_the_reason(
    app: Flask, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app.extensions["followers"], "limits", Limits(follows=1))
    answer = reader.press("follow", neighbourhood="fishtown")
    assert answer.status_code == 409
    assert len(mistakes(answer.get_data(as_text=True))) == 1
    assert len(reader.follows) == 1


@pytest.mark.parametrize(
    ("sent_hours", "kept"),
    [
        (("1320", "420"), (1320, 420)),
        (("0", "360"), (0, 360)),
        (("", ""), (None, None)),
        (("1320", ""), (1320, 420)),
        (("", "360"), (1320, 360)),
        (("420", "420"), (None, None)),
        (("1440", "x"), (None, None)),
        (("-60", "99999999999"), (None, None)),
    ],
)
def test_quiet_hours(
    reader: Reader, inside: None, sent_hours: tuple[str, str], kept: tuple[int | None, int | None]
) -> None:
    reader.press("settings", quiet_from=sent_hours[0], quiet_until=sent_hours[1])
    row = follower(reader)
    assert (row.quiet_from, row.quiet_until) == kept


def test_hours_are_shown_as_they_were_chosen(reader: Reader) -> None:
    reader.press("settings", quiet_from="1320", quiet_until="420")
    html = reader.page()
    assert '<option value="1320" selected>10:00' in html
    assert '<option value="420" selected>7:00' in html


def test_once_a_day_and_in_another_language(reader: Reader, inside: None) -> None:
    reader.press("settings", pace="daily", language="ht")
    assert (follower(reader).pace, follower(reader).language) == ("daily", "ht")
    assert 'value="daily" checked' in reader.page()


@pytest.mark.parametrize("fields", [{}, {"pace": "hourly"}, {"language": "xx"}, {"language": "../en", "pace": ""}])
def test_what_is_no_choice_changes_nothing(reader: Reader, inside: None, fields: dict[str, str]) -> None:
    reader.press("settings", **fields)
    assert (follower(reader).pace, follower(reader).language) == ("at_once", "en")


def test_stopping_everything_leaves_nothing(reader: Reader, inside: None) -> None:
    answer = reader.press("end")
    assert answer.location == "/en/alerts?said=over"
    assert [count(table) for table in TABLES] == [0, 0, 0]
    assert not reader.is_known
    assert "It is deleted." in reader.page(said="over")


def test_stopping_everything_stops_nobody_else(reader: Reader, other: Reader) -> None:
    reader.press("end")
    assert len(other.follows) == 1


@pytest.mark.parametrize("button", ["email", "remove", "stop", "settings"])
def test_whoever_follows_nothing_can_change_nothing(app: Flask, button: str, inside: None) -> None:
    assert reader_of(app).press(button, email=EMAIL).status_code == 404
    assert count("channels") == 0


def test_the_link_in_an_e_mail_opens_the_page_on_any_device(app: Flask, reader: Reader) -> None:
    elsewhere = reader_of(app, key_of(reader))
    assert elsewhere.follows == reader.follows
    assert elsewhere.addresses == [EMAIL]
    assert not elsewhere.is_known  # looking makes nobody somebody


def test_what_the_link_opens_can_be_changed(app: Flask, reader: Reader, inside: None) -> None:
    elsewhere = reader_of(app, key_of(reader))
    answer = elsewhere.press("settings", pace="daily")
    assert f"key={elsewhere.key}" in answer.location
    assert follower(reader).pace == "daily"
    elsewhere.press("end")
    assert [count(table) for table in TABLES] == [0, 0, 0]


def test_a_link_changes_nothing_of_the_device_that_opens_it(app: Flask, reader: Reader, other: Reader) -> None:
    other.key = key_of(reader)
    other.press("end")
    other.key = ""
    assert len(other.follows) == 1
    assert reader.follows == []


@pytest.mark.parametrize("change", [lambda key: "", lambda key: key[:-2], lambda key: "x" + key, lambda key: "old"])
def test_a_link_that_was_tampered_with_opens_nothing(app: Flask, reader: Reader, change: object) -> None:
    stranger = reader_of(app, change(key_of(reader)))  # type: ignore[operator]
    assert stranger.follows == []
    assert ("This link no longer works." in stranger.page()) is bool(stranger.key)
    assert stranger.press("stop", follow="1").status_code == 404


def test_a_link_of_last_year_opens_nothing(app: Flask, reader: Reader) -> None:
    key = key_of(reader)
    with stopped_at(NOON.replace(year=2027)):
        assert reader_of(app, key).follows == []


def test_ones_own_link_is_not_carried_along(reader: Reader) -> None:
    reader.key = key_of(reader)
    assert 'name="key"' not in reader.page()


@pytest.mark.parametrize("button", ["follow", "email", "remove", "stop", "settings", "end"])
def test_the_address_of_a_form_leads_to_the_page(reader: Reader, button: str) -> None:
    answer = reader.client.get(f"/en/alerts/{button}")
    assert (answer.status_code, answer.location) == (302, "/en/alerts")


def test_forgetting_the_phone_forgets_what_it_follows(reader: Reader, other: Reader, inside: None) -> None:
    reader.client.post("/en/phone/forget", data={"what": "everything"})
    assert [count(table) for table in TABLES] == [1, 1, 1]
    assert not reader.is_known
    assert reader.follows == []
    assert len(other.follows) == 1


def test_a_confirmed_address_waits_for_nothing(reader: Reader, inside: None) -> None:
    db.session.query(Channel).update({"state": ACTIVE})
    db.session.commit()
    assert "Open the e-mail we sent you" not in reader.page(said="told")
    assert "You will hear from us when something happens." in reader.page(said="told")


def test_a_network_that_brings_too_many_is_asked_to_wait(
    app: Flask, number: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app.extensions["followers"], "limits", Limits(devices_an_hour=1))
    assert reader_of(app).follow(case=number).status_code == 303
    newcomer = reader_of(app)
    answer = newcomer.follow(case=number)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "3600")
    assert f'value="{EMAIL}"' in answer.get_data(as_text=True)
    assert not newcomer.is_known
