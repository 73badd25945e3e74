"""A real SMTP server on this machine, for tests: it takes mails, or answers as a test has told it.

with MailService() as mails:
    settings_for(folder, smtp=mails.url, mail_from="Stoop <stoop@city.example>")
    ...
    mail = mails.wait_for(1)[0]
    assert mail.message["Subject"]
"""

import datetime
import ipaddress
import re
import ssl
import threading
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from types import TracebackType
from typing import Any, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

HANG_UP = "hang up"
DSN = r"(?:RET|ENVID|NOTIFY)=\S+"


@dataclass(frozen=True)
class Mail:
    """What arrived: the envelope, and the message as a mail program reads it."""

    sender: str
    to: list[str]
    raw: bytes
    is_smtputf8: bool
    message: EmailMessage

    @property
    def text(self) -> str:
        """The plain part."""
        return self._part("plain")

    @property
    def html(self) -> str:
        """The HTML part."""
        return self._part("html")

    def _part(self, kind: str) -> str:
        part = self.message.get_body((kind,))
        assert part is not None, f"this mail has no {kind} part"
        return str(cast(EmailMessage, part).get_content())


@dataclass
class MailService:
    """Takes mails as a context manager; `answers` maps an address, or `*`, to what is said instead of 250.

    An answer is given at RCPT TO, one of `data_answers` after the whole mail. HANG_UP closes the connection.
    `certificate` (see make_certificate) has it speak TLS: from the first byte with `is_implicit_tls`, else by STARTTLS,
    where `login` asks for that user and password.
    """

    answers: dict[str, str] = field(default_factory=dict)
    data_answers: dict[str, str] = field(default_factory=dict)
    has_smtputf8: bool = True
    login: tuple[str, str] | None = None
    certificate: "Certificate | None" = None
    is_implicit_tls: bool = False
    has_dsn: bool = False  # RFC 3461; what was asked for is kept in `asked_reports`
    asked_reports: list[str] = field(default_factory=list)
    received: list[Mail] = field(default_factory=list)
    connections: int = 0

    def __enter__(self) -> "MailService":
        self._changed = threading.Condition()
        options: dict[str, Any] = {"enable_SMTPUTF8": self.has_smtputf8}
        if self.login:
            options |= {"auth_required": True, "authenticator": self._check_login}
        if self.certificate:
            options |= {"ssl_context" if self.is_implicit_tls else "tls_context": self.certificate.context()}
        self._server = _Server(self, **options)
        self._server.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.stop()

    @property
    def port(self) -> int:
        """Where it listens, on 127.0.0.1."""
        assert self._server.server is not None
        return int(self._server.server.sockets[0].getsockname()[1])  # type: ignore[attr-defined]

    @property
    def url(self) -> str:
        """As STOOP_SMTP names it."""
        scheme = "smtps" if self.is_implicit_tls else "smtp"
        login = f"{self.login[0]}:{self.login[1]}@" if self.login else ""
        return f"{scheme}://{login}127.0.0.1:{self.port}"

    def wait_for(self, count: int, seconds: float = 20) -> list[Mail]:
        """The mails that arrived, once they are so many."""
        with self._changed:
            arrived = self._changed.wait_for(lambda: len(self.received) >= count, seconds)
            assert arrived, f"{len(self.received)} mails arrived, not {count}"
            return list(self.received)

    def to(self, address: str) -> list[Mail]:
        """What arrived for one address."""
        return [mail for mail in self.received if address in mail.to]

    def _check_login(self, _server: SMTP, _session: Session, _envelope: Envelope, _way: str, data: Any) -> AuthResult:
        given = (data.login.decode(), data.password.decode()) if isinstance(data, LoginPassword) else None
        return AuthResult(success=given == self.login, handled=False)

    async def handle_EHLO(
        self, _server: SMTP, session: Session, _envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        """Say what this server can."""
        session.host_name = hostname
        return [*responses[:-1], "250-DSN", responses[-1]] if self.has_dsn else responses

    async def handle_RCPT(
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Take a recipient, or say what the test wants said."""
        answer = self.answers.get(address) or self.answers.get("*") or "250 2.1.5 OK"
        if answer.startswith("2"):
            envelope.rcpt_tos.append(address)
        return self._say(server, answer)

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:
        """Take the mail, or say what the test wants said."""
        to = list(envelope.rcpt_tos)
        answer = self.data_answers.get(to[0]) or self.data_answers.get("*") or "250 2.0.0 OK"
        if answer.startswith("2"):
            raw = cast(bytes, envelope.content)
            message = cast(EmailMessage, message_from_bytes(raw, policy=policy.SMTP))
            with self._changed:
                self.received.append(Mail(envelope.mail_from or "", to, raw, envelope.smtp_utf8, message))
                self._changed.notify_all()
        return self._say(server, answer)

    def _say(self, server: SMTP, answer: str) -> str:
        if answer == HANG_UP and server.transport is not None:
            server.transport.abort()
        return "421 4.3.0 gone" if answer == HANG_UP else answer


class _Server(Controller):
    """Counts connections, and listens wherever there is room."""

    def __init__(self, service: MailService, **options: Any) -> None:
        super().__init__(service, hostname="127.0.0.1", port=0, server_hostname="mail.test", **options)
        self._service = service

    def factory(self) -> SMTP:
        """One for each connection."""
        self._service.connections += 1
        return _Reporting(self._service, **self.SMTP_kwargs) if self._service.has_dsn else super().factory()

    def _trigger_server(self) -> None:
        """aiosmtpd would knock at port 0; that the socket listens is known, and a knock would be counted."""
        self._factory_invoked.set()
        self.smtpd = SMTP(self._service, loop=self.loop)


class _Reporting(SMTP):
    """Knows RFC 3461, which aiosmtpd does not: its parameters are kept and taken away."""

    def __init__(self, service: MailService, **options: Any) -> None:
        super().__init__(service, **options)
        self._asked = service.asked_reports

    async def smtp_MAIL(self, arg: str) -> None:
        """Without RET and ENVID."""
        await super().smtp_MAIL(self._without(arg))

    async def smtp_RCPT(self, arg: str) -> None:
        """Without NOTIFY."""
        await super().smtp_RCPT(self._without(arg))

    def _without(self, arg: str) -> str:
        self._asked += re.findall(DSN, arg)
        return re.sub(rf" {DSN}", "", arg)


@dataclass(frozen=True)
class Certificate:
    """A certificate of its own authority: whoever does not trust `file` must not talk to it."""

    file: Path
    key: Path

    def context(self) -> ssl.SSLContext:
        """The server's side."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.file, self.key)
        return context

    def trusted(self) -> ssl.SSLContext:
        """The side of a client that trusts it, and checks names all the same."""
        return ssl.create_default_context(cafile=str(self.file))


def make_certificate(folder: Path, address: str = "127.0.0.1") -> Certificate:
    """A certificate for one address of this machine, valid today."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail.test")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(address))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    files = Certificate(folder / "certificate.pem", folder / "key.pem")
    files.file.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    files.key.write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain))
    return files
