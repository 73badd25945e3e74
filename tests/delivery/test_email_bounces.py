"""Reports about mails that came back: who ends, who does not, and mails that nobody understands."""

import mailbox
import os
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from random import Random

import pytest
from flask import Flask

from app.cases import operations, queries
from app.cases.workflow import Status
from app.delivery.bounces import Meaning, read_report
from app.extensions import db
from app.followers.models import ACTIVE, GONE, STOPPED
from tests.client import CheckingClient
from tests.delivery.post_office import PostOffice, post_office
from tests.factories import sent
from tests.mail_service import Mail

OTHER = "hala@reader.example"


@pytest.fixture
def office(app: Flask) -> Iterator[PostOffice]:
    with post_office(app) as office:
        yield office


@pytest.fixture
def mail(client: CheckingClient, office: PostOffice, app: Flask) -> Mail:
    """What Amal was sent; Hala was sent the like."""
    number = sent(client)
    office.confirmed(client, number)
    other = app.test_client()
    assert isinstance(other, CheckingClient)
    office.confirmed(other, number, address=OTHER)
    with app.app_context():
        operations.update_status(queries.find_case(number), Status.ACKNOWLEDGED)
        db.session.commit()
    office.work()
    return office.mails.to("amal@reader.example")[-1]


def headers_of(mail: Mail) -> bytes:
    return mail.raw.partition(b"\r\n\r\n")[0] + b"\r\n"


def dsn(
    returned: bytes, status: str = "5.1.1", action: str = "failed", diagnostic: str = "", envelope: str = ""
) -> bytes:
    """As RFC 3464 has it, and as Postfix writes it."""
    envelope_id = f"Original-Envelope-Id: {envelope}\r\n" if envelope else ""
    text = (
        "From: MAILER-DAEMON@mail.city.example\r\nTo: alerts@city.example\r\nSubject: Undelivered Mail\r\n"
        'MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nI'm sorry to have to inform you.\r\n"
        f"--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; city.example\r\n{envelope_id}\r\n"
        f"Final-Recipient: rfc822; amal@reader.example\r\nAction: {action}\r\nStatus: {status}\r\n"
        f"Diagnostic-Code: smtp; {diagnostic or f'550 {status} no'}\r\n"
        "\r\n--b\r\nContent-Type: text/rfc822-headers\r\n\r\n"
    )
    return text.encode() + returned + b"\r\n--b--\r\n"


def complaint(returned: bytes, kind: str = "abuse") -> bytes:
    """As RFC 5965 has it."""
    text = (
        "From: feedback@provider.example\r\nTo: alerts@city.example\r\nSubject: FW: Case\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=feedback-report; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nThis is an abuse report.\r\n"
        f"--b\r\nContent-Type: message/feedback-report\r\n\r\nFeedback-Type: {kind}\r\nVersion: 1\r\n"
        "\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n"
    )
    return text.encode() + returned + b"\r\n--b--\r\n"


def run(office: PostOffice, folder: Path, *raws: bytes, is_maildir: bool = False) -> str:
    """`flask delivery bounces` of a mailbox with these mails; what it says."""
    path = folder / "box"
    box = mailbox.Maildir(path) if is_maildir else mailbox.mbox(path)
    for raw in raws:
        box.add(raw)
    box.flush()
    box.close()
    before = {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()}
    result = office.app.test_cli_runner().invoke(args=["delivery", "bounces", os.fspath(path)])
    assert result.exit_code == 0, result.output
    assert {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()} == before
    return result.output


@pytest.mark.parametrize("is_maildir", [False, True])
def test_a_mailbox_that_is_not_there_is_written_to_no_more(
    office: PostOffice, mail: Mail, tmp_path: Path, is_maildir: bool
) -> None:
    output = run(office, tmp_path, dsn(headers_of(mail)), is_maildir=is_maildir)
    assert office.channel().state == GONE
    assert office.channel(OTHER).state == ACTIVE
    assert "1  channels that ended" in output


@pytest.mark.parametrize("kind", ["abuse", "fraud", "opt-out"])
def test_whoever_calls_a_mail_unwanted_gets_no_more(office: PostOffice, mail: Mail, tmp_path: Path, kind: str) -> None:
    run(office, tmp_path, complaint(mail.raw, kind))
    assert office.channel().state == STOPPED
    assert office.channel(OTHER).state == ACTIVE


KEPT: list[dict[str, str]] = [
    {"status": "4.4.1", "action": "delayed"},
    {"status": "5.1.1", "action": "delayed"},
    {"status": "5.2.2"},  # the mailbox is full
    {"status": "5.7.1"},  # they mistrust us, not the address
    {"status": "5.0.0", "diagnostic": "550 Blocked"},
    {"status": "2.0.0", "action": "delivered"},
]


@pytest.mark.parametrize("facts", KEPT)
def test_what_does_not_say_that_nobody_is_there_ends_nothing(
    office: PostOffice, mail: Mail, tmp_path: Path, facts: dict[str, str]
) -> None:
    output = run(office, tmp_path, dsn(headers_of(mail), **facts), complaint(mail.raw, "not-spam"))
    assert office.channel().state == ACTIVE
    assert Meaning.KEPT in output


def test_a_vague_status_is_read_in_what_the_server_said(office: PostOffice, mail: Mail, tmp_path: Path) -> None:
    run(office, tmp_path, dsn(headers_of(mail), "5.0.0", diagnostic="550 5.1.1 <amal@reader.example> User unknown"))
    assert office.channel().state == GONE


def test_a_report_that_names_only_the_envelope_is_enough(office: PostOffice, mail: Mail, tmp_path: Path) -> None:
    named = mail.message["Message-ID"].strip("<>").partition("@")[0]
    run(office, tmp_path, dsn(b"Subject: gone\r\n", envelope=named))
    assert office.channel().state == GONE


def test_a_complaint_whose_message_id_was_blacked_out_is_found_by_its_link(
    office: PostOffice, mail: Mail, tmp_path: Path
) -> None:
    lines = headers_of(mail).split(b"\r\n")
    kept = [line for line in lines if not line.startswith((b"Message-ID", b"To:"))]
    run(office, tmp_path, complaint(b"\r\n".join(kept)))
    assert office.channel().state == STOPPED


def test_nobody_ends_anothers_mails_by_writing_a_report(office: PostOffice, mail: Mail, tmp_path: Path) -> None:
    named = mail.message["Message-ID"]
    forged = named.replace(named.split(".")[2][:4], "0000")
    to_amal = f"To: amal@reader.example\r\nMessage-ID: {forged}\r\n".encode()
    output = run(office, tmp_path, dsn(to_amal), complaint(to_amal))
    assert office.channel().state == ACTIVE
    assert output.count(Meaning.OTHER_MAIL) == 3  # each mail, and the sum


def test_an_answer_that_quotes_our_mail_is_no_report(office: PostOffice, mail: Mail, tmp_path: Path) -> None:
    answer = EmailMessage()
    answer["Subject"], answer["Auto-Submitted"] = "Out of office", "auto-replied"
    answer["In-Reply-To"] = mail.message["Message-ID"]
    answer.set_content(mail.raw.decode("ascii"))
    output = run(office, tmp_path, answer.as_bytes())
    assert office.channel().state == ACTIVE
    assert Meaning.UNREAD in output


def test_a_mailbox_read_twice_does_no_harm(office: PostOffice, mail: Mail, tmp_path: Path) -> None:
    run(office, tmp_path, dsn(headers_of(mail)))
    output = office.app.test_cli_runner().invoke(args=["delivery", "bounces", os.fspath(tmp_path / "box")]).output
    assert "0  channels that ended" in output


def test_what_is_no_mailbox_is_said_to_be_none(office: PostOffice, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    result = office.app.test_cli_runner().invoke(args=["delivery", "bounces", os.fspath(tmp_path / "folder")])
    assert result.exit_code == 1
    assert "cannot be read" in result.output


def test_odd_mails_crash_nothing(office: PostOffice, mail: Mail) -> None:
    dice, whole = Random(311), dsn(headers_of(mail)) + complaint(mail.raw)
    with office.app.app_context():
        for _time in range(1500):
            raw = bytearray(whole[: dice.randrange(len(whole))])
            for _change in range(dice.randrange(12)):
                if raw:
                    raw[dice.randrange(len(raw))] = dice.randrange(256)
            assert isinstance(read_report(bytes(raw)).meaning, Meaning)
        for raw in (b"", b"\0", b"Content-Type: multipart/report\r\n\r\n", b"\xff\xfe" * 1000):
            assert read_report(raw).meaning is Meaning.UNREAD
