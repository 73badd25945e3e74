"""What may come through the front door: mostly what fits, and anything at all beside it."""

import json
from typing import Any

from hypothesis import strategies as st

from app.city.loader import load_city
from app.config import PACKS
from tests.factories import declared, photo

CITY = load_city(PACKS / "philadelphia")
PICTURE = photo()

words = st.one_of(
    st.text(max_size=40),
    st.text("\0\x1b\u202e\u2066\u200b\ufeff\ud83e\U0001f984ÅÅ٤៤\r\n\t\"'<>&%{}$;,.-/\\", max_size=20),
    st.sampled_from(["1e999", "-0", "NaN", "inf", "9" * 400, "0x10", "١٢٣", "2026-02-30", "9999-12-31T23:59:59-23:59"]),
)
latin = st.text(st.characters(min_codepoint=33, max_codepoint=255), max_size=30)
numbers = st.one_of(st.integers(), st.floats(), st.integers(-(2**70), 2**70))
scalars = st.one_of(st.none(), st.booleans(), numbers, words)
anything = st.recursive(
    scalars,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(words, inner, max_size=4)),
    max_leaves=8,
)


def often(likely: st.SearchStrategy[Any], unlikely: st.SearchStrategy[Any] = anything) -> st.SearchStrategy[Any]:
    """Mostly what fits, so that what comes after it is looked at too."""
    return st.one_of(likely, likely, likely, unlikely)


codes = often(st.sampled_from([service.code for service in CITY.services]), words)
questions = st.sampled_from([question.code for service in CITY.services for question in service.questions])

reports = st.fixed_dictionaries(
    {},
    optional={
        "service": codes,
        "answers": often(st.dictionaries(questions | words, anything, max_size=5)),
        "place": often(
            st.fixed_dictionaries(
                {},
                optional={
                    "lat": often(st.floats(39.9, 40.1)),
                    "long": often(st.floats(-75.2, -75.0)),
                    "accuracy_m": often(st.floats(0, 500)),
                    "source": anything,
                    "address": words,
                },
            )
        ),
        "photos": often(st.lists(often(st.just(declared(PICTURE))), max_size=6)),
        "description": often(words),
        "language": often(st.sampled_from(CITY.languages)),
        "contact": anything,
        "joins": anything,
        "schema": anything,
        "client_time": anything,
    },
)
bodies = st.one_of((reports | anything).map(lambda body: json.dumps(body).encode()), st.binary(max_size=200))

FIELDS = (
    "description latitude longitude accuracy_m place_source address unplaceable contact_name contact_email "
    "contact_phone language do schema joins remove_photo"
)
fields = st.dictionaries(
    st.one_of(st.sampled_from(FIELDS.split()), questions.map(lambda code: f"answer.{code}"), words),
    st.lists(often(words, st.sampled_from(["send", "questions", "pin", "39.95", "-75.16", "1"])), max_size=3),
    max_size=12,
)
searches = st.dictionaries(
    st.sampled_from(["radius", "limit", "service", "status", "since", "cursor", "lang", "neighbourhood", "number"]),
    often(words, st.sampled_from(["open", "closed", "closed,open", "1", "5000"])),
)

inside_it = st.integers(0, len(PICTURE))
offsets = often(inside_it, st.one_of(st.integers(), st.text("0123456789-+._ ", max_size=20))).map(str)
pieces = st.one_of(st.binary(max_size=50), inside_it.map(lambda start: PICTURE[start:]), st.just(PICTURE))
parts = st.tuples(offsets, pieces, st.dictionaries(st.sampled_from(["Upload-Checksum", "Content-Type"]), latin))
