"""The ledger on paper: partner by partner, each state counted from its own steps; a pledge never counts as received."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from trustcrm.plugin import (
    Bars,
    Block,
    Column,
    Document,
    Heading,
    InvalidValue,
    Paragraph,
    Row,
    Table,
    fold,
    words,
)
from trustcrm_report.given import STATES, TOLD, as_of, bars, cites, total, units

if TYPE_CHECKING:
    from datetime import date

    from trustcrm.plugin import Account, Ledger, Subject


def ledger(found: Ledger, subject: Subject, settings: Mapping[str, str]) -> Document:
    """Return the paper. Raises `InvalidValue` where the setting `open` is neither yes nor no."""
    if settings["open"] not in ("yes", "no"):
        raise InvalidValue(f"The setting 'open' is yes or no; {settings['open']!r} is neither.")
    accounts = [one for one in as_of(found.accounts, subject.day) if one.is_open or settings["open"] == "no"]
    whole = subject.noun == "office"
    title = f"Ledger: {subject.name}"
    blocks: list[Block] = list(_arrived(found, accounts))
    by_pair: dict[frozenset[int], list[Account]] = {}
    for one in accounts:
        by_pair.setdefault(frozenset((one.giver, one.receiver)), []).append(one)
    for sides in sorted(by_pair, key=lambda pair: fold(_name(found, pair))):
        if whole or len(by_pair) > 1:
            blocks.append(Heading(_name(found, sides)))
        blocks += _between(found, by_pair[sides], subject.day)
    if not blocks:
        blocks.append(Paragraph(words("Nothing stands in the ledger here.")))
    return Document(title=title, day=subject.day, blocks=tuple(blocks))


def _name(found: Ledger, sides: frozenset[int]) -> str:
    others = sorted(found.names[side] for side in sides if side != found.home)
    return " and ".join(others or [found.names[found.home]])


def _arrived(found: Ledger, accounts: Sequence[Account]) -> Iterator[Bars]:
    """Yield what arrived from all partners and at all of them, in one picture."""
    ours = [one for one in accounts if found.home in (one.giver, one.receiver)]
    drawn = bars(ours, found.home, found.names[found.home]) if ours else None
    if drawn is not None:
        yield drawn


def _between(found: Ledger, accounts: Sequence[Account], day: date) -> Iterator[Block]:
    pairs = sorted({(one.giver, one.receiver) for one in accounts}, key=lambda pair: (pair[1] != found.home, pair))
    for giver, receiver in pairs:
        same = [one for one in accounts if (one.giver, one.receiver) == (giver, receiver)]
        title = f"From {found.names[giver]} to {found.names[receiver]}"
        states = [state for state in STATES if any(state in one.quantities for one in same)]
        numbers = tuple(Column(TOLD.get(state, state), "number") for state in states)
        said = [_said(account, states, day) for account in same]
        columns = [Column("what"), Column("unit"), *numbers, Column("now")]
        rows = [_cells(account, states) for account in same]
        if any(said):
            columns.append(Column("in words"))
            rows = [(*cells, told) for cells, told in zip(rows, said, strict=True)]
        cited = zip(rows, same, strict=True)
        yield Table(tuple(columns), tuple(Row(cells, cites(account)) for cells, account in cited), title)
        totals = tuple(_totals(same, states))
        if totals:
            yield Table((Column("total of"), Column("unit"), *numbers), totals)


def _cells(account: Account, states: Sequence[str]) -> tuple[Any, ...]:
    counted = (account.quantities.get(state) for state in states)
    return account.contribution.what, account.contribution.unit, *counted, TOLD.get(account.state, account.state)


def _said(account: Account, states: Sequence[str], day: date) -> str:
    uncounted = [TOLD.get(state, state) for state in states if account.quantities.get(state, 0) is None]
    said = [account.in_words, f"{', '.join(uncounted)}: not counted" if uncounted else ""]
    if account.due_on:
        said.append(f"due {account.due_on}{', which has gone by' if account.due_on < day else ''}")
    return "; ".join(filter(None, said))


def _totals(accounts: Sequence[Account], states: Sequence[str]) -> Iterator[Row]:
    """Yield a sum of each kind and unit of which there are several; of one alone the sum would be said twice."""
    for kind, unit in units(accounts):
        alike = [one for one in accounts if (one.contribution.kind, one.contribution.unit or "") == (kind, unit)]
        reached = [state for state in states if any(one.quantities.get(state) is not None for one in alike)]
        if reached and len(alike) > 1:
            yield Row((kind, unit or None, *(total(alike, state) if state in reached else None for state in states)))
