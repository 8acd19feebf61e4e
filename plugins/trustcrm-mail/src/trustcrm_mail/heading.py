"""What the heading of a letter says: who wrote it to whom, when, about what; and whether a person wrote it at all."""

from __future__ import annotations

import binascii
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.errors import HeaderParseError
from email.header import decode_header
from email.utils import getaddresses, parsedate_to_datetime
from functools import lru_cache

LONGEST_WORDS = 2_000
"""Most characters of a subject, a name or an id; a line of a letter has at most 998."""
_FIELD = re.compile(r"(?m)^([!-9;-~]+)[ \t]*:(.*\n(?:[ \t].*\n)*)")
_SHORT = 500
"""A list of addresses of so many characters is remembered: the same few people write to each other."""
_SLOW = frozenset({"idna", "punycode"})
"""Codecs of domain names, not of letters; what they take grows with the square of what they are given."""
_DELETED = 0x0008
"""The flag by which Thunderbird marks a letter that was deleted and stays in the file until that is compacted."""


@dataclass(frozen=True)
class Correspondent:
    """A name and an address as a letter writes them; the name may be empty."""

    name: str
    address: str

    def __str__(self) -> str:
        return f"{self.name} <{self.address}>" if self.name else self.address


@dataclass(frozen=True, kw_only=True)
class Heading:
    """The heading of a letter; `fields` are its fields as written, by name in small letters.

    `sent` is None where Date
    tells no moment, and without a zone where that tells none. Names and texts are decoded and may be empty.
    """

    fields: Mapping[str, str]
    writer: Correspondent | None
    to: tuple[Correspondent, ...]
    cc: tuple[Correspondent, ...]
    sent: datetime | None
    subject: str
    id: str

    @property
    def readers(self) -> tuple[Correspondent, ...]:
        """Return whom the letter went to, as far as it says."""
        return (*self.to, *self.cc)


def heading_of(octets: bytes) -> Heading:
    """Return what a heading says. A name or a subject that cannot be decoded is given as it stands."""
    found = _FIELD.findall(octets.decode("ascii", "surrogateescape"))
    fields: dict[str, str] = {}
    for name, value in found:
        fields.setdefault(name.lower(), value.strip())
    writers, to, cc = (
        _correspondents(", ".join(value.strip() for name, value in found if name.lower() == wanted))
        for wanted in ("from", "to", "cc")
    )
    return Heading(
        fields=fields,
        writer=writers[0] if writers else None,
        to=to,
        cc=cc,
        sent=_moment(fields.get("date", "")),
        subject=words_of(fields.get("subject", "")),
        id=words_of(fields.get("message-id", "")),
    )


def not_by_a_person(heading: Heading) -> str:
    """Return why a letter is nothing that one person wrote to another, "" where it is."""
    fields = heading.fields
    if _first_word(fields, "auto-submitted") not in ("", "no") or fields.get("return-path", "").strip() == "<>":
        return "A machine sent it, not a person: an answer of somebody absent, or a notice that a letter came back."
    if _first_word(fields, "content-type") == "multipart/report":
        return "It is a report about another letter, that it was delivered or read."
    if _first_word(fields, "x-spam-flag") == "yes":
        return "The mail server took it for spam."
    return ""


def is_listed(heading: Heading) -> bool:
    """Say whether a letter came over a list: to its members, or to whoever may unsubscribe."""
    fields = heading.fields
    told = {"list-id", "list-unsubscribe"} & fields.keys()
    return bool(told) or _first_word(fields, "precedence") in ("bulk", "list", "junk")


def is_thrown_away(heading: Heading, flags: str) -> bool:
    """Say whether its owner deleted a letter, or never sent it, though it still stands in the mailbox.

    `flags` are those of a Maildir; Thunderbird and others write theirs into the heading.
    """
    try:
        mozilla = int(_first_word(heading.fields, "x-mozilla-status") or "0", 16)
    except ValueError:
        mozilla = 0
    if "x-mozilla-draft-info" in heading.fields:
        return True
    marks = set(flags) | set(heading.fields.get("x-status", "").strip()[:20])
    return bool(mozilla & _DELETED or marks & set("DT"))


def words_of(raw: str) -> str:
    """Return a field's words decoded, on one line, without what no text may hold."""
    raw = raw[:LONGEST_WORDS].replace("\r", "").replace("\n", "")
    if raw.isascii() and "=?" not in raw:
        return " ".join(raw.replace("\0", "\ufffd").split())
    try:
        pieces = decode_header(raw)
    except (HeaderParseError, binascii.Error, ValueError):
        pieces = [(raw, None)]
    told = "".join(
        decoded(piece if isinstance(piece, bytes) else piece.encode("utf-8", "surrogateescape"), charset)
        for piece, charset in pieces
    )
    return " ".join(told.split())


def decoded(octets: bytes, charset: str | None) -> str:
    """Return the text that octets are in a charset; where that is unknown or wrong, in UTF-8, else in Windows' own."""
    for codec in (charset or "utf-8", "utf-8"):
        try:
            if codec.lower() not in _SLOW:
                return _kept(octets.decode(codec))
        except (LookupError, ValueError):
            continue
    return _kept(octets.decode("cp1252", "replace"))


def _kept(text: str) -> str:
    """Return a text without half characters and NULs, which no record may hold."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", "\ufffd")


def _correspondents(raw: str) -> tuple[Correspondent, ...]:
    return _parsed_once(raw) if len(raw) <= _SHORT else _parsed(raw)


def _parsed(raw: str) -> tuple[Correspondent, ...]:
    return tuple(
        Correspondent(words_of(name), words_of(address)) for name, address in getaddresses([raw]) if "@" in address
    )


_parsed_once = lru_cache(maxsize=4_096)(_parsed)


def _moment(raw: str) -> datetime | None:
    try:
        return parsedate_to_datetime(raw[:LONGEST_WORDS])
    except (TypeError, ValueError, IndexError, OverflowError):
        return None


def _first_word(fields: Mapping[str, str], name: str) -> str:
    words: Sequence[str] = fields.get(name, "").replace(";", " ").split(maxsplit=1)
    return words[0].lower() if words else ""
