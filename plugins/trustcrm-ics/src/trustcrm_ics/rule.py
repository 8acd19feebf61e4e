"""Which rules of repetition are worked out at all: none that could take forever, or that no meeting has.

Rules by the hour or less are refused, and by the day or week those that might never hold on any day: looking for the
first such day until the year 9999 takes seconds, for each of them.
"""

from __future__ import annotations

import re

from trustcrm_ics.event import NoEvent

_FREQUENCIES = frozenset(("DAILY", "WEEKLY", "MONTHLY", "YEARLY"))
_ANY = frozenset(("FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", "BYDAY", "BYMONTH", "BYHOUR", "BYMINUTE", "BYSECOND"))
_ON_DAYS = frozenset(("BYMONTHDAY", "BYYEARDAY", "BYWEEKNO", "BYSETPOS"))
_NUMBER = re.compile("[0-9]{1,5}")
_MOST_A_DAY = 24


def check_rule(rule: str) -> None:
    """Raise `NoEvent` for a RRULE that no meeting has, or that could take forever to work out."""
    parts = dict(part.strip().upper().partition("=")[::2] for part in rule.split(";") if part.strip())
    often = parts.get("FREQ", "")
    if often not in _FREQUENCIES:
        raise NoEvent("The entry repeats by the hour or less, or in no known way; no meeting does.")
    known = _ANY if often in ("DAILY", "WEEKLY") else _ANY | _ON_DAYS
    months = parts.get("BYMONTH", "1").split(",")
    if not parts.keys() <= known or not all(month.isdigit() and 1 <= int(month) <= 12 for month in months):
        raise NoEvent("The entry repeats by a rule that cannot be worked out.")
    if not _NUMBER.fullmatch(parts.get("INTERVAL", "1")) or int(parts.get("INTERVAL", "1")) < 1:
        raise NoEvent("The entry repeats at an interval that cannot be.")
    a_day = 1
    for part in ("BYHOUR", "BYMINUTE", "BYSECOND"):
        a_day *= len(parts.get(part, "0").split(","))
    if a_day > _MOST_A_DAY:
        raise NoEvent(f"The entry repeats more than {_MOST_A_DAY} times a day; no meeting does.")
