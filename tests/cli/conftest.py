"""A real terminal for commands that ask."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from threading import Thread

import pytest

PROGRAM = [sys.executable, "-c", "import sys; from trustcrm.cli import main; sys.exit(main())"]


@dataclass(frozen=True)
class Talk:
    """How a command on a terminal ended: its exit code, what went to stdout, and what the terminal showed."""

    code: int
    answer: str
    shown: str


OnTerminal = Callable[..., Talk]


@pytest.fixture
def on_terminal(address: str, pin_today: date) -> OnTerminal:
    """Run a command on a terminal of its own, where `typed` are the lines that somebody types ahead."""

    def go(*arguments: str, typed: tuple[str, ...]) -> Talk:
        ours, theirs = pty.openpty()
        running = subprocess.Popen(
            [*PROGRAM, "--db", address, "--no-plugins", *arguments],
            stdin=theirs, stdout=subprocess.PIPE, stderr=theirs,
            env=os.environ | {"TERM": "dumb", "TRUSTCRM_ACTOR": "Ana"},
        )  # fmt: skip
        os.close(theirs)
        shown: list[bytes] = []
        reading = Thread(target=_read, args=(ours, shown))
        reading.start()
        os.write(ours, "".join(f"{line}\n" for line in typed).encode())
        answer, _ = running.communicate(timeout=60)
        reading.join(timeout=60)
        os.close(ours)
        return Talk(running.returncode, answer.decode(), b"".join(shown).decode())

    return go


def _read(terminal: int, shown: list[bytes]) -> None:
    while True:
        try:
            some = os.read(terminal, 65536)
        except OSError:  # nobody has the other end open any more
            return
        if not some:
            return
        shown.append(some)
