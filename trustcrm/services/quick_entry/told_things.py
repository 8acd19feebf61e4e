"""A thing named by itself, as a command is given it: "50,000 masks", "masks 50000", "300 cots by friday"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from trustcrm.errors import InvalidValue
from trustcrm.services.quick_entry.amounts import amount_at
from trustcrm.services.quick_entry.days import days_in
from trustcrm.services.quick_entry.page import Page
from trustcrm.services.quick_entry.things import thing_at
from trustcrm.services.quick_entry.values import Known
from trustcrm.services.quick_entry.vocabulary import DUE_MARKERS
from trustcrm.text import visible
from trustcrm.values import dataclass


@dataclass(frozen=True, kw_only=True)
class ToldThing:
    """A thing in a person's words, how much of it, what it is counted in, and by when; each None where not told."""

    what: str
    quantity: Decimal | None = None
    unit: str | None = None
    by_on: date | None = None


class _NoNames:
    """No names at all: in a thing by itself nobody is named."""

    def home(self) -> Known | None:
        return None

    def side(self, id: int) -> Known | None:
        return None

    def sides(self, words: str) -> Sequence[Known]:
        return ()

    def nearly(self, words: str) -> Sequence[Known]:
        return ()

    def people(self, words: str, side: int | None) -> Sequence[Known]:
        return ()

    def kinds(self) -> Mapping[str, str]:
        return {}


def thing_in(words: str, today: date | None = None) -> ToldThing:
    """Return the thing that words name, with the number before or behind it, read as an entry reads things.

    Words without a number at either end are the thing as they stand. With `today` they may end with the day by which it
    is hoped for, "by friday". Raises `InvalidValue` for a number or a day that could be two, such as 5.000, and for
    words that go on behind the thing.
    """
    if not words.strip():
        raise InvalidValue("Nothing is named; say what, and how much of it, as in `50000 masks`.")
    thing, by_on = _without_day(words, today) if today is not None else (words, None)
    return replace(_thing_in(thing), by_on=by_on)


def _without_day(words: str, today: date) -> tuple[str, date | None]:
    page = Page(words, _NoNames(), today)
    day = next((one for one in days_in(page).values() if one.last == len(page) - 1), None)
    if day is None or day.first < 2 or page.low(day.first - 1) not in DUE_MARKERS:
        return words, None
    could_be = day.ahead or day.past
    if len(could_be) > 1:
        raise InvalidValue(
            f"Which day is meant by {visible(page.said(day.first, day.last))!r}: "
            f"{' or '.join(one.isoformat() for one in could_be)}? Write it so."
        )
    return words[: page.tokens[day.first - 1].start].strip(), could_be[0]


def _thing_in(words: str) -> ToldThing:
    page = Page(words, _NoNames(), date.min)
    if page.tokens and amount_at(page, 0) is None and amount_at(page, len(page) - 1) is not None:
        last = page.tokens[-1]
        page = Page(f"{last.text} {words[: last.start].strip()}", _NoNames(), date.min)
    if amount_at(page, 0) is None:
        return ToldThing(what=words.strip())
    thing = thing_at(page, 0, {})
    if thing is None:
        raise InvalidValue(f"{visible(words)!r} tells a number and not of what; write it as `50000 masks`.")
    if thing.otherwise is not None:
        raise InvalidValue(
            f"How much is meant in {visible(words)!r}: {thing.quantity:,f} or {thing.otherwise.normalize():f}? "
            "Write it without a point or comma."
        )
    if rest := page.said(thing.last + 1, len(page) - 1):
        raise InvalidValue(
            f"{visible(rest)!r} is not understood behind the thing; say it with a flag, as --help lists them."
        )
    return ToldThing(what=thing.what, quantity=thing.quantity, unit=thing.unit)
