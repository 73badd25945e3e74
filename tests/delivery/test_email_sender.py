"""Handing mails over: what each answer of a mail server means, and lines that stay open."""

import asyncio
import ssl
from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from app.delivery import email_sender
from app.delivery.email_sender import EmailSender
from app.delivery.email_settings import MailServer, mail_server, mailing
from app.delivery.senders import Outcome, Outgoing, Result
from tests.delivery.post_office import PostOffice, post_office
from tests.delivery.test_email_messages import outgoing
from tests.mail_service import HANG_UP, Certificate, MailService, make_certificate

READER = "amal@reader.example"


@pytest.fixture
def office(app: Flask, inside: None) -> Iterator[PostOffice]:
    with post_office(app) as office:
        yield office


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return make_certificate(tmp_path_factory.mktemp("certificate"))


def send(server: MailServer, *messages: Outgoing, tls: ssl.SSLContext | None = None) -> list[Result]:
    """Each after the other, over one sender."""

    async def all_of_them() -> list[Result]:
        sender = EmailSender(server, mailing(), tls)
        results = [await sender.send(message) for message in messages]
        await sender.close()
        return results

    return asyncio.run(all_of_them())


ANSWERS = [
    ("250 2.1.5 OK", Outcome.SENT, ""),
    ("550 5.1.1 No such user here", Outcome.GONE, "550 5.1.1"),
    ("550 5.1.10 Recipient not found", Outcome.GONE, "550 5.1.10"),
    ("550 5.2.1 Mailbox disabled", Outcome.GONE, "550 5.2.1"),
    ("550 Blocked, see our page", Outcome.REFUSED, "550"),
    ("554 5.7.1 Rejected", Outcome.REFUSED, "554 5.7.1"),
    ("552 5.2.2 Mailbox full", Outcome.LATER, "552 5.2.2"),
    ("450 4.2.1 Try again", Outcome.LATER, "450 4.2.1"),
    ("451 4.7.1 Greylisted for 300 seconds", Outcome.LATER, "451 4.7.1"),
    (HANG_UP, Outcome.LATER, "SMTPServerDisconnected"),
]


@pytest.mark.parametrize(("answer", "outcome", "detail"), ANSWERS)
@pytest.mark.parametrize("asked", ["answers", "data_answers"])
def test_each_answer_has_its_meaning(
    office: PostOffice, asked: str, answer: str, outcome: Outcome, detail: str
) -> None:
    getattr(office.mails, asked)[READER] = answer
    [result] = send(made(office.mails), outgoing())
    assert (result.outcome, result.detail) == (outcome, detail)
    assert len(office.mails.received) == (1 if outcome is Outcome.SENT else 0)


@pytest.mark.parametrize(
    ("answer", "is_of_one"),
    [
        ("450 4.2.1 Try again", True),
        ("451 4.7.1 Greylisted", True),
        ("552 5.2.2 Mailbox full", True),
        ("450 wait", True),
        ("452 4.3.1 Insufficient system storage", False),
        ("451 4.4.0 DNS trouble", False),
        ("421 4.7.0 Too many connections", False),
    ],
)
def test_whoever_has_to_wait_keeps_nobody_else_waiting(office: PostOffice, answer: str, is_of_one: bool) -> None:
    office.mails.answers[READER] = answer
    [result] = send(made(office.mails), outgoing())
    assert result.outcome is Outcome.LATER
    assert result.is_of_one is is_of_one


def test_what_a_server_says_of_somebody_stays_out_of_the_ledger(office: PostOffice) -> None:
    office.mails.answers["*"] = f"554 5.7.1 <{READER}>: we do not like amal"
    [result] = send(made(office.mails), outgoing())
    assert "amal" not in result.detail


def test_many_mails_share_a_line_whatever_became_of_the_one_before(office: PostOffice) -> None:
    office.mails.answers["gone@reader.example"] = "550 5.1.1 nobody"
    addresses = ["a@reader.example", "gone@reader.example", "b@reader.example", "c@reader.example"]
    results = send(made(office.mails), *(outgoing(address=address) for address in addresses))
    assert [result.outcome for result in results] == [Outcome.SENT, Outcome.GONE, Outcome.SENT, Outcome.SENT]
    assert office.mails.connections == 1


def test_a_line_that_the_server_closed_is_opened_again(office: PostOffice) -> None:
    office.mails.data_answers["hangs@reader.example"] = HANG_UP
    addresses = ["hangs@reader.example", READER]
    results = send(made(office.mails), *(outgoing(address=address) for address in addresses))
    assert [result.outcome for result in results] == [Outcome.LATER, Outcome.SENT]
    assert office.mails.connections == 2


def test_mails_go_out_side_by_side_over_few_lines(office: PostOffice) -> None:
    async def many() -> list[Result]:
        sender = EmailSender(made(office.mails), mailing())
        messages = [outgoing(message_id=number, address=f"r{number}@reader.example") for number in range(40)]
        results = await asyncio.gather(*map(sender.send, messages))
        await sender.close()
        return results

    assert {result.outcome for result in asyncio.run(many())} == {Outcome.SENT}
    assert len(office.mails.received) == 40
    assert 1 <= office.mails.connections <= email_sender.LINES


def test_nobody_listens_there(app: Flask, office: PostOffice) -> None:
    with MailService() as closed:
        server = made(closed)
    [result] = send(server, outgoing())
    assert result.outcome is Outcome.LATER


def test_a_server_that_never_answers_is_not_waited_for(office: PostOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(email_sender, "SECONDS", 0.3)

    async def silent() -> Result:
        hung = asyncio.Event()

        async def say_nothing(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await hung.wait()
            writer.close()

        listening = await asyncio.start_server(say_nothing, "127.0.0.1", 0)
        port = listening.sockets[0].getsockname()[1]
        sender = EmailSender(MailServer("127.0.0.1", port, has_starttls=False), mailing())
        result = await sender.send(outgoing())
        hung.set()
        listening.close()
        await sender.close()
        return result

    result = asyncio.run(silent())
    assert (result.outcome, result.detail) == (Outcome.LATER, "TimeoutError")


def test_a_server_without_smtputf8_gets_no_name_that_it_cannot_read(app: Flask, inside: None) -> None:
    for has_smtputf8, outcome in ((True, Outcome.SENT), (False, Outcome.REFUSED)):
        with post_office(app, has_smtputf8=has_smtputf8) as office:
            results = send(made(office.mails), outgoing(address="пётр@почта.рф"), outgoing(address="p@почта.рф"))
            assert [result.outcome for result in results] == [outcome, Outcome.SENT]
            assert [mail.is_smtputf8 for mail in office.mails.received] == [True, False][-len(office.mails.received) :]


def test_a_server_that_reports_is_told_how_a_mail_is_called(app: Flask, inside: None) -> None:
    with post_office(app, has_dsn=True) as office:
        [result] = send(made(office.mails), outgoing())
        assert result.outcome is Outcome.SENT
        [mail] = office.mails.received
        named = mail.message["Message-ID"].strip("<>").partition("@")[0]
        assert office.mails.asked_reports == ["RET=HDRS", f"ENVID={named}", "NOTIFY=FAILURE"]


Trusts = Callable[[Certificate], ssl.SSLContext | None]


@pytest.mark.parametrize("is_implicit_tls", [True, False])
@pytest.mark.parametrize(
    ("trusts", "outcome"), [(Certificate.trusted, Outcome.SENT), (lambda _certificate: None, Outcome.LATER)]
)
def test_a_server_is_trusted_by_its_certificate_alone(
    app: Flask, inside: None, certificate: Certificate, trusts: Trusts, outcome: Outcome, is_implicit_tls: bool
) -> None:
    login = None if is_implicit_tls else ("stoop", "s3cret")
    service = {"certificate": certificate, "is_implicit_tls": is_implicit_tls, "login": login}
    with post_office(app, **service) as office:
        server = made(office.mails, has_starttls=not is_implicit_tls)
        [result] = send(server, outgoing(), tls=trusts(certificate))
        assert result.outcome is outcome
        assert len(office.mails.received) == (outcome is Outcome.SENT)


def test_a_server_without_starttls_gets_neither_password_nor_mail(office: PostOffice) -> None:
    [result] = send(made(office.mails, has_starttls=True), outgoing())
    assert (result.outcome, result.detail) == (Outcome.LATER, "SMTPNotSupportedError")
    assert not office.mails.received


def test_a_wrong_password_loses_nothing(app: Flask, inside: None, certificate: Certificate) -> None:
    with post_office(app, certificate=certificate, login=("stoop", "right")) as office:
        server = MailServer("127.0.0.1", office.mails.port, "stoop", "wrong")
        [result] = send(server, outgoing(), tls=certificate.trusted())
        assert (result.outcome, result.detail) == (Outcome.LATER, "SMTPAuthenticationError 535")


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://mail.example", MailServer("mail.example", 587)),
        ("smtps://u%40x:p%3A%2F@mail.example", MailServer("mail.example", 465, "u@x", "p:/", True, False)),
        ("smtp://mail.example:25?tls=off", MailServer("mail.example", 25, has_starttls=False)),
        ("smtp://127.0.0.1:1025", MailServer("127.0.0.1", 1025, has_starttls=False)),
        ("smtp://[::1]:1025?tls=on", MailServer("::1", 1025)),
    ],
)
def test_the_setting_says_how_to_talk_to_it(url: str, server: MailServer) -> None:
    assert mail_server(url) == server
    assert "p:/" not in repr(server)


def made(mails: MailService, **changes: bool) -> MailServer:
    """As the setting of this server is read."""
    read = mail_server(mails.url)
    known = {"has_starttls": read.has_starttls} | changes
    return MailServer(read.host, read.port, read.user, read.password, read.has_implicit_tls, **known)
