"""The languages that a run looks at where all of them would take too long: some each day, all after a while.

`STOOP_TEST_LANGUAGES=all` looks at all of them at once, `STOOP_TEST_LANGUAGES=hi,ru` at these: what was red yesterday
is seen again today.
"""

import os
from collections.abc import Sequence
from datetime import UTC, datetime

from app.i18n import NATIVE_NAMES

ASKED_FOR = tuple(filter(None, os.environ.get("STOOP_TEST_LANGUAGES", "").replace(" ", "").split(",")))
DAY = datetime.now(UTC).toordinal()


def a_third_of(languages: Sequence[str], asked: tuple[str, ...] = ASKED_FOR, day: int = DAY) -> tuple[str, ...]:
    """Another third of these each day; or those that were asked for."""
    return asked_for(languages, asked) if asked else tuple(languages[day % 3 :: 3])


def one_of(languages: Sequence[str], asked: tuple[str, ...] = ASKED_FOR, day: int = DAY) -> tuple[str, ...]:
    """Another one of these each day; or those that were asked for."""
    return asked_for(languages, asked) if asked else (languages[day % len(languages)],)


def asked_for(languages: Sequence[str], asked: tuple[str, ...]) -> tuple[str, ...]:
    """Those of `languages` that were asked for by code or by `all`; a code that we do not speak ends the run."""
    if unknown := set(asked) - {*NATIVE_NAMES, "all"}:
        raise ValueError(f"STOOP_TEST_LANGUAGES: we do not speak {', '.join(sorted(unknown))}")
    return tuple(one for one in languages if one in asked or "all" in asked)
