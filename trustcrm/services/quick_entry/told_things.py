"""A thing named by itself, as a command is given it: "50,000 masks", "masks 50000", "4000 litres of foam"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from trustcrm.errors import InvalidValue
from trustcrm.services.quick_entry.amounts import amount_at
from trustcrm.services.quick_entry.page import Page
from trustcrm.services.quick_entry.things import thing_at
from trustcrm.services.quick_entry.values import Known
from trustcrm.text import visible
from trustcrm.values import dataclass


@dataclass(frozen=True, kw_only=True)
class ToldThing:
    """A thing in a person's words, how much of it, and what it is counted in; both None where no number was told."""

    what: str
    quantity: Decimal | None = None
    unit: str | None = None


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


def thing_in(words: str) -> ToldThing:
    """Return the thing that words name, with the number before or behind it, read as an entry reads things.

    Words without a number at either end are the thing as they stand. Raises `InvalidValue` for a number that could be
    two, such as 5.000, and for words that go on behind the thing.
    """
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
