"""Taking a file of many vCards apart, card by card, without what an office does not keep.

Each card is handed to the parser by itself, so that a broken one hides no other and memory holds one card at a time.
Pictures, sounds and keys are left out before that: they can be megabytes of text.
"""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from trustcrm.plugin import Source

BEGIN, END = "BEGIN:VCARD", "END:VCARD"
OCTETS = "latin-1"
"""Each octet as a character, until it is known in which encoding a line is."""
LONGEST = 1_000_000
"""Most characters of a card, pictures left out; a long note has a few thousand."""
LONGEST_PARAMETERS = 2_000
"""Most characters of a property before its value, for which the parser needs time by their square; many have fifty."""

_LEFT_OUT = re.compile(r"(?:[\w-]+\.)?(?:PHOTO|LOGO|SOUND|KEY)[;:]", re.IGNORECASE)
_ONE_TEXT = re.compile(r"(?:[\w-]+\.)?(?:FN|NICKNAME|EMAIL|TEL|TITLE|UID|URL)[;:]", re.IGNORECASE)
_COMMA = re.compile(r"(?<!\\),")
"""Many programs write "Rossi, Giulia" as it is, and the parser would take what stands before the comma for all."""
_QUOTED = re.compile(r"[^:]*QUOTED-PRINTABLE", re.IGNORECASE)
_REST = re.compile(r"[ \t][0-9A-F]{2}(?:=|$)")
"""KAddressBook folds a line of version 2.1 within "=C3", so that it ends in "=" as if another one of the text began."""


@dataclass
class Card:
    """The lines of one card, as a parser is to read them; `line` is its first.

    `whole` says that its end was found, and that neither it nor the parameters of a property are far too long.
    """

    line: int
    lines: list[str] = field(default_factory=lambda: [BEGIN])
    whole: bool = False
    _skipping: bool = False
    _is_one_text: bool = False
    _is_quoted: bool = False
    _is_odd: bool = False
    _before_colon: int = 0

    @property
    def text(self) -> str:
        """The card as a parser reads it."""
        return "\r\n".join(self.lines) + "\r\n"

    def take(self, line: str) -> None:
        """Take the next line: one that goes on from the line before it is folded, however it was broken."""
        goes_on = self._is_quoted and self.lines[-1].endswith("=")
        if line[0] not in " \t" and not goes_on:
            self._skipping, self._is_one_text = bool(_LEFT_OUT.match(line)), bool(_ONE_TEXT.match(line))
            self._is_quoted = not self._skipping and bool(_QUOTED.match(line))
            self._before_colon = 0
        if self._skipping or len(self.lines) >= LONGEST // 10:
            return
        if goes_on:
            self.lines[-1] = self.lines[-1][:-1]
            line = " " + ("=" + line[1:] if _REST.match(line) else line)
        if self._before_colon >= 0:
            told, colon, _ = line.partition(":")
            self._is_odd = self._is_odd or self._before_colon + len(told) > LONGEST_PARAMETERS
            self._before_colon = -1 if colon else self._before_colon + len(told)
        self.lines.append(_escaped(line) if self._is_one_text else line)

    def end(self) -> None:
        """Take the card's end."""
        if self._is_quoted and self.lines[-1].endswith("="):
            self.lines[-1] = self.lines[-1][:-1]  # or the parser would take the end for more of the text
        self.lines.append(END)
        self.whole = not self._is_odd and sum(map(len, self.lines)) <= LONGEST


def cards(text: io.TextIOWrapper) -> Iterator[Card]:
    """Yield the cards of a file in their order; what stands between two cards is none of theirs."""
    card: Card | None = None
    for number, line in _lines(text):
        word = line.strip().upper()
        if word == BEGIN:
            if card is not None:
                yield card
            card = Card(line=number)
        elif card is not None and word == END:
            card.end()
            yield card
            card = None
        elif card is not None and line.strip():
            card.take(line)
    if card is not None:
        yield card


def open_text(source: Source) -> io.TextIOWrapper:
    """Open a file in UTF-16 where its mark says so, else octet by octet, as `OCTETS`: its cards may differ."""
    is_utf16 = source.head(4).startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return io.TextIOWrapper(source.open(), "utf-16" if is_utf16 else OCTETS, "replace", newline="\n")


def _lines(text: io.TextIOWrapper) -> Iterator[tuple[int, str]]:
    """Yield the lines with their numbers; of one that is far too long only the beginning."""
    number = 0
    while line := text.readline(LONGEST + 2):
        number += 1
        rest = line
        while not rest.endswith("\n") and (rest := text.readline(LONGEST)):
            pass
        yield number, (_decoded(line.encode(OCTETS)) if text.encoding == OCTETS else line).rstrip("\r\n")


def _decoded(line: bytes) -> str:
    """Return a line of octets as text: in UTF-8 where it is that, else as older Outlooks write it."""
    try:
        return line.decode("utf-8-sig")
    except UnicodeDecodeError:
        return line.decode("cp1252", "replace")


def _escaped(line: str) -> str:
    """Return a line with the commas of its value escaped, those of its parameters as they are."""
    if line[0] in " \t":
        return _COMMA.sub(r"\\,", line)
    name, colon, value = line.partition(":")
    return name + colon + _COMMA.sub(r"\\,", value)
