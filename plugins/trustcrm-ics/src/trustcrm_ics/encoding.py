"""Files in UTF-16, as some programs save calendars, read as if they were in UTF-8."""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from trustcrm.plugin import Source


class Lines(Protocol):
    """A file that is read line by line."""

    def readline(self, most: int, /) -> bytes:
        """Return the next line, or so much of it."""


def is_utf16(head: bytes) -> bool:
    """Return whether a file that begins so is in UTF-16, and says so by its mark."""
    return head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))


def in_utf8(head: bytes) -> bytes:
    """Return the beginning of a file as it would be in UTF-8; what is not in UTF-16 is as it was."""
    return head.decode("utf-16", "replace").encode() if is_utf16(head) else head


@contextmanager
def opened(source: Source) -> Iterator[Lines]:
    """Open a source for reading its lines in UTF-8."""
    with source.open() as file:
        yield _Recoded(io.TextIOWrapper(file, "utf-16", "replace", "\n")) if is_utf16(source.head()) else file


class _Recoded:
    def __init__(self, text: io.TextIOWrapper) -> None:
        self._text = text

    def readline(self, most: int, /) -> bytes:
        return self._text.readline(most).encode()
