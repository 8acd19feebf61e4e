"""What is given: the words behind a verb of giving, read as a quantity, a unit and a thing."""

from __future__ import annotations

from decimal import Decimal

from trustcrm.services.quick_entry.amounts import Amount, amount_at
from trustcrm.services.quick_entry.days import Day
from trustcrm.services.quick_entry.page import Page
from trustcrm.services.quick_entry.vocabulary import (
    ARTICLES,
    BREAKS,
    CONTRIBUTION_WORDS,
    MEASURES,
    NEGATIONS,
    NOT_GIVEN,
    PRONOUNS_THEM,
    PRONOUNS_US,
    STEP_WORDS,
)
from trustcrm.values import dataclass

_MOST_WORDS = 8
_LEADS = ARTICLES | {
    "of",
    "another",
    "about",
    "up",
    "around",
    "at",
    "least",
    "over",
    "than",
    "nearly",
    "almost",
    "some",
    "only",
}


@dataclass(frozen=True)
class Thing:
    """A thing given, named by words `first` to `last`."""

    first: int
    last: int
    what: str
    quantity: Decimal | None
    unit: str | None
    kind: str
    otherwise: Decimal | None = None


def thing_at(page: Page, at: int, days: dict[int, Day]) -> Thing | None:
    """Return the thing named from word `at` on, None where none is."""
    first = at
    while at < len(page) and page.low(at) in _LEADS and amount_at(page, at) is None and page.free(at, at):
        if not page.joined(at + 1):
            return None
        at += 1
    if page.low(at) in ("offer", "offers", "gift", "pledge", "promise", "request") and page.low(at + 1) in (
        "of",
        "for",
    ):
        at += 2
    amount = None if at in days else amount_at(page, at)
    start = amount.last + 1 if amount else at
    if amount and page.low(start) == "of" and page.low(start + 1) in ARTICLES:
        start += 2
    if amount and not page.joined(start):
        start = len(page)
    last = _end(page, start, days)
    if last < start:
        return _sum(first, amount)
    if page.low(start) in ("nothing", "none"):
        return None
    return _read(page, first, start, last, amount)


def _sum(first: int, amount: Amount | None) -> Thing | None:
    if amount is None or amount.currency is None:
        return None
    return Thing(first, amount.last, "money", amount.quantity, amount.currency, "money", amount.otherwise)


def _end(page: Page, start: int, days: dict[int, Day]) -> int:
    """Return the last word of a thing's name that begins at `start`, or start - 1 where there is none."""
    at = start
    while at < len(page) and at - start < _MOST_WORDS and (at == start or page.joined(at)):
        low = page.low(at)
        if (
            page.mark(at) not in ("", "side")
            or page.low(at).startswith("@")
            or at in days
            or low in BREAKS
            or not any(map(str.isalnum, low))
        ):
            break
        if low in PRONOUNS_US | PRONOUNS_THEM | NEGATIONS or (at > start and low in STEP_WORDS):
            break
        if page.tokens[at].verbatim or (low in ("and", "&", "or") and _another_follows(page, at)):
            break
        at += 1
    last = at - 1
    while last >= start and page.low(last) in ("and", "&", "or", "for", "of", "in", "with", "at", "the", "a"):
        last -= 1
    return last


def _another_follows(page: Page, at: int) -> bool:
    after = page.low(at + 1)
    return (
        not page.joined(at + 1)
        or amount_at(page, at + 1) is not None
        or after in STEP_WORDS
        or after in PRONOUNS_THEM | PRONOUNS_US
    )


def _read(page: Page, first: int, start: int, last: int, amount: Amount | None) -> Thing:
    unit = amount.currency if amount else None
    head = start
    if amount and page.low(start) in MEASURES and not unit:
        unit = page.tokens[start].text
        head = start + 1 + (page.low(start + 1) == "of" and start + 1 < last)
    elif page.low(start) in ("t", "kg", "g", "l") and start < last:
        unit, head = page.tokens[start].text, start + 1
    if page.low(last) == "back" and last > head:
        last -= 1
    what = page.said(head, last) if head <= last else unit or page.said(start, last)
    lows = [page.low(at) for at in range(head, last + 1)]
    kind = "money" if amount and amount.currency else _kind(lows)
    if unit is None and amount:
        unit = _counted(page, head, last)
    return Thing(
        first, last, what, amount.quantity if amount else None, unit, kind, amount.otherwise if amount else None
    )


def _counted(page: Page, head: int, last: int) -> str:
    """Return the noun a number counts: "masks" in "surgical masks for the hospital"."""
    for at in range(head, last + 1):
        if at > head and page.low(at) in ("for", "of", "in", "from", "with", "on", "at", "and", "as", "per"):
            return page.tokens[at - 1].text
    return page.tokens[last].text


def _kind(lows: list[str]) -> str:
    return next((kind for kind, words in CONTRIBUTION_WORDS.items() if any(low in words for low in lows)), "goods")


def clearly_given(page: Page, thing: Thing) -> bool:
    """Whether a thing behind "sent", "gave" or "got" is a contribution, not a letter, regards or a wrong impression."""
    lows = [page.low(at) for at in range(thing.first, thing.last + 1)]
    if any(low in NOT_GIVEN for low in lows):
        return False
    if thing.quantity is not None or (page.low(thing.first) in ("a", "an") and len(lows) <= 5):
        return True
    head = _counted(page, thing.first, thing.last).lower()
    return head.endswith("s") and not head.endswith("ss") and len(lows) <= 4
