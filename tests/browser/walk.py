"""Every screen that a resident can meet, one after the other."""

import re
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import expect

from tests.browser.kept import ROW, TROUBLE, keep, named
from tests.browser.mine import BODY, later, looks_at_mine
from tests.browser.on_the_map import in_the_middle, settled
from tests.browser.resident import Resident, step_of

CITY_HALL = "39.9524,-75.1636"
PAGES = {
    "home": "",
    "find": "cases",
    "find-mistyped": "cases?number=1234567890",
    "nearby-asking": "nearby",
    "nearby": f"nearby?near={CITY_HALL}",
    "nearby-closed": f"nearby?near={CITY_HALL}&status=closed",
    "nearby-nothing": "nearby?near=39.8800,-75.2500&service=SR-CL01",
    "neighborhoods": "neighbourhoods",
    "neighborhoods-none": "neighbourhoods?q=zzz",
    "neighborhood": "neighbourhoods/center-city-east",
    "neighborhood-closed": "neighbourhoods/center-city-east?status=closed",
    "mine-empty": "mine",
    "alerts": "alerts",
    "alerts-of-a-neighborhood": "alerts?neighbourhood=center-city-east",
    "alerts-not-found": "alerts?address=zzz",
    "about": "about",
    "privacy": "privacy",
    "phone": "phone",
    "accessibility": "accessibility",
    "not-found": "nowhere",
}


def every_screen(person: Resident, photo: Path) -> Iterator[str]:
    """Go to each screen in turn and say its name, so that the caller can look at it."""
    person.phone.expects("status of 404", "status of 422")
    yield from plain_pages(person)
    yield from opened_maps(person)
    yield from cases_of_others(person)
    yield from refused_form(person)
    yield from report_screens(person, photo)
    yield from own_pages(person)
    yield from what_waits(person, photo)
    yield from joining_screens(person)


def plain_pages(person: Resident) -> Iterator[str]:
    """Pages that an address leads to."""
    for name, path in PAGES.items():
        person.phone.go(path)
        yield name
    person.page.locator(".languages summary").click()
    yield "languages"


def opened_maps(person: Resident) -> Iterator[str]:
    """The map beside the list, of the city and of what is around the corner; and the card of a pin."""
    person.phone.go("nearby?view=map")
    settled(person.page)
    yield "map-of-the-city"
    person.phone.go(f"{PAGES['nearby']}&view=map")
    settled(person.page)
    yield "map"
    in_the_middle(person.page).dispatch_event("click")
    expect(person.page.locator("[data-chosen] .case-card")).to_be_visible()
    yield "map-card"


def cases_of_others(person: Resident) -> Iterator[str]:
    """The page of an open case and of a closed one."""
    for name in ("nearby", "nearby-closed"):
        person.phone.go(PAGES[name])
        person.page.locator(".case-card").first.get_by_role("link").click()
        expect(person.page.locator(".timeline")).to_be_visible()
        yield f"case-{'closed' if 'closed' in name else 'open'}"


def refused_form(person: Resident) -> Iterator[str]:
    """The plain form as it comes back with its mistakes."""
    person.phone.go("report?service=SR-CL01")
    person.page.evaluate("() => document.querySelector('main form').submit()")
    expect(person.page.locator(".error").first).to_be_visible()
    yield "report-refused"


def report_screens(person: Resident, photo: Path) -> Iterator[str]:
    """The steps of a report, with what goes wrong on them, to the receipt."""
    person.opens_report()
    yield "step-1-photo"
    person.takes_photo(photo)
    yield "step-1-photo-taken"
    person.continues(to="place")
    expect(person.page.locator("[data-found]")).to_be_visible()
    yield "step-2-place-found"
    person.presses("It is somewhere else")
    person.presses("Continue")
    yield "step-2-place-missing"
    person.types_address("1234 Market St")
    person.continues(to="service")
    yield "step-3-service"
    yield from search_screens(person)
    person.chooses("Graffiti")
    person.continues(to="details")
    yield "step-4-details"
    person.presses("Check and send")
    yield "step-4-details-missing"
    person.answers("Bare brick or stone", "A bridge")
    person.continues(to="review")
    step_of(person.page, "review").locator("summary").click()
    yield "step-5-review"
    yield from waiting_screens(person)
    yield "receipt"


def joining_screens(person: Resident) -> Iterator[str]:
    """“Is it one of these?”, with a neighbour's case beside the phone; and the same where scripts are off."""
    near = f"near={CITY_HALL}&radius=5000&service=SR-CL01&limit=1"
    (case,) = person.page.request.get(f"{person.phone.url}/api/v1/cases?{near}").json()["features"]
    longitude, latitude = case["geometry"]["coordinates"]
    person.phone.context.set_geolocation({"latitude": latitude, "longitude": longitude, "accuracy": 12})
    comes_to_the_question(person)
    yield "step-5-likely"
    person.taps_on(person.page.locator(".likely-choice").first)
    yield "step-5-joining"
    person.sends()
    yield "receipt-joined"
    comes_to_the_question(person)
    person.page.evaluate("() => document.querySelector('main form').submit()")
    expect(person.page.locator('[name="asked"]')).to_be_attached()
    yield "report-is-it-one-of-these"


def comes_to_the_question(person: Resident) -> None:
    """Graffiti at the place of the phone, up to the last step."""
    person.fills_in_where_it_stands()
    expect(person.page.locator(".likely-choice").first).to_be_visible()


def waiting_screens(person: Resident) -> Iterator[str]:
    """A blank form beside the one that is begun, and a report that waits; then it is sent by itself."""
    person.phone.expects("net::ERR_")
    person.is_kept()
    person.opens_report()
    goes_on = person.page.get_by_role("link", name=person.words("Go on with it"))
    expect(goes_on).to_be_visible()
    yield "step-1-unfinished"
    person.taps_on(goes_on)
    person.arrives("review")
    person.phone.context.set_offline(True)
    person.presses("Send the report")
    person.arrives("saved")
    yield "saved"
    person.phone.context.set_offline(False)
    expect(step_of(person.page, "receipt")).to_be_visible(timeout=60_000)


def search_screens(person: Resident) -> Iterator[str]:
    """What the words people type lead to: kinds of problems, somebody else to call, nothing."""
    field = step_of(person.page, "service").locator("[data-search]")
    shown = step_of(person.page, "service").locator("[data-results] > *, [data-status]:not(:empty)")
    for name, text in (("found", person.words.of_city("Graffiti")), ("stop", "911"), ("nothing", "zzzz")):
        field.fill(text)
        expect(shown.first).to_be_visible()
        person.page.wait_for_timeout(200)
        yield f"step-3-search-{name}"
    field.fill("")
    expect(step_of(person.page, "service").locator("[data-browse]")).to_be_visible()


def own_pages(person: Resident) -> Iterator[str]:
    """What only the sender sees of a report, from the receipt on."""
    number = person.number()
    person.phone.go(f"cases/{number}/receipt")
    yield "receipt-page"
    person.phone.go(f"cases/{number}")
    for fold in person.page.locator("main details > summary").all():
        fold.click()
    yield "case-own"
    for name, path in (("mine", "mine"), ("home-own", "")):
        person.phone.go(path)
        expect(person.page.locator(".case-card")).to_have_count(1)
        yield name
    person.phone.go(f"cases/{number}")
    person.page.locator("summary", has_text=person.words("Take back your report")).click()
    person.presses("Take it back")
    expect(person.page).to_have_url(re.compile(rf"/cases/{number}$"))
    yield "case-withdrawn"


def what_waits(person: Resident, photo: Path) -> Iterator[str]:
    """What is not with the city yet, on its page and at home; and the question before it is deleted."""
    page = looks_at_mine(person.phone)
    its = {"language": person.phone.lang, "summary": ROW["summary"] | {"service": person.words.of_city("Graffiti")}}
    keep(page, photos=(named(photo.read_bytes()),), **its)
    keep(page, state="sending", body=BODY, attempts=2, nextTryAt=later(), **its)
    trouble = TROUBLE | {"status": 422, "message": person.words("Please answer this question.")}
    keep(page, state="needs-you", body=BODY, trouble=trouble, **its)
    keep(page, kind="additions", state="needs-you", body=BODY, trouble=TROUBLE | {"code": "edited_copy"})
    expect(page.locator("[data-unsent] article")).to_have_count(4)
    expect(page.locator("[data-unsent] canvas")).to_be_visible()
    yield "mine-waiting"
    page.locator("[data-unsent] article button").last.tap()
    expect(page.locator("[data-unsent] [role=group]")).to_be_visible()
    yield "mine-deleting"
    person.phone.go("")
    expect(page.locator("[data-waiting]")).to_be_visible()
    yield "home-waiting"
