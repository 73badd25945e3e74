"""A resident who reports a problem on a phone; counts the taps and the screens that it takes."""

import re
import time
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.browser.phone import Phone
from tests.browser.words import Words

NUMBER = re.compile(r"\d{4}\s\d{4}\s\d{2}")


class Resident:
    """Acts by what is written on the page, in the language of the phone."""

    def __init__(self, phone: Phone) -> None:
        self.phone, self.page = phone, phone.page
        self.words = Words(phone.lang)
        self.taps = 0
        self.screens: list[str] = []

    def opens_report(self, query: str = "") -> None:
        """From nothing to the first step."""
        self.phone.go(f"report{query}")
        self.arrives("photo")

    def arrives(self, step: str) -> None:
        """This screen shows now, and no other."""
        expect(step_of(self.page, step)).to_be_visible()
        expect(self.page.locator("[data-step]:visible")).to_have_count(1)
        self.screens.append(step)

    def reads(self, text: str) -> None:
        """This stands on the screen."""
        expect(self.page.locator("[data-step]:visible").get_by_text(self.words(text))).to_be_visible()

    def taps_on(self, target: Locator) -> None:
        """One tap of a finger."""
        target.tap()
        self.taps += 1

    def presses(self, name: str) -> None:
        """Tap the button that says so."""
        self.taps_on(self.button(name))

    def hurries(self, part: str = "main") -> None:
        """Press “Try again now” in a part of the page; the phone may be quicker, and the button gone by then."""
        self.page.locator(f"{part} [data-try-now]").dispatch_event("click")
        self.taps += 1

    def button(self, name: str) -> Locator:
        """The button on the screen that says so."""
        return self.page.get_by_role("button", name=self.words(name), exact=True)

    def takes_photo(self, *files: Path, button: str = "Take a photo") -> None:
        """Take or choose photos; true afterwards: all of them stand on the page."""
        shown = self.page.locator("[data-photos] > li")
        before = shown.count()
        with self.page.expect_file_chooser() as chooser:
            self.taps_on(self.page.get_by_label(self.words(button)))
        chooser.value.set_files(list(files))
        expect(shown).to_have_count(before + len(files))

    def continues(self, to: str) -> None:
        """Go on to the next step."""
        self.presses("Check and send" if to == "review" else "Continue")
        self.arrives(to)

    def goes_back(self, to: str) -> None:
        """The phone's own back button."""
        self.page.go_back()
        self.arrives(to)

    def types_address(self, text: str) -> None:
        """Say in words where it is."""
        field = self.page.get_by_label(self.words("Address, corner or landmark")).and_(self.page.locator("input"))
        self.taps_on(field)
        field.fill(text)

    def chooses(self, service: str) -> None:
        """Tap one of the big buttons."""
        name = self.words.of_city(service)
        self.taps_on(self.page.get_by_role("radio", name=name, exact=True).first)

    def answers(self, *values: str) -> None:
        """Tap these answers of the service's questions."""
        for value in values:
            self.taps_on(self.page.get_by_label(self.words.of_city(value), exact=True).first)

    def sends(self) -> str:
        """Send; the case number on the receipt, digits only."""
        self.presses("Send the report")
        self.arrives("receipt")
        return self.number()

    def fills_in(self, photo: Path | None = None) -> None:
        """Everything up to the last step, where it is ready to be sent; the place is typed."""
        self.comes_to_the_place(photo)
        self.types_address("1234 Market St")
        self.tells_of_graffiti()

    def fills_in_where_it_stands(self, photo: Path | None = None) -> None:
        """The same at the place that the phone has found."""
        self.comes_to_the_place(photo)
        expect(self.page.locator("[data-found]")).to_be_visible()
        self.tells_of_graffiti()

    def comes_to_the_place(self, photo: Path | None = None) -> None:
        """Begin a report, and go on to where it is."""
        self.opens_report()
        if photo:
            self.takes_photo(photo)
        self.continues(to="place")

    def tells_of_graffiti(self) -> None:
        """From the place to the last step."""
        self.continues(to="service")
        self.chooses("Graffiti")
        self.continues(to="details")
        self.answers("Bare brick or stone", "A bridge")
        self.continues(to="review")

    def is_kept(self) -> None:
        """Everything on the form so far is on this phone."""
        expect(self.page.locator("form[data-draft]")).to_have_attribute("data-draft", "kept")

    def sees_everything(self, photos: int = 1) -> None:
        """On the last step, all that `fills_in` told is there."""
        summary = self.page.locator("[data-summary]")
        for text in ("Graffiti", "Bare brick or stone", "A bridge"):
            expect(summary).to_contain_text(self.words.of_city(text))
        expect(summary).to_contain_text("1234 Market St")
        expect(self.page.locator("[data-photos] > li")).to_have_count(photos)

    def number(self) -> str:
        """The case number that the receipt shows."""
        shown = self.page.locator(".receipt")
        expect(shown).to_have_text(NUMBER)
        found = NUMBER.search(shown.inner_text())
        assert found
        return re.sub(r"\D", "", found[0])


def step_of(page: Page, step: str) -> Locator:
    """The part of the page that is this step."""
    return page.locator(f'[data-step="{step}"]')


def waits_for_photo(page: Page) -> None:
    """The worker cleans it after the receipt: look at the case again until it is there."""
    picture = page.locator(".photos img")
    deadline = time.monotonic() + 60
    while not picture.count():
        assert time.monotonic() < deadline, "the photo never came"
        page.wait_for_timeout(500)
        page.reload()
    picture.scroll_into_view_if_needed()
    page.wait_for_function("() => document.querySelector('.photos img').naturalWidth >= 450")


def case_with_photo(person: Resident, photo: Path) -> str:
    """Report something; the number of its case, once everybody can see the photo."""
    person.fills_in(photo)
    number = person.sends()
    person.phone.go(f"cases/{number}")
    waits_for_photo(person.page)
    return number
