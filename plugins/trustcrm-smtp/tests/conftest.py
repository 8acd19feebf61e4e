from __future__ import annotations

import asyncio
import shutil
import ssl
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from trustcrm.plugin import Outgoing
from trustcrm_smtp.plugin import SmtpSettings
from trustcrm_smtp.server import MailServer

MESSAGE = Outgoing(
    sender="protocol@city.example", recipient="consul@consulate.example", content=b"Message-ID: <1@city.example>\r\n\r\nHi.\r\n"
)  # fmt: skip


@dataclass
class Post:
    """What a mail server does at each step, and what arrived: an answer in place of the usual one, or "drop"."""

    answers: dict[str, str] = field(default_factory=dict)
    arrived: list[Outgoing] = field(default_factory=list)
    sessions: set[int] = field(default_factory=set)

    async def _step(self, step: str, server: SMTP) -> str:
        told = self.answers.get(step, "")
        if told == "drop":
            assert server.transport is not None
            server.transport.abort()
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
    """A mail server that runs, what it does, and where."""

    post: Post
    port: int
    controller: Controller

    def settings(self, **told: Any) -> SmtpSettings:
        """Return settings that reach it, in clear where nothing else is told."""
        usual: dict[str, Any] = {"host": "127.0.0.1", "port": self.port, "security": "none", "seconds": 20.0}
        return SmtpSettings(**{**usual, **told})

    def notifier(self, **told: Any) -> MailServer:
        return MailServer(self.settings(**told))


Serve = Callable[..., Running]


@pytest.fixture
def serve(certificate: tuple[Path, Path]) -> Iterator[Serve]:
    """Starts mail servers, in clear or encrypted, with or without a login."""
    started: list[Controller] = []

    def serve(security: str = "none", *, login: tuple[str, str] | None = None, **answers: str) -> Running:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*certificate)
        post = Post(answers={step.replace("_", " "): told for step, told in answers.items()})
        given: dict[str, Any] = {"hostname": "127.0.0.1", "port": 0}
        if security == "starttls":
            given |= {"tls_context": context, "require_starttls": True}
        if security == "tls":
            given |= {"ssl_context": context}
        if login is not None:
            given |= {
                "authenticator": _lets_in(*login),
                "auth_required": True,
                "auth_require_tls": security == "starttls",
            }
        controller = Controller(post, **given)
        _start(controller)
        started.append(controller)
        return Running(post, controller.server.sockets[0].getsockname()[1], controller)  # type: ignore[union-attr]

    yield serve
    for controller in started:
        controller.stop(no_assert=True)


def _start(controller: Controller) -> None:
    """Start a server at whichever port is free: `Controller.start` would look for it at port 0."""
    controller._trigger_server = lambda: None  # type: ignore[method-assign]
    controller.start()


def _lets_in(user: str, password: str) -> Callable[..., AuthResult]:
    def authenticate(server: Any, session: Any, envelope: Any, mechanism: str, told: Any) -> AuthResult:
        return AuthResult(success=(told.login, told.password) == (user.encode(), password.encode()), handled=False)

    return authenticate
