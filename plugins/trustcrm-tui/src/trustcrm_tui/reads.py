"""What a terminal sends in one read, taken apart: an escape that is the key, and words pasted without a mark."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

ESCAPE = "\x1b"
WORDS = 20
"""From so many characters in one read on they are words, where none opens the bar: nobody types so far ahead."""
PASTE_BEGINS, PASTE_ENDS = "\x1b[200~", "\x1b[201~"
_ESCAPE_KEY = re.compile(r"(\x1b(?![\[\]OPX^_\\]))")
"""An escape by itself, whatever follows; what may go on otherwise begins the name of a key or an answer."""
_TO_SCREEN = re.compile(r"^[1-9](?!(?:st|nd|rd|th)\b)")
"""The digit of a screen, where it begins no ordinal number."""
_LINE_ENDS = dict.fromkeys(map(ord, "\r\n\t"))


class Pieces:
    """Takes reads apart for the parser, which would take an escape and the key typed after it for another key.

    An escape at the end of a read may go on in the next one, so it waits for that.
    """

    def __init__(self, opens_bar: Callable[[str], bool]) -> None:
        self._opens_bar = opens_bar
        self._waits = ""

    def of(self, text: str) -> Iterator[str]:
        """Yield the pieces of a read: an escape by itself, or what the parser is to have."""
        text, self._waits = self._waits + text, ""
        if text.endswith(ESCAPE):
            text, self._waits = text[:-1], ESCAPE
        pieces = [text] if PASTE_BEGINS in text else _ESCAPE_KEY.split(text)
        return (bracketed(piece, self._opens_bar) for piece in pieces if piece)

    def rest(self) -> Iterator[str]:
        """Yield the escape that waited, for nothing came after it."""
        waited, self._waits = self._waits, ""
        yield from waited


def bracketed(text: str, opens_bar: Callable[[str], bool]) -> str:
    """Return what came in one read, as a paste where it is many plain characters that no paste mark surrounds.

    Where the first one opens the bar, or the one behind the digit of a screen does, what follows are its words, unless
    lines end among them. "1st" and "2nd" are no such digits.
    """
    plain = text.translate(_LINE_ENDS)
    keys = opens_bar(_TO_SCREEN.sub("", text)[:1]) and plain == text.rstrip("\r")
    words = len(text) >= WORDS and plain.isprintable() and len(set(plain)) > 1 and not keys
    return f"{PASTE_BEGINS}{text}{PASTE_ENDS}" if words else text
