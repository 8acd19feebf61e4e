"""Taking a mailbox apart, letter by letter, holding of each no more than the lines that are wanted.

A letter is its heading and, where it is asked for, the beginning of its body; attachments are passed over line by line.
So memory is bounded whatever stands in the file, and the first letter comes before the last one was looked for.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import chain, pairwise
from typing import IO

BOM = b"\xef\xbb\xbf"
LONGEST_HEADING = 1_000_000
"""Most octets of a heading; one with five thousand recipients has a third of it."""
LONGEST_BODY = 200_000
"""Most octets of a body that are held where it is asked for."""
LONGEST_PACKED = 20_000_000
"""Most octets of a packed letter that are unpacked; what comes later is an attachment's."""
_AT_ONCE = 65_536

WANTED = frozenset(
    b"from sender to cc date subject message-id content-type content-transfer-encoding mime-version return-path "
    b"auto-submitted precedence list-id list-unsubscribe x-mozilla-status x-mozilla-draft-info x-status "
    b"x-spam-flag".split()
)
"""The header fields that are kept of a heading."""

_FIELD = re.compile(rb"[!-9;-~]+[ \t]*:")
_KNOWN = re.compile(rb"(?im)^(?:from|date|received|message-id|return-path|delivered-to|mime-version)[ \t]*:")
_QUOTED = re.compile(rb">+From ")


@dataclass
class Letter:
    """A letter as it stands: `where`, the wanted lines of its `heading`, the beginning of its `body`.

    `whole` says that the heading's end was found within bounds, `broken` why a packed letter could not be unpacked,
    `invites` that a part of it is a calendar invitation; `flags` are those a Maildir writes into a letter's name.
    """

    where: str
    heading: bytearray = field(default_factory=bytearray)
    body: bytearray = field(default_factory=bytearray)
    whole: bool = False
    broken: str = ""
    invites: bool = False
    flags: str = ""


def form_of(head: bytes) -> str:
    """Return what a file that begins with `head` is: "mbox", "letter", "packed", or "" where it is none of them."""
    if head.startswith(b"PK\x03\x04"):
        return "packed"
    text = head.removeprefix(BOM).lstrip(b"\r\n")
    if text.startswith(b"From "):
        return "mbox" if _KNOWN.search(text) else ""
    heading = re.split(rb"\r?\n\r?\n", text, maxsplit=1)[0]
    return "letter" if _FIELD.match(text) and _KNOWN.search(heading) else ""


def letters_of_mbox(file: IO[bytes], *, with_bodies: bool) -> Iterator[Letter]:
    """Yield the letters of an mbox, of any of its kinds, in their order."""
    gathering = None
    count = 0
    for number, line, begins in _marked(_lines(file)):
        if begins:
            if gathering is not None:
                yield gathering.letter
            count += 1
            gathering = _Gathering(f"letter {count}, line {number}", with_bodies=with_bodies)
        elif gathering is not None:
            gathering.take(line[1:] if _QUOTED.match(line) else line)
    if gathering is not None:
        yield gathering.letter


def letter_of_file(lines: Iterable[bytes], where: str, *, with_bodies: bool) -> Letter:
    """Return the one letter of a file."""
    gathering = _Gathering(where, with_bodies=with_bodies)
    for line in lines:
        gathering.take(line)
    return gathering.letter


def lone_letter(file: IO[bytes], *, with_bodies: bool) -> Letter:
    """Return the letter that a file is."""
    return letter_of_file(_lines(file), "letter 1", with_bodies=with_bodies)


def letters_of_packed(file: IO[bytes], *, with_bodies: bool) -> Iterator[Letter]:
    """Yield the letters of a packed folder: a Maildir's `cur` and `new`, and files called .eml; nothing is written.

    Raises `zipfile.BadZipFile` where it cannot be unpacked at all.
    """
    with zipfile.ZipFile(file) as folder:
        for entry in folder.infolist():
            if entry.is_dir():
                continue
            *above, name = entry.filename.split("/")
            in_maildir = above[-1:] in (["cur"], ["new"])
            if not (in_maildir or name.lower().endswith(".eml")) or "__MACOSX" in above:
                continue
            letter = _unpacked(folder, entry, with_bodies=with_bodies)
            if in_maildir:
                letter.flags = name.partition(":2,")[2]
            yield letter


def _unpacked(folder: zipfile.ZipFile, entry: zipfile.ZipInfo, *, with_bodies: bool) -> Letter:
    try:
        with folder.open(entry) as file:
            return letter_of_file(_lines(file, most=LONGEST_PACKED), entry.filename, with_bodies=with_bodies)
    except (zipfile.BadZipFile, zlib.error, EOFError):
        return Letter(where=entry.filename, broken="It is damaged within the packed folder; pack the folder again.")
    except (RuntimeError, NotImplementedError):
        reason = "It is packed with a password, or in a way not known here; pack the folder again, without one."
        return Letter(where=entry.filename, broken=reason)


def _lines(file: IO[bytes], most: int | None = None) -> Iterator[bytes]:
    """Yield the lines of a file, after its byte order mark; a very long one comes in pieces."""
    read = 0
    for line in iter(partial(file.readline, _AT_ONCE), b""):
        yield line.removeprefix(BOM) if not read else line
        read += len(line)
        if most is not None and read > most:
            return


def _marked(lines: Iterator[bytes]) -> Iterator[tuple[int, bytes, bool]]:
    """Yield lines with their numbers, and whether a letter begins with them.

    One does where a line begins with "From " after a blank one and a header field follows: programs that do not quote
    such lines within a letter would otherwise tear it in two.
    """
    after_blank, number = True, 1
    for line, following in pairwise(chain(lines, [b""])):
        yield number, line, after_blank and line.startswith(b"From ") and _FIELD.match(following) is not None
        after_blank = line in (b"\n", b"\r\n")
        number += line.endswith(b"\n")


class _Gathering:
    """Takes the lines of one letter and keeps the wanted ones."""

    def __init__(self, where: str, *, with_bodies: bool) -> None:
        self.letter = Letter(where=where)
        self._with_bodies = with_bodies
        self._octets = 0
        self._in_heading, self._keeps, self._at_start = True, False, True
        self._type: bytes | None = None

    def take(self, line: bytes) -> None:
        """Take the next line."""
        starts, self._at_start = self._at_start, line.endswith(b"\n")
        if self._in_heading:
            self._take_heading(line, starts)
        else:
            self._take_body(line)

    def _take_heading(self, line: bytes, starts: bool) -> None:
        letter = self.letter
        if starts and not line.strip(b"\r\n"):
            self._in_heading = self._octets == 0  # blank lines before a letter are not its heading's end
            letter.whole = not self._in_heading and self._octets <= LONGEST_HEADING
            return
        self._octets += len(line)
        if starts and line[0] not in b" \t":
            name, colon, _ = line.partition(b":")
            self._keeps = bool(colon) and name.strip().lower() in WANTED
        if self._keeps and self._octets <= LONGEST_HEADING:
            letter.heading += line
        elif self._octets > LONGEST_HEADING:
            letter.broken = f"Its heading is longer than {LONGEST_HEADING:,} octets."

    def _take_body(self, line: bytes) -> None:
        self._look_for_invitation(line)
        if self._with_bodies and len(self.letter.body) < LONGEST_BODY:
            self.letter.body += line[:LONGEST_BODY]

    def _look_for_invitation(self, line: bytes) -> None:
        """Note a part that calls itself a calendar with a method; its header field may go over several lines."""
        if self._type is not None and line[:1] in (b" ", b"\t") and len(self._type) < _AT_ONCE:
            self._type += line.lower()
        elif line[:1] in (b"C", b"c") and line[:13].lower() == b"content-type:":
            self._type = line.lower()
        else:
            self._type = None
            return
        self.letter.invites = self.letter.invites or is_invitation(self._type)


def is_invitation(content_type: bytes) -> bool:
    """Say whether a content type, in small letters, is that of a calendar invitation or of an answer to one."""
    return b"text/calendar" in content_type and b"method" in content_type
