"""What an installation says about its mails (`STOOP_SMTP`, `STOOP_MAIL_FROM`), read once."""

from dataclasses import dataclass, field
from email.headerregistry import Address
from email.utils import parseaddr
from typing import cast
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from flask import Flask, current_app

from app.config import Settings

EXTENSION = "mailing"
SUBMISSION, IMPLICIT_TLS = 587, 465  # ports of RFC 6409 and RFC 8314
HERE = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class MailServer:
    """Who takes our mails. `has_starttls`: nothing is said before the line is encrypted."""

    host: str
    port: int
    user: str = ""
    password: str = field(default="", repr=False)
    has_implicit_tls: bool = False
    has_starttls: bool = True


@dataclass(frozen=True, slots=True)
class Mailing:
    """Who takes them, from whom they are, and where their links lead."""

    server: MailServer | None
    sender: Address
    public_url: str

    @property
    def domain(self) -> str:
        """In which our Message-IDs are made."""
        return self.sender.domain


def init_app(app: Flask, settings: Settings) -> None:
    """Read them, and let pages ask whether there is a mail server."""
    name, address = parseaddr(settings.mail_from)
    sender = Address(name, addr_spec=address) if address else Address()
    server = mail_server(settings.smtp) if settings.smtp else None
    app.extensions[EXTENSION] = Mailing(server, sender, (settings.public_url or "").rstrip("/"))
    app.jinja_env.globals["email_is_offered"] = email_is_offered


def mailing() -> Mailing:
    """Those of the application at work."""
    return cast(Mailing, current_app.extensions[EXTENSION])


def email_is_offered() -> bool:
    """Whether somebody can be told by e-mail here."""
    return mailing().server is not None


def mail_server(url: str) -> MailServer:
    """`smtp://` is encrypted by STARTTLS, `smtps://` from its first byte on; what goes to this machine is not, nor what
    is followed by `?tls=off`. Settings have checked that it is one of these.
    """
    parts = urlsplit(url)
    has_implicit_tls = parts.scheme == "smtps"
    return MailServer(
        host=parts.hostname or "",
        port=parts.port or (IMPLICIT_TLS if has_implicit_tls else SUBMISSION),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        has_implicit_tls=has_implicit_tls,
        has_starttls=not has_implicit_tls and _wants_tls(parts),
    )


def _wants_tls(parts: SplitResult) -> bool:
    asked = parse_qs(parts.query).get("tls", [""])[0]
    return asked == "on" or (asked != "off" and parts.hostname not in HERE)
