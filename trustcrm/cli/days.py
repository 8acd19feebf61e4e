"""Days on the command line: ISO 8601, today and yesterday, or a day in words that can be only one."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, TypeVar

import click

from trustcrm.text import visible

F = TypeVar("F", bound=Callable[..., Any])


class Day(click.ParamType[date]):
    """A day: 2020-02-04, 4 Feb 2020, 4.2.2020, today, yesterday or tomorrow in the office's own time zone.

    Days such as 04/02/2020, and days without a year, could be two and are refused.
    """

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Return the day meant."""
        if isinstance(value, date):
            return value
        found = day_in(str(value), lambda: _today(ctx))
        if found is None:
            self.fail(
                f"{visible(str(value))!r} is no day; write it as 2020-02-04 or 4 Feb 2020, or today or yesterday.",
                param, ctx,
            )  # fmt: skip
        return found


_YEAR_FIRST = re.compile(r"(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?")
_DAY_FIRST = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})")
_IN_WORDS = re.compile(r"[\s,.-]+")


def day_in(words: str, today: Callable[[], date]) -> date | None:
    """Return the day that words name, None where they name none or could name two; `today` is asked where it matters.

    Such are "2020-02-04", "4 Feb 2020", "4.2.2020", "today", "yesterday" and "tomorrow".
    """
    word = words.strip().lower()
    if word in _NEAR:
        return today() + timedelta(days=_NEAR[word])
    try:
        if match := _YEAR_FIRST.fullmatch(word):
            return date(int(match[1]), int(match[2]), int(match[3]))
        if match := _DAY_FIRST.fullmatch(word):
            return date(int(match[3]), int(match[2]), int(match[1]))
        return _day_with_month(_IN_WORDS.split(word.strip(".")))
    except ValueError:
        return None


def _day_with_month(words: list[str]) -> date | None:
    """Return the day of "4 feb 2020" and "february 4th, 2020"."""
    from trustcrm.services.quick_entry.vocabulary import MONTHS

    if len(words) != 3 or not re.fullmatch(r"\d{4}", words[2]):
        return None
    named = [MONTHS[word] for word in words[:2] if word in MONTHS]
    days = [match[1] for word in words[:2] if (match := re.fullmatch(r"(\d{1,2})(?:st|nd|rd|th)?", word))]
    return date(int(words[2]), named[0], int(days[0])) if len(named) == len(days) == 1 else None


_NEAR = {"yesterday": -1, "today": 0, "tomorrow": 1}


def _today(ctx: click.Context | None) -> date:
    from trustcrm.cli.session import Session

    if ctx is None:
        return date.today()
    return ctx.ensure_object(Session).desk.today()


DAY = Day()


def day_option(*names: str, **settings: Any) -> Callable[[F], F]:
    """Return an option that takes a day."""
    return click.option(*names, type=DAY, metavar="DAY", **settings)
