"""An event that repeats, as one engagement can stand for it: by the next of its meetings.

`recurring-ical-events` works the meetings out, behind what this module gives: never without end, and no rule that no
meeting has.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import icalendar

REPEATS = ("RRULE", "RDATE")
LONGEST_GAP = 9 * 366
"""So many days after a day the next meeting is looked for; 29 February came once after eight years."""
_STEPS = (45, 400, LONGEST_GAP)
_FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
_HOURS = ("BYHOUR", "BYMINUTE", "BYSECOND")
MOST_A_DAY = 24
MOST_DATES = 2_000
"""Most days that a series may name one by one: RDATE, EXDATE and meetings moved."""


_DAYS = r"(?:-?[1-5])?(?:MO|TU|WE|TH|FR|SA|SU)"
_PLAIN = re.compile(
    r"(?:(?:FREQ=(?:DAILY|WEEKLY|MONTHLY|YEARLY)|INTERVAL=[1-9][0-9]{0,2}|COUNT=[0-9]{1,5}|UNTIL=[0-9TZ]+|WKST=[A-Z]{2}"
    rf"|BYDAY={_DAYS}(?:,{_DAYS}){{0,20}}|BYMONTH=1?[0-9]|BYMONTHDAY=(?:1?[0-9]|2[0-8]))(?:;|$))+"
)


class NoSeries(ValueError):
    """A repetition that is not worked out; the message is a plain sentence."""


def is_plain(rule: str) -> bool:
    """Return whether a rule is one of those that meetings have."""
    return _PLAIN.fullmatch(rule.strip().upper()) is not None


def is_endless_or_counted(rule: str) -> bool:
    """Return whether a plain rule has its first meeting where it begins, whatever day that is: no end forestalls it."""
    return is_plain(rule) and re.search(r"UNTIL=|COUNT=0*(?:;|$)", rule.strip().upper()) is None


def repeats(ics: bytes) -> bool:
    """Return whether octets may hold an event that repeats, looking no closer."""
    upper = ics.upper()
    return any(name.encode() in upper for name in (*REPEATS, "RECURRENCE-ID"))


def meetings(events: Sequence[icalendar.Event], first: date, days: int = LONGEST_GAP) -> Iterator[icalendar.Event]:
    """Yield the meetings of a series that end on `first` or later, soonest first, those that were called off left out.

    `events` are the one that repeats and those that stand for single meetings of it. Raises `NoSeries`.
    """
    for event in events:
        _check(event)
    import icalendar

    whole = icalendar.Calendar()
    for event in events:
        whole.add_component(event)
    told: set[str] = set()
    begin, end = first, first
    for step in _STEPS:
        end = min(first + timedelta(days=min(step, days)), date.max - timedelta(days=2))
        for one in _between(whole, begin, end):
            name = str(one["DTSTART"].to_ical()) + str(one.get("DTEND", ""))
            if name not in told and str(one.get("STATUS", "")).upper() != "CANCELLED":
                told.add(name)
                yield one
        if step >= days:
            return
        begin = end


def _between(whole: icalendar.Calendar, begin: date, end: date) -> list[icalendar.Event]:
    import recurring_ical_events  # type: ignore[import-untyped]

    try:
        found = recurring_ical_events.of(whole).between(begin, end + timedelta(days=1))
        return sorted(found, key=lambda one: _order(one["DTSTART"].dt))
    except Exception as error:  # the library raises its own kinds, and dateutil's and those of conversions
        said = " ".join(str(error).split())[:120]
        raise NoSeries(f"Its repetition cannot be worked out: {said or type(error).__name__}.") from None


def _order(moment: date) -> str:
    return moment.isoformat()


def _check(event: icalendar.Event) -> None:
    """Refuse what could take for ever, or what no meeting has."""
    named = sum(len(getattr(one, "dts", ())) for name in ("RDATE", "EXDATE") for one in _listed(event.get(name)))
    if named > MOST_DATES:
        raise NoSeries(f"It names {named:,} days one by one, more than the {MOST_DATES:,} that are looked at.")
    for rule in _listed(event.get("RRULE")):
        parts: Mapping[str, Any] = {key.upper(): _listed(value) for key, value in rule.items()}
        often = [str(one).upper() for one in parts.get("FREQ", ())]
        a_day = 1
        for name in _HOURS:
            a_day *= max(1, len(parts.get(name, ())))
        if len(often) != 1 or often[0] not in _FREQUENCIES or a_day > MOST_A_DAY:
            raise NoSeries("It repeats by the hour or less, or in no known way; no meeting does.")
        if any(one < 1 for one in parts.get("INTERVAL", ())):
            raise NoSeries("It repeats at an interval that cannot be.")


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
