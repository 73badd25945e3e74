"""What is not with the city yet, as its page shows it, and what people do with it."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPhone
from tests.browser.kept import TROUBLE, keep, named, states
from tests.browser.looks import problems
from tests.browser.mine import BODY, card, cuts_off_the_city, later, looks_at_mine, picture
from tests.browser.resident import Resident

# The id and the secret of the one report that this phone sent.
SENT_REPORT = """() => new Promise((resolve) => {
  indexedDB.open('stoop').onsuccess = ({ target: { result: database } }) => {
    database.transaction('sendings').objectStore('sendings').getAll().onsuccess = ({ target }) => {
      const [{ id, secret }] = target.result;
      database.close();
      resolve([id, secret]);
    };
  };
})"""
RECEIPT: dict[str, object] = {
    "report_id": "", "number": "4821903756", "url": "", "status": "received", "expected_on": None, "photos": [],
}  # fmt: skip


def test_a_phone_that_sent_nothing_says_so(phone: OpenPhone) -> None:
    page = looks_at_mine(phone())
    expect(page.get_by_role("heading", name="No reports yet")).to_be_visible()
    expect(
        page.locator("[data-unsent], [data-own], [data-seen], [data-silence]").locator("visible=true")
    ).to_have_count(0)


def test_a_draft_is_listed_and_opened_where_it_was_left(phone: OpenPhone) -> None:
    person = Resident(phone())
    person.opens_report()
    person.continues(to="place")
    person.types_address("1234 Market St")
    person.is_kept()
    page = looks_at_mine(person.phone)
    expect(card(page, "1234 Market St")).to_contain_text("Not finished")
    expect(page.get_by_role("heading", name="No reports yet")).to_be_hidden()
    person.taps_on(page.get_by_role("link", name="Go on"))
    person.arrives("place")
    expect(page.locator('input[name="address"]')).to_have_value("1234 Market St")


def test_several_drafts_stand_side_by_side(phone: OpenPhone) -> None:
    page = looks_at_mine(phone())
    first = keep(page, createdAt=1, summary={"service": "Graffiti", "place": "", "words": ""})
    second = keep(page, createdAt=2, summary={"service": "", "place": "", "words": "Tires everywhere"})
    links = page.get_by_role("link", name="Go on")
    expect(links).to_have_count(2)
    assert [link.get_attribute("href") for link in links.all()] == [
        f"/en/report?draft={name}" for name in (second, first)
    ]
    expect(card(page, "A report")).to_contain_text("Tires everywhere")


def test_a_form_that_was_only_touched_is_not_listed(phone: OpenPhone) -> None:
    page = looks_at_mine(phone())
    keep(page, draft=None, summary={"service": "", "place": "", "words": ""})
    keep(page)
    expect(page.locator("[data-unsent] article")).to_have_count(1)


def test_the_photo_of_a_draft_is_seen(phone: OpenPhone) -> None:
    page = looks_at_mine(phone())
    keep(page, photos=(named(picture()),))
    expect(card(page).get_by_role("img", name="Photo 1")).to_be_visible()


def test_a_file_that_is_no_photo_spoils_nothing(phone: OpenPhone) -> None:
    page = looks_at_mine(phone())
    keep(page, photos=(named(b"no photo at all"),))
    expect(card(page)).to_contain_text("Not finished")


def test_deleting_asks_once(phone: OpenPhone) -> None:
    person = Resident(phone())
    page = looks_at_mine(person.phone)
    keep(page, photos=(named(picture()),))
    person.presses("Delete")
    expect(person.button("Keep it")).to_be_focused()
    person.presses("Keep it")
    assert states(page) == ["draft"]
    person.presses("Delete")
    person.presses("Yes, delete it")
    expect(page.locator("[data-said]")).to_have_text("It is deleted.")
    expect(page.locator("[data-unsent]")).to_be_hidden()
    assert states(page) + states(page, "photos") == []


def test_what_waits_is_sent_at_a_tap(phone: OpenPhone) -> None:
    person = Resident(phone())
    page = looks_at_mine(person.phone)
    keep(page, state="sending", body=BODY, attempts=5, nextTryAt=later(), trouble=TROUBLE)
    expect(card(page)).to_contain_text("Saved on this phone. It will be sent when there is a connection.")
    person.presses("Send now")
    expect(page.locator("[data-said]")).to_contain_text("The city has it now.")
    expect(page.locator("[data-own] article")).to_have_count(1)
    expect(page.locator("[data-own] article")).to_contain_text(re.compile(r"Case \d{4} \d{4} \d{2}"))
    expect(page.locator("[data-unsent]")).to_be_hidden()


def test_photos_that_still_go_up_are_counted(phone: OpenPhone) -> None:
    owner = phone()
    page = looks_at_mine(owner)
    cuts_off_the_city(owner)
    photos = (named(picture("red")), named(picture("blue")))
    keep(page, state="sending", body=BODY, receipt=RECEIPT, photos=photos, nextTryAt=later())
    expect(card(page)).to_contain_text("Received. 2 of 2 photos are still going up.")
    expect(card(page).get_by_role("link")).to_have_count(0)


def test_a_refused_report_says_why_and_what_to_do(phone: OpenPhone) -> None:
    page = looks_at_mine(phone())
    trouble = TROUBLE | {"status": 422, "message": "Two answers are missing."}
    name = keep(page, state="needs-you", body=BODY, trouble=trouble)
    keep(page, createdAt=9, summary={"service": "Pothole", "place": "", "words": ""})
    first = page.locator("[data-unsent] article").first
    for text in ("Needs you", "Two answers are missing.", "Open it, change what is wrong, and send it again."):
        expect(first).to_contain_text(text)
    expect(first.get_by_role("link", name="Open")).to_have_attribute("href", f"/en/report?draft={name}")


def test_trying_a_refused_report_again_keeps_ones_place(phone: OpenPhone) -> None:
    person = Resident(phone())
    page = looks_at_mine(person.phone)
    cuts_off_the_city(person.phone)
    keep(page, createdAt=1, state="needs-you", body=BODY, trouble=TROUBLE)
    keep(page, createdAt=9, summary={"service": "Pothole", "place": "", "words": ""})
    expect(page.locator("[data-unsent] h3")).to_have_text(["Graffiti", "Pothole"])
    person.presses("Send now")
    expect(page.locator("[data-unsent] h3")).to_have_text(["Pothole", "Graffiti"])
    expect(card(page).locator("h3")).to_be_focused()


def test_a_report_that_this_phone_cannot_read_is_explained_and_others_go(phone: OpenPhone) -> None:
    person = Resident(phone())
    page = looks_at_mine(person.phone)
    keep(page, state="ready", body=None, summary={"service": "Broken", "place": "", "words": ""})
    keep(page, state="ready", body=BODY)
    page.reload()
    expect(page.locator("[data-own] article")).to_have_count(1)
    expect(card(page, "Broken")).to_contain_text("Part of it is damaged on this phone")
    expect(card(page, "Broken").get_by_role("button")).to_have_text(["Save a copy", "Delete"])


def test_a_network_that_wants_a_sign_in_is_named(phone: OpenPhone) -> None:
    owner = phone()
    page = looks_at_mine(owner)
    hotel = "<html><h1>Welcome to our hotel</h1></html>"
    owner.context.route("**/api/v1/**", lambda route: route.fulfill(status=200, content_type="text/html", body=hotel))
    keep(page, state="ready", body=BODY)
    page.reload()
    expect(card(page)).to_contain_text("It may be a Wi-Fi network that wants you to sign in.")
    expect(card(page)).to_contain_text("Saved on this phone.")


def test_a_change_after_sending_is_offered(phone: OpenPhone) -> None:
    person = Resident(phone())
    page = looks_at_mine(person.phone)
    edited = TROUBLE | {"status": 409, "code": "edited_copy"}
    keep(page, kind="additions", reportId="another", state="needs-you", body={"description": "More"}, trouble=edited)
    offer = card(page, "More for a case you reported")
    expect(offer).to_contain_text("You changed this report after the city had it. Send the change?")
    expect(offer.get_by_role("button")).to_have_text(["Send the change", "Save a copy", "Do not send it"])
    person.presses("Do not send it")
    person.presses("Yes, delete it")
    expect(page.locator("[data-unsent]")).to_be_hidden()


def test_the_change_is_sent_to_the_case_that_it_belongs_to(phone: OpenPhone) -> None:
    person = Resident(phone())
    person.fills_in()
    number = person.sends()
    page = looks_at_mine(person.phone)
    report, secret = page.evaluate(SENT_REPORT)
    body = {"schema": 1, "report": report, "description": "It grew.", "photos": [], "language": "en"}
    edited = TROUBLE | {"status": 409, "code": "edited_copy"}
    keep(page, kind="additions", reportId=report, secret=secret, state="needs-you", body=body, trouble=edited)
    expect(page.get_by_role("heading", name=re.compile(r"^More for case \d{4} \d{4} \d{2}$"))).to_be_visible()
    person.presses("Send the change")
    expect(page.locator("[data-unsent]")).to_be_hidden()
    person.phone.go(f"cases/{number}")
    expect(page.locator(".timeline")).to_contain_text("It grew.")


def test_two_pages_show_the_same_at_once(phone: OpenPhone) -> None:
    person = Resident(phone())
    page = looks_at_mine(person.phone)
    other = person.phone.context.new_page()
    other.goto(page.url)
    keep(page, state="needs-you", body=BODY, trouble=TROUBLE)
    expect(card(other)).to_be_visible()
    person.presses("Delete")
    person.presses("Yes, delete it")
    expect(other.locator("[data-unsent]")).to_be_hidden()


def test_a_question_stays_while_something_else_changes(phone: OpenPhone) -> None:
    person = Resident(phone())
    page = looks_at_mine(person.phone)
    keep(page)
    person.presses("Delete")
    keep(page, summary={"service": "Pothole", "place": "", "words": ""})
    expect(card(page, "Pothole")).to_be_visible()
    expect(person.button("Keep it")).to_be_focused()


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_the_page_is_for_everyone(phone: OpenPhone, lang: str) -> None:
    owner = phone(lang=lang, viewport={"width": 320, "height": 640})
    page = looks_at_mine(owner)
    cuts_off_the_city(owner)
    keep(
        page,
        photos=(named(picture()),),
        language="es",
        summary={"service": "Basura", "place": "Calle 5", "words": "Hay muebles"},
    )
    keep(page, state="sending", body=BODY, nextTryAt=later(), attempts=2)
    keep(page, state="needs-you", body=BODY, trouble=TROUBLE | {"message": "Two answers are missing."})
    expect(page.locator("[data-unsent] article")).to_have_count(3)
    page.locator("[data-unsent] article button").last.tap()
    expect(page.locator("[role=group]")).to_be_visible()
    assert problems(page) == []
