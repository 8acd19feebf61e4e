"""The text of a letter, where the office asked to keep it: plain, its beginning, never an attachment."""

from __future__ import annotations

from email.message import Message
from email.parser import BytesParser

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
    part = next((part for part in whole.walk() if _is_text(part)), None)
    if part is None:
        return ""
    octets = part.get_payload(decode=True)
    if not isinstance(octets, bytes):
        return ""
    told = decoded(octets, part.get_content_charset()).replace("\r\n", "\n").strip()
    return told if len(told) <= LONGEST else f"{told[:LONGEST].rstrip()} …"


def _is_text(part: Message) -> bool:
    return part.get_content_type() == "text/plain" and part.get_content_disposition() != "attachment"
