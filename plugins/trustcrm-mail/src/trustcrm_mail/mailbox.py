"""Taking a mailbox apart, letter by letter, holding of each no more than is wanted.

A letter is its heading and, where it is asked for, the beginning of its body; attachments pass by block by block. So
memory is bounded whatever stands in the file, and the first letter comes before the last one was looked for.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import IO

BOM = b"\xef\xbb\xbf"
LONGEST_HEADING = 1_000_000
"""Most octets of a heading; one with five thousand recipients has a third of it."""
LONGEST_BODY = 200_000
"""Most octets of a body that are held where it is asked for."""
LONGEST_PACKED = 20_000_000
"""Most octets of a packed letter that are unpacked; what comes later is an attachment's."""

WANTED = (
    "from|to|cc|date|subject|message-id|content-type|content-transfer-encoding|return-path|auto-submitted|precedence|"
    "list-id|list-unsubscribe|x-mozilla-status|x-mozilla-draft-info|x-status|x-spam-flag"
)
"""The header fields that are kept of a heading; the others, most of it, are not even parsed."""

_BLOCK = 262_144
_PLAIN_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError)
"""What zipfile raises for a folder that is damaged: a wrong place within it is an OSError."""
_SEAM = 2_048
"""How many octets at the end of a block are looked at again with the next, so that nothing is missed between them."""

_FIELD = re.compile(rb"[!-9;-~]+[ \t]*:")
_KNOWN = re.compile(rb"(?im)^(?:from|date|received|message-id|return-path|delivered-to|mime-version)[ \t]*:")
_WANTED = re.compile(rf"(?im)^(?:{WANTED})[ \t]*:[^\n]*\n(?:[ \t][^\n]*\n)*".encode())
_BLANK_LINE = re.compile(rb"\n\r?\n")
_BEGINNING = re.compile(rb"\n(From [^\n]{0,1000}\n)(?=[!-9;-~]{1,100}[ \t]*:)")
_QUOTED = re.compile(rb"(?m)^>(>*From )")
_CALENDAR = re.compile(rb"(?im)^content-type:[ \t]*text/calendar[^\n]*(?:\n[ \t][^\n]*)*")


class Letter:
    """A letter as it stands: where, the wanted fields of its heading, the beginning of its body.

    `broken` says in a sentence why it cannot be read, where it cannot; `invites` that a part of it is a calendar
    invitation; `flags` are those that a Maildir writes into a letter's name.
    """

    def __init__(self, where: str, *, with_body: bool = False, of_mbox: bool = False, broken: str = "") -> None:
        self.where = where
        self.flags = ""
        self.invites = False
        self.heading = b""
        self._broken = broken
        self._with_body = with_body
        self._of_mbox = of_mbox
        self._gathered = bytearray()
        self._in_heading = True
        self._seam = b""

    @property
    def broken(self) -> str:
        """Why the letter cannot be read; "" where it can."""
        if self._in_heading and not self._broken:
            return "Its heading has no end; the mailbox was cut short within it."
        return self._broken

    @property
    def body(self) -> bytes:
        """The beginning of the body; what an mbox put before lines that begin with "From " is taken away."""
        gathered = b"" if self._in_heading else bytes(self._gathered)
        return _QUOTED.sub(rb"\1", gathered) if self._of_mbox else gathered

    def take(self, block: bytes) -> None:
        """Take the next octets of the letter."""
        if self._broken:
            return
        if not self._in_heading:
            self._take_body(block)
            return
        self._gathered += block if self._gathered else block.lstrip(b"\r\n")
        end = _BLANK_LINE.search(self._gathered, max(0, len(self._gathered) - len(block) - 2), LONGEST_HEADING)
        if end is not None:
            self._in_heading = False
            self.heading = b"".join(_WANTED.findall(self._gathered, 0, end.start() + 1))
            self.invites = _invites(self.heading)
            body = bytes(self._gathered[end.end() :])
            self._gathered.clear()
            self._take_body(body)
        elif len(self._gathered) > LONGEST_HEADING:
            self._gathered.clear()
            self._broken = f"Its heading is longer than {LONGEST_HEADING:,} octets."

    def _take_body(self, block: bytes) -> None:
        looked_at = self._seam + block
        self._seam = looked_at[-_SEAM:]
        self.invites = self.invites or _invites(looked_at)
        if self._with_body and len(self._gathered) < LONGEST_BODY:
            self._gathered += block[: LONGEST_BODY - len(self._gathered)]


def _invites(octets: bytes) -> bool:
    """Say whether a part calls itself a calendar with a method: an invitation, or an answer to one."""
    if b"text/calendar" not in octets and b"text/calendar" not in octets.lower():
        return False
    return any(b"method" in found.lower() for found in _CALENDAR.findall(octets))


def form_of(head: bytes) -> str:
    """Return what a file that begins with `head` is: "mbox", "letter", "packed", or "" where it is none of them."""
    if head.startswith(b"PK\x03\x04"):
        return "packed"
    text = head.removeprefix(BOM).lstrip(b"\r\n")
    if text.startswith(b"From "):
        return "mbox" if _KNOWN.search(text) else ""
    heading = re.split(rb"\n\r?\n", text, maxsplit=1)[0]
    return "letter" if _FIELD.match(text) and _KNOWN.search(heading) else ""


def letters_of_mbox(file: IO[bytes], *, with_bodies: bool) -> Iterator[Letter]:
    """Yield the letters of an mbox, of any of its kinds, in their order.

    One begins where a line begins with "From " after a blank one and a header field follows: programs that do not quote
    such lines within a letter would otherwise tear it in two.
    """
    letter: Letter | None = None
    count, line, held, is_more = 0, -1, b"\n\n", True  # as if a blank line stood before the first
    while is_more:
        block = file.read(_BLOCK)
        is_more = bool(block)
        held += block.removeprefix(BOM) if line < 0 else block
        done = 0
        for found in _BEGINNING.finditer(held):
            start = found.start(1)
            if held.endswith((b"\n", b"\n\r"), 0, found.start()):
                before = held[done:start]
                line += before.count(b"\n")
                if letter is not None:
                    letter.take(before)
                    yield letter
                count += 1
                letter = Letter(f"letter {count}, line {line}", with_body=with_bodies, of_mbox=True)
                line, done = line + 1, found.end()
        end = max(done, len(held) - _SEAM) if is_more else len(held)
        if letter is not None:
            letter.take(held[done:end])
        line += held.count(b"\n", done, end)
        held = held[end:]
    if letter is not None:
        yield letter


def lone_letter(file: IO[bytes], where: str = "letter 1", *, with_body: bool, most: int | None = None) -> Letter:
    """Return the letter that a file is, of which at most about `most` octets are read."""
    letter, read = Letter(where, with_body=with_body), 0
    for block in iter(partial(file.read, _BLOCK), b""):
        letter.take(block if read else block.removeprefix(BOM))
        read += len(block)
        if most is not None and read >= most:
            break
    return letter


def letters_of_folder(folder: Path, *, with_bodies: bool) -> Iterator[Letter]:
    """Yield the letters of a Maildir, its own `cur` and `new` alone, or of a folder of files called .eml, by name.

    Links are not followed. A letter that is moved away meanwhile is named.
    """
    boxes = [box for name in ("cur", "new") if (box := folder / name).is_dir() and not box.is_symlink()]
    names = (path for box in boxes or [folder] for path in sorted(box.iterdir()))
    for path in names:
        is_no_file = path.is_symlink() or (path.exists() and not path.is_file())
        if is_no_file or not (boxes or path.suffix.lower() == ".eml"):
            continue
        yield _of_folder(path, str(path.relative_to(folder)), with_body=with_bodies)


def _of_folder(path: Path, where: str, *, with_body: bool) -> Letter:
    try:
        with path.open("rb") as file:
            letter = lone_letter(file, where, with_body=with_body)
    except OSError as error:
        return Letter(where, broken=f"It cannot be read ({error.strerror}); it may have been moved: import again.")
    letter.flags = _flags(path.name)
    return letter


def letters_of_packed(file: IO[bytes], *, with_bodies: bool) -> Iterator[Letter]:
    """Yield the letters of a packed folder: a Maildir's `cur` and `new`, and files called .eml; nothing is written.

    Raises `zipfile.BadZipFile` where it cannot be unpacked at all.
    """
    with _folder_in(file) as folder:
        for entry in folder.infolist():
            *above, name = entry.filename.split("/")
            in_maildir = above[-1:] in (["cur"], ["new"])
            if entry.is_dir() or "__MACOSX" in above or not (in_maildir or name.lower().endswith(".eml")):
                continue
            letter = _unpacked(folder, entry, with_body=with_bodies)
            letter.flags = _flags(name) if in_maildir else ""
            yield letter


def _folder_in(file: IO[bytes]) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(file)
    except (*_DAMAGED, NotImplementedError) as error:
        raise zipfile.BadZipFile(str(error)) from None


def _flags(name: str) -> str:
    """Return the flags that a Maildir writes into a letter's name."""
    return name.partition(":2,")[2]


def _unpacked(folder: zipfile.ZipFile, entry: zipfile.ZipInfo, *, with_body: bool) -> Letter:
    try:
        if entry.compress_type not in _PLAIN_METHODS:
            raise RuntimeError(f"unknown way of packing {entry.compress_type}")
        with folder.open(entry) as file:
            return lone_letter(file, entry.filename, with_body=with_body, most=LONGEST_PACKED)
    except RuntimeError:  # as zipfile raises for a locked part, and its child for an unknown way of packing
        reason = "It is packed with a password, or in a way not known here; pack the folder again, without one."
    except _DAMAGED:
        reason = "It is damaged within the packed folder; pack the folder again."
    return Letter(entry.filename, broken=reason)
