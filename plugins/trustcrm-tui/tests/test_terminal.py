"""Through a real terminal: bytes that are no text, windows that will not hold still, and ends that come suddenly."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from trustcrm_tui.terminal import PASTE_BEGINS, PASTE_ENDS, bracketed, redacted

TRUSTCRM = ("-c", "import sys; from trustcrm.cli import program; sys.exit(program())")
LIMIT = 60.0


class Terminal:
    """A program in a pseudo terminal; whatever it writes is read, and waited for."""

    def __init__(self, arguments: list[str], size: tuple[int, int] = (120, 36)) -> None:
        import sys

        self.ours, theirs = pty.openpty()
        self.resize(*size, tell=False)
        environ = os.environ | {"TERM": "xterm-256color", "PYTHONWARNINGS": "ignore"}
        self.program = subprocess.Popen(
            [sys.executable, *TRUSTCRM, *arguments], stdin=theirs, stdout=theirs, stderr=theirs, env=environ,
            start_new_session=True,
        )  # fmt: skip
        os.close(theirs)
        self.seen = b""

    def resize(self, columns: int, rows: int, *, tell: bool = True) -> None:
        fcntl.ioctl(self.ours, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        if tell:
            self.program.send_signal(signal.SIGWINCH)

    def send(self, keys: bytes) -> None:
        os.write(self.ours, keys)

    def read(self, seconds: float) -> bytes:
        """Return what is written within so many seconds of quiet."""
        found = b""
        while select.select([self.ours], [], [], seconds)[0]:
            try:
                came = os.read(self.ours, 1 << 16)
            except OSError:
                break
            if not came:
                break
            found += came
        self.seen += found
        return found

    def wait_for(self, *words: str) -> None:
        """Wait until all these words were written, in any order."""
        end = time.monotonic() + LIMIT
        found = b""
        while missing := [each for each in words if each.encode() not in found]:
            assert time.monotonic() < end, f"{missing!r} never came; last: {found[-2000:]!r}"
            assert self.program.poll() is None, f"the program ended: {found[-2000:]!r}"
            if select.select([self.ours], [], [], 0.05)[0]:
                found += os.read(self.ours, 1 << 16)
        self.seen += found

    def end(self) -> None:
        if self.program.poll() is None:
            self.program.kill()
        self.program.wait()
        os.close(self.ours)


Opened = Iterator[Terminal]


@pytest.fixture
def terminal(demo_path: Path) -> Opened:
    opened = Terminal(["--db", str(demo_path), "tui"])
    opened.wait_for("overdue")
    yield opened
    opened.end()


def test_invalid_bytes_do_not_end_it(terminal: Terminal) -> None:
    terminal.send(b"\xff\xfe\x80\xc3")
    terminal.send(b"\x1b")
    terminal.read(0.3)
    terminal.send(b"2")
    terminal.wait_for("56 ties")


def test_two_hundred_resizes_do_not_end_it(terminal: Terminal) -> None:
    for step in range(200):
        terminal.resize(60 + step % 140, 18 + step % 40)
    terminal.resize(120, 36)
    terminal.read(0.5)
    terminal.send(b"2")
    terminal.wait_for("56 ties")


def test_nothing_is_written_while_nothing_happens(terminal: Terminal) -> None:
    terminal.read(1.0)
    assert terminal.read(3.0) == b""


def test_a_move_of_the_cursor_writes_less_than_eight_kilobytes(terminal: Terminal) -> None:
    terminal.read(1.0)
    for _ in range(5):
        terminal.send(b"\x1b[B")
        assert 0 < len(terminal.read(0.4)) < 8192


def test_a_killed_terminal_loses_no_typed_word(terminal: Terminal, demo_path: Path, tmp_path: Path) -> None:
    terminal.read(0.5)
    terminal.send(b"\x1b[B")
    terminal.send(b"l")
    terminal.wait_for("saves")
    for letter in b"call about half a sentence":
        terminal.send(bytes([letter]))
    end = time.monotonic() + LIMIT
    while not list(tmp_path.rglob("draft-*.json")):
        assert time.monotonic() < end
        terminal.read(0.1)
    terminal.read(1.5)
    terminal.program.kill()
    terminal.program.wait()
    again = Terminal(["--db", str(demo_path), "tui"])
    try:
        again.wait_for("half a sentence", "still here")
    finally:
        again.end()


def test_q_leaves_and_gives_the_terminal_back(terminal: Terminal) -> None:
    terminal.read(0.5)
    terminal.send(b"q")
    end = time.monotonic() + LIMIT
    while terminal.program.poll() is None:
        assert time.monotonic() < end
        terminal.read(0.1)
    terminal.read(0.1)
    assert terminal.program.returncode == 0
    assert b"\x1b[?1049l" in terminal.seen


def test_the_demo_opens_its_screens_on_a_terminal(tmp_path: Path, demo_path: Path) -> None:
    opened = Terminal(["demo", "--into", str(tmp_path / "fresh.db")])
    try:
        opened.wait_for("overdue")
        assert b"Los Angeles" in opened.seen
    finally:
        opened.end()


def test_without_a_terminal_it_says_what_to_use_instead(demo_path: Path) -> None:
    import sys

    done = subprocess.run(
        [sys.executable, *TRUSTCRM, "--db", str(demo_path), "tui"], capture_output=True, text=True, check=False,
        stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert done.returncode == 2
    assert "trustcrm due" in done.stderr


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("call with Milan", f"{PASTE_BEGINS}call with Milan{PASTE_ENDS}"),
        ("jjjjjj", "jjjjjj"),
        ("lc\r", "lc\r"),
        ("\x1b[B\x1b[B", "\x1b[B\x1b[B"),
        ("abc", "abc"),
    ],
)
def test_words_that_come_all_at_once_are_a_paste(sent: str, read: str) -> None:
    assert bracketed(sent) == read


def test_a_redacted_error_holds_no_value() -> None:
    canary = "Philippa Vandeweyer-Stone"
    try:
        raise ValueError(canary)
    except ValueError as error:
        lines = redacted(error)
    assert canary not in "\n".join(lines)
    assert any("test_terminal.py" in line for line in lines)


def test_the_first_start_asks_four_questions_and_opens_the_screens(tmp_path: Path, demo_path: Path) -> None:
    opened = Terminal(["--db", str(tmp_path / "new.db"), "tui"])
    try:
        opened.wait_for("Start one now")
        opened.send(b"\r")
        opened.wait_for("Which city")
        opened.send(b"Los Angeles, US\r")
        opened.wait_for("called")
        opened.send(b"\r")
        opened.wait_for("How many days")
        opened.send(b"\r")
        opened.wait_for("Can you read these")
        opened.send(b"l\r")
        opened.wait_for("Nobody is waiting")
    finally:
        opened.end()
    assert "letters" in next(tmp_path.rglob("signs.json")).read_text()
