"""The lines of a text in whatever encoding a protocol office saved it, each bounded."""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterator

from trustcrm.plugin import Source

LONGEST_LINE = 65_536
"""Most characters in one line; nobody's entry is longer."""
_CHUNK = 262_144
_TOLERANCE = 10
"""Sound characters beyond ASCII that a damaged one must stand beside to be taken for damage, not for cp1252."""

Line = tuple[int, str | None]
"""The number of a line and its text, None where it is too long."""


def lines(source: Source) -> Iterator[Line]:
    """Yield the lines of a file without their ends; octets that the encoding does not know become U+FFFD."""
    with io.TextIOWrapper(source.open(), encoding_of(source), "replace") as text:
        number = 0
        while line := text.readline(LONGEST_LINE):
            number += 1
            whole = line.endswith("\n") or len(line) < LONGEST_LINE
            while len(line) == LONGEST_LINE and not line.endswith("\n"):
                line = text.readline(LONGEST_LINE)
            yield number, line.rstrip("\n") if whole else None


def encoding_of(source: Source) -> str:
    """Return the encoding of a file: by its beginning, else UTF-8 where it is that, cp1252 otherwise."""
    return encoding_told(source.head(4096)) or ("utf-8-sig" if _is_utf8(source) else "cp1252")


def encoding_told(head: bytes) -> str:
    """Return UTF-16 where a beginning has its mark, or zeros in the place of every other octet; "" otherwise."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if head.count(0) * 4 < len(head):
        return ""
    return "utf-16-le" if head[1::2].count(0) > head[::2].count(0) else "utf-16-be"


def _is_utf8(source: Source) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    sound = damaged = 0
    with source.open() as file:
        while chunk := file.read(_CHUNK):
            if not chunk.isascii():
                text = decoder.decode(chunk)
                damaged += text.count("\ufffd")
                sound += sum(not character.isascii() for character in text)
    return damaged * _TOLERANCE <= sound - damaged
