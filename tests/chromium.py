"""A real Chromium without a window: pages are opened in it, typed into, measured and asked.

It is driven by its own protocol over a pair of pipes, so that no port is opened and nobody else can drive it.
"""

from __future__ import annotations

import base64
import json
import os
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome")
_WITHIN = 60.0
"""Seconds within which whatever is waited for must come."""
_ENTER = {"key": "Enter", "code": "Enter", "text": "\r", "windowsVirtualKeyCode": 13}
_PLACED = (
    "import os, sys; os.dup2(int(sys.argv[1]), 3); os.dup2(int(sys.argv[2]), 4); os.execv(sys.argv[3], sys.argv[3:])"
)
"""Chromium reads what it is told from its descriptor 3 and answers to 4."""


class Chromium:
    """A running browser with a profile of its own, and what it told."""

    def __init__(self, reads: int, writes: int) -> None:
        self._reads, self._writes = reads, writes
        self._asked = 0
        self._begun = b""
        self.events: list[dict[str, Any]] = []

    def call(self, method: str, session: str = "", **params: Any) -> dict[str, Any]:
        """Have something done, and return what came of it; events that come meanwhile are kept."""
        self._asked += 1
        asked = {"id": self._asked, "method": method, "params": params} | ({"sessionId": session} if session else {})
        os.write(self._writes, json.dumps(asked).encode() + b"\0")
        while True:
            told = self._read()
            if told.get("id") == self._asked:
                assert "error" not in told, (method, told["error"])
                result: dict[str, Any] = told["result"]
                return result

    def wait(self, there: Callable[[], bool], what: str) -> None:
        """Hear events until something is there."""
        ends = time.monotonic() + _WITHIN
        while not there():
            assert time.monotonic() < ends, f"{what} did not come within {_WITHIN:.0f} seconds"
            self._read()

    def page(self, width: int = 1280, height: int = 800) -> Page:
        """Open an empty page of a size in pixels."""
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{domain}.enable", session)
        opened = Page(self, session)
        opened.size(width, height)
        return opened

    def _read(self) -> dict[str, Any]:
        """Return the next message, an answer or an event."""
        while b"\0" not in self._begun:
            ready, _, _ = select.select([self._reads], [], [], _WITHIN)
            assert ready, f"Chromium said nothing for {_WITHIN:.0f} seconds"
            more = os.read(self._reads, 1 << 16)
            assert more, "Chromium has ended"
            self._begun += more
        first, _, self._begun = self._begun.partition(b"\0")
        told: dict[str, Any] = json.loads(first)
        if "method" in told:
            self.events.append(told)
        return told


class Page:
    """A page of a browser."""

    def __init__(self, browser: Chromium, session: str) -> None:
        self._browser, self._session = browser, session

    def size(self, width: int, height: int) -> None:
        """Make the page so many pixels wide and high."""
        self._browser.call(
            "Emulation.setDeviceMetricsOverride", self._session,
            width=width, height=height, deviceScaleFactor=1, mobile=width < 600,
        )  # fmt: skip

    def open(self, url: str) -> None:
        """Open an address and wait until all of it is there."""
        loaded = len(self._events("Page.loadEventFired"))
        answer = self._browser.call("Page.navigate", self._session, url=url)
        assert "errorText" not in answer, (url, answer)
        self._browser.wait(lambda: len(self._events("Page.loadEventFired")) > loaded, url)

    def ask(self, script: str) -> Any:
        """Return what an expression comes to; a promise is waited for."""
        told = self._browser.call(
            "Runtime.evaluate", self._session, expression=script, awaitPromise=True, returnByValue=True
        )
        assert "exceptionDetails" not in told, told["exceptionDetails"]
        return told["result"].get("value")

    def type(self, words: str) -> None:
        """Type words, letter by letter; a line's end is the key Enter."""
        for letter in words:
            if letter == "\n":
                self._browser.call("Input.dispatchKeyEvent", self._session, type="keyDown", **_ENTER)
                self._browser.call("Input.dispatchKeyEvent", self._session, type="keyUp", **_ENTER)
            else:
                self._browser.call("Input.dispatchKeyEvent", self._session, type="char", text=letter)

    def hear(self, words: Callable[[str], bool], what: str) -> None:
        """Wait until what came by the page's socket holds some words."""
        self._browser.wait(lambda: words(self.heard), what)

    @property
    def heard(self) -> str:
        """All that came by the page's socket."""
        frames = [one["response"] for one in self._events("Network.webSocketFrameReceived")]
        parts = [
            base64.b64decode(one["payloadData"]) if one["opcode"] == 2 else one["payloadData"].encode()
            for one in frames
        ]
        return b"".join(parts).decode(errors="replace")

    @property
    def complaints(self) -> list[str]:
        """What the browser found wrong with the page: refused by its rules, not found, a script's error."""
        logged = [one["entry"] for one in self._events("Log.entryAdded")]
        refused = [entry["text"] for entry in logged if entry["level"] == "error"]
        return refused + [str(one["exceptionDetails"]) for one in self._events("Runtime.exceptionThrown")]

    def asked_for(self) -> list[str]:
        """Return every address that the page asked for."""
        return [one["request"]["url"] for one in self._events("Network.requestWillBeSent")]

    def picture(self) -> bytes:
        """Return what is seen as a PNG."""
        return base64.b64decode(self._browser.call("Page.captureScreenshot", self._session)["data"])

    def _events(self, method: str) -> list[dict[str, Any]]:
        return [
            one["params"]
            for one in self._browser.events
            if one["method"] == method and one.get("sessionId") == self._session
        ]


def chromium() -> str:
    """Return where Chromium is, or skip the test that wants it, saying why."""
    for name in NAMES:
        if found := shutil.which(name):
            lists = shutil.which("fc-list")
            if lists is not None and not subprocess.run([lists], capture_output=True, check=False).stdout:
                pytest.skip("No font is installed here, without which a browser draws nothing.")
            return found
    pytest.skip(f"No browser is installed here: none of {', '.join(NAMES)} is found.")


@contextmanager
def browsing(profile: Path) -> Iterator[Chromium]:
    """Run a browser with an empty profile in a folder, and end it afterwards."""
    program = chromium()
    told, tells = os.pipe()
    heard, hears = os.pipe()
    for inherited in (told, hears):
        os.set_inheritable(inherited, True)
    flags = ["--headless=new", "--remote-debugging-pipe", f"--user-data-dir={profile}", "--no-first-run"]
    flags += [
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ]
    if os.geteuid() == 0:
        flags.append("--no-sandbox")
    run = subprocess.Popen(
        [sys.executable, "-c", _PLACED, str(told), str(hears), program, *flags],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, pass_fds=(told, hears), start_new_session=True,
    )  # fmt: skip
    os.close(told)
    os.close(hears)
    try:
        browser = Chromium(heard, tells)
        try:
            browser.call("Browser.getVersion")
        except (AssertionError, OSError) as error:
            pytest.skip(f"{program} does not start here: {error}")
        yield browser
        browser.call("Browser.close")
    finally:
        os.close(tells)
        os.close(heard)
        try:
            run.wait(20)
        except subprocess.TimeoutExpired:
            run.kill()
            run.wait()
