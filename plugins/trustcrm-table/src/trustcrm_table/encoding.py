"""Which encoding a text is in, and reading it bit by bit without ever failing in the middle.

UTF-8 is recognised by being valid, UTF-16 by its mark or its zeros. Of the rest, words written mostly beyond ASCII are
Cyrillic or Greek, and charset-normalizer says which; everything else is cp1252. (Asked about cp1252 itself it took 300
names of real cities for another encoding in nine files of ten.)
"""

from __future__ import annotations

import codecs
import io
import re

from trustcrm.plugin import Source, UnreadableSource

HEAD = 262_144
"""Bytes looked at to find the encoding, the delimiter and the header row."""
UNDECODABLE = "\udcff"
"""What stands in a line for bytes that its encoding does not know; no decoder yields it for a real character."""
MARK = "trustcrm-table-mark"
UTF8 = "utf-8-sig"
"""UTF-8 with or without a mark at its beginning."""

_BOMS = (
    (codecs.BOM_UTF8, UTF8),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_OTHER_SCRIPTS = ["cp1251", "cp1253"]
_WORD = re.compile(rb"[A-Za-z\x80-\xff]*[\x80-\xff][A-Za-z\x80-\xff]*")
_MOSTLY = 0.6
"""Share of a word's letters beyond ASCII from which it is Cyrillic or Greek; accents make up a fifth at most."""
_TOLERANCE = 10
"""Sound characters beyond ASCII that a damaged byte must stand beside to be taken for damage."""
_CODEC_NAME = re.compile(r"[A-Za-z0-9_.-]{1,40}")


def _mark(problem: UnicodeError) -> tuple[str, int]:
    if isinstance(problem, UnicodeDecodeError):
        return UNDECODABLE, problem.end
    raise problem


codecs.register_error(MARK, _mark)


def encoding_of(source: Source, wanted: str = "") -> str:
    """Return the encoding of a text file: `wanted` where given, otherwise what its bytes tell.

    Raises `UnreadableSource` where Python knows no encoding called `wanted`.
    """
    if wanted:
        return _known(wanted)
    head = source.head(HEAD)
    for bom, name in _BOMS:
        if head.startswith(bom):
            return name
    if b"\0" in head[:4096]:
        return _of_zeros(head[:4096])
    telling = head if not head.isascii() else _telling(source)
    return UTF8 if _is_utf8(telling) else _one_byte(telling)


def open_text(source: Source, encoding: str) -> io.TextIOWrapper:
    """Open a text with its line ends untouched; bytes that cannot be decoded become `UNDECODABLE`."""
    return io.TextIOWrapper(source.open(), encoding, MARK, newline="")


def _known(name: str) -> str:
    if not _CODEC_NAME.fullmatch(name):
        raise UnreadableSource(f'"{name[:40]}" is not the name of an encoding; try utf-8, utf-16 or cp1252.')
    try:
        "".encode(name)
        found = codecs.lookup(name).name
    except LookupError:
        raise UnreadableSource(f'No encoding is called "{name}"; try utf-8, utf-16 or cp1252.') from None
    return UTF8 if found == "utf-8" else found


def _of_zeros(head: bytes) -> str:
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if max(even, odd) * 4 < len(head) // 2:
        return UTF8
    return "utf-16-le" if odd > even else "utf-16-be"


def _telling(source: Source) -> bytes:
    """Return the first stretch that holds anything beyond ASCII; what stands before it tells nothing."""
    with source.open() as file:
        while chunk := file.read(HEAD):
            if not chunk.isascii():
                return chunk
    return b""


def _is_utf8(chunk: bytes) -> bool:
    """Say whether a stretch is UTF-8, be it with a damaged byte here and there; the rows of those are rejected."""
    text = codecs.getincrementaldecoder("utf-8")(MARK).decode(chunk)
    damaged = text.count(UNDECODABLE)
    return not damaged or damaged * _TOLERANCE <= sum(not character.isascii() for character in text) - damaged


def _one_byte(chunk: bytes) -> str:
    letters = b"".join(_WORD.findall(chunk))
    if sum(byte > 127 for byte in letters) < _MOSTLY * len(letters):
        return "cp1252"
    from charset_normalizer import from_bytes

    best = from_bytes(chunk, cp_isolation=_OTHER_SCRIPTS).best()
    return best.encoding if best is not None else "cp1252"
