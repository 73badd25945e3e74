"""What a resident sends, once it has been read: plain values, no wire format."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from app.photos.models import DeclaredPhoto

PLACE_SOURCES = ("device", "photo", "pin", "address", "words", "none")
DESCRIPTION_LIMIT = 5000  # characters; forms refuse more, the API keeps what came
_BIDI = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)))
_CONTROLS = dict.fromkeys(c for c in (*range(0x20), 0x7F) if chr(c) not in "\n\t")
# More marks on one letter than any language writes are cut: to put n of them in order takes n squared steps.
MOST_MARKS = 30
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]{2,}")
_EMAIL_WITHIN = re.compile(r"[^\s@]@[^\s@]+\.[^\s@]{2,}")  # looks from each @, not from each letter
_PHONE = re.compile(r"\d(?:[\s().,\-‐‑‒–—―−·•・_/]{0,4}\d){6}")


@dataclass(frozen=True, slots=True)
class SentPlace:
    """Where, as far as the sender could say: degrees WGS84 and metres; any part may be missing."""

    latitude: float | None = None
    longitude: float | None = None
    accuracy_m: float | None = None
    source: str = "none"
    address: str = ""

    @property
    def has_point(self) -> bool:
        """Whether there are coordinates."""
        return self.latitude is not None and self.longitude is not None


@dataclass(frozen=True, slots=True)
class Contact:
    """How the city may reach the sender. Optional, never public."""

    name: str = ""
    email: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Submission:
    """One report, read and cleaned."""

    report_id: UUID
    secret: str
    body_hash: bytes
    service_code: str
    language: str
    answers: dict[str, Any] = field(default_factory=dict)
    place: SentPlace = field(default_factory=SentPlace)
    description: str = ""
    contact: Contact = field(default_factory=Contact)
    joins: str | None = None
    photos: tuple[DeclaredPhoto, ...] = ()
    client_time: datetime | None = None
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Addition:
    """What a reporter sends after the report, read and cleaned."""

    id: UUID
    report_id: UUID
    secret: str
    body_hash: bytes
    language: str
    words: str = ""
    photos: tuple[DeclaredPhoto, ...] = ()
    has_drafts: bool = False  # photos of the page's form are kept already, as drafts of the report


def clean_text(text: str) -> str:
    """One form of writing (NFC), line breaks as `\\n`, no control characters and no bidi overrides."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if text.isascii():
        return text.translate(_CONTROLS).strip()
    return unicodedata.normalize("NFC", "".join(_kept(text.translate(_BIDI)))).strip()


def _kept(text: str) -> Iterator[str]:
    marks = 0
    for letter in text:
        kind = unicodedata.category(letter)
        if kind in {"Cc", "Cs"} and letter not in "\n\t":
            continue
        marks = marks + 1 if kind[0] == "M" else 0
        if marks <= MOST_MARKS:
            yield letter


def seems_private(text: str) -> bool:
    """Whether words hold what looks like an e-mail address or a phone number: they are then not published."""
    plain = _plainly(text)
    return bool(_EMAIL_WITHIN.search(plain) or _PHONE.search(plain))


def _plainly(text: str) -> str:
    """As a reader sees it: full-width signs as the plain ones, and nothing that takes no room."""
    if text.isascii():
        return text
    seen = "".join(letter for letter in text if unicodedata.category(letter) != "Cf")
    return unicodedata.normalize("NFKC", seen).replace("。", ".")


def is_email(text: str) -> bool:
    """Whether this could be an e-mail address; only a letter sent to it tells more."""
    return len(text) <= 254 and _EMAIL.fullmatch(text) is not None
