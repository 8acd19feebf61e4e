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
    """Something to look at: its name, the keys that lead there, and words that then stand there.

    `card` are words of the card, where the window is wide enough for one; `typed` is typed into the bar.
    """

    name: str
    keys: tuple[str, ...]
    words: str
    card: str = ""
    typed: str = ""


COURSE = "⠉⠉⠉⠉⠉⠉"
"""How trust went, which is drawn last: where it stands all else does."""
LOOKS = (
    Look("today", ("1", "Home"), COURSE, "12 months"),
    Look("ties", ("2", "Home"), "56 ties", "every 180 d"),
    Look("map", ("2", "Home", "m"), "@ Los Angeles"),
    Look("closeness", ("2", "Home", "v"), "the closest at the left", "Open between us"),
    Look("marked", ("1", "Home", "Space", "Space"), "2 marked"),
    Look("ledger", ("3", "Home"), "settled 27", "COMMITTED"),
    Look("agenda", ("4", "Home"), "Canada Day", "10:00–10:40"),
    Look("pacts", ("5", "Home"), "15 agreements", "Signed"),
    Look("imports", ("6",), "Nothing was imported yet."),
    Look("reports", ("7", "Home"), "enter writes it", "as of 2020-06-30"),
    Look("crisis", ("8", "Home"), "COVID-19 · day 119", "What answers it"),
    Look("health", ("9", "Home", "Down", "Down"), "1 to mend", "plugin: caldav"),
    Look("more", ("0",), "screens from plugins", "from the plugin"),
    Look("card", ("1", "Home", "Enter"), "Goodwill"),
    Look("why", ("1", "Home", "y"), "global share", "90 in 100"),
    Look("briefing", ("2", "Home", "b"), "Looked after by"),
    Look("history", ("U",), "What was changed, newest first"),
    Look("keys", ("?",), "Today: go to this screen", "The key is"),
    Look("log", ("1", "Home", "l"), "20 minutes", typed="call about masks 20m"),
    Look("found", ("/",), "11 found for mil", "Goodwill", typed="mil"),
    Look("commands", (":",), "list contribution", "It has no key", typed="list"),
    Look("conflicts", ("0", "Down", "Enter"), "2 in all", "Theirs"),
    Look("corps", ("0", "Down", "Down", "Enter"), "20 in all", "since"),
    Look("plan", ("0", *("Down",) * 3, "Enter"), "69 in all", "are planned"),
    Look("needs", ("0", *("Down",) * 4, "Enter"), "9 in all", "Who could help"),
    Look("leads", ("0", *("Down",) * 5, "Enter"), "4 in all", "identity passed"),
    Look("lessons", ("0", "End", "Up", "Up", "Up", "Enter"), "5 in all", "Evidence"),
    Look("notices", ("0", "End", "Up", "Up", "Enter"), "2 in all", "Released on"),
    Look("openings", ("0", "End", "Up", "Enter"), "37 in all", "Next opening"),
    Look("priorities", ("0", "End", "Enter"), "5 in all", "Time since"),
)
WIDE = 104
"""From so many columns on a card stands beside the list."""
LEAVE = ("Escape",) * 4
"""Leads from wherever one is to a screen."""
_CHANGES = re.compile(r"\d+(\.\d+)? [KMG]B")


def kept(text: str) -> str:
    """Return what is kept of a window: all but what is another in every copy of the demo office."""
    return _CHANGES.sub("… MB", text)


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
        tmux.still("overdue", COURSE)
        for look in LOOKS:
            for key in look.keys:
                tmux.press(key)
                tmux.still()
            tmux.type(look.typed)
            text = tmux.still(look.words, look.card if columns >= WIDE else "")
            yield f"{look.name}-{columns}x{rows}.txt", kept(text) + "\n"
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
    there = {file.name: file.read_text(encoding="utf-8") for file in FOLDER.glob("*.txt")}
    stale = sorted(name for name in {*found, *there} if found.get(name) != there.get(name))
    for name in stale:
        print(f"docs/captures/{name} is not what the program shows; run `python -m tools.captures`.", file=sys.stderr)
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
