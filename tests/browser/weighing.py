"""What a page costs a phone that has never been here: the bytes of every answer as they travel, compressed."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Page

KINDS = {"Document": "page", "Stylesheet": "style", "Script": "script", "Fetch": "data", "XHR": "data"}


@dataclass
class Scale:
    """Counts bytes on the wire by kind from now on; `photo` is what residents sent, `picture` our own drawings."""

    page: Page
    bytes: Counter[str] = field(default_factory=Counter)
    with_headers: int = 0
    kinds: dict[str, tuple[str, int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        network = self.page.context.new_cdp_session(self.page)
        network.on("Network.responseReceived", self._begun)
        network.on("Network.loadingFinished", self._ended)
        network.send("Network.enable")

    def _begun(self, event: dict[str, Any]) -> None:
        path = urlsplit(event["response"]["url"]).path
        kind = "photo" if path.startswith("/media/") else KINDS.get(event["type"], "picture")
        self.kinds[event["requestId"]] = kind, int(event["response"]["encodedDataLength"])

    def _ended(self, event: dict[str, Any]) -> None:
        kind, headers = self.kinds.get(event["requestId"], ("picture", 0))
        self.bytes[kind] += int(event["encodedDataLength"]) - headers
        self.with_headers += int(event["encodedDataLength"])

    @property
    def own(self) -> int:
        """Everything but the photos."""
        return self.bytes.total() - self.bytes["photo"]

    def __str__(self) -> str:
        parts = ", ".join(f"{kind} {count / 1000:.1f}" for kind, count in sorted(self.bytes.items()))
        return f"{self.own / 1000:.1f} KB ({parts}; all with HTTP/1.1 headers {self.with_headers / 1000:.1f})"
