"""What collided in words for people: a property's name, and its lines without what only programs read."""

from __future__ import annotations

import re
from datetime import date, timedelta

from trustcrm.plugin import NotFound, PluginContext
from trustcrm_calendar.collided import Told
from trustcrm_calendar.lines import Line, folded, unescaped

_NAMES = {
    "SUMMARY": "title", "LOCATION": "place", "DESCRIPTION": "words", "DTSTART": "when", "STATUS": "state",
    "CATEGORIES": "categories", "URL": "address",
}  # fmt: skip
_UNIT = re.compile(r"(?:(?:\S+ )?(\d{8})(?:T\d{6}Z?)? )?([A-Z][A-Z0-9-]*)(?: (.*))?")
"""The meeting of a series that it is of, if one, the property, and what tells that from its like."""
_WITHIN_A_DAY = re.compile(r"(\S+) (\d\d:\d\d)( \S+)? – \1 (\d\d:\d\d)\3")
"""When something begins and ends, told twice alike but for the hour."""
_MOMENT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)\d\d(Z?))?")


def named(unit: str, uid: str) -> str:
    """Return what a unit of the event of a UID is called: by a word where there is one, with the day of a meeting."""
    told = unit.removeprefix(f"VEVENT {uid}").strip()
    if not told:
        return "the whole event"
    found = _UNIT.fullmatch(told)
    if found is None:
        return told
    name = " ".join(filter(None, (_NAMES.get(found[2], found[2]), found[3])))
    return f"{name} on {found[1]}" if found[1] else name


def title_of(context: PluginContext, told: Told) -> str:
    """Return what the engagement of a collision is called, by its number where it is not there to be read."""
    try:
        return str(context.ask.one("engagement", told.row).value("title"))
    except NotFound:
        return f"engagement {told.row}"


def in_words(lines: str) -> str:
    """Return what lines say, days and hours as people write them, "–" where nothing is said."""
    told = dict.fromkeys(_said(Line(folded(line))) for line in lines.split("\n") if line)
    said = " – ".join(one for one in told if one) or "–"
    return _WITHIN_A_DAY.sub(r"\1 \2–\4\3", said)


def _said(line: Line) -> str:
    if (found := _MOMENT.fullmatch(line.value.strip())) is None:
        return " ".join(unescaped(line.value).split())
    year, month, day = (int(part) for part in found.groups()[:3])
    if not found[4]:
        on = date(year, month, day)
        return (on - timedelta(days=1) if line.name == "DTEND" else on).isoformat()
    zone = line.param("TZID") or ("UTC" if found[6] else "")
    return f"{year:04}-{month:02}-{day:02} {found[4]}:{found[5]} {zone}".rstrip()
