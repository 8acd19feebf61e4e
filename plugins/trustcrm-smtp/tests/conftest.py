from __future__ import annotations

import asyncio
import shutil
import ssl
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from trustcrm.plugin import Outgoing
from trustcrm_smtp.server import MailServer
from trustcrm_smtp.settings import SmtpSettings


@dataclass
class Post:
    """What a mail server does at each step, and what arrived: an answer in place of the usual one, or "drop"."""

    answers: dict[str, str] = field(default_factory=dict)
    arrived: list[Outgoing] = field(default_factory=list)
    sessions: set[int] = field(default_factory=set)

    async def _step(self, step: str, server: SMTP) -> str:
        told = self.answers.get(step, "")
        if told == "drop":
            _break(server)
            await asyncio.sleep(0)
        return told

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.sessions.add(id(session))
        told = await self._step("MAIL", server)
        envelope.mail_from = address
        return told or "250 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        told = await self._step(f"RCPT {address}", server) or await self._step("RCPT", server)
        if not told:
            envelope.rcpt_tos.append(address)
        return told or "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        content, sender = envelope.content, envelope.mail_from
        assert isinstance(content, bytes)
        assert isinstance(sender, str)
        told = self.answers.get("DATA", "")
        if not told.startswith(("4", "5")):
            self.arrived += [Outgoing(sender=sender, recipient=to, content=content) for to in envelope.rcpt_tos]
        await self._step("DATA", server)
        if told == "silence":
            await asyncio.Event().wait()
        return told or "250 Taken"


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate of this machine's address that nobody trusts yet, and its key."""
    openssl = shutil.which("openssl") or pytest.skip("openssl is not installed.")
    folder = tmp_path_factory.mktemp("certificate")
    key, file = folder / "key.pem", folder / "certificate.pem"
    made = (
        "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj", "/CN=x",
        "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(key), "-out", str(file),
    )  # fmt: skip
    subprocess.run([openssl, *made], check=True, capture_output=True)
    return file, key


@dataclass
class Running:
    """A mail server that runs, what it does, and where; `stop` lets nobody in any more."""

    post: Post
    port: int
    stop: Callable[[], None]

    def settings(self, **told: Any) -> SmtpSettings:
        """Return settings that reach it, in clear where nothing else is told."""
        usual: dict[str, Any] = {"host": "127.0.0.1", "port": self.port, "security": "none", "seconds": 20.0}
        return SmtpSettings(**{**usual, **told})

    def notifier(self, **told: Any) -> MailServer:
        return MailServer(self.settings(**told))


Serve = Callable[..., Running]


@pytest.fixture(scope="session")
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    """The loop in which all mail servers run, in a thread of its own."""
    loop = asyncio.new_event_loop()
    thread = Thread(target=loop.run_forever, daemon=True)
    thread.start()
    yield loop
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


@pytest.fixture
def serve(certificate: tuple[Path, Path], loop: asyncio.AbstractEventLoop) -> Iterator[Serve]:
    """Starts mail servers, in clear or encrypted, with or without a login."""
    stops: list[Callable[[], None]] = []

    def serve(security: str = "none", *, login: tuple[str, str] | None = None, **answers: str) -> Running:
        post = Post(answers=answers)
        encrypted = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        encrypted.load_cert_chain(*certificate)
        given: dict[str, Any] = {"loop": loop}
        if security == "starttls":
            given |= {"tls_context": encrypted, "require_starttls": True}
        if login is not None:
            given |= {"authenticator": _lets_in(*login), "auth_required": True}
        begun: set[SMTP] = set()

        def begin() -> SMTP:
            begun.add(one := SMTP(post, hostname="mail.city.example", **given))
            return one

        at_once = encrypted if security == "tls" else None
        coming = loop.create_server(begin, "127.0.0.1", 0, ssl=at_once)
        server = asyncio.run_coroutine_threadsafe(coming, loop).result()

        async def end() -> None:
            server.close()
            for one in begun:
                _break(one)
                if one._handler_coroutine is not None:
                    one._handler_coroutine.cancel()
            await asyncio.sleep(0)

        def stop() -> None:
            asyncio.run_coroutine_threadsafe(end(), loop).result()

        stops.append(stop)
        return Running(post, server.sockets[0].getsockname()[1], stop)

    yield serve
    for stop in stops:
        stop()


def _break(server: SMTP) -> None:
    """Break a connection off without a word."""
    if isinstance(server.transport, asyncio.Transport):
        server.transport.abort()


def _lets_in(user: str, password: str) -> Callable[..., AuthResult]:
    def authenticate(server: Any, session: Any, envelope: Any, mechanism: str, told: Any) -> AuthResult:
        return AuthResult(success=(told.login, told.password) == (user.encode(), password.encode()), handled=False)

    return authenticate
