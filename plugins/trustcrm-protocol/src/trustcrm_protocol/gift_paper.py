"""The report `gifts`: the register of a year and what each donor gave, every figure with the records it sums."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from trustcrm.plugin import (
    Block,
    Bullets,
    Citation,
    Column,
    Document,
    Heading,
    InvalidValue,
    Money,
    Paragraph,
    PluginContext,
    Row,
    Subject,
    Table,
    quiet,
    shown,
    words,
)
from trustcrm_protocol.asks import Nearness, belongings, nearnesses
from trustcrm_protocol.gifts import Gift, gifts, unregistered
from trustcrm_protocol.sums import YearSum, rates_given, year_sums
from trustcrm_protocol.tables_made import if_made
from trustcrm_protocol.thresholds import Threshold, threshold_of, thresholds

TITLES = {
    "apart": "Each donor apart",
    "person": "A person in every role",
    "organisation": "An organisation with all who belong to it",
}


def gift_paper(context: PluginContext, subject: Subject, settings: Mapping[str, str]) -> Document:
    """Return the paper. Raises `InvalidValue` where `year` is none."""
    year = _year(settings.get("year", ""), subject.day)
    first, last = date(year, 1, 1), min(date(year, 12, 31), subject.day)
    found = if_made(lambda: gifts(context, first, last))
    threshold = threshold_of(if_made(lambda: thresholds(context)), year)
    sums = year_sums(found, belongings(context, found), threshold, rates_given(context), year)
    near = [one for one in nearnesses(context, found) if one.ask.on <= subject.day]
    blocks = [
        *_summary(found, sums, near, threshold, year),
        *_register(found, subject.day),
        *_sums(sums),
        *_notes(near),
        *_left_out(context, first, last),
    ]
    return Document(title=f"Gifts of {year}: {subject.name}", day=subject.day, blocks=tuple(blocks))


def _year(told: str, day: date) -> int:
    if not told:
        return day.year
    if len(told) != 4 or not told.isascii() or not told.isdigit() or int(told) < 1:
        raise InvalidValue(f"The setting 'year' is a year such as {day.year}; {told[:20]!r} is none.")
    return int(told)


def _summary(
    found: Sequence[Gift], sums: Sequence[YearSum], near: Sequence[Nearness], threshold: Threshold | None, year: int
) -> Iterator[Block]:
    if threshold is None:
        yield Paragraph(words(quiet("The office has set no threshold, so no sum is compared with one.")))
    else:
        most = f"{shown(_money(threshold.amount, threshold.currency))} {threshold.currency}"
        told = f"The threshold is {most} a donor and year ({threshold.source})."
        yield Paragraph(words(told))
    over = [one for one in sums if one.is_over]
    unsure = [one for one in sums if one.may_be_over]
    yield Bullets(
        (
            words(f"Gifts in the register of {year}: {len(found):,}.", cites=_cites(found)),
            words(f"Donors over the threshold: {len(over):,}.", cites=_cites(_all(over))),
            words(
                f"Donors of whom this cannot be said, because a value or an exchange rate is missing: {len(unsure):,}.",
                cites=_cites(_all(unsure)),
            ),
            words(
                f"Gifts that came close to an ask of the same side: {len(near):,}.",
                cites=[cited for one in near for cited in (one.gift.cited, one.ask.cited)],
            ),
        )
    )


def _register(found: Sequence[Gift], day: date) -> Iterator[Block]:
    yield Heading("The register")
    if not found:
        yield Paragraph(words("It holds no gift of that year."))
        return
    columns = (
        Column("gift", "number"), Column("on", "day"), Column("from"), Column("what"), Column("value", "number"),
        Column("currency"), Column("circumstances"), Column("disposition"),
    )  # fmt: skip
    rows = [
        Row(
            (
                one.id, one.parcel.on, one.donor, one.parcel.what, _money(one.parcel.value, one.parcel.currency),
                one.parcel.currency, one.parcel.circumstances or None,
                one.disposition_on(day) or "not said",
            ),
            (one.cited,),
        )
        for one in found
    ]  # fmt: skip
    yield Table(columns, tuple(rows))


def _sums(sums: Sequence[YearSum]) -> Iterator[Block]:
    if not sums:
        return
    yield Heading("What each donor gave in the year")
    told = "A gift may stand in several of these tables, so their sums are never added to one another."
    yield Paragraph(words(quiet(told)))
    threshold = sums[0].threshold
    in_all = (Column(f"in all, {threshold.currency}", "number"),) if threshold is not None else ()
    columns = (
        Column("donor"), Column("gifts", "number"), Column("sum", "number"), Column("currency"), *in_all,
        Column("standing of the year"),
    )  # fmt: skip
    for reckoning, title in TITLES.items():
        rows = [row for one in sums if one.donor.reckoning == reckoning for row in _sum_rows(one)]
        if rows:
            yield Table(columns, tuple(rows), title)


def _sum_rows(one: YearSum) -> Iterator[Row]:
    """Yield a row a currency; the first tells the donor, and all of it in the threshold's currency."""
    cites = (*_cites(one.gifts), *one.rates)
    in_all = (_money(one.against, one.threshold.currency),) if one.threshold is not None else ()
    amounts: list[tuple[str | None, Decimal | None]] = [*one.sums.items()] or [(None, None)]
    for place, (currency, amount) in enumerate(amounts):
        if not place:
            yield Row((one.donor.name, len(one.gifts), _money(amount, currency), currency, *in_all, one.verdict), cites)
        else:
            yield Row((None, None, _money(amount, currency), currency, *(None for _ in in_all), None), cites)


def _notes(near: Sequence[Nearness]) -> Iterator[Block]:
    yield Heading("Gifts close to an ask")
    if not near:
        yield Paragraph(words("No gift of the register came close to an ask of the same side."))
        return
    yield Bullets(tuple(words(one.words, cites=(one.gift.cited, one.ask.cited)) for one in near))


def _left_out(context: PluginContext, first: date, last: date) -> Iterator[Block]:
    found = unregistered(context, first, last)
    if not found:
        return
    yield Heading("Received, and not in the register")
    kinds = "Goods, hospitality, access and money that answer no need of a crisis."
    yield Paragraph(words(quiet(f"{kinds} Somebody must say which are gifts; none of them is counted above.")))
    columns = (Column("on", "day"), Column("from"), Column("what"), Column("value", "number"), Column("currency"))
    rows = []
    for row, on, one in found:
        side = context.ask.mention("side", one.giver).name if isinstance(one.giver, int) else ""
        cells = (
            on,
            side,
            one.what,
            _money(one.value, one.value_currency),
            one.value_currency if one.value is not None else None,
        )
        rows.append(Row(cells, (Citation("contribution", row, one.source or ""),)))
    yield Table(columns, tuple(rows))


def _money(amount: Decimal | None, currency: str | None) -> Money | None:
    return None if amount is None else Money(amount, currency or "")


def _all(sums: Sequence[YearSum]) -> list[Gift]:
    return [gift for one in sums for gift in one.gifts]


def _cites(found: Sequence[Gift]) -> tuple[Citation, ...]:
    return tuple(dict.fromkeys(one.cited for one in found))
