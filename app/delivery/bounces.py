"""Reports about our mails: who cannot be reached any more, and who called one of them unwanted.

Only a report that names a mail as we named it counts: anybody can write to the address that reports go to. Nothing here
commits.
"""

import mailbox
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.errors import MessageError
from email.message import Message
from enum import StrEnum
from itertools import chain, islice
from pathlib import Path

from app.delivery import confirming
from app.delivery.email_answers import enhanced, is_nobody
from app.delivery.email_links import channel_named, channel_of_mark, stop_of_key
from app.extensions import db
from app.followers.models import EMAIL, GONE, STOPPED, Channel

MOST_BYTES = 1024 * 1024  # read of one mail
MOST_NAMED = 50  # names that one mail may hold and that are looked up: a mail of ours has a few
MARK = re.compile(r"\d{1,18}\.\d{1,17}\.[0-9a-f]{24}")  # app.delivery.email_links.mark
STOP_LINK = re.compile(r"/alerts/unsubscribe/([\w.\-]{20,300})")
DELIVERY_STATUS, FEEDBACK = "message/delivery-status", "message/feedback-report"


class Meaning(StrEnum):
    """What a mail in the mailbox means to us."""

    GONE = "nobody is there any more"
    COMPLAINT = "somebody does not want our mails"
    KEPT = "nothing to end: a server tries on, or refused that mail only"
    OTHER_MAIL = "about a mail that is not ours"
    UNREAD = "no report that we can read"


@dataclass(frozen=True, slots=True)
class Report:
    """What one mail says, about which channel if we know."""

    meaning: Meaning
    channel_id: int | None = None
    detail: str = ""  # a status code or the kind of complaint; never an address


def read_mailbox(path: Path) -> Iterator[tuple[str, Report]]:
    """(key in the mailbox, what it says) for each mail of an mbox file or a Maildir. Raises OSError, mailbox.Error."""
    box = mailbox.Maildir(path, create=False) if path.is_dir() else mailbox.mbox(path, create=False)
    try:
        for key in box.iterkeys():
            with box.get_file(key) as file:
                raw = bytes(file.read(MOST_BYTES))
            yield str(key), read_report(raw)
    finally:
        box.close()


def read_report(raw: bytes) -> Report:
    """What a mail says; whatever it is, it does no harm."""
    try:
        return _read(message_from_bytes(raw, policy=policy.compat32), raw)
    except (MessageError, ValueError, LookupError, TypeError, AttributeError):  # what odd mails make of Python's parser
        return Report(Meaning.UNREAD)


def _read(mail: Message, raw: bytes) -> Report:
    kinds = {part.get_content_type(): part for part in mail.walk()}
    if mail.get_content_type() != "multipart/report" or not kinds.keys() & {DELIVERY_STATUS, FEEDBACK}:
        return Report(Meaning.UNREAD)
    channel_id = _channel_id(raw.decode("ascii", "replace"))
    if FEEDBACK in kinds:
        meaning, detail = _complaint(kinds[FEEDBACK])
    else:
        meaning, detail = _delivery(kinds[DELIVERY_STATUS])
    return Report(meaning if channel_id else Meaning.OTHER_MAIL, channel_id, detail)


def _channel_id(text: str) -> int | None:
    """The channel whose mail a report names: by Message-ID or envelope id or, where both were blacked out, by its link.

    Header lines may be folded and links quoted-printable, so both are looked for without their line ends.
    """
    whole = re.sub(r"=?\r?\n[ \t]?", "", text)
    marks = islice(MARK.finditer(whole), MOST_NAMED)
    stops = (stop_of_key(found.group(1)) for found in islice(STOP_LINK.finditer(whole), MOST_NAMED))
    by_mark = (channel_of_mark(found.group()) for found in marks)
    by_link = (channel_named(stop.channel) for stop in stops if stop)
    return next((channel.id for channel in chain(by_mark, by_link) if channel), None)


def _delivery(part: Message) -> tuple[Meaning, str]:
    """RFC 3464: fields about the mail, then a group about each recipient; ours have one."""
    fields = _fields(part)
    status = enhanced(fields.get("status", "")) or enhanced(fields.get("diagnostic-code", ""))
    said = enhanced(fields.get("diagnostic-code", ""))
    is_final = fields.get("action", "").strip().casefold() == "failed"
    is_gone = is_final and (is_nobody(status) or is_nobody(said))
    return (Meaning.GONE if is_gone else Meaning.KEPT), status


def _complaint(part: Message) -> tuple[Meaning, str]:
    """RFC 5965: `abuse` and its like are somebody's wish to get no more; `not-spam` is the contrary."""
    kind = _fields(part).get("feedback-type", "").strip().casefold()
    is_complaint = kind in {"abuse", "fraud", "opt-out", "virus", "other"}
    return (Meaning.COMPLAINT if is_complaint else Meaning.KEPT), kind if kind.isalpha() or "-" in kind else ""


def _fields(part: Message) -> dict[str, str]:
    """The fields of all groups, the last of each name: Python reads a group as a message of its own."""
    payload = part.get_payload()
    groups = [one for one in payload if isinstance(one, Message)] if isinstance(payload, list) else []
    fields = {name.casefold(): str(value) for group in groups for name, value in group.items()}
    if not fields and isinstance(payload, str):
        lines = (line.partition(":") for line in payload.splitlines())
        fields = {name.strip().casefold(): value for name, _colon, value in lines}
    return fields


def apply(report: Report) -> bool:
    """The channel is told no more; whether it was until now."""
    is_end = report.meaning in {Meaning.GONE, Meaning.COMPLAINT}
    channel = db.session.get(Channel, report.channel_id) if is_end and report.channel_id else None
    if channel is None or channel.kind != EMAIL or channel.state in {GONE, STOPPED}:
        return False
    if report.meaning is Meaning.COMPLAINT:
        confirming.stop(channel)
    else:
        channel.state = GONE
        db.session.flush()
    return True
