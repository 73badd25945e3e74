"""Home was seen once; then, without a network, three reports with photos. All of them arrive by themselves."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Playwright, expect

from app.photos.storage import original_name
from tests.browser.killing import Owner, outbox_of
from tests.browser.resident import Resident
from tests.faults.browsers.crowding import count_sends
from tests.faults.proxy import Fault, Proxy
from tests.faults.server import Server

COLOURS = {"roja": (200, 30, 30), "verde": (30, 160, 40), "azul": (30, 50, 190)}
SAVED = "Saved on this phone. It will be sent when there is a connection."
ARRIVED = """SELECT r.description, p.sha256, p.state FROM reports r LEFT JOIN photos p ON p.owner_id = r.id"""
PATIENCE_SECONDS = 90


@pytest.fixture
def city(tmp_path: Path) -> Iterator[Server]:
    """A server of its own: it goes away and comes back."""
    folder = tmp_path / "city"
    folder.mkdir()
    server = Server(folder)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def anna(playwright: Playwright, tmp_path: Path) -> Iterator[Callable[[str], Owner]]:
    """`anna(url)` has a phone, and looks at the city there."""
    people: list[Owner] = []

    def with_phone(url: str) -> Owner:
        people.append(Owner(playwright, tmp_path / "phone", url, "es"))
        return people[-1]

    yield with_phone
    for each in people:
        each.loses_the_browser()
    faults = [fault for each in people for fault in each.faults]
    assert not faults, "\n".join(faults)


def coloured_photos(folder: Path) -> dict[str, Path]:
    """Photos that cannot be taken for each other."""
    files = {name: folder / f"{name}.jpg" for name in COLOURS}
    for name, file in files.items():
        Image.new("RGB", (1200, 900), COLOURS[name]).save(file, "JPEG")
    return files


def looks_at_home_only(person: Resident) -> None:
    """One page; what the app needs comes by itself."""
    person.phone.go("")
    person.page.evaluate("() => navigator.serviceWorker.ready.then(() => undefined)")


def reports(person: Resident, words: str, photo: Path) -> None:
    """A report from nothing to "saved"."""
    person.fills_in(photo)
    person.goes_back(to="details")
    person.page.get_by_label(person.words("What should the crew know?")).fill(words)
    person.continues(to="review")
    person.presses("Send the report")
    expect(person.page.get_by_text(person.words(SAVED)).first).to_be_visible()


def all_are_sent(person: Resident) -> None:
    """Without a tap; wait for it."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while {row["state"] for row in outbox_of(person.page)} != {"sent"}:
        assert time.monotonic() < deadline, outbox_of(person.page)
        person.page.wait_for_timeout(250)


def has_each_with_its_own_photo(city: Server, person: Resident) -> None:
    """Three cases; the city has the very bytes that the phone announced, and they are the picture that was taken."""
    sent = {row["words"]: row["photos"][0]["sha256"] for row in outbox_of(person.page)}
    arrived = {words: digest for words, digest, _state in city.rows(ARRIVED)}
    assert arrived == sent
    assert set(sent) == set(COLOURS)
    assert city.count("cases") == len(COLOURS)
    for name, digest in sent.items():
        seen = Image.open(city.folder / "photos" / original_name(digest)).convert("RGB").resize((1, 1)).getpixel((0, 0))
        assert all(abs(a - b) < 16 for a, b in zip(seen, COLOURS[name], strict=True))  # type: ignore[arg-type]


def reports_three_without_network(anna: Owner, city: Server, photos: dict[str, Path], tabs: int = 1) -> Resident:
    """Home was seen, the network went, the browser died and came back, and three reports wait."""
    looks_at_home_only(anna.opens_the_browser())
    city.stop_web()
    anna.loses_the_browser()
    person = anna.opens_the_browser()
    person.phone.context.set_offline(True)
    for _ in range(tabs - 1):
        person.phone.context.new_page().goto(f"{person.phone.url}/es/")
    for name, photo in photos.items():
        reports(person, name, photo)
    person.phone.go("mine")
    expect(person.page.locator(".sending-card")).to_have_count(len(photos))
    return person


def network_is_back(city: Server, person: Resident) -> None:
    """Nobody taps on anything."""
    city.start_web()
    person.phone.context.set_offline(False)


def test_three_reports_without_network_after_seeing_home_once(
    anna: Callable[[str], Owner], city: Server, tmp_path: Path
) -> None:
    person = reports_three_without_network(anna(city.url), city, coloured_photos(tmp_path))
    network_is_back(city, person)
    all_are_sent(person)
    has_each_with_its_own_photo(city, person)


def test_the_answers_of_the_first_tries_get_lost(anna: Callable[[str], Owner], city: Server, tmp_path: Path) -> None:
    lost: list[bool] = []

    def next_fault() -> Fault:
        lost.append(True)
        return Fault(answer_bytes=20) if is_back and len(lost) <= 6 else Fault()

    is_back = False
    with Proxy(city.port, next_fault) as network:
        person = reports_three_without_network(
            anna(f"http://127.0.0.1:{network.port}"), city, coloured_photos(tmp_path)
        )
        sends = count_sends(person.phone.context)
        is_back, _ = True, lost.clear()
        network_is_back(city, person)
        all_are_sent(person)
        has_each_with_its_own_photo(city, person)
        assert len(lost) > 6
        assert sends["PUT"] > len(COLOURS), "no answer to a report got lost"
        person.phone.context.close()


def test_six_tabs_send_three_reports_once(anna: Callable[[str], Owner], city: Server, tmp_path: Path) -> None:
    person = reports_three_without_network(anna(city.url), city, coloured_photos(tmp_path), tabs=6)
    network_is_back(city, person)
    all_are_sent(person)
    has_each_with_its_own_photo(city, person)
