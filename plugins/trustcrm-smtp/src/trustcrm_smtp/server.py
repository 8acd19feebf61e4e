"""A mail server by SMTP: one message to one address, and what the server answered, told as what became of it.

Until the last line of a message is out, nothing has left: whatever breaks before that can be tried again. From then on
only an answer tells; where none comes, the message may have arrived.
"""

from __future__ import annotations

import re
import smtplib
import ssl
from contextlib import suppress
from ipaddress import ip_address
from typing import NoReturn

from trustcrm.plugin import Bounced, ConfigError, Outgoing, TryLater, Unanswered, password_of, visible
from trustcrm_smtp.settings import SmtpSettings

PORTS = {"starttls": 587, "tls": 465, "none": 25}
_DOT = re.compile(rb"(?m)^\.")
_LINE_END = re.compile(rb"\r\n|\r|\n")
_BROKE = (smtplib.SMTPServerDisconnected, OSError)


class MailServer:
    """The notifier: a connection to a mail server, opened when the first message leaves and kept for the next."""

    def __init__(self, settings: SmtpSettings) -> None:
        self._told = settings
        self._where = f"{settings.host}:{settings.port or PORTS.get(settings.security, 0)}"
        self._connection: smtplib.SMTP | None = None

    def send(self, message: Outgoing) -> None:
        """Hand a message to the server. Raises `TryLater`, also for what is set wrong, `Bounced` or `Unanswered`."""
        _require_plain(message)
        try:
            server = self._ready()
            self._name(server, message)
            self._hand_over(server, message)
        except Bounced:
            raise
        except ConfigError as error:
            raise TryLater(f"{error} Nothing left.") from None
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Say goodbye, where somebody is there to hear it."""
        server, self._connection = self._connection, None
        if server is not None:
            if server.sock is not None:
                server.sock.settimeout(min(5.0, self._told.seconds))
                with suppress(smtplib.SMTPException, OSError):
                    server.quit()
            server.close()

    def _ready(self) -> smtplib.SMTP:
        """Return a connection on which a message can be begun: the one that is open, where it still answers."""
        if self._connection is not None:
            with suppress(smtplib.SMTPException, OSError):
                if self._connection.rset()[0] == 250:
                    return self._connection
            self.close()
        try:
            self._connection = self._opened()
        except smtplib.SMTPResponseException as error:
            self._is_not_there(_said(error.smtp_code, error.smtp_error))
        except _BROKE as error:
            self._is_not_there(error)
        return self._connection

    def _opened(self) -> smtplib.SMTP:
        told = self._told
        _check(told)
        port = told.port or PORTS[told.security]
        context = _trusting(told) if told.security != "none" else None
        if told.security == "tls":
            assert context is not None
            server: smtplib.SMTP = smtplib.SMTP_SSL(told.host, port, timeout=told.seconds, context=context)
        else:
            server = smtplib.SMTP(told.host, port, timeout=told.seconds)
        try:
            if told.security == "starttls":
                self._encrypt(server, context)
            server.ehlo_or_helo_if_needed()
            if told.user:
                self._log_in(server)
        except BaseException:
            server.close()
            raise
        return server

    def _encrypt(self, server: smtplib.SMTP, context: ssl.SSLContext | None) -> None:
        try:
            code, said = server.starttls(context=context)
        except smtplib.SMTPNotSupportedError:
            raise TryLater(
                f"{self._where} offers no encryption (STARTTLS), so nothing was said to it; ask whoever keeps it, or "
                "set security in [plugins.smtp]."
            ) from None
        if code != 220:
            raise TryLater(f"{self._where} refused to encrypt: {_said(code, said)}. Nothing left.")

    def _log_in(self, server: smtplib.SMTP) -> None:
        told = self._told
        password = password_of(told.user, told.host, told.password, extra="trustcrm-smtp[keyring]")
        try:
            server.login(self._told.user, password)
        except smtplib.SMTPAuthenticationError as error:
            said = _said(error.smtp_code, error.smtp_error)
        except smtplib.SMTPNotSupportedError:
            said = "it offers no way to log in"
        else:
            return
        raise TryLater(f"{self._where} does not let {self._told.user} in: {said}. Nothing left.")

    def _name(self, server: smtplib.SMTP, message: Outgoing) -> None:
        """Say from whom and to whom, and that the message follows; nothing of it is out yet."""
        try:
            code, said = server.mail(message.sender)
            if code != 250:
                self._is_not_there(f"it takes nothing from {message.sender}, {_said(code, said)}")
            self._require(message, *server.rcpt(message.recipient), wanted=(250, 251))
            self._require(message, *server.docmd("DATA"), wanted=(354,))
        except _BROKE as error:
            self._is_not_there(error)

    def _hand_over(self, server: smtplib.SMTP, message: Outgoing) -> None:
        """Send the message to its last line, then the dot that ends it, and wait for the answer."""
        content = _LINE_END.sub(b"\r\n", message.content)
        body = _DOT.sub(b"..", content if content.endswith(b"\r\n") else content + b"\r\n")
        try:
            server.send(body)
        except _BROKE as error:
            self._is_not_there(error)
        try:
            if server.sock is not None:
                server.sock.settimeout(self._told.answer_seconds)
            server.send(b".\r\n")
            code, said = server.getreply()
            if server.sock is not None:
                server.sock.settimeout(self._told.seconds)
        except (smtplib.SMTPException, OSError) as error:
            raise Unanswered(
                f"{self._where} had the whole message and did not answer ({_why(error)}); ask {message.recipient} "
                "whether it arrived."
            ) from None
        if not 200 <= code < 600 or 300 <= code < 400:
            raise Unanswered(f"{self._where} answered what means nothing; ask {message.recipient} whether it arrived.")
        self._require(message, code, said, wanted=tuple(range(200, 300)))

    def _require(self, message: Outgoing, code: int, said: bytes, *, wanted: tuple[int, ...]) -> None:
        """Tell what an answer means: 4xx is for now and 5xx for good (RFC 5321, 4.2.1); -1 is none at all."""
        if code in wanted:
            return
        told = f"{self._where} on {message.recipient}: {_said(code, said)}"
        if 500 <= code < 600:
            raise Bounced(told)
        raise TryLater(f"{told}. Nothing left.")

    def _is_not_there(self, error: BaseException | str) -> NoReturn:
        told = error if isinstance(error, str) else _why(error)
        raise TryLater(f"{self._where} cannot be reached: {told}. Nothing left.") from None


def _check(told: SmtpSettings) -> None:
    """Raise `ConfigError` where the settings do not say where to, or would send in clear over a network."""
    if not told.host:
        raise ConfigError('No mail server is named; say host = "mail.city.example" under [plugins.smtp].')
    if told.security not in PORTS:
        raise ConfigError(f'security in [plugins.smtp] is "starttls", "tls" or "none", not {visible(told.security)!r}.')
    if told.security == "none" and not _is_here(told.host):
        raise ConfigError(
            f'{told.host} is another machine, and nothing is sent there in clear; set security = "starttls" or "tls" '
            "in [plugins.smtp]."
        )


def _is_here(host: str) -> bool:
    if host == "localhost":
        return True
    with suppress(ValueError):
        return ip_address(host).is_loopback
    return False


def _trusting(told: SmtpSettings) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if told.ca is not None:
        try:
            context.load_verify_locations(cafile=told.ca)
        except OSError as error:
            raise ConfigError(f"The certificates in {told.ca} cannot be read: {_why(error)}.") from None
    return context


def _require_plain(message: Outgoing) -> None:
    """Raise `Bounced` for an address that would say more to the server than an address."""
    for address in (message.sender, message.recipient):
        if not (address.isascii() and address.isprintable()) or set(address) & set(" <>"):
            raise Bounced(f"{visible(address)!r} is no address that mail can be sent to.")


def _said(code: int, said: bytes | str) -> str:
    """Return an answer as a person may read it: its code and its first words, with nothing in it that acts."""
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return visible(f"{code} {' '.join(text.split())[:200]}".strip())


def _why(error: BaseException) -> str:
    if isinstance(error, TimeoutError) or "timed out" in str(error):
        return "it said nothing in time"
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate is not trusted ({error.verify_message})"
    words = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return visible(words or type(error).__name__).rstrip(".")
