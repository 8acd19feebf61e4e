"""Which IANA time zone a calendar means: by its own name, by the name Windows gives it, or by the rules it defines."""

from __future__ import annotations

import re
import zoneinfo
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache, lru_cache
from typing import cast

from icalendar import Timezone
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from trustcrm.plugin import visible
from trustcrm_ics.event import NoEvent
from trustcrm_ics.rule import check_rule

_MOMENT = re.compile("(?:DTSTART|DTEND|RECURRENCE-ID|RDATE|EXDATE)[;:]", re.IGNORECASE)
_TZID = re.compile(r';TZID=("[^"]*"|[^";:,]*)', re.IGNORECASE)
_LOCATION = re.compile(r"^X-LIC-LOCATION:(\S+)", re.MULTILINE)
_RULE = re.compile(r"^RRULE[^:\r\n]*:(.*)$", re.MULTILINE | re.IGNORECASE)
_FROM, _DAYS, _STEP = datetime(2024, 1, 1, 12), 4 * 365, 5
"""Rules are compared with those of the zones we know on a day in five, through 2024 to 2027."""


class UnknownZone(NoEvent):
    """A calendar names a time zone that is known to nobody, and does not define it so that one could be found."""


def renamed(line: str, defined: Mapping[str, str]) -> str:
    """Return a content line with its TZID as an IANA key; `defined` are the zones its calendar defines.

    Raises `UnknownZone` where there is none such.
    """
    match = _TZID.search(line, 0, _end_of_parameters(line)) if _MOMENT.match(line) else None
    if not match:
        return line
    key = iana_key(match[1].strip('"'), defined)
    return f"{line[: match.start()]};TZID={key}{line[match.end() :]}"


def iana_key(name: str, defined: Mapping[str, str]) -> str:
    """Return the IANA key of a zone by the name a calendar gives it. Raises `UnknownZone` where there is none."""
    name = name.strip()
    key = named(name) or (alike(defined[name]) if name in defined else "")
    if not key:
        raise UnknownZone(
            f"The entry's time zone {visible(name)[:100]!r} is known to nobody, and is not defined like any that is."
        )
    return key


@lru_cache(maxsize=1024)
def named(name: str) -> str:
    """Return the IANA key that a name is or holds, or that Windows means by it; "" where none is."""
    known = _known()
    bare = name.strip("/")
    if bare in known:
        return bare
    if bare in WINDOWS_TO_OLSON:
        return WINDOWS_TO_OLSON[bare]
    parts = bare.split("/") if name.startswith("/") else []
    return next((key for at in range(1, len(parts)) if (key := "/".join(parts[at:])) in known), "")


@lru_cache(maxsize=256)
def alike(definition: str) -> str:
    """Return the key of a zone whose clock goes as the VTIMEZONE `definition` says, "" where none does."""
    said = _LOCATION.search(definition)
    if said and named(said[1]):
        return named(said[1])
    days = [_FROM + timedelta(days=day) for day in range(0, _DAYS, _STEP)]
    try:
        for rule in _RULE.findall(definition):
            check_rule(rule)  # working it out might else never end
        zone = cast(Timezone, Timezone.from_ical(definition)).to_tz(lookup_tzid=False)
        offsets = [day.replace(tzinfo=zone).utcoffset() for day in days]
    except Exception:  # the parser and dateutil raise many kinds
        return ""
    for key in sorted(set(WINDOWS_TO_OLSON.values()) & _known()):
        other = zoneinfo.ZoneInfo(key)
        if all(day.replace(tzinfo=other).utcoffset() == offset for day, offset in zip(days, offsets, strict=True)):
            return key
    return ""


def _end_of_parameters(line: str) -> int:
    quoted = False
    for place, character in enumerate(line):
        if character == '"':
            quoted = not quoted
        elif character == ":" and not quoted:
            return place
    return len(line)


@cache
def _known() -> frozenset[str]:
    return frozenset(zoneinfo.available_timezones())
