"""Somebody with a browser and no scripts on the page of alerts."""

import re
from dataclasses import dataclass

from werkzeug.test import TestResponse

from tests.client import CheckingClient

COOKIE = "stoop_alerts"
EMAIL = "ana@example.org"


def nobody_writes(_channel: object) -> None:
    """A mail server that takes all letters."""


@dataclass
class Reader:
    """Reads the page, and presses its buttons. `key` is of a link from an e-mail."""

    client: CheckingClient
    lang: str = "en"
    key: str = ""

    def page(self, status: int = 200, **asked: str) -> str:
        """The page of alerts as this browser sees it, in one line."""
        asked |= {"key": self.key} if self.key else {}
        answer = self.client.get(f"/{self.lang}/alerts", query_string=asked)
        assert answer.status_code == status
        return " ".join(answer.get_data(as_text=True).split())

    def press(self, button: str, **fields: str) -> TestResponse:
        """Send one of its forms."""
        fields |= {"key": self.key} if self.key else {}
        return self.client.post(f"/{self.lang}/alerts/{button}", data=fields)

    def follow(self, **fields: str) -> TestResponse:
        """Press the button under what was asked for, with an e-mail address in the form."""
        return self.press("follow", **({"email": EMAIL} | fields))

    @property
    def follows(self) -> list[str]:
        """The names of what is followed, the latest first."""
        return [re.sub("<[^>]+>", "", name) for name in re.findall(r'<p id="follow-\d+">(.*?)</p>', self.page())]

    @property
    def addresses(self) -> list[str]:
        """Where they are told by e-mail."""
        found = re.findall(r'<p id="channel-\d+">(.*?)</p>', self.page())
        return [re.sub("<[^>]+>", "", address) for address in found]

    def hidden(self, name: str) -> list[str]:
        """The values of the fields of this name that nobody sees."""
        return re.findall(rf'<input type="hidden" name="{name}" value="([^"]*)">', self.page())

    @property
    def is_known(self) -> bool:
        """Whether this browser has the cookie."""
        return self.client.get_cookie(COOKIE) is not None


def buttons(html: str) -> list[dict[str, str]]:
    """What the buttons of a page that ask to be told send."""
    forms = re.findall(r'<form [^>]*action="/[\w-]+/alerts/follow".*?</form>', html, re.DOTALL)
    return [dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', form)) for form in forms]


def mistakes(html: str) -> list[str]:
    """What the page says is wrong, one sentence for each."""
    listed = re.search(r'class="error-summary".*?</div>', html, re.DOTALL)
    return re.findall(r'<li><a href="#[\w-]+">(.*?)</a>', listed[0] if listed else "")
