"""What people do on the page of their own cases."""

import time
from io import BytesIO

from PIL import Image
from playwright.sync_api import Locator, Page

from tests.browser.phone import Phone
from tests.browser.phone_page import ROWS, becomes

NO_ANSWER = "Failed to load resource"
BODY = {"schema": 1, "service": "SR-CL01", "description": "Ugly and large", "language": "en", "photos": []}
HALF_AN_HOUR_MS = 1_800_000


def picture(colour: str = "teal") -> bytes:
    """A small photo."""
    out = BytesIO()
    Image.new("RGB", (64, 48), colour).save(out, "JPEG")
    return out.getvalue()


def later() -> int:
    """Not in this test."""
    return round(time.time() * 1000) + HALF_AN_HOUR_MS


HAS_OUTBOX = "async () => (await indexedDB.databases()).some(({ name }) => name === 'stoop')"
KNOWS_A_CASE = f"async () => (await ({ROWS})('cases')).length > 0"


def looks_at_mine(phone: Phone) -> Page:
    """The page, once it knows what this phone keeps."""
    phone.go("mine")
    becomes(phone.page, HAS_OUTBOX, True)
    return phone.page


def card(page: Page, text: str = "Graffiti") -> Locator:
    """The card of something that is not with the city."""
    return page.locator("[data-unsent] article").filter(has_text=text)


def cuts_off_the_city(phone: Phone, path: str = "**/api/v1/**") -> None:
    """No request of a script comes through from now on."""
    phone.expects(NO_ANSWER)
    phone.context.route(path, lambda route: route.abort())
