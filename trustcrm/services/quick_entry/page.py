"""A typed entry as words with their places, and a record of which words have been taken for what."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date

from trustcrm.services.quick_entry.careless import plain
from trustcrm.services.quick_entry.values import Known, NameBook, Piece
from trustcrm.services.quick_entry.vocabulary import ABBREVIATIONS, DASHES
from trustcrm.values import dataclass

_RUN = re.compile(r'[+@]["“”][^"“”\n]{1,80}["“”]\S*|(?<!\S)[与與跟](?=\w\w)|\S+')
_LINK = re.compile(r"(?i)(https?://|www\.|mailto:)\S|^[^\s@]+@[^\s@]+\.[^\s@]+")
_OPENING = "(\"'[{<«“‘¡¿*_"
_CLOSING = ".,;:!?)\"'…]}>»”’*_"
_STOPS = frozenset(".,;:!?…。、，；")
MOST_LOOKUPS = 300
"""So many names are looked up for one entry; what comes later stays in the note."""


@dataclass(frozen=True, slots=True)
class Token:
    """One word of an entry without the punctuation around it; `low` is the word meant, in small letters."""

    text: str
    low: str
    start: int
    end: int
    stop: str
    """The punctuation behind it that ends a clause, "" where the clause goes on."""
    verbatim: bool = False
    """True for addresses, which are never read as anything else."""

    @property
    def named(self) -> bool:
        """True where the word begins like a name: with a capital, or with a letter of a script that has none."""
        first = self.text[0]
        return first.isupper() or (first.isalpha() and unicodedata.category(first) == "Lo")


def written_out(text: str) -> str:
    """Return `text` with control characters, lone surrogates and the like as codes, so that it can be kept anywhere."""
    if text.isprintable():
        return text
    return "".join(_written(character) for character in text)


def _written(character: str) -> str:
    if character in "\n\t " or unicodedata.category(character) not in {"Cc", "Cs"}:
        return character
    return "\n" if character == "\r" else f"\\x{ord(character):02x}"


def tokens_of(text: str) -> list[Token]:
    """Return the words of `text` in order."""
    runs = list(_RUN.finditer(text))
    found = []
    for run, following in zip(runs, [*runs[1:], None], strict=True):
        gap = text[run.end() : following.start()] if following else "\n"
        found.append(_token(run[0], run.start(), gap))
    return found


def _token(run: str, start: int, gap: str) -> Token:
    line_end = "\n" if "\n" in gap else ""
    if _LINK.search(run):
        core = run.rstrip(".,;:!?)>\"'")
        return Token(
            core, core.casefold(), start, start + len(core), line_end or _stop(run[len(core) :]), verbatim=True
        )
    core = run.lstrip(_OPENING) if run[0] not in "+@" else run
    lead = len(run) - len(core)
    tail = len(core.rstrip(_CLOSING)) if not core.startswith(('+"', "+“", '@"', "@“")) else len(core.rstrip(".,;:!?)"))
    if not tail:
        return Token(run, run, start, start + len(run), line_end or _stop(run))
    core, behind = core[:tail], core[tail:]
    low = plain(core.casefold().replace("’", "'"), first=start == lead)
    stop = "" if behind == "." and low in ABBREVIATIONS else _stop(behind)
    return Token(core, low, start + lead, start + lead + len(core), line_end or stop)


def _stop(behind: str) -> str:
    return next((mark for mark in behind if mark in _STOPS), "")


class Page:
    """The words of one entry while it is being read; stages take words, and what nobody takes is the note."""

    def __init__(self, text: str, names: NameBook, today: date) -> None:
        self.text = text
        self.names = names
        self.today = today
        self.tokens = tokens_of(text)
        self.marks = [""] * len(self.tokens)
        self.kept: set[int] = set()
        """Words that stay in the note although they were understood."""
        self.glued: set[int] = set()
        """Further words of what was taken as one."""
        self.slips: dict[int, str] = {}
        """Words that are read as another one which they are nearly, with that one."""
        self.cuts: set[int] = set()
        """Words at which a new piece of the note begins although no punctuation says so."""
        self._asked: dict[tuple[str, int | None, str], Sequence[Known]] = {}
        self._clauses = self._bounds()

    def __len__(self) -> int:
        return len(self.tokens)

    def low(self, at: int) -> str:
        """Return word `at` in small letters, "" beyond either end."""
        return self.tokens[at].low if 0 <= at < len(self.tokens) else ""

    def mark(self, at: int) -> str:
        """Return what word `at` was taken for, "" where nobody took it or it does not exist."""
        return self.marks[at] if 0 <= at < len(self.marks) else ""

    def said(self, first: int, last: int) -> str:
        """Return the stretch from one word to another as it was typed."""
        return self.text[self.tokens[first].start : self.tokens[last].end] if first <= last else ""

    def free(self, first: int, last: int) -> bool:
        """Return whether nobody has taken any of these words."""
        return last < len(self) and not any(self.marks[first : last + 1])

    def take(self, first: int, last: int, means: str) -> None:
        """Record what these words were understood to be."""
        self.marks[first : last + 1] = [means] * (last + 1 - first)
        self.glued.update(range(first + 1, last + 1))

    def joined(self, at: int) -> bool:
        """Return whether word `at` and the one before it stand in one clause."""
        return 0 < at < len(self) and self._clauses[at] == self._clauses[at - 1]

    def clause(self, at: int) -> tuple[int, int]:
        """Return the first and last word of the clause around word `at`."""
        return self._clauses[at]

    def clauses(self) -> list[tuple[int, int]]:
        """Return the first and last word of every clause, in order."""
        return list(dict.fromkeys(self._clauses))

    def sides(self, words: str) -> Sequence[Known]:
        """Return what the name book knows under these words, asking it once."""
        return self._lookup(("sides", None, words))

    def people(self, words: str, side: int | None) -> Sequence[Known]:
        """Return the people the name book knows under these words, asking it once."""
        return self._lookup(("people", side, words))

    def nearly(self, words: str) -> Sequence[Known]:
        """Return the sides the name book knows under nearly these words, asking it once."""
        return self._lookup(("nearly", None, words))

    def pieces(self) -> tuple[Piece, ...]:
        """Return what was taken, neighbours of one meaning joined."""
        found: list[Piece] = []
        for token, means in zip(self.tokens, self.marks, strict=True):
            if not means:
                continue
            if found and found[-1].means == means and not self.text[found[-1].end : token.start].strip():
                found[-1] = Piece(start=found[-1].start, end=token.end, means=means)
            else:
                found.append(Piece(start=token.start, end=token.end, means=means))
        return tuple(found)

    def _lookup(self, asked: tuple[str, int | None, str]) -> Sequence[Known]:
        if asked not in self._asked:
            if len(self._asked) >= MOST_LOOKUPS:
                return ()
            what, side, words = asked
            asks = {"sides": self.names.sides, "nearly": self.names.nearly}
            self._asked[asked] = tuple(asks[what](words) if what in asks else self.names.people(words, side))
        return self._asked[asked]

    def _bounds(self) -> list[tuple[int, int]]:
        bounds: list[tuple[int, int]] = []
        first = 0
        for at, token in enumerate(self.tokens):
            ends = (bool(token.stop) and token.low not in ("re", "tone")) or token.low in DASHES
            coming = self.low(at + 1) in DASHES
            if ends or coming or at == len(self.tokens) - 1:
                bounds += [(first, at)] * (at + 1 - first)
                first = at + 1
        return bounds
