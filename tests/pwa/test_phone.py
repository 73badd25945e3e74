"""A resident looks at what a phone keeps, says that others use it, and deletes it all: with scripts off."""

from uuid import UUID

import pytest
from werkzeug.test import TestResponse

from tests.client import CheckingClient
from tests.factories import Phone

RING, SHARED = "stoop_keys", "stoop_shared"


@pytest.fixture
def number(client: CheckingClient) -> str:
    """The case of a report that this browser sent."""
    return report(client)[1]


def report(client: CheckingClient) -> tuple[UUID, str]:
    phone = Phone(client)
    return phone.id, str(phone.put(phone.report()).get_json()["number"])


def page(client: CheckingClient, lang: str = "en") -> str:
    return client.get(f"/{lang}/phone").get_data(as_text=True)


def ends_with_browser(client: CheckingClient, name: str = RING) -> bool:
    """Whether the browser forgets this cookie when it is closed."""
    cookie = client.get_cookie(name)
    assert cookie
    return cookie.max_age is None and cookie.expires is None


def cookies_set(answer: TestResponse) -> set[str]:
    """Their names."""
    return {line.partition("=")[0] for line in answer.headers.getlist("Set-Cookie")}


def knows(client: CheckingClient, number: str) -> bool:
    return number in client.get("/en/mine").get_data(as_text=True).replace("\u00a0", "").replace(" ", "")


def turn(client: CheckingClient, shared: str) -> None:
    answer = client.post("/en/phone/shared", data={"shared": shared})
    assert answer.status_code == 303
    assert answer.location == "/en/phone#shared"


def test_everybody_can_read_what_is_kept(client: CheckingClient, lang: str) -> None:
    html = page(client, lang)
    assert f'action="/{lang}/phone/forget"' in html
    assert f'action="/{lang}/phone/shared"' in html


def test_every_page_leads_there(client: CheckingClient, lang: str) -> None:
    assert f'href="/{lang}/phone"' in client.get(f"/{lang}/").get_data(as_text=True)


def test_without_scripts_the_page_counts_the_keys(client: CheckingClient) -> None:
    assert "key" not in page(client).partition("<noscript>")[2].partition("</noscript>")[0]
    report(client)
    assert "They hold the key to 1 report." in page(client)
    report(client)
    assert "They hold the keys to 2 reports." in page(client)


def test_a_phone_of_ones_own_keeps_its_keys(client: CheckingClient, number: str) -> None:
    assert not ends_with_browser(client)
    assert knows(client, number)


def test_on_a_shared_phone_new_keys_end_with_the_browser(client: CheckingClient) -> None:
    turn(client, "on")
    _id, number = report(client)
    assert ends_with_browser(client)
    assert knows(client, number)


def test_turning_it_on_lets_the_keys_that_are_there_end_too(client: CheckingClient, number: str) -> None:
    turn(client, "on")
    assert ends_with_browser(client)
    assert knows(client, number)


def test_turning_it_off_keeps_the_keys_again(client: CheckingClient, number: str) -> None:
    turn(client, "on")
    turn(client, "off")
    assert not ends_with_browser(client)
    assert knows(client, number)


@pytest.mark.parametrize("shared", ["on", "off"])
def test_the_choice_outlives_the_browser(client: CheckingClient, shared: str) -> None:
    turn(client, shared)
    assert not ends_with_browser(client, SHARED)


def test_turning_it_on_makes_no_keys_where_there_are_none(client: CheckingClient) -> None:
    turn(client, "on")
    assert client.get_cookie(RING) is None


@pytest.mark.parametrize(("shared", "said"), [("on", True), ("off", False)])
def test_the_page_says_how_it_is(client: CheckingClient, shared: str, said: bool) -> None:
    turn(client, shared)
    here, other = ("data-when-shared>", "data-when-shared hidden>")[:: 1 if said else -1]
    assert here in page(client)
    assert other not in page(client)


def test_a_form_that_does_not_say_counts_as_shared(client: CheckingClient) -> None:
    client.post("/en/phone/shared")
    assert "data-when-shared>" in page(client)


def test_a_switch_set_without_a_connection_reaches_the_keys_later(client: CheckingClient, number: str) -> None:
    client.set_cookie(SHARED, "1")
    page(client)
    assert ends_with_browser(client)
    assert knows(client, number)


def test_reading_the_page_on_ones_own_phone_changes_no_cookie(client: CheckingClient, number: str) -> None:
    assert cookies_set(client.get("/en/phone")) <= {"lang"}


def test_deleting_all_forgets_the_keys_and_asks_the_browser(client: CheckingClient, number: str) -> None:
    answer = client.post("/en/phone/forget", data={"what": "everything"})
    assert (answer.status_code, answer.location) == (303, "/en/phone?deleted=1")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert client.get_cookie(RING) is None
    assert not knows(client, number)


def test_scripts_that_delete_the_rest_themselves_ask_for_the_keys_alone(client: CheckingClient, number: str) -> None:
    answer = client.post("/en/phone/forget", data={"what": "keys"})
    assert "Clear-Site-Data" not in answer.headers
    assert not knows(client, number)


def test_the_case_goes_on_when_its_keys_are_gone(client: CheckingClient, number: str) -> None:
    client.post("/en/phone/forget", data={"what": "everything"})
    seen = client.get(f"/en/cases/{number}")
    assert seen.status_code == 200
    assert "own-title" not in seen.get_data(as_text=True)


def test_deleting_says_so_and_keeps_the_switch(client: CheckingClient, number: str) -> None:
    turn(client, "on")
    client.post("/en/phone/forget", data={"what": "everything"})
    html = client.get("/en/phone?deleted=1").get_data(as_text=True)
    assert "data-deleted>" in html
    assert "data-when-shared>" in html


def test_the_page_does_not_say_deleted_while_there_are_keys(client: CheckingClient, number: str) -> None:
    assert "data-deleted hidden>" in client.get("/en/phone?deleted=1").get_data(as_text=True)


@pytest.mark.parametrize("path", ["/en/phone/forget", "/en/phone/shared"])
@pytest.mark.parametrize("headers", [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}])
def test_another_site_cannot_do_it_for_them(
    client: CheckingClient, number: str, path: str, headers: dict[str, str]
) -> None:
    answer = client.post(path, data={"what": "everything", "shared": "on"}, headers=headers)
    assert answer.status_code == 403
    assert cookies_set(answer) <= {"lang"}
    assert "Clear-Site-Data" not in answer.headers
    assert knows(client, number)


@pytest.mark.parametrize("path", ["/en/phone/forget", "/en/phone/shared"])
def test_a_link_cannot_do_it_either(client: CheckingClient, path: str) -> None:
    assert client.get(path).status_code == 405


@pytest.mark.parametrize("said", ["0", "", "yes", "1;1", "é"])
def test_only_a_clear_yes_makes_keys_end(client: CheckingClient, said: str) -> None:
    client.set_cookie(SHARED, said)
    report(client)
    assert not ends_with_browser(client)


def test_cookies_travel_only_over_https_where_there_is_https(client: CheckingClient) -> None:
    answer = client.post("/en/phone/shared", data={"shared": "on"}, base_url="https://localhost")
    assert "; Secure;" in answer.headers["Set-Cookie"]
    assert "SameSite=Lax" in answer.headers["Set-Cookie"]


def test_scripts_can_read_the_switch_and_never_the_keys(client: CheckingClient, number: str) -> None:
    turn(client, "on")
    cookies = {name: client.get_cookie(name) for name in (RING, SHARED)}
    assert [cookie.http_only for cookie in cookies.values() if cookie] == [True, False]
