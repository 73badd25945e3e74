"""The edge to whoever carries text messages. There is no such service here: a city that has one writes a sender.

How long a text is decides what it costs: letters of GSM 03.38 (3GPP TS 23.038, 6.2.1) take 7 bits, of which a segment
has 160; any other letter makes the whole text UCS-2, of which it has 70. Texts of several segments have 7 and 3 less.
"""

from dataclasses import dataclass
from typing import Protocol

from app.delivery.letters import letters
from app.delivery.senders import NoSender, Outgoing, Result
from app.delivery.wording import Words

BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENSION = frozenset("\f^{}\\[~]|€")  # an escape, then the letter: two
ONE_GSM, MORE_GSM, ONE_UCS2, MORE_UCS2 = 160, 153, 70, 67
MOST_SEGMENTS = 2
UNSEEN = {ord(one): None for one in "\u2066\u2067\u2068\u2069"} | {0xA0: " ", 0x202F: " "}
# One of these would make a whole text of Latin letters UCS-2, at less than half the length.
PLAIN = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "...", "·": "-"})


@dataclass(frozen=True, slots=True)
class Length:
    """How long a text is as a message."""

    units: int  # septets, or 16-bit units
    segments: int
    is_unicode: bool


def length_of(text: str) -> Length:
    """How many segments a text takes. A pair that makes one letter is not parted between two of them."""
    is_unicode = not all(one in BASIC or one in EXTENSION for one in text)
    sizes = [_size(one, is_unicode) for one in text]
    one, more = (ONE_UCS2, MORE_UCS2) if is_unicode else (ONE_GSM, MORE_GSM)
    units = sum(sizes)
    return Length(units, (1 if units else 0) if units <= one else _segments(sizes, more), is_unicode)


def _size(letter: str, is_unicode: bool) -> int:
    if is_unicode:
        return 2 if ord(letter) > 0xFFFF else 1
    return 2 if letter in EXTENSION else 1


def _segments(sizes: list[int], room: int) -> int:
    segments, used = 1, 0
    for size in sizes:
        if used + size > room:
            segments, used = segments + 1, 0
        used += size
    return segments


def short_text(words: Words, link: str, most_segments: int = MOST_SEGMENTS) -> str:
    """What happened, the case's number and a short link in so many segments. Words give way; number and link stay."""
    title, body = plain(words.title), plain(words.body)
    end = " ".join(filter(None, (words.number.replace(" ", ""), link)))
    for text in (f"{title}. {body}", title):
        whole = f"{text} {end}"
        if length_of(whole).segments <= most_segments:
            return whole
    return f"{_cut(title, end, most_segments)} {end}".strip()


def _cut(text: str, end: str, most_segments: int) -> str:
    kept = ""
    for letter in letters(text):
        if length_of(f"{kept}{letter}... {end}").segments > most_segments:
            return f"{kept.rstrip()}..."
        kept += letter
    return kept


def plain(text: str) -> str:
    """The same without marks that only screens need, and with plain signs where that keeps it in GSM letters."""
    kept = text.translate(UNSEEN)
    simple = kept.translate(PLAIN)
    return kept if length_of(simple).is_unicode else simple


class SmsSender(Protocol):
    """See app.delivery.senders.Sender; `Outgoing.address` is a number as in E.164, and `short_text` makes the words."""

    at_once: int

    async def send(self, message: Outgoing) -> Result:
        """Try once."""

    async def close(self) -> None:
        """Give back what is open."""


class NoSmsSender(NoSender):
    """Carries nothing: no channel of this kind is ever made."""


def make_sms_sender() -> SmsSender:
    """What carries text messages in this installation: nothing so far."""
    return NoSmsSender()
