"""Days as lists write them, in four languages; what could be two days is refused, never guessed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import cache

from babel import Locale

from trustcrm.plugin import fold

LANGUAGES = ("en", "de", "fr", "it")
ORDERS = ("dmy", "mdy")

_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_DOTTED = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})")
_EITHER = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})")
_DAY_MONTH = re.compile(r"(\d{1,2})(?:st|nd|rd|th|er)? (?:de )?([a-z]+) (\d{4})")
_MONTH_DAY = re.compile(r"([a-z]+) (\d{1,2})(?:st|nd|rd|th)? (\d{4})")
_PARTIAL = re.compile(r"(?:([a-z]+) |\d{1,2} )?\d{4}")
_MONTH_AND_DAY = re.compile(r"\d\d-\d\d")
_DOTTED_PAIR = re.compile(r"\d{1,2}\.\s?\d{1,2}")
_BEFORE = re.compile(
    r"^(?:since|from|seit(?: dem)?|depuis(?: le)?|le|dal|exequatur(?: of)?|exequatur vom)\b[\s:]*", re.I
)
_DAY_WITHIN = re.compile(
    r"\d{4}-\d\d-\d\d|\d{1,2}\.\s?\d{1,2}\.\s?\d{4}|\d{1,2}(?:st|nd|rd|th|er|\.)?\s[^\W\d]{3,12}\.?\s\d{4}"
    r"|[^\W\d]{3,12}\s\d{1,2},?\s\d{4}"
)


class UnclearDay(Exception):
    """A text that is no day, or could be two; its message is one sentence."""


def day_of(text: str, order: str = "") -> date | None:
    """Return the day a text tells, None where it tells a month or a year alone. Raises `UnclearDay`."""
    written = _BEFORE.sub("", text.strip())
    if not written:
        return None
    found = _numbers(written, order)
    words = fold(written)
    if found is None:
        found = _words(words)
    if found is None:
        if (partial := _PARTIAL.fullmatch(words)) and (not partial[1] or partial[1] in _months()):
            return None
        raise UnclearDay(f'"{_shown(text)}" is no day; write it as 2025-03-12 or 12 March 2025.')
    try:
        return date(*found)
    except ValueError:
        raise UnclearDay(f'"{_shown(text)}" is no day of the calendar.') from None


def day_within(text: str) -> date | None:
    """Return the first whole day that stands within a line, such as "As of 1 April 2025", None where there is none."""
    for found in _DAY_WITHIN.finditer(text[:500]):
        try:
            if (day := day_of(found[0])) is not None:
                return day
        except UnclearDay:
            continue
    return None


def month_day_of(text: str) -> str | None:
    """Return a day of every year as MM-DD: "23 February", "23.02.", "02-23"; None where it is none of these."""
    written = text.strip().rstrip(".")
    if _MONTH_AND_DAY.fullmatch(written):
        written = f"2000-{written}"
    else:
        written = f"{written}.2000" if _DOTTED_PAIR.fullmatch(written) else f"{written} 2000"
    try:
        day = day_of(written)
    except UnclearDay:
        return None
    return day.strftime("%m-%d") if day else None


def _numbers(written: str, order: str) -> tuple[int, int, int] | None:
    if found := _YEAR_FIRST.fullmatch(written):
        return int(found[1]), int(found[2]), int(found[3])
    if found := _DOTTED.fullmatch(written):
        return int(found[3]), int(found[2]), int(found[1])
    if not (found := _EITHER.fullmatch(written)):
        return None
    first, second, year = int(found[1]), int(found[2]), int(found[3])
    if not order and first != second and first <= 12 and second <= 12:
        raise UnclearDay(
            f'"{_shown(written)}" could be two days; say which comes first with --order dmy or --order mdy.'
        )
    month_first = order == "mdy" or (not order and second > 12)
    return (year, first, second) if month_first else (year, second, first)


def _words(words: str) -> tuple[int, int, int] | None:
    if (found := _DAY_MONTH.fullmatch(words)) and (month := _months().get(found[2])):
        return int(found[3]), month, int(found[1])
    if (found := _MONTH_DAY.fullmatch(words)) and (month := _months().get(found[1])):
        return int(found[3]), month, int(found[2])
    return None


def _shown(text: str) -> str:
    """Return the beginning of a text on one line, without characters that are not seen."""
    return "".join(character if character.isprintable() else " " for character in text[:40])


@cache
def _months() -> Mapping[str, int]:
    """Return the number of each month by its names, long and short, in every language."""
    found: dict[str, int] = {}
    for language in LANGUAGES:
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in Locale.parse(language).months[context][width].items():
                    found.setdefault(fold(name), number)
    return found
