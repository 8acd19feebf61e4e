"""Rows of octets, and texts under keys, in a file that is mapped and never read as a whole.

Rows are a count, the end of each row, and the rows one after another. A shelf is rows too: a key's checksum says in
which of them its line stands. So a question touches two or three pages however large the file is, and there is nothing
to load. Numbers are of 32 bits, little end first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import accumulate
from mmap import mmap
from struct import Struct, pack
from zlib import crc32

_count = Struct("<I").unpack_from
_two = Struct("<II").unpack_from
_SIZE = 4
_KEYS_A_ROW = 2


class Rows:
    """Rows of octets that begin at `start` of a mapped file, by their numbers from 0."""

    def __init__(self, file: mmap, start: int) -> None:
        self._file = file
        self._ends = start + _SIZE
        self._count: int = _count(file, start)[0]
        self._first = self._ends + _SIZE * (self._count + 1)

    def __len__(self) -> int:
        """Return how many rows there are."""
        return self._count

    def row(self, number: int) -> bytes:
        """Return a row; `number` is one of the rows' numbers."""
        start, end = _two(self._file, self._ends + _SIZE * number)
        return self._file[self._first + start : self._first + end]

    def joined(self, numbers: Iterable[int]) -> bytes:
        """Return the rows of these numbers as one."""
        file, ends, first = self._file, self._ends, self._first
        places = [_two(file, ends + _SIZE * number) for number in numbers]
        return b"".join([file[first + start : first + end] for start, end in places])

    def within(self, number: int) -> Rows:
        """Return the rows that a row is made of."""
        start, _ = _two(self._file, self._ends + _SIZE * number)
        return Rows(self._file, self._first + start)


class Shelf(Rows):
    """Texts under keys, looked up one at a time."""

    def find(self, key: bytes) -> bytes:
        """Return the text kept under `key`, both as UTF-8; empty where there is none."""
        start, end = _two(self._file, self._ends + _SIZE * (crc32(key) % self._count))
        row = self._file[self._first + start : self._first + end]
        line = row.find(b"\n" + key + b"\t")
        if line < 0:
            return b""
        start = line + len(key) + 2
        return row[start : row.index(b"\n", start)]


def rows_of(rows: Iterable[bytes]) -> bytes:
    """Return rows as `Rows` reads them."""
    kept = list(rows)
    ends = list(accumulate(map(len, kept), initial=0))
    return pack(f"<I{len(ends)}I", len(kept), *ends) + b"".join(kept)


def shelf_of(texts: Mapping[str, str]) -> bytes:
    """Return texts under keys as a `Shelf` reads them; neither key nor text holds a tab or a line's end."""
    rows = [[b""] for _ in range(max(1, len(texts) // _KEYS_A_ROW))]
    for key in sorted(texts):
        name = key.encode()
        rows[crc32(name) % len(rows)].append(name + b"\t" + texts[key].encode())
    return rows_of(b"\n".join([*row, b""]) for row in rows)
