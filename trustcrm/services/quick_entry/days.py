"""Days as people write them; a small grammar that rather overlooks a day than makes one out of an ordinary word."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta
from typing import Literal

from trustcrm.services.quick_entry.foreign_days import foreign_day
from trustcrm.services.quick_entry.page import Page
from trustcrm.services.quick_entry.vocabulary import (
    COUNTS,
    DUE_MARKERS,
    MONTHS,
    PRONOUNS_THEM,
    PRONOUNS_US,
    SPANS,
    WEEKDAYS,
    WORDY_DAYS,
    WORDY_MONTHS,
    words_of,
)
from trustcrm.values import dataclass

Form = Literal["exact", "past", "ahead", "weekday", "yearless"]


@dataclass(frozen=True, kw_only=True)
class Day:
    """A day named by words `first` to `last`.

    `past` are the days it may be of something that happened, `ahead` of something to come; more than one where only a
    person can tell. `form` is "exact" for a full date, "past" and "ahead" where the words themselves point there.
    """

    first: int
    last: int
    form: Form
    past: tuple[date, ...]
    ahead: tuple[date, ...]


def days_in(page: Page) -> dict[int, Day]:
    """Return the days named in the entry by their first word, among words nobody took; taken is nothing yet."""
    found: dict[int, Day] = {}
    at = 0
    while at < len(page):
        day = _day_at(page, at)
        if day and page.free(day.first, day.last):
            found[at] = day
            at = day.last + 1
        else:
            at += 1
    return found


def impossible_days(page: Page, days: dict[int, Day]) -> list[str]:
    """Return the words that look like full dates but name no day of the calendar."""
    read = {at for day in days.values() for at in range(day.first, day.last + 1)}
    spans = [(at, _end_of_date(page, at)) for at in range(len(page))]
    return [page.said(at, end) for at, end in spans if end is not None and at not in read and page.free(at, end)]


def _end_of_date(page: Page, at: int) -> int | None:
    """Return the last word of what is written as a date and names none: "2020-02-30", "31 June", "June 31"."""
    low = page.low(at)
    if _ISO.fullmatch(low) or _DOTTED.fullmatch(low):
        return at
    if not _together(page, at, at + 1):
        return None
    day, month = (_ordinal(low), MONTHS.get(page.low(at + 1).rstrip(".")))
    if day is None:
        day, month = _ordinal(page.low(at + 1)), MONTHS.get(low.rstrip("."))
    return at + 1 if day and month and not _valid((2020, month, day)) else None


_ISO = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})")
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})(?:/(\d{4}|\d{2}))?")
_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
_ORDINAL = re.compile(r"([1-9]|[12]\d|3[01]|0[1-9])(st|nd|rd|th)?([-–][0-3]?\d)?")
_FRACTION_OF = words_of("of an a day days hour hours year years week weeks way dozen million")


def _day_at(page: Page, at: int) -> Day | None:
    if page.tokens[at].verbatim:
        return None
    return next((day for form in _FORMS if (day := form(page, at)) is not None), None)


def _exact(at: int, last: int, *days: date) -> Day:
    return Day(first=at, last=last, form="exact", past=days, ahead=days)


def _numeric(page: Page, at: int) -> Day | None:
    low = page.low(at)
    if match := _ISO.fullmatch(low):
        days = _valid((int(match[1]), int(match[3]), int(match[4])))
    elif match := _DOTTED.fullmatch(low):
        days = _valid((int(match[3]), int(match[2]), int(match[1])))
    else:
        return None
    return _exact(at, at, *days) if days else None


def _slashed(page: Page, at: int) -> Day | None:
    match = _SLASHED.fullmatch(page.low(at))
    if not match or (page.low(at), match[3]) == ("24/7", None):
        return None
    one, other = int(match[1]), int(match[2])
    orders = dict.fromkeys(((other, one), (one, other)))  # (month, day): the office may write either way
    if match[3]:
        year = int(match[3]) + (2000 if len(match[3]) == 2 else 0)
        days = _valid(*((year, month, day) for month, day in orders))
        return _exact(at, at, *days) if days else None
    if page.joined(at + 1) and (page.low(at + 1) in _FRACTION_OF or _ordinary(page, at + 1)) and not _led(page, at):
        return None
    kept = [order for order in orders if _valid((2020, *order))]
    return _yearless(page.today, at, at, kept) if kept else None


def _named(page: Page, at: int) -> Day | None:
    low = page.low(at)
    if low in ("today", "tonight"):
        return Day(first=at, last=at, form="past", past=(page.today,), ahead=(page.today,))
    if low == "yesterday":
        return _past(page, at, at, 1)
    if low == "tomorrow":
        return _ahead(at, at, page.today + timedelta(1))
    if low == "the" and [page.low(at + step) for step in (1, 2, 3)] == ["day", "before", "yesterday"]:
        return _past(page, at, at + 3, 2)
    return None


def _weekday(page: Page, at: int) -> Day | None:
    steer = page.low(at) if page.low(at) in ("next", "last", "this", "coming") else ""
    last = at + 1 if steer and page.joined(at + 1) else at
    number = WEEKDAYS.get(page.low(last))
    if number is None or (steer and last == at):
        return None
    if page.low(last) in WORDY_DAYS and not steer and not _wordy_day(page, at):
        return None
    back = (page.today.weekday() - number) % 7
    past, ahead = page.today - timedelta(back), page.today + timedelta(7 - back)
    if steer == "last":
        return _past(page, at, last, back or 7)
    if steer:
        return _ahead(at, last, page.today if steer == "this" and not back else ahead)
    return Day(first=at, last=last, form="weekday", past=(past,), ahead=(ahead,))


def _wordy_day(page: Page, at: int) -> bool:
    alone = page.clause(at) == (at, at)
    after = page.joined(at + 1) and page.low(at + 1) in ("follow", "follow-up", "followup")
    return alone or after or _led(page, at)


def _month_and_day(page: Page, at: int) -> Day | None:
    day, month_at = _ordinal(page.low(at)), at + 1
    if day is not None:
        month_at += page.low(month_at) == "of"
        last = month_at
    else:
        month_at, last = at, at + 1
        day = _ordinal(page.low(last))
    month = MONTHS.get(page.low(month_at).rstrip("."))
    if day is None or month is None or not _together(page, at, last):
        return None
    year = _year(page, last + 1)
    end = last + 1 if year else last
    if page.low(month_at) in WORDY_MONTHS and not year and not _date_like(page, at, end):
        return None
    if year:
        days = _valid((year, month, day))
        return _exact(at, end, *days) if days else None
    return _yearless(page.today, at, end, [(month, day)]) if _valid((2020, month, day)) else None


def _together(page: Page, first: int, last: int) -> bool:
    return last < len(page) and all(page.joined(at) for at in range(first + 1, last + 1))


def _ordinal(low: str) -> int | None:
    match = _ORDINAL.fullmatch(low)
    return int(match[1]) if match else None


def _year(page: Page, at: int) -> int | None:
    low = page.low(at)
    if not re.fullmatch(r"(19|20|21)\d\d", low) or (page.joined(at + 1) and _ordinary(page, at + 1)):
        return None
    return int(low) if page.joined(at) or page.tokens[at - 1].stop == "," else None


def _date_like(page: Page, first: int, last: int) -> bool:
    """Whether "may 3" or "march 3" is a day here, not "they may 3 times" or "march 3 engineers"."""
    if _led(page, first):
        return True
    before = page.low(first - 1) if page.joined(first) else ""
    return before not in PRONOUNS_US | PRONOUNS_THEM and not (page.joined(last + 1) and _ordinary(page, last + 1))


def _led(page: Page, at: int) -> bool:
    return page.joined(at) and page.low(at - 1) in DUE_MARKERS | {"on", "since", "of", "up", "follow-up", "followup"}


def _ordinary(page: Page, at: int) -> bool:
    """Whether word `at` is a plain word, such as what is counted, rather than a piece of structure."""
    low = page.low(at)
    plain = low[:1].isalpha() and low == page.tokens[at].text
    return plain and low not in _AFTER_DAYS and low not in PRONOUNS_US | PRONOUNS_THEM and not page.mark(at)


_AFTER_DAYS = words_of(
    "re about with at from to for and owe owed by follow follow-up followup tone call meeting visit in on met"
)


def _relative(page: Page, at: int) -> Day | None:
    if page.low(at) == "in" and (span := _span(page, at + 1)):
        last, count, unit = span
        day = _shifted(page.today, count, unit)
        return _ahead(at, last, day) if day and _together(page, at, last) else None
    if (span := _span(page, at)) and page.low(span[0] + 1) == "ago" and _together(page, at, span[0] + 1):
        day = _shifted(page.today, -span[1], span[2])
        return Day(first=at, last=span[0] + 1, form="past", past=(day,), ahead=(day,)) if day else None
    return None


def _span(page: Page, at: int) -> tuple[int, int, str] | None:
    low, unit = page.low(at), page.low(at + 1).rstrip("s")
    count = 1 if low in ("a", "an", "one") else COUNTS.get(low) or (int(low) if re.fullmatch(r"\d{1,3}", low) else None)
    return (
        (at + 1, count, unit) if count is not None and unit in ("day", "week", "fortnight", "month", "year") else None
    )


def _shifted(day: date, count: int, unit: str) -> date | None:
    try:
        if unit in SPANS:
            return day + timedelta(count * SPANS[unit])
        months = day.year * 12 + day.month - 1 + count * (12 if unit == "year" else 1)
        year, month = divmod(months, 12)
        return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
    except (OverflowError, ValueError):
        return None


def _period(page: Page, at: int) -> Day | None:
    if page.low(at) == "next" and page.low(at + 1) in ("week", "month") and page.joined(at + 1):
        start = _start_of_next(page.today, page.low(at + 1))
        return _ahead(at, at + 1, start)
    if page.low(at) != "end" or not page.joined(at + 1):
        return None
    ahead = at + 1 + (page.low(at + 1) == "of")
    ahead += page.low(ahead) in ("the", "this")
    coming = page.low(ahead) == "next"
    ahead += coming
    if not _together(page, at, ahead):
        return None
    return _end_of(page, at, ahead, coming)


def _end_of(page: Page, at: int, last: int, coming: bool) -> Day | None:
    today, word = page.today, page.low(last)
    start = _start_of_next(today, word) if coming and word in ("week", "month") else today
    if word == "week":
        return _ahead(at, last, start + timedelta((4 - start.weekday()) % 7))
    if word == "month":
        return _ahead(at, last, _month_end(start.year, start.month))
    if word == "year":
        return _ahead(at, last, date(min(today.year + coming, date.max.year), 12, 31))
    if word in MONTHS:
        month = MONTHS[word]
        year = today.year + (month < today.month)
        return _ahead(at, last, _month_end(year, month)) if year <= date.max.year else None
    return None


def _start_of_next(day: date, unit: str) -> date:
    if unit == "week":
        return day + timedelta(7 - day.weekday())
    return _month_end(day.year, day.month) + timedelta(1)


def _month_end(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def _month_due(page: Page, at: int) -> Day | None:
    """Read "by May": the first or the last of the month, which only a person can tell."""
    if page.low(at) not in MONTHS or not page.joined(at) or page.low(at - 1) not in DUE_MARKERS:
        return None
    month = MONTHS[page.low(at)]
    year = _year(page, at + 1)
    last = at + 1 if year else at
    if not year and page.joined(at + 1) and _ordinary(page, at + 1):
        return None
    year = year or page.today.year + (month <= page.today.month)
    return Day(first=at, last=last, form="ahead", past=(), ahead=(date(year, month, 1), _month_end(year, month)))


def _elsewhere(page: Page, at: int) -> Day | None:
    """Ask the library of many languages, where the place says that a day is meant and English did not find one."""
    if not (_led(page, at) or page.clause(at)[0] == at):
        return None
    last = page.clause(at)[1]
    if not _led(page, at) and last - at > 3:
        return None
    for end in range(min(last, at + 4), at - 1, -1):
        day = foreign_day(page.said(at, end).lower(), page.today)
        if day:
            if day.past is None:
                return _ahead(at, end, day.ahead)
            form: Form = "yearless" if day.floats else "exact"
            return Day(first=at, last=end, form=form, past=(day.past,), ahead=(day.ahead,))
    return None


def _past(page: Page, first: int, last: int, days: int) -> Day:
    day = page.today - timedelta(days)
    return Day(first=first, last=last, form="past", past=(day,), ahead=(day,))


def _ahead(first: int, last: int, day: date) -> Day:
    return Day(first=first, last=last, form="ahead", past=(), ahead=(day,))


def _valid(*days: tuple[int, int, int]) -> tuple[date, ...]:
    found = []
    for year, month, day in days:
        if 1800 <= year <= 2199 and 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]:
            found.append(date(year, month, day))
    return tuple(dict.fromkeys(found))


def _yearless(today: date, first: int, last: int, orders: list[tuple[int, int]]) -> Day:
    past = sorted(_nearest(today, month, day, -1) for month, day in orders)
    ahead = sorted(_nearest(today, month, day, 1) for month, day in orders)
    return Day(
        first=first, last=last, form="yearless", past=tuple(dict.fromkeys(past)), ahead=tuple(dict.fromkeys(ahead))
    )


def _nearest(today: date, month: int, day: int, step: int) -> date:
    """Return the nearest such day on or before today, or on or after it; 29 February looks for its leap year."""
    for year in range(today.year, today.year + 9 * step, step):
        if day <= monthrange(year, month)[1] and (date(year, month, day) - today).days * step >= 0:
            return date(year, month, day)
    return date(today.year, month, min(day, 28))


_FORMS: tuple[Callable[[Page, int], Day | None], ...] = (
    _numeric, _slashed, _named, _weekday, _month_and_day, _relative, _period, _month_due, _elsewhere,
)  # fmt: skip
