"""The text of a letter, where the office asked to keep it: plain, its beginning, never an attachment."""

from __future__ import annotations

from collections.abc import Iterator
from email.message import Message
from email.parser import BytesParser
from typing import cast

from trustcrm_mail.heading import decoded

LONGEST = 5_000
"""Most characters that are kept: two pages."""
_MOST_PARTS = 50
"""Most boundaries within what is looked at; each may stand within another, and going into them takes its time."""


def text_of(heading: bytes, body: bytes) -> str:
    """Return the letter's plain text, "" where it has none of its own; HTML alone is not made into one."""
    if body.lower().count(b"boundary") > _MOST_PARTS:
        return ""
    whole = BytesParser().parsebytes(heading.rstrip(b"\r\n") + b"\n\n" + body)
    part = next(_texts(whole), None)
    if part is None:
        return ""
    octets = part.get_payload(decode=True)
    if not isinstance(octets, bytes):
        return ""
    told = decoded(octets, part.get_content_charset()).replace("\r\n", "\n").strip()
    return told if len(told) <= LONGEST else f"{told[:LONGEST].rstrip()} …"


def _texts(part: Message) -> Iterator[Message]:
    """Yield the plain texts of a letter's own, those of letters enclosed in it left aside."""
    if part.get_content_maintype() == "multipart" and part.is_multipart():
        for inner in cast("list[Message]", part.get_payload()):
            yield from _texts(inner)
    elif part.get_content_type() == "text/plain" and part.get_content_disposition() != "attachment":
        yield part
