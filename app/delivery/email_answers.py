"""What mail servers mean by their answers (RFC 5321, 4.2; RFC 3463)."""

import re

from app.delivery.senders import SENT, Outcome, Result

ENHANCED = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
# Nobody is there, and never will be again: no such mailbox, domain or host; moved away; closed.
NOBODY = frozenset({"5.1.0", "5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1"})
FULL = frozenset({"5.2.2"})  # a full mailbox may be emptied

CLOSING = 421
OF_ALL = ("4.3", "4.4")  # the server's own trouble, or its network's; else it is about one mail


def enhanced(text: str) -> str:
    """The first enhanced status code of an answer or a report, `5.1.1`; "" where there is none."""
    found = ENHANCED.search(text)
    return found.group() if found else ""


def is_nobody(text: str) -> bool:
    """Whether this says that nobody can be reached there. A bare 550 does not: servers say it to senders whom they
    mistrust, too, and one bad day of ours would end every channel.
    """
    return enhanced(text) in NOBODY


def result_of(code: int, text: bytes) -> Result:
    """How the try ended that a server answered like this; what it said beside the codes may hold an address."""
    said = enhanced(text.decode("ascii", "replace"))
    detail = f"{code} {said}".strip()
    if 200 <= code < 300:
        return SENT
    if code < 500 or said in FULL:
        is_of_all = code == CLOSING or said.startswith(OF_ALL)
        return Result(Outcome.LATER, detail, is_of_one=not is_of_all)
    return Result(Outcome.GONE if said in NOBODY else Outcome.REFUSED, detail)
