"""In a real tmux: left and come back to, pulled about, killed, under poor terminals and in poor surroundings."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.terminal import TRUSTCRM, Terminal
from tools.tmux import Tmux

pytestmark = pytest.mark.skipif(shutil.which("tmux") is None, reason="there is no tmux here")

Open = Callable[..., Tmux]
WHOLE = ("30 overdue", "People", "⠉⠉⠉⠉⠉⠉", "12 months")
"""What Today shows once nothing is waited for: the courses of trust, the rows' and the card's own, come last."""


@pytest.fixture
def open_tmux(demo_path: Path, tmp_path: Path) -> Iterator[Open]:
    """Open the demo office in a tmux of this test's own; ended with the test."""
    opened: list[Tmux] = []

    def start(size: tuple[int, int] = (120, 36), **environ: str) -> Tmux:
        folder = tmp_path / f"tmux{len(opened)}"
        folder.mkdir()
        own = {f"XDG_{what}_HOME": str(tmp_path / what.lower()) for what in ("DATA", "CONFIG")}
        opened.append(Tmux(folder, [*TRUSTCRM, "--db", str(demo_path), "tui"], size, own | environ))
        return opened[-1]

    yield start
    for one in opened:
        one.end()


def test_left_and_come_back_to_it_stands_as_it_was(open_tmux: Open) -> None:
    tmux = open_tmux((120, 36))
    clean = tmux.still(*WHOLE)
    for size in ((80, 24), (120, 36)):
        client = Terminal(tmux.attaching, size, {"LANG": "C.UTF-8"})
        try:
            client.wait_for("30 overdue", "London (GB)", "? Keys")
            client.send(b"\x02d")
            client.wait_for_end()
        finally:
            client.end()
    assert tmux.still(*WHOLE) == clean
    tmux.press("2")
    tmux.wait_for("56 ties", "every 180 d")


def test_two_hundred_sizes_and_garbage_leave_one_clean_screen(open_tmux: Open) -> None:
    tmux = open_tmux()
    clean = tmux.still(*WHOLE)
    for step in range(100):
        tmux.resize(60 + step * 7 % 90, 18 + step * 5 % 30)
        if step % 10 == 0:
            tmux.tell("send-keys", "-H", "ff", "fe", "80", "1b")
            tmux.resize(120, 36)
    tmux.resize(120, 36)
    # Of sizes that come and go at once tmux tells the program none, though its own lines were cut: `R` paints anew.
    tmux.press("1", "R")
    tmux.wait_for("Read anew")
    tmux.press("Home")
    assert tmux.still(*WHOLE) == clean


def test_killed_it_comes_back_to_the_same_row_with_the_words_typed(open_tmux: Open, tmp_path: Path) -> None:
    tmux = open_tmux()
    tmux.wait_for("30 overdue", "People")
    tmux.press("Down", "Down", "Down")
    tmux.wait_for("▌! London (GB)")
    tmux.press("l")
    tmux.wait_for("enter saves")
    tmux.type("call about half a sentence")
    tmux.wait_for("half a sentence", "→ Call with London")
    tmux.wait_until(lambda: any("half a sentence" in each.read_text() for each in tmp_path.rglob("draft-*.json")))
    tmux.wait_until(lambda: any(tmp_path.rglob("place-*.json")))
    os.kill(tmux.process, signal.SIGKILL)
    again = open_tmux()
    again.wait_for("call about half a sentence", "Log with London (GB)")
    again.press("Escape")
    again.wait_for("▌! London (GB)")


@pytest.mark.parametrize(
    "environ",
    [
        {"NO_COLOR": "1"},
        {"LANG": "C", "LC_ALL": "C"},
        {"COLORTERM": ""},
    ],
    ids=lambda environ: "-".join(environ),
)
def test_in_poor_surroundings_the_same_words_stand_there(open_tmux: Open, environ: dict[str, str]) -> None:
    tmux = open_tmux((80, 24), **environ)
    text = tmux.wait_for("30 overdue", "▌! Luxembourg", "42d late thanks")
    assert "? Keys" in text
    tmux.press("3")
    assert "hoped for    10,000 masks" in tmux.wait_for("settled 25", "▌◀ we owe")


@pytest.mark.parametrize("kind", ["xterm", "xterm-16color", "linux", "vt100", "screen"])
def test_on_a_plain_kind_of_terminal_the_same_words_stand_there(demo_path: Path, kind: str) -> None:
    opened = Terminal([*TRUSTCRM, "--db", str(demo_path), "tui"], (80, 24), {"TERM": kind, "COLORTERM": ""})
    try:
        opened.wait_for("30 overdue", "42d late thanks", "? Keys")
        opened.send(b"q")
        assert opened.wait_for_end() == 0
    finally:
        opened.end()


def test_where_the_terminal_is_lost_it_ends_and_nothing_is(demo_path: Path, tmp_path: Path) -> None:
    opened = Terminal([*TRUSTCRM, "--db", str(demo_path), "tui"])
    try:
        opened.wait_for("30 overdue")
        opened.send(b"l")
        opened.wait_for("enter saves")
        for letter in "call about a lost line":
            opened.send(letter.encode())
        opened.wait_for("call about a lost line")
        opened.lose()
        opened.program.wait(timeout=60)
    finally:
        opened.end()
    again = Terminal([*TRUSTCRM, "--db", str(demo_path), "tui"])
    try:
        again.wait_for("call about a lost line")
    finally:
        again.end()
