"""Feeds as Atom writes them (RFC 4287): nouns, and the document made of them.

All text is plain text, escaped by the XML writer: what residents wrote is never markup.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from xml.etree.ElementTree import Element, SubElement, tostring

MEDIA_TYPE = "application/atom+xml"
ATOM, GEORSS = "http://www.w3.org/2005/Atom", "http://www.georss.org/georss"
# XML 1.0 has no way to write these; one of them in somebody's words would end the feed for every reader.
_UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Entry:
    """One case, or one line of its timeline. `id` never changes, whatever becomes of it or of our address."""

    id: str
    title: str
    url: str
    updated_at: datetime
    published_at: datetime
    summary: str
    words: str | None = None  # what somebody wrote
    words_language: str | None = None
    category: tuple[str, str] | None = None  # code and name of the service
    point: tuple[float, float] | None = None  # latitude, longitude: the public place


@dataclass(frozen=True, slots=True)
class Feed:
    """What a reader follows, in one language, the newest entry first."""

    id: str
    title: str
    language: str
    author: str
    self_url: str
    page_url: str
    updated_at: datetime
    entries: Sequence[Entry]


def written(feed: Feed) -> bytes:
    """The whole document in UTF-8."""
    root = Element("feed", {"xmlns": ATOM, "xmlns:georss": GEORSS, "xml:lang": feed.language})
    _add(root, "id", feed.id)
    _add(root, "title", feed.title)
    _add(root, "updated", _moment(feed.updated_at))
    _add(SubElement(root, "author"), "name", feed.author)
    SubElement(root, "link", {"rel": "self", "type": MEDIA_TYPE, "href": feed.self_url})
    SubElement(root, "link", {"rel": "alternate", "type": "text/html", "href": feed.page_url})
    for entry in feed.entries:
        _add_entry(root, entry)
    document: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return document


def _add_entry(root: Element, entry: Entry) -> None:
    element = SubElement(root, "entry")
    _add(element, "id", entry.id)
    _add(element, "title", entry.title)
    _add(element, "updated", _moment(entry.updated_at))
    _add(element, "published", _moment(entry.published_at))
    SubElement(element, "link", {"rel": "alternate", "type": "text/html", "href": entry.url})
    _add(element, "summary", entry.summary)
    if entry.words:
        _add(element, "content", entry.words, entry.words_language)
    if entry.category:
        SubElement(element, "category", dict(zip(("term", "label"), map(_text, entry.category), strict=True)))
    if entry.point:
        _add(element, "georss:point", "{:.6f} {:.6f}".format(*entry.point))


def _add(parent: Element, name: str, text: str, language: str | None = None) -> None:
    element = SubElement(parent, name, {"xml:lang": language} if language else {})
    element.text = _text(text)


def _text(text: str) -> str:
    return _UNWRITABLE.sub("", text)


def _moment(moment: datetime) -> str:
    """RFC 3339, to the second."""
    return moment.isoformat(timespec="seconds")
