"""What fits on a lock screen, whatever the words."""

import json
from dataclasses import replace
from typing import Any

import pytest

from app.delivery.letters import letters
from app.delivery.push_payload import MOST_BYTES, SMALL_BYTES, TITLE_BYTES, USUAL_BYTES, payload, shorten
from tests.delivery.push_messages import ARABIC

KHMER = "ក្រុងបានបិទរបាយការណ៍របស់អ្នកអំពីរន្ធនៅលើផ្លូវ។ " * 40
TEXTS = {
    "Khmer": KHMER,
    "Burmese": "မြို့တော်က သင့်တိုင်ကြားချက်ကို ပိတ်လိုက်ပါပြီ။ " * 60,
    "Hindi": "शहर ने आपकी रिपोर्ट बंद कर दी है। " * 80,
    "Arabic": "أَغْلَقَتِ البَلَدِيَّةُ بَلَاغَكَ " * 100,
    "Thai": "ที่นี่มีน้ำท่วม " * 200,
    "Korean, letter by letter": "\u1112\u1161\u11ab\u1100\u1173\u11af" * 500,
    "families and flags": "👩‍👩‍👧‍👦🇺🇸🇰🇭👍🏽" * 200,
    "quotes and backslashes": '"\\' * 3000,
    "control characters": "\x00\x1b\x7f\x85" * 2000,
    "lone surrogates": "\ud800\udfff" * 2000,
    "one letter with all the marks there are": "a" + "\u0301" * 6000,
    "one word": "x" * 6000,
    "lines": "\n" * 6000,
    "nothing": "",
}


def shown(made: bytes) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(made)
    assert read["web_push"] == 8030
    return dict(read["notification"])


def cut_at(whole: str, part: str) -> bool:
    """Whether `part` is the whole, or some first letters of it and `…`."""
    kept = part.removesuffix("…")
    read = ""
    for letter in letters(whole):
        if read == kept or read.rstrip() == kept:
            return True
        read += letter
    return part == whole


@pytest.mark.parametrize("name", TEXTS)
def test_long_words_are_cut_where_a_letter_ends(name: str) -> None:
    text = TEXTS[name]
    made = payload(replace(ARABIC, title=text, body=text))
    assert len(made) <= USUAL_BYTES
    told = shown(made)
    assert told["title"]
    assert len(told["title"].encode()) <= TITLE_BYTES
    if name not in {"control characters", "lone surrogates"}:
        assert cut_at(text.strip() or "…", told["title"])
        assert cut_at(text.strip(), told.get("body", ""))


@pytest.mark.parametrize("limit", range(4, 120))
def test_no_letter_of_khmer_is_parted(limit: int) -> None:
    part = shorten(KHMER, limit)
    assert len(part.encode()) <= limit
    assert cut_at(KHMER, part)
    assert not part.removesuffix("…").endswith("\u17d2")  # the sign that puts the next letter below


def test_5_kb_of_khmer_still_say_the_beginning() -> None:
    assert len(KHMER.encode()) > 5000
    told = shown(payload(replace(ARABIC, body=KHMER, language="km", direction="ltr")))
    assert told["body"].startswith(KHMER[:300])
    assert told["body"].endswith("…")
    assert (told["lang"], told["dir"]) == ("km", "ltr")


def test_words_that_fit_are_said_whole() -> None:
    told = shown(payload(ARABIC))
    assert (told["title"], told["body"]) == (ARABIC.title, ARABIC.body)
    assert told["navigate"] == ARABIC.url


def test_the_lines_of_a_digest_stay_lines() -> None:
    assert shown(payload(replace(ARABIC, body="one\ntwo\x07")))["body"] == "one\ntwo"


def test_a_service_that_takes_little_gets_little() -> None:
    assert len(payload(replace(ARABIC, title=KHMER, body=KHMER), most_bytes=SMALL_BYTES)) <= SMALL_BYTES


def test_nothing_goes_out_that_no_service_takes() -> None:
    assert len(payload(replace(ARABIC, url="https://311.example/" + "x" * 3000))) <= MOST_BYTES
    with pytest.raises(ValueError, match="too much"):
        payload(replace(ARABIC, url="https://311.example/" + "x" * 4000))
