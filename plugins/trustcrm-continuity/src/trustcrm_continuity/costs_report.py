"""The report of what ties cost in a year: hours and money, tie by tie, what is over its cap, what cannot be shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import cast

from trustcrm.plugin import (
    Block,
    Bullets,
    Citation,
    Column,
    Document,
    Heading,
    InvalidValue,
    Kept,
    Money,
    Paragraph,
    PluginContext,
    Rate,
    Row,
    Subject,
    Table,
    Words,
    counted,
    in_one_currency,
    quiet,
    strong,
    words,
)
from trustcrm_continuity.costs import caps, currency_of, over, plain
from trustcrm_continuity.spent import Spent, spent, this_year


def costs_report(context: PluginContext, subject: Subject, settings: Mapping[str, str]) -> Document:
    """Return the report of the year that the subject's day is in, or of the setting `year`, up to that day."""
    first, last = _year(settings["year"], subject.day)
    side = None if subject.noun == "office" else subject.id
    found = [one for one in spent(context, first, last, side) if one.contacts or one.costs or one.gifts]
    blocks: list[Block] = [Paragraph(words(f"From {first.isoformat()} to {last.isoformat()}."))]
    if not found:
        blocks.append(Paragraph(words("No time and no money spent on a tie is on record for these days.")))
        return Document(title=_title(subject), day=subject.day, blocks=tuple(blocks))
    blocks += [Heading("Time"), _hours(found)]
    coins = any(amount != amount.to_integral_value() for one in found for _, _, amount in one.amounts)
    blocks += _money(found, coins)
    if settings["in"]:
        blocks += _together(context, found, currency_of(settings["in"]), coins)
    known = caps(context)
    passed = [
        words(strong(one.name), f": {told}.") for one in found for told in over(one.against_caps, one.side, known)
    ]
    if passed:
        blocks += [Heading("Over the cap"), Bullets(tuple(passed))]
    blocks += [Heading("What this cannot show"), Bullets(tuple(_unshown(found)))]
    return Document(title=_title(subject), day=subject.day, blocks=tuple(blocks))


def _title(subject: Subject) -> str:
    return f"What our ties cost: {subject.name}"


def _year(told: str, day: date) -> tuple[date, date]:
    if not told:
        return this_year(day)
    if not (told.isascii() and told.isdigit() and 1000 <= int(told) <= day.year):
        raise InvalidValue(f"The setting 'year' is a year up to {day.year}; {told!r} is not that.")
    first = date(int(told), 1, 1)
    return first, min(first.replace(month=12, day=31), day)


def _hours(found: Sequence[Spent]) -> Table:
    columns = (
        Column("with"), Column("contacts", "number"), Column("minutes in contacts", "number"),
        Column("minutes besides", "number"), Column("minutes in all", "number"), Column("contacts not timed", "number"),
    )  # fmt: skip
    rows = [
        Row((one.name, one.contacts, one.in_contacts, one.besides, one.minutes, one.untimed), _ties(one))
        for one in found
    ]
    sums = (
        "all ties", sum(one.contacts for one in found), sum(one.in_contacts for one in found),
        sum(one.besides for one in found), sum(one.minutes for one in found), sum(one.untimed for one in found),
    )  # fmt: skip
    return Table(columns, (*rows, Row(sums, is_sum=True)) if len(rows) > 1 else tuple(rows))


def _ties(one: Spent) -> tuple[Citation, ...]:
    return tuple(Citation("tie", row) for row in one.ties)


def _money(found: Sequence[Spent], coins: bool) -> Iterator[Block]:
    rows = []
    for one in found:
        for currency, total in one.money.items():
            gifts = [gift for gift in one.gifts if gift.currency == currency]
            given = sum((gift.amount for gift in gifts), Decimal(0))
            cites = (*_ties(one), *(Citation("step", gift.step, gift.source) for gift in gifts))
            rows.append(Row((one.name, currency, *_parted(given, total, currency, coins)), cites))
    if rows:
        yield Heading("Money")
        yield Paragraph(words(quiet("Each currency by itself: they are never added to each other without a rate.")))
        yield Table(
            (Column("with"), Column("currency"), Column("given", "number"), Column("spent", "number"),
             Column("together", "number")),
            tuple(rows),
        )  # fmt: skip
    costs = [(one, cost) for one in found for cost in one.costs if cost.amount is not None]
    if costs:
        columns = (Column("with"), Column("on", "day"), Column("for"), Column("amount", "number"), Column("currency"),
                   Column("words"))  # fmt: skip
        told = [
            Row((one.name, cost.on, cost.purpose, Money(cost.amount or 0, cost.currency or "", coins=coins),
                 cost.currency, cost.words or None),
                () if cost.interaction is None else (Citation("interaction", cost.interaction),))
            for one, cost in costs
        ]  # fmt: skip
        yield Table(columns, tuple(told), "What was spent")


def _parted(given: Decimal, total: Decimal, currency: str, coins: bool) -> tuple[Money | None, Money | None, Money]:
    """Return what was given of a total, what was spent, and all of it."""
    first, second = (Money(part, currency, coins=coins) if part else None for part in (given, total - given))
    return first, second, Money(total, currency, coins=coins)


def _together(context: PluginContext, found: Sequence[Spent], into: str, coins: bool) -> Iterator[Block]:
    known = [cast("Kept[Rate]", row.kept) for row in reversed(context.ask.page("rate").rows)]
    rows, lacking = [], set()
    for one in found:
        if one.amounts:
            total, without = in_one_currency(one.amounts, into, [kept.record for kept in known])
            lacking |= set(without)
            rows.append(Row((one.name, Money(total, into, coins=coins), ", ".join(without) or None), _ties(one)))
    yield Heading(f"In {into}")
    yield Table((Column("with"), Column(into, "number"), Column("left out, no rate")), tuple(rows))
    used = [kept for kept in known if kept.record.into == into]
    if used:
        yield Bullets(tuple(_rate(kept) for kept in used))
    if lacking:
        names = ", ".join(sorted(lacking))
        yield Paragraph(words(f"For {names} the office gave no rate of that day, and it is in no sum."))


def _rate(kept: Kept[Rate]) -> Words:
    rate = kept.record
    until = f" to {rate.until.isoformat()}" if rate.until is not None else " on"
    told = f"1 {rate.currency} is {plain(rate.worth)} {rate.into} from {rate.since.isoformat()}{until}: {rate.source}"
    return words(told, cites=[Citation("rate", kept.id, rate.source)])


def _unshown(found: Sequence[Spent]) -> Iterator[Words]:
    untimed = sum(one.untimed for one in found)
    if untimed:
        told = counted(untimed, "contact does not say how long it", "contacts do not say how long they")
        yield words(f"{told} lasted; no minutes are counted there.")
    yield words("Hours that nobody wrote down, and costs that others bore for us.")
    yield words("What a tie is worth: the value report tells that, and neither figure divided by the other says it.")
