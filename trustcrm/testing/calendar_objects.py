"""Calendar objects to try backends on: whole ones, as clients write them, with what nobody knows in them."""

from __future__ import annotations

ODD_UIDS = {
    "slashes": "../../etc/passwd",
    "a line break": "two\\nlines",
    "a comma and a semicolon": "one\\, two\\; three",
    "300 characters": "x" * 300,
    "other scripts": "会議-зустріч-🗓",
    "percent signs": "a%2Fb%00c",
    "dots": "..",
    "blanks": " a b ",
    "a file that may not be": "CON:aux|nul?*<>",
}
"""UIDs that real calendars hold or hostile ones could, by what is odd about them; escaped as RFC 5545 has it."""


def event(uid: str = "meeting@city.example", summary: str = "A meeting", unknown: str = "kept as it is") -> bytes:
    """Return a whole calendar object of one event: folded, with an alarm and with properties nobody knows."""
    lines = (
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//city.example//Kit//EN",
        "BEGIN:VEVENT",
        f"UID:{uid}",
        "DTSTAMP:20300630T120000Z",
        "DTSTART;VALUE=DATE:20300704",
        f"SUMMARY:{summary}",
        "DESCRIPTION:Commas\\, semicolons\\; and a line\\nbreak",
        "ATTENDEE;X-ROLE-NOBODY-KNOWS=yes:mailto:nobody@city.example",
        f'X-NOBODY-KNOWS;X-PARAMETER="a:b;c":{unknown}',
        "x-in-small-letters:kept, too",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        "TRIGGER:-P0DT0H10M0S",
        "DESCRIPTION:A meeting",
        "END:VALARM",
        "END:VEVENT",
        "END:VCALENDAR",
    )
    return b"".join(_folded(line) for line in lines)


def _folded(line: str) -> bytes:
    """Return a content line in pieces of at most 75 octets, never parted within a character."""
    pieces, piece = [], b""
    for character in line:
        encoded = character.encode()
        if len(piece) + len(encoded) > 75:
            pieces.append(piece)
            piece = b" "
        piece += encoded
    return b"\r\n".join([*pieces, piece]) + b"\r\n"
