"""Taking a file of many vCards apart, card by card, without what an office does not keep.

Each card is handed to the parser by itself, so that a broken one hides no other and memory holds one card at a time.
Pictures, sounds and keys are left out before that: they can be megabytes of text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO

BEGIN, END = "BEGIN:VCARD", "END:VCARD"
LONGEST = 1_000_000
"""Most characters of a card, pictures left out; a long note has a few thousand."""

_LEFT_OUT = re.compile(r"(?:[\w-]+\.)?(?:PHOTO|LOGO|SOUND|KEY)[;:]", re.IGNORECASE)
_ONE_TEXT = re.compile(r"(?:[\w-]+\.)?(?:FN|NICKNAME|EMAIL|TEL|TITLE|UID|URL)[;:]", re.IGNORECASE)
_COMMA = re.compile(r"(?<!\\),")
"""Many programs write "Rossi, Giulia" as it is, and the parser would take what stands before the comma for all."""
_QUOTED = re.compile(r"[^:]*QUOTED-PRINTABLE", re.IGNORECASE)
_REST = re.compile(r"[ \t][0-9A-F]{2}(?:=|$)")
"""KAddressBook folds a line of version 2.1 within "=C3", so that it ends in "=" as if another one of the text began."""


@dataclass
class Card:
    """The lines of one card, as they stand; `line` is its first, `whole` says that its end was found."""

    line: int
    lines: list[str] = field(default_factory=list)
    whole: bool = False

    @property
    def text(self) -> str:
        """The card as a parser reads it."""
        return "\r\n".join(self.lines) + "\r\n"


def cards(file: IO[bytes]) -> Iterator[Card]:
    """Yield the cards of a file in their order; what stands between two cards is none of theirs."""
    card: Card | None = None
    skipping = is_one_text = is_quoted = False
    for number, line in _lines(file):
        word = line.strip().upper()
        if word == BEGIN:
            if card is not None:
                yield card
            card, skipping, is_one_text, is_quoted = Card(line=number, lines=[BEGIN]), False, False, False
        elif card is not None and word == END:
            card.lines.append(END)
            card.whole = sum(map(len, card.lines)) <= LONGEST
            yield card
            card = None
        elif card is not None and line.strip():
            goes_on = is_quoted and card.lines[-1].endswith("=")
            if line[0] not in " \t" and not goes_on:
                skipping, is_one_text = bool(_LEFT_OUT.match(line)), bool(_ONE_TEXT.match(line))
                is_quoted = not skipping and bool(_QUOTED.match(line))
            if skipping or len(card.lines) >= LONGEST // 10:
                continue
            if goes_on and _REST.match(line):
                card.lines[-1] += line[1:]
            else:
                card.lines.append(_escaped(line, goes_on=goes_on) if is_one_text else line)
    if card is not None:
        yield card


def _lines(file: IO[bytes]) -> Iterator[tuple[int, str]]:
    """Yield the lines with their numbers; of one that is far too long only the beginning."""
    number = 0
    while line := file.readline(LONGEST + 2):
        number += 1
        rest = line
        while not rest.endswith(b"\n") and (rest := file.readline(LONGEST)):
            pass
        yield number, line.decode("utf-8-sig" if number == 1 else "utf-8", "replace").rstrip("\r\n")


def _escaped(line: str, *, goes_on: bool) -> str:
    """Return a line with the commas of its value escaped, those of its parameters as they are."""
    if goes_on or line[0] in " \t":
        return _COMMA.sub(r"\\,", line)
    name, colon, value = line.partition(":")
    return name + colon + _COMMA.sub(r"\\,", value)
