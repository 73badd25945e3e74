"""Carries mails to the city's own mail server, over a few lines that stay open."""

import asyncio
import logging
import smtplib
import socket
import ssl
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

from app.delivery.email_answers import result_of
from app.delivery.email_message import Mail, NotDeliverable, mail_of
from app.delivery.email_settings import Mailing, MailServer, mailing
from app.delivery.senders import NoSender, Outcome, Outgoing, Result, Sender

log = logging.getLogger(__name__)
SECONDS = 9.5  # for one mail; D: a sender ends by itself within 10
ANSWER_SECONDS = 8.0  # for one answer of the server
LINES = 4  # open at once: more, and some servers think of a flood


class EmailSender:
    """See app.delivery.senders.Sender."""

    at_once = LINES

    def __init__(self, server: MailServer, mailing: Mailing, tls: ssl.SSLContext | None = None) -> None:
        self._server, self._mailing, self._tls = server, mailing, tls or ssl.create_default_context()
        self._idle: list[Line] = []
        self._turns = asyncio.Semaphore(LINES)
        self._threads = ThreadPoolExecutor(LINES, thread_name_prefix="mail")

    async def send(self, message: Outgoing) -> Result:
        """Hand one mail over. A server that is slower may have taken it all the same: the repeat has the same name."""
        try:
            mail = mail_of(message, self._mailing)
        except NotDeliverable:
            return Result(Outcome.REFUSED, "not an address")
        async with self._turns:
            return await self._sent(mail)

    async def _sent(self, mail: Mail) -> Result:
        line = self._idle.pop() if self._idle else Line(self._server, self._tls)
        work = asyncio.get_running_loop().run_in_executor(self._threads, line.send, mail)
        try:
            result = await asyncio.wait_for(asyncio.shield(work), SECONDS)
        except TimeoutError:
            result = Result(Outcome.LATER, "TimeoutError")
        finally:
            if work.done():
                self._idle.append(line)
            else:
                line.cut()
        return result

    async def close(self) -> None:
        """Say goodbye on every line."""
        for line in self._idle:
            await asyncio.get_running_loop().run_in_executor(self._threads, line.close)
        self._idle.clear()
        self._threads.shutdown(wait=False)


class Line:
    """One connection to the server, opened when it is needed; used by one thread at a time."""

    def __init__(self, server: MailServer, tls: ssl.SSLContext) -> None:
        self._server, self._tls = server, tls
        self._smtp: smtplib.SMTP | None = None

    def send(self, mail: Mail) -> Result:
        """Try once; a line that the server closed meanwhile is opened again before."""
        try:
            return self._hand_over(self._ready(), mail)
        except smtplib.SMTPResponseException as error:
            log.error("the mail server did not let us in: %s", error.smtp_code)
            return self._broken(f"{type(error).__name__} {error.smtp_code}")
        except (ssl.SSLError, smtplib.SMTPNotSupportedError) as error:
            log.error("the mail server cannot be trusted with a mail: %s", type(error).__name__)
            return self._broken(type(error).__name__)
        except (OSError, smtplib.SMTPException) as error:
            return self._broken(type(error).__name__)

    def close(self) -> None:
        """Say goodbye."""
        if self._smtp is not None:
            with suppress(OSError, smtplib.SMTPException):
                self._smtp.quit()
        self._forget()

    def cut(self) -> None:
        """End what another thread does on this line: its next read or write fails."""
        smtp = self._smtp
        if smtp is not None and smtp.sock is not None:
            with suppress(OSError):
                smtp.sock.shutdown(socket.SHUT_RDWR)

    def _broken(self, detail: str) -> Result:
        self._forget()
        return Result(Outcome.LATER, detail)

    def _forget(self) -> None:
        if self._smtp is not None:
            self._smtp.close()
        self._smtp = None

    def _ready(self) -> smtplib.SMTP:
        """An open line on which nothing is begun."""
        if self._smtp is not None:
            with suppress(OSError, smtplib.SMTPException):
                if self._smtp.rset()[0] == 250:
                    return self._smtp
            self._forget()
        return self._open()

    def _open(self) -> smtplib.SMTP:
        server = self._server
        smtp = self._smtp = self._connect(server)
        if server.has_starttls:
            smtp.starttls(context=self._tls)  # raises where the server has none: a mail never goes in the clear
        if server.user:
            smtp.login(server.user, server.password)
        smtp.ehlo_or_helo_if_needed()
        return smtp

    def _connect(self, server: MailServer) -> smtplib.SMTP:
        if server.has_implicit_tls:
            return smtplib.SMTP_SSL(server.host, server.port, timeout=ANSWER_SECONDS, context=self._tls)
        return smtplib.SMTP(server.host, server.port, timeout=ANSWER_SECONDS)

    def _hand_over(self, smtp: smtplib.SMTP, mail: Mail) -> Result:
        if mail.needs_utf8 and not smtp.has_extn("smtputf8"):
            return Result(Outcome.REFUSED, "no SMTPUTF8")
        code, text = smtp.mail(mail.sender, _options(smtp, mail))
        if code != 250:
            log.error("the mail server does not take mails from us: %s", code)
            return Result(Outcome.LATER, f"sender {result_of(code, text).detail}")
        code, text = smtp.rcpt(mail.to, ["NOTIFY=FAILURE"] if smtp.has_extn("dsn") else [])
        if not 250 <= code < 260:
            return result_of(code, text)
        try:
            return result_of(*smtp.data(mail.content))
        except smtplib.SMTPDataError as error:
            said = error.smtp_error
            return result_of(error.smtp_code, said if isinstance(said, bytes) else said.encode())


def _options(smtp: smtplib.SMTP, mail: Mail) -> list[str]:
    options = [f"SIZE={len(mail.content)}"] if smtp.has_extn("size") else []
    if smtp.has_extn("dsn"):
        options += ["RET=HDRS", f"ENVID={mail.envelope_id}"]  # RFC 3461: the report that comes back names it
    return [*options, "SMTPUTF8"] if mail.needs_utf8 else options


def make_email_sender() -> Sender:
    """What carries mails in this installation."""
    made = mailing()
    return EmailSender(made.server, made) if made.server else NoSender()
