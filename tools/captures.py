"""`python -m tools.captures`: every screen of the terminal UI as a real tmux shows it, kept under docs/captures.

It is the demo office, whose day is pinned, so they can be made again at any time. With `--look` nothing is written, and
the command ends with 1 where one is not what the program shows now.
"""

from __future__ import annotations

import re
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tools.tmux import Tmux

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "docs" / "captures"
SIZES = ((120, 36), (80, 24))
PROGRAM = (sys.executable, "-c", "import sys; from trustcrm.cli import program; sys.exit(program())")


@dataclass(frozen=True)
class Look:
    """Something to look at: its name, the keys that lead there from anywhere, and a word that then stands there."""

    name: str
    keys: tuple[str, ...]
    word: str
    typed: str = ""


LOOKS = (
    Look("today", ("1",), "overdue"),
    Look("ties", ("2",), "ties"),
    Look("map", ("2", "m"), "esc goes back"),
    Look("ledger", ("3",), "hoped for"),
    Look("agenda", ("4",), "[4 Agenda]"),
    Look("pacts", ("5",), "[5 Pacts]"),
    Look("imports", ("6",), "[6 Imports]"),
    Look("reports", ("7",), "[7 Reports]"),
    Look("crisis", ("8",), "[8 Crisis]"),
    Look("health", ("9",), "[9 Health]"),
    Look("more", ("0",), "corps"),
    Look("card", ("1", "Home", "Enter"), "we owe"),
    Look("why", ("1", "Home", "y"), "esc goes back"),
    Look("briefing", ("2", "Home", "b"), "esc goes back"),
    Look("history", ("U",), "esc goes back"),
    Look("keys", ("?",), "esc goes back"),
    Look("log", ("1", "Home", "l"), "20 minutes", typed="call about masks 20m"),
    Look("found", ("/",), "esc goes back", typed="mil"),
    Look("commands", (":",), "list", typed="list"),
)
LEAVE = ("Escape",) * 4
"""Leads from wherever one is to a screen."""
_CHANGES = re.compile(r"\d+(\.\d+)? [KMG]B")
"""What is another in every copy of the demo office."""


def shown() -> Iterator[tuple[str, str]]:
    """Yield each capture by the name of its file."""
    with tempfile.TemporaryDirectory(prefix="trustcrm-captures-") as name:
        for size in SIZES:
            folder = Path(name) / str(size[0])
            folder.mkdir()
            yield from _at(size, folder)


def _at(size: tuple[int, int], folder: Path) -> Iterator[tuple[str, str]]:
    columns, rows = size
    environ = {f"XDG_{what}_HOME": str(folder / what) for what in ("DATA", "CONFIG", "CACHE")}
    environ |= {"TRUSTCRM_ACTOR": "Ana", "COLORTERM": "truecolor"}
    tmux = Tmux(folder, [*PROGRAM, "demo"], size, environ)
    try:
        tmux.still("overdue")
        for look in LOOKS:
            tmux.press(*look.keys)
            if look.typed:
                tmux.still()
                tmux.type(look.typed)
            text = tmux.still(look.word)
            yield f"{look.name}-{columns}x{rows}.txt", _CHANGES.sub("… MB", text) + "\n"
            for key in LEAVE:
                tmux.press(key)
                tmux.still()
    finally:
        tmux.end()


def main(arguments: Sequence[str]) -> int:
    """Write the captures, or with `--look` compare them; return 1 where one differs."""
    if shutil.which("tmux") is None:
        print("There is no tmux here, so the captures of the terminal UI are left as they are.", file=sys.stderr)
        return 0
    found = dict(shown())
    if "--look" not in arguments:
        FOLDER.mkdir(exist_ok=True)
        for file in FOLDER.glob("*.txt"):
            file.unlink()
        for name, text in found.items():
            (FOLDER / name).write_text(text, encoding="utf-8")
        return 0
    kept = {file.name: file.read_text(encoding="utf-8") for file in FOLDER.glob("*.txt")}
    stale = sorted(name for name in {*found, *kept} if found.get(name) != kept.get(name))
    for name in stale:
        print(f"docs/captures/{name} is not what the program shows; run `python -m tools.captures`.", file=sys.stderr)
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
