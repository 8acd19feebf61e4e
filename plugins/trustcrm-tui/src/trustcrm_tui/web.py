"""The screens in a browser of this machine: textual-serve, behind a token that works once, and asked from nowhere else.

That server has no login and answers any page that asks. Here it listens on the loopback address alone; the address that
is printed holds a token which the first browser trades for a cookie; a request from another site, or under another name
of this machine, is refused; and what a page may load is what this server serves.
"""

from __future__ import annotations

import hmac
import logging
import secrets
import shlex
import socket
import subprocess
import sys
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from aiohttp import web
from textual_serve.server import Server

HOST = "127.0.0.1"
COOKIE = "trustcrm"
MOST_SCREENS = 4
"""So many windows may be open at once, each a process of its own."""
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self' data:; "
        "img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class OfficeServer(Server):
    """Serves the screens to whoever has the token, one process for each window."""

    def __init__(self, command: Sequence[str], port: int) -> None:
        line = subprocess.list2cmdline(command) if sys.platform == "win32" else shlex.join(command)
        pages = Path(__file__).parent / "page"
        super().__init__(line, host=HOST, port=port, title="TrustCRM", templates_path=pages)
        self._token = secrets.token_urlsafe(32)
        self._cookie = ""
        self._windows: list[web.Request] = []
        self.public_url = f"http://{HOST}:{port}"

    @property
    def address(self) -> str:
        """What to open in a browser; it works once."""
        return f"{self.public_url}/?token={self._token}"

    def initialize_logging(self) -> None:
        """Log warnings alone, without any variable's value."""
        logging.basicConfig(level=logging.WARNING, format="%(message)s")

    async def on_startup(self, app: web.Application) -> None:
        """Say nothing: the command has said where it is."""

    async def on_shutdown(self, app: web.Application) -> None:
        """Close every window, so that its screens end at once; what was typed there is kept."""
        for request in self._windows:
            if request.transport is not None:
                request.transport.close()

    async def _make_app(self) -> web.Application:
        app = await super()._make_app()
        app.router.add_get("/focus.js", self._focus)
        app.middlewares.append(self._guard)
        app.on_response_prepare.append(_harden)
        return app

    @web.middleware
    async def _guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Refuse whatever does not come from the page that this server gave to the holder of its token."""
        origin = request.headers.get("Origin", self.public_url if request.path != "/ws" else "")
        if request.host != f"{HOST}:{self.port}" or origin != self.public_url:
            raise web.HTTPForbidden(text="This office is opened from its own page alone.")
        if "token" in request.query:
            return self._welcome(request)
        if not (self._cookie and hmac.compare_digest(request.cookies.get(COOKIE, ""), self._cookie)):
            raise web.HTTPForbidden(text="Open the address that trustcrm tui --web has printed; it works once.")
        return await handler(request)

    def _welcome(self, request: web.Request) -> web.StreamResponse:
        """Trade the token for a cookie; it is worth nothing from then on."""
        if not (self._token and hmac.compare_digest(request.query["token"], self._token)):
            raise web.HTTPForbidden(text="This address was used already; start trustcrm tui --web again for another.")
        self._token, self._cookie = "", secrets.token_urlsafe(32)
        answer = web.HTTPSeeOther("/")
        answer.set_cookie(COOKIE, self._cookie, httponly=True, samesite="Strict")
        return answer

    async def _focus(self, request: web.Request) -> web.FileResponse:
        return web.FileResponse(self.templates_path / "focus.js")

    async def handle_websocket(self, request: web.Request) -> web.WebSocketResponse:
        """Open the screens in a window, unless too many are open."""
        if len(self._windows) >= MOST_SCREENS:
            raise web.HTTPTooManyRequests(text=f"{MOST_SCREENS} windows are open already; close one.")
        self._windows.append(request)
        try:
            return await super().handle_websocket(request)
        finally:
            self._windows = [one for one in self._windows if one is not request]


async def _harden(request: web.Request, response: web.StreamResponse) -> None:
    response.headers.update(HEADERS)


def serve(port: int, tell: Callable[[str], None]) -> None:
    """Serve the screens until somebody stops it; `tell` hears the address."""
    server = OfficeServer(own_command(sys.orig_argv), port or free_port())
    tell(server.address)
    server.serve()


def own_command(run: Sequence[str]) -> list[str]:
    """Return the command that was run, without what made it serve a browser."""
    kept: list[str] = []
    skips = False
    for word in run:
        if skips:
            skips = False
        elif word == "--port":
            skips = True
        elif word != "--web" and not word.startswith("--port="):
            kept.append(word)
    return [sys.executable, *kept[1:]]


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port
