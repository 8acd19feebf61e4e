"""Through a real terminal: bytes that are no text, windows that will not hold still, and ends that come suddenly."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.promises.test_p21_nothing_goes_out import may_be_alone
from tests.terminal import TRUSTCRM, Terminal
from trustcrm_tui.keys import KeyMap
from trustcrm_tui.reads import PASTE_BEGINS, PASTE_ENDS, Pieces
from trustcrm_tui.terminal import redacted

Opened = Iterator[Terminal]


@pytest.fixture
def terminal(demo_path: Path) -> Opened:
    opened = Terminal([*TRUSTCRM, "--db", str(demo_path), "tui"])
    opened.wait_for("overdue")
    yield opened
    opened.end()


def test_invalid_bytes_do_not_end_it(terminal: Terminal) -> None:
    terminal.send(b"\xff\xfe\x80\xc3\x1b2")
    terminal.wait_for("56 ties")


def test_two_hundred_resizes_do_not_end_it(terminal: Terminal) -> None:
    for step in range(200):
        terminal.resize(60 + step % 140, 18 + step % 40)
    terminal.resize(120, 36)
    terminal.press_until(b"2", "56 ties")


def test_nothing_is_written_while_nothing_happens(terminal: Terminal) -> None:
    terminal.wait_until(lambda: terminal.is_silent(3.0), "it never stopped writing")
    maps = Path(f"/proc/{terminal.program.pid}/maps")
    assert not maps.exists() or not re.search("libcrypto|libssl|_ssl", maps.read_text())  # 5 MB that nobody needs


def test_what_is_not_imported_at_the_start_is_there_for_whoever_asks(tmp_path: Path) -> None:
    script = """
import sys
from trustcrm_tui.heap import without_metadata, without_openssl
without_openssl()
without_metadata()
import asyncio, hashlib, hmac
assert hmac.digest(b"key", b"words", "sha256") == hmac.new(b"key", b"words", hashlib.sha256).digest()
import psycopg, ssl
assert "email" not in sys.modules
from inspect import getmodule
assert getmodule(psycopg.connect) is not None
assert not {"_hashlib", "_ssl"} & sys.modules.keys()
assert ssl.create_default_context().check_hostname
from ssl import SSLContext
assert SSLContext is ssl.SSLContext is sys.modules["ssl"].SSLContext
assert len(hashlib.scrypt(b"word", salt=b"salt", n=2, r=1, p=1)) == 64
assert not hasattr(hashlib, "no_such_thing")
import importlib
assert importlib.metadata.distribution("psycopg").version == psycopg.__version__
"""
    subprocess.run([sys.executable, "-c", script], cwd=tmp_path, check=True)


def test_what_is_imported_once_texts_were_forgotten_finds_texts_to_add_to() -> None:
    code = (
        "import email._policybase\nfrom trustcrm_tui import heap\nheap.keep_small()\nheap.forget_texts()\n"
        "assert not email._policybase.Policy.__doc__\n"
        "from trustcrm_tui.letters import Letter, _message\n"
        "print(_message(Letter(1, 'Milan', ('a@milan.example',), '1.eml'), 'Masks from Monday on.').decode())"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "Subject: Masks from Monday on" in done.stdout


def test_a_move_of_the_cursor_writes_less_than_eight_kilobytes(terminal: Terminal) -> None:
    terminal.wait_until(lambda: terminal.is_silent(1.0), "it never stopped writing")
    for _ in range(5):
        before = len(terminal.seen)
        terminal.send(b"\x1b[B")
        terminal.wait_until(lambda before=before: len(terminal.seen) > before, "nothing moved")  # type: ignore[misc]
        terminal.read(0.4)
        assert len(terminal.seen) - before < 8192


def test_a_killed_terminal_loses_no_typed_word(terminal: Terminal, demo_path: Path, tmp_path: Path) -> None:
    terminal.read(0.5)
    terminal.send(b"\x1b[B")
    terminal.send(b"l")
    terminal.wait_for("saves")
    for letter in b"call about half a sentence":
        terminal.send(bytes([letter]))
    terminal.wait_until(
        lambda: any("half a sentence" in kept.read_text("utf-8") for kept in tmp_path.rglob("draft-*.json")),
        "the draft was never kept",
    )
    terminal.program.kill()
    terminal.program.wait()
    again = Terminal([*TRUSTCRM, "--db", str(demo_path), "tui"])
    try:
        again.wait_for("half a sentence", "still here")
    finally:
        again.end()


def test_q_leaves_and_gives_the_terminal_back(terminal: Terminal) -> None:
    terminal.send(b"q")
    assert terminal.wait_for_end() == 0
    terminal.read(0.1)
    assert b"\x1b[?1049l" in terminal.seen


def test_the_demo_opens_its_screens_on_a_terminal(tmp_path: Path, demo_path: Path) -> None:
    opened = Terminal([*TRUSTCRM, "demo", "--into", str(tmp_path / "fresh.db")])
    try:
        opened.wait_for("overdue")
        assert "Los Angeles" in opened.text
    finally:
        opened.end()


def test_without_a_terminal_it_says_what_to_use_instead(demo_path: Path) -> None:
    done = subprocess.run(
        [*TRUSTCRM, "--db", str(demo_path), "tui"], capture_output=True, text=True, check=False,
        stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert done.returncode == 2
    assert "trustcrm due" in done.stderr


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("Dear Kim, as for the masks", [f"{PASTE_BEGINS}Dear Kim, as for the masks{PASTE_ENDS}"]),
        ("jjjjjj", ["jjjjjj"]),
        ("3>jd", ["3>jd"]),
        ("lc Park safety guidance 20m\r", ["lc Park safety guidance 20m\r"]),
        ("\x1b[B\x1b[B", ["\x1b[B\x1b[B"]),
        ("/mil\rlc\r", ["/mil\rlc\r"]),
        ("8nask Seoul for 700 test kits\r", ["8nask Seoul for 700 test kits\r"]),
        ("2nd floor is closed today", [f"{PASTE_BEGINS}2nd floor is closed today{PASTE_ENDS}"]),
        ("2000 masks came from Milan", [f"{PASTE_BEGINS}2000 masks came from Milan{PASTE_ENDS}"]),
        ("quit x\rd delete ! it\r", [f"{PASTE_BEGINS}quit x\rd delete ! it\r{PASTE_ENDS}"]),
        ("lunch with Kim\rd delete ! it\r", [f"{PASTE_BEGINS}lunch with Kim\rd delete ! it\r{PASTE_ENDS}"]),
        (f"{PASTE_BEGINS}lunch{PASTE_ENDS}", [f"{PASTE_BEGINS}lunch{PASTE_ENDS}"]),
        ("a\x1b8", ["a", "\x1b", "8"]),
        ("\x1b\x1b[A", ["\x1b", "\x1b[A"]),
    ],
)
def test_what_comes_in_one_read_is_keys_where_it_can_be(sent: str, read: list[str]) -> None:
    assert list(Pieces(KeyMap().opens_bar).of(sent)) == read


def test_an_escape_at_the_end_of_a_read_waits_for_what_may_follow() -> None:
    pieces = Pieces(KeyMap().opens_bar)
    assert [*pieces.of("j\x1b"), *pieces.of("[A"), *pieces.of("\x1b"), *pieces.of("8")] == ["j", "\x1b[A", "\x1b", "8"]
    assert [*pieces.of("\x1b"), *pieces.rest(), *pieces.rest()] == ["\x1b"]


def test_keys_that_come_in_one_read_act_as_if_typed_one_by_one(terminal: Terminal) -> None:
    terminal.send(b"4\x1b2/guangz\rlc masks")
    terminal.wait_for("Log with Guangzhou", "c masks", "→ Call with Guangzhou")


def test_a_redacted_error_holds_no_value() -> None:
    canary = "Philippa Vandeweyer-Stone"
    try:
        raise ValueError(canary)
    except ValueError as error:
        lines = redacted(error)
    assert canary not in "\n".join(lines)
    assert any("test_terminal.py" in line for line in lines)


def test_the_first_start_asks_four_questions_and_opens_the_screens(tmp_path: Path, demo_path: Path) -> None:
    opened = Terminal([*TRUSTCRM, "--db", str(tmp_path / "new.db"), "tui"])
    try:
        opened.wait_for("There is no office at", "Start one now")
        opened.send(b"q\r")
        opened.wait_for("'q' is neither; type y for yes or n for no. Enter alone is yes.")
        opened.send(b"\r")
        opened.wait_for("Which city")
        opened.send(b"Los Angelos\r")
        opened.wait_for("No gazetteer here knows Los Angelos", "Is it spelled right")
        opened.send(b"\r")
        opened.wait_for("Which city")
        opened.send(b"Springfield, US\r")
        opened.wait_for("3 Springfield, US (Illinois)", "Which one is it")
        opened.send(b"0\r")
        opened.wait_for("Which city")
        opened.send(b"Springfield\r")
        opened.wait_for("Which one is it")
        opened.send(b"3\r")
        opened.wait_for("International affairs, Springfield")
        opened.send(b"\r")
        opened.wait_for("How many days")
        opened.send(b"\r")
        opened.wait_for("Can you read these")
        opened.send(b"l\r")
        opened.wait_for("Nobody is waiting")
    finally:
        opened.end()
    assert "letters" in next(tmp_path.rglob("signs.json")).read_text()
    asked = [*TRUSTCRM, "--db", str(tmp_path / "new.db"), "city", "list"]
    assert "Illinois" in subprocess.run(asked, capture_output=True, text=True, check=True).stdout


@pytest.mark.skipif(not may_be_alone(), reason="only root may make a network namespace, with unshare")
def test_without_a_network_a_report_is_read_and_written(demo_path: Path, tmp_path: Path) -> None:
    opened = Terminal(["unshare", "-n", *TRUSTCRM, "--db", str(demo_path), "tui"])
    try:
        opened.wait_for("30 overdue")
        opened.send(b"2")
        opened.wait_for("56 ties")
        opened.send(b"b")
        opened.wait_for("Briefing: Armenia", "Looked after by")
        opened.send(b"\r")
        opened.wait_for("Wrote")
    finally:
        opened.end()
    (page,) = tmp_path.rglob("briefing-*.html")
    assert "Armenia" in page.read_text(encoding="utf-8")
