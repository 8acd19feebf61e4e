"""The screens in a browser: a call logged and listed; nothing at all without the token, twice, or from elsewhere."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import aiohttp
import pytest

from tests.chromium import browsing
from trustcrm.cli.app import main
from trustcrm.plugin import DatabaseMissing
from trustcrm_tui.web import own_command

TRUSTCRM = [sys.executable, "-c", "import sys; from trustcrm.cli import program; sys.exit(program())"]
Talk = Callable[[aiohttp.ClientSession, str], Awaitable[None]]


@pytest.fixture
def address(demo_path: Path) -> Iterator[str]:
    """Where the screens of the demo office are served, with its token."""
    run = subprocess.Popen(
        [*TRUSTCRM, "--db", str(demo_path), "tui", "--web"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert run.stdout is not None
        yield run.stdout.readline().strip()
    finally:
        run.terminate()
        run.wait(60)
        if run.stdout is not None:
            run.stdout.close()


def talk(address: str, do: Talk) -> None:
    """Talk to the server once it listens; the cookie of an address is kept."""

    async def go() -> None:
        jar = aiohttp.CookieJar(unsafe=True)
        async with aiohttp.ClientSession(cookie_jar=jar) as browser:
            for _ in range(1200):
                try:
                    async with browser.get(address.partition("?")[0]):
                        break
                except aiohttp.ClientConnectorError:
                    await asyncio.sleep(0.05)
            await do(browser, address)

    asyncio.run(go())


async def status(browser: aiohttp.ClientSession, url: str, **headers: str) -> int:
    """Return how a request is answered."""
    async with browser.get(url, headers=headers) as answer:
        return answer.status


def test_nothing_is_served_without_the_token_or_twice_for_it(address: str) -> None:
    async def do(browser: aiohttp.ClientSession, address: str) -> None:
        base = address.partition("?")[0]
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+/\?token=[\w-]{40,}", address)
        for path in ("", "ws", "focus.js", "static/js/textual.js", "download/x", "?token=wrong"):
            assert await status(browser, base + path) == 403, path
        async with browser.get(address) as page:
            assert page.status == 200
            text = await page.text()
            assert "token" not in str(page.url)
            assert page.headers["Cache-Control"] == "no-store"
            assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]
        assert not re.search(r"https?://(?!127\.0\.0\.1)", text)
        assert await status(browser, address) == 403
        assert await status(browser, base) == 200
        async with aiohttp.ClientSession() as other:
            assert await status(other, base) == 403
            assert await status(other, address) == 403

    talk(address, do)


def test_another_site_is_refused_even_with_the_cookie(address: str) -> None:
    async def do(browser: aiohttp.ClientSession, address: str) -> None:
        base = address.partition("?")[0]
        assert await status(browser, address) == 200
        assert await status(browser, base, Host="evil.example") == 403
        assert await status(browser, base, Origin="http://evil.example") == 403
        for headers in ({}, {"Origin": "http://evil.example"}, {"Origin": "null"}):
            with pytest.raises(aiohttp.WSServerHandshakeError, match="403"):
                await browser.ws_connect(f"{base}ws", headers=headers)

    talk(address, do)


def test_a_call_is_logged_in_a_browser_and_listed(address: str, demo_path: Path) -> None:
    async def do(browser: aiohttp.ClientSession, address: str) -> None:
        base = address.partition("?")[0]
        assert await status(browser, address) == 200
        origin = {"Origin": base.rstrip("/")}
        async with browser.ws_connect(f"{base}ws?width=120&height=36", headers=origin) as window:
            await wait_for(window, "Los Angeles")
            await wait_for(window, "late")
            await window.send_json(["stdin", "l"])
            await wait_for(window, "Log with")
            for letter in "call by browser":
                await window.send_json(["stdin", letter])
            await wait_for(window, "browser")
            await window.send_json(["stdin", "\r"])
            await wait_for(window, "Logged call")

    talk(address, do)
    listed = subprocess.run(
        [*TRUSTCRM, "--db", str(demo_path), "history"], capture_output=True, text=True, check=True, env=os.environ
    )
    assert "call by browser" in listed.stdout


def test_in_a_real_browser_a_call_is_typed_and_seen_and_another_page_is_refused(
    address: str, demo_path: Path, tmp_path: Path
) -> None:  # fmt: skip
    talk(address, lambda browser, address: asyncio.sleep(0))
    with browsing(tmp_path / "profile") as browser, elsewhere() as other:
        page = browser.page()
        page.open(address)
        page.hear(painted("Los Angeles"), "the first screen")
        page.hear(painted("late"), "what is due")
        page.type("l")
        page.hear(painted("Log with"), "the log bar")
        page.type("call by chromium\n")
        page.hear(painted("Logged call"), "what was logged")
        assert page.complaints == []
        base = address.partition("?")[0]
        assert all(one.startswith((base, "data:")) for one in page.asked_for() if not one.startswith("about:"))
        assert len(page.picture()) > 10_000

        second = browser.page()
        second.open(other)
        refused = f"new Promise(told => {{ const one = new WebSocket('{base.replace('http', 'ws')}ws'); "
        refused += "one.onopen = () => told('open'); one.onerror = () => told('refused'); })"
        assert second.ask(refused) == "refused"
        assert (
            second.ask(f"fetch('{base}', {{credentials: 'include'}}).then(() => 'read', () => 'refused')") == "refused"
        )
    listed = subprocess.run(
        [*TRUSTCRM, "--db", str(demo_path), "history"], capture_output=True, text=True, check=True, env=os.environ
    )
    assert "call by chromium" in listed.stdout


@contextmanager
def elsewhere() -> Iterator[str]:
    """Serve an empty page from another port of this machine, which a browser counts as the same site.

    A browser opens connections in advance, and says nothing on them for a minute: each is waited for by itself.
    """

    class Empty(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Empty) as server:
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


def painted(words: str) -> Callable[[str], bool]:
    """Return whether words were painted, whatever colours stand between them."""
    return lambda heard: words in re.sub(r"\x1b\[[\d;?]*[A-Za-z]", "", heard)


def test_it_ends_at_once_though_a_window_is_open(demo_path: Path) -> None:
    run = subprocess.Popen(
        [*TRUSTCRM, "--db", str(demo_path), "tui", "--web"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert run.stdout is not None
    with run.stdout:
        address = run.stdout.readline().strip()

    async def do(browser: aiohttp.ClientSession, address: str) -> None:
        base = address.partition("?")[0]
        assert await status(browser, address) == 200
        window = await browser.ws_connect(f"{base}ws", headers={"Origin": base.rstrip("/")})
        await wait_for(window, "Los Angeles")
        run.send_signal(signal.SIGINT)
        assert await asyncio.to_thread(run.wait, 10) == 0

    talk(address, do)


def test_without_the_package_it_says_which_one(
    demo_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:  # fmt: skip
    monkeypatch.delitem(sys.modules, "trustcrm_tui.web", raising=False)
    monkeypatch.setitem(sys.modules, "textual_serve", None)
    monkeypatch.setitem(sys.modules, "textual_serve.server", None)
    assert main(["--db", str(demo_path), "tui", "--web"]) == 2
    assert "install trustcrm-tui[web]" in capsys.readouterr().err


def test_without_an_office_nothing_is_served(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:  # fmt: skip
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert main(["--db", str(tmp_path / "none.db"), "tui", "--web"]) == DatabaseMissing.exit_code
    assert "trustcrm init" in capsys.readouterr().err


async def wait_for(window: Any, words: str) -> None:
    """Read until words are painted, whatever colours stand between them."""
    painted = b""
    async with asyncio.timeout(60):
        while words not in re.sub(r"\x1b\[[\d;?]*[A-Za-z]", "", painted.decode(errors="replace")):
            message = await window.receive()
            assert message.type in (aiohttp.WSMsgType.BINARY, aiohttp.WSMsgType.TEXT), message
            painted += message.data if isinstance(message.data, bytes) else message.data.encode()


@pytest.mark.parametrize("word", [["--web"], ["--web", "--port", "8022"], ["--port=8022", "--web"]])
def test_the_screens_are_run_as_the_command_was(word: list[str]) -> None:
    run = ["python", "/bin/trustcrm", "--db", "x.db", "tui", "--read-only", *word]
    assert own_command(run)[1:] == ["/bin/trustcrm", "--db", "x.db", "tui", "--read-only"]
