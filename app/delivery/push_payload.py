"""What a phone gets: a Declarative Web Push message (W3C Push API), which Safari shows by itself and the service worker
elsewhere. docs/push.md has its shape.
"""

import unicodedata
from functools import lru_cache

import orjson

from app.delivery.letters import letters
from app.delivery.wording import Words

MOST_BYTES = 3993  # what RFC 8291 leaves of the 4,096 that every push service takes
USUAL_BYTES = 1500
SMALL_BYTES = 600  # for a service that finds the usual too large
TITLE_BYTES = 360  # in Khmer or Burmese 120 letters, marks counted
WEB_PUSH = 8030  # says that this is a declarative message
ELLIPSIS = "…"


@lru_cache(maxsize=512)  # thousands follow one event in a few languages
def payload(words: Words, *, most_bytes: int = USUAL_BYTES) -> bytes:
    """The message as UTF-8 JSON of at most `most_bytes`, whatever the words: title and body are cut, each at the end of
    a letter. Raises ValueError where the address alone is more than a push service takes.
    """
    title = shorten(_shown(words.title), min(TITLE_BYTES, most_bytes // 2)) or ELLIPSIS  # nothing is shown without
    body = _shown(words.body)
    empty = len(_json(words, title, ""))
    made = _json(words, title, shorten(body, most_bytes - empty - len(b'"body":"",')))
    if len(made) > MOST_BYTES:
        raise ValueError("too much but the words")
    return made


def shorten(text: str, most_bytes: int) -> str:
    """As much of `text` as fits into so many bytes of JSON, cut where a letter ends with all its marks, and `…`."""
    if _bytes(text) <= most_bytes:
        return text
    left, kept = most_bytes - _bytes(ELLIPSIS), ""
    for letter in letters(text):
        left -= _bytes(letter)
        if left < 0:
            return kept.rstrip() + ELLIPSIS if kept else ""
        kept += letter
    return kept


def _shown(text: str) -> str:
    """Without control characters and lone surrogates: no phone shows them, and JSON writes them six bytes long."""
    return "".join(" " if unicodedata.category(c) in {"Cc", "Cs"} and c != "\n" else c for c in text).strip()


def _bytes(text: str) -> int:
    """How long it is within JSON."""
    return len(orjson.dumps(text)) - 2


def _json(words: Words, title: str, body: str) -> bytes:
    shown = {"title": title, "body": body, "lang": words.language, "dir": words.direction}
    shown |= {"tag": words.tag, "navigate": words.url}
    return orjson.dumps({"web_push": WEB_PUSH, "notification": {name: said for name, said in shown.items() if said}})
