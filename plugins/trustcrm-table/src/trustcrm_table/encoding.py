"""Which encoding a text is in, and reading it bit by bit without ever failing in the middle.

UTF-8 is recognised by being valid, UTF-16 by its mark or its zeros; for the rest charset-normalizer chooses among the
one-byte encodings of Europe, and cp1252 is taken where it does not know.
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

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_ONE_BYTE = ["cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1257"]
_ENOUGH = 64
"""Characters beyond ASCII below which a guess at a one-byte encoding is worth less than taking cp1252."""
_SURE = 0.02
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
    return "utf-8" if _is_utf8(telling) else _one_byte(telling)


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
    return "utf-8-sig" if found == "utf-8" else found


def _of_zeros(head: bytes) -> str:
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if max(even, odd) * 4 < len(head) // 2:
        return "utf-8"
    return "utf-16-le" if odd > even else "utf-16-be"


def _telling(source: Source) -> bytes:
    """Return the first stretch that holds anything beyond ASCII; what stands before it tells nothing."""
    with source.open() as file:
        while chunk := file.read(HEAD):
            if not chunk.isascii():
                return chunk
    return b""


def _is_utf8(chunk: bytes) -> bool:
    try:
        codecs.getincrementaldecoder("utf-8")().decode(chunk)
    except UnicodeDecodeError:
        return False
    return True


def _one_byte(chunk: bytes) -> str:
    if sum(byte > 127 for byte in chunk) < _ENOUGH:
        return "cp1252"
    from charset_normalizer import from_bytes

    best = from_bytes(chunk, cp_isolation=_ONE_BYTE, explain=False).best()
    return best.encoding if best is not None and best.chaos <= _SURE else "cp1252"
