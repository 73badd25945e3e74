"""R4: the browser is killed at each step that a report takes on the phone, and comes back."""

import random
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Playwright, expect

from tests.browser.killing import Owner, outbox_of
from tests.browser.resident import Resident
from tests.faults.browsers.outcome import Outcome, missing_or_doubled
from tests.faults.proxy import Fault, Proxy
from tests.faults.server import Server

SAVED = "Saved on this phone. It will be sent when there is a connection."
PATIENCE_SECONDS = 120
SLOWLY_SECONDS = 0.3  # for each 4 KB
SAVING_SECONDS = 1.0  # after this long everything typed is on the disk; what is younger may be lost with the browser


def die_again_and_again(playwright: Playwright, server: Server, folder: Path, *, deaths: int, seed: int) -> Outcome:
    """After so many deaths all reports are with the city, once, with their photos."""
    outcome, chance = Outcome(), random.Random(seed)
    photo = small_photo(folder / "photo.jpg")
    road = Fault()
    with Proxy(server.port, lambda: road) as network:
        owner = Owner(playwright, folder / "phone", f"http://127.0.0.1:{network.port}")
        owner.opens_the_browser().phone.go("")
        for index in range(deaths):
            moment = MOMENTS[index % len(MOMENTS)]
            outcome.counts[f"killed {moment.__doc__}"] += 1
            outcome.surprises += dies(owner, road, moment, f"Report {index}", photo, chance)
        owner.loses_the_browser()
    wanted = {f"Report {index}" for index in range(deaths)}
    outcome.surprises += [*missing_or_doubled(server, wanted, photos_each=1), *owner.faults]
    outcome.counts.update({"reports stored": server.count("reports"), "photos stored": server.count("photos")})
    return outcome


Moment = Callable[[Resident, Fault, random.Random], None]


def dies(owner: Owner, road: Fault, moment: Moment, words: str, photo: Path, chance: random.Random) -> list[str]:
    """A report is written, the browser dies in the middle, comes back, and the report arrives."""
    owner.loses_the_browser()
    person = owner.opens_the_browser()
    person.fills_in(photo)
    person.goes_back(to="details")
    person.page.get_by_label(person.words("What should the crew know?")).fill(words)
    person.continues(to="review")
    moment(person, road, chance)
    owner.loses_the_browser()
    road.delay_seconds = 0
    person = owner.opens_the_browser()
    person.phone.go("")
    return finished(person, words)


def finished(person: Resident, words: str) -> list[str]:
    """What was not sent yet is; a draft is sent by hand, as its writer would."""
    rows = {row["words"]: row for row in outbox_of(person.page)}
    if words not in rows:
        return [f"gone from the phone: {words}"]
    if rows[words]["state"] == "draft":
        person.phone.go(f"report?draft={rows[words]['id']}")
        expect(person.page.locator("[data-step]:visible")).to_have_count(1)
        while not person.button("Send the report").is_visible():
            person.page.locator("[data-next]:visible").tap()
        person.presses("Send the report")
    deadline = time.monotonic() + PATIENCE_SECONDS
    while any(row["words"] == words and row["state"] != "sent" for row in outbox_of(person.page)):
        if time.monotonic() > deadline:
            return [f"not sent in {PATIENCE_SECONDS} s: {outbox_of(person.page)[0]}"]
        person.page.wait_for_timeout(100)
    return []


def written(person: Resident, _road: Fault, _chance: random.Random) -> None:
    """when all was written"""
    person.page.wait_for_timeout(SAVING_SECONDS * 1000)


def tapped(person: Resident, _road: Fault, chance: random.Random) -> None:
    """within 0.3 s of the tap on Send"""
    person.page.wait_for_timeout(SAVING_SECONDS * 1000)
    person.presses("Send the report")
    person.page.wait_for_timeout(chance.uniform(0, 300))


def saved(person: Resident, _road: Fault, _chance: random.Random) -> None:
    """when it was saved and there was no network"""
    person.page.context.set_offline(True)
    person.presses("Send the report")
    expect(person.page.get_by_text(person.words(SAVED)).first).to_be_visible()


def answering(person: Resident, road: Fault, chance: random.Random) -> None:
    """while its words were on their way"""
    road.delay_seconds = SLOWLY_SECONDS
    with sent_by_anybody(person, "/api/v1/reports/"):
        person.presses("Send the report")
    person.page.wait_for_timeout(chance.uniform(0, 600))


def uploading(person: Resident, road: Fault, chance: random.Random) -> None:
    """while its photo went up"""
    road.delay_seconds = SLOWLY_SECONDS
    with sent_by_anybody(person, "/photos/"):
        person.presses("Send the report")
    person.page.wait_for_timeout(chance.uniform(0, 1500))


def received(person: Resident, _road: Fault, _chance: random.Random) -> None:
    """when its number was on the screen"""
    person.presses("Send the report")
    person.arrives("receipt")


def coming_back(person: Resident, road: Fault, chance: random.Random) -> None:
    """when the network had just come back"""
    saved(person, road, chance)
    person.page.context.set_offline(False)
    person.page.wait_for_timeout(chance.uniform(0, 400))


MOMENTS: tuple[Moment, ...] = (written, tapped, saved, answering, uploading, received, coming_back)


def sent_by_anybody(person: Resident, path: str) -> AbstractContextManager[Any]:
    """Wait until the page or the worker asks for such an address."""
    waiting: AbstractContextManager[Any] = person.page.context.expect_event(
        "request", lambda request: path in request.url
    )
    return waiting


def small_photo(file: Path) -> Path:
    """A photo of some 100 KB on the phone."""
    Image.effect_noise((900, 700), 60).convert("RGB").save(file, "JPEG", quality=80)
    return file
