"""The report `networks`: the dues of each membership beside what came back for them, and nothing made of nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from trustcrm.plugin import (
    Account,
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
    Words,
    ended,
    words,
)
from trustcrm_networks_and_lessons.memberships import CameBack, Dues, Membership, memberships


def networks_paper(context: PluginContext, subject: Subject, settings: Mapping[str, str]) -> Document:
    """Return the paper of all memberships, or of one network. Raises `InvalidValue` where the year is none."""
    year = _year(settings["year"])
    found = [
        one for one in memberships(context, year, subject.day) if subject.noun == "office" or one.network == subject.id
    ]
    title = "Networks: what they cost and what came back" if subject.noun == "office" else f"Network: {subject.name}"
    within = f"in {year}" if year is not None else f"up to {subject.day.isoformat()}"
    if not found:
        whose = "No membership in a network" if subject.noun == "office" else f"No membership in {subject.name}"
        told = f"{whose} is on record as of {subject.day.isoformat()}."
        return Document(title=title, day=subject.day, blocks=(Paragraph(words(told)),))
    blocks: list[Block] = [
        Paragraph(words(f"What was on record {within}. Currencies are never added together.")),
        *_sums(found),
    ]
    for one in found:
        blocks += _of(one, within)
    return Document(title=title, day=subject.day, blocks=tuple(blocks))


def _year(words: str) -> int | None:
    if not words:
        return None
    if not (words.isdecimal() and words.isascii() and len(words) == 4):
        raise InvalidValue(f"The setting 'year' is a year such as 2020; {words!r} is not.")
    return int(words)


def _sums(found: Sequence[Membership]) -> Iterator[Block]:
    columns = (
        Column("network"), Column("currency"), Column("dues", "number"), Column("paid", "number"),
        Column("open", "number"), Column("services", "number"), Column("offers", "number"),
        Column("lessons", "number"), Column("asks", "number"), Column("convenings", "number"),
    )  # fmt: skip
    yield Table(columns, tuple(row for one in found for row in _rows(one)), "Dues beside what came back")


def _rows(one: Membership) -> Iterator[Row]:
    """Yield a row for each currency of a membership's dues; what came back stands in the first alone."""
    back = one.came_back
    counts = tuple(len(some) for some in (back.services, back.offers, back.lessons, back.asks, back.convenings))
    currencies = sorted({due.currency for due in one.dues})
    for place, currency in enumerate(currencies or [""]):
        some = [due for due in one.dues if due.currency == currency]
        amounts = (
            Money(sum((due.amount or Decimal(0) for due in some), Decimal(0)), currency),
            Money(sum((due.paid for due in some), Decimal(0)), currency),
            Money(sum((due.open for due in some), Decimal(0)), currency),
        ) if some else (None, None, None)  # fmt: skip
        cites = [cited for due in some for cited in due.cites]
        cites += _back_cites(back) if place == 0 else []
        cells = (one.name, currency or None, *amounts, *(counts if place == 0 else (None,) * len(counts)))
        yield Row(cells, (Citation("tie", one.tie), *cites))


def _back_cites(back: CameBack) -> list[Citation]:
    return [
        *(Citation("contribution", account.id) for account in (*back.services, *back.offers, *back.asks)),
        *(Citation("contribution", one.id) for one in back.lessons),
        *(cited for one in back.convenings for cited in one.cites),
    ]


def _of(one: Membership, within: str) -> Iterator[Block]:
    yield Heading(one.name)
    since = f", since {one.since.isoformat()}" if one.since else ""
    yield Paragraph(words(f"The tie is {one.state}{since}.", cites=(Citation("tie", one.tie),)))
    if one.dues:
        columns = (
            Column("year", "text", "right"), Column("dues", "number"), Column("paid", "number"),
            Column("open", "number"), Column("currency"), Column("standing"), Column("to be paid by", "day"),
        )  # fmt: skip
        yield Table(columns, tuple(_due(due) for due in one.dues))
    else:
        yield Paragraph(words(f"No dues are on record {within}."))
    items = list(_told(one.came_back))
    if items:
        yield Bullets(tuple(items))
    else:
        yield Paragraph(words(f"Nothing is on record as having come back {within}."))


def _due(due: Dues) -> Row:
    amounts = (None if one is None else Money(one, due.currency) for one in (due.amount, due.paid, due.open))
    cells = (str(due.year), *amounts, due.currency, due.standing, due.due_on)
    return Row(cells, due.cites)


def _told(back: CameBack) -> Iterator[Words]:
    for label, accounts in (("Service used", back.services), ("Offered", back.offers), ("We asked", back.asks)):
        for account in accounts:
            yield words(f"{label}: {account.contribution.what}{_when(account)}.", cites=_cites(account))
    for one in back.lessons:
        yield words(f"Lesson of {one.origin}: {one.measure}; {one.standing}.", cites=one.cites)
    for met in back.convenings:
        yield words(ended(f"Convening on {met.on.isoformat()}: {met.title}"), cites=met.cites)


def _when(account: Account) -> str:
    state = "thanked for" if account.state == "acknowledged" else account.state
    return f", {state} on {account.last_on.isoformat()}" if account.last_on is not None else ""


def _cites(account: Account) -> tuple[Citation, ...]:
    own = account.contribution.source or ""
    return tuple(Citation("step", one.id, one.record.source or own) for one in account.steps)
