"""What this backend must know of the octets it carries: their UID, and whom a server would write to."""

from __future__ import annotations

import hashlib
import re

from trustcrm.plugin import InvalidValue

_FOLD = re.compile(rb"\r?\n[ \t]")
_UID = re.compile(rb"^UID(?:;[^:\r\n]*)?:([^\r\n]*)", re.IGNORECASE | re.MULTILINE)
_INVITED = re.compile(rb"^(ORGANIZER|ATTENDEE)(?=[;:]|\r?\n[ \t])", re.IGNORECASE | re.MULTILINE)
_ORGANIZED = re.compile(rb"^ORGANIZER(?=[;:]|\r?\n[ \t])", re.IGNORECASE | re.MULTILINE)
_AGENT = re.compile(rb";SCHEDULE-AGENT=\"?(CLIENT|NONE)\"?(?=[;:])", re.IGNORECASE)
_OTHER_AGENT = re.compile(rb";SCHEDULE-AGENT=(?:\"[^\"\r\n]*\"|[^;:\r\n]*)", re.IGNORECASE)
_END = re.compile(rb"\r?\n(?![ \t])|\Z")


def href_for(ics: bytes) -> str:
    """Return what a new object is called: made of a digest of its UID, so that one that got lost is found again.

    Raises `InvalidValue` where it has none.
    """
    found = _UID.search(_FOLD.sub(b"", ics))
    if found is None or not found[1]:
        raise InvalidValue("The calendar object has no UID; every event needs one.")
    return f"{hashlib.sha256(found[1]).hexdigest()[:40]}.ics"


def silenced(ics: bytes) -> bytes:
    """Return octets in which each guest is marked so that no server writes to them (RFC 6638, 7.1)."""
    pieces, done = [], 0
    for found in _INVITED.finditer(ics):
        end = _end(ics, found.end())
        line = ics[found.end() : end]
        if _AGENT.search(_FOLD.sub(b"", line)):
            continue
        if _OTHER_AGENT.search(_FOLD.sub(b"", line)):
            line = _OTHER_AGENT.sub(b"", _FOLD.sub(b"", line), count=1)
        fold = b"\n " if b"\r\n" not in ics else b"\r\n "
        pieces += [ics[done : found.end()], b";SCHEDULE-AGENT=CLIENT", fold, line]
        done = end
    return b"".join([*pieces, ics[done:]])


def would_be_written_to(ics: bytes) -> bool:
    """Return whether a server that writes to guests by itself would do so for this object (RFC 6638, 3.1)."""
    return _ORGANIZED.search(ics) is not None and silenced(ics) != ics


def _end(ics: bytes, begin: int) -> int:
    found = _END.search(ics, begin)
    return found.start() if found is not None else len(ics)
