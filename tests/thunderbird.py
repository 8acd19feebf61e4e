"""A real Thunderbird without a window, whose calendars are asked by its own scripts.

It is driven as Mozilla's own tests drive it, by Marionette: a script is sent over a socket of this machine and runs
inside the program, where its calendar code is.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

PREFERENCES = {
    "app.update.enabled": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "mail.provider.suppress_dialog_on_startup": True,
    "mail.rights.version": 1,
    "mail.shell.checkDefaultClient": False,
    "mail.spotlight.firstRunDone": True,
    "marionette.port": 0,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "remote.prefs.recommended": False,
    "toolkit.telemetry.enabled": False,
}
_STARTS_WITHIN, _ANSWERS_WITHIN = 120, 300
_ASKED = """
const answer = arguments[arguments.length - 1], told = arguments[0];
(async () => {
  const { cal } = ChromeUtils.importESModule("resource:///modules/calendar/calUtils.sys.mjs");
  %s
})().then(answer, error => answer({ failed: `${error} ${error.stack}` }));
"""


class Thunderbird:
    """A running program; `ask` runs a script in it."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=_ANSWERS_WITHIN)
        self._answers = self._socket.makefile("rb")
        self._asked = 0
        self._read()
        self.version: str = self._do("WebDriver:NewSession")["capabilities"]["browserVersion"]
        self._do("Marionette:SetContext", value="chrome")
        self._do("WebDriver:SetTimeouts", script=_ANSWERS_WITHIN * 1000)

    def ask(self, script: str, told: Any = None) -> Any:
        """Run the body of an asynchronous function, which has `cal` and `told`, and return what it returns."""
        answer = self._do("WebDriver:ExecuteAsyncScript", script=_ASKED % script, args=[told])["value"]
        assert not (isinstance(answer, dict) and "failed" in answer), answer["failed"]
        return answer

    def close(self) -> None:
        """Hang up."""
        self._answers.close()
        self._socket.close()

    def _do(self, command: str, **told: Any) -> Any:
        self._asked += 1
        octets = json.dumps([0, self._asked, command, told]).encode()
        self._socket.sendall(b"%d:%s" % (len(octets), octets))
        _, _, error, answer = self._read()
        assert error is None, error
        return answer

    def _read(self) -> Any:
        length = b""
        while (one := self._answers.read(1)) != b":":
            assert one, "Thunderbird hung up."
            length += one
        return json.loads(self._answers.read(int(length)))


@contextmanager
def thunderbird(place: Path) -> Iterator[Thunderbird]:
    """Start Thunderbird with a profile of its own in a folder; without it the test is skipped."""
    program = shutil.which("thunderbird")
    if program is None:
        pytest.skip("Thunderbird is not installed (Debian's package thunderbird).")
    profile = place / "profile"
    profile.mkdir()
    lines = (f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in PREFERENCES.items())
    (profile / "user.js").write_text("".join(lines), "utf-8")
    command = [
        program,
        "--headless",
        "--marionette",
        "-remote-allow-system-access",
        "--no-remote",
        "--profile",
        str(profile),
    ]
    environment = os.environ | {"HOME": str(place), "TZ": "America/St_Johns"}
    with (
        (place / "log").open("wb") as log,
        subprocess.Popen(command, env=environment, stdout=log, stderr=log) as process,
    ):
        try:
            found = Thunderbird(_port(process, profile))
            try:
                yield found
            finally:
                found.close()
        finally:
            process.kill()


def _port(process: subprocess.Popen[bytes], profile: Path) -> int:
    """Return the port at which a starting program listens, once it does."""
    until = time.monotonic() + _STARTS_WITHIN
    while time.monotonic() < until and process.poll() is None:
        told = profile / "MarionetteActivePort"
        if told.is_file() and (text := told.read_text()).isdigit():
            return int(text)
        time.sleep(0.05)
    raise AssertionError(f"Thunderbird does not start: {(profile.parent / 'log').read_text()}")
