"""The ledger on paper: partner by partner, each state counted from its own steps; a pledge never counts as received."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from trustcrm.plugin import Block, Column, Document, Heading, InvalidValue, Paragraph, Row, Table, words
from trustcrm_report.given import STATES, TOLD, as_of, bars, cites, total, units

if TYPE_CHECKING:
    from trustcrm.plugin import Account, Ledger, Subject


def ledger(found: Ledger, subject: Subject, settings: Mapping[str, str]) -> Document:
    """Return the paper. Raises `InvalidValue` where the setting `open` is neither yes nor no."""
    if settings["open"] not in ("yes", "no"):
        raise InvalidValue(f"The setting 'open' is yes or no; {settings['open']!r} is neither.")
    accounts = [one for one in as_of(found.accounts, subject.day) if one.is_open or settings["open"] == "no"]
    whole = subject.noun == "office"
    title = f"Ledger: {subject.name}"
    blocks: list[Block] = []
    by_pair: dict[frozenset[int], list[Account]] = {}
    for one in accounts:
        by_pair.setdefault(frozenset((one.giver, one.receiver)), []).append(one)
    for sides in sorted(by_pair, key=lambda pair: _name(found, pair)):
        if whole or len(by_pair) > 1:
            blocks.append(Heading(_name(found, sides)))
        blocks += _between(found, by_pair[sides])
    if not blocks:
        blocks.append(Paragraph(words("Nothing stands in the ledger here.")))
    return Document(title=title, day=subject.day, blocks=tuple(blocks))


def _name(found: Ledger, sides: frozenset[int]) -> str:
    others = sorted(found.names[side] for side in sides if side != found.home)
    return " and ".join(others or [found.names[found.home]])


def _between(found: Ledger, accounts: Sequence[Account]) -> Iterator[Block]:
    ours = [one for one in accounts if found.home in (one.giver, one.receiver)]
    drawn = bars(ours, found.home, found.names[found.home]) if ours else None
    if drawn is not None:
        yield drawn
    pairs = sorted({(one.giver, one.receiver) for one in accounts}, key=lambda pair: (pair[1] != found.home, pair))
    for giver, receiver in pairs:
        same = [one for one in accounts if (one.giver, one.receiver) == (giver, receiver)]
        title = f"From {found.names[giver]} to {found.names[receiver]}"
        states = [state for state in STATES if any(state in one.quantities for one in same)]
        numbers = tuple(Column(TOLD.get(state, state), "number") for state in states)
        columns = (Column("what"), Column("unit"), *numbers, Column("now"), Column("in words"))
        yield Table(columns, tuple(_row(account, states) for account in same), title)
        if len(same) > 1:
            yield Table((Column("total of"), Column("unit"), *numbers), tuple(_totals(same, states)))


def _row(account: Account, states: Sequence[str]) -> Row:
    contribution = account.contribution
    uncounted = [TOLD.get(state, state) for state in states if account.quantities.get(state, 0) is None]
    said = [account.in_words, f"{', '.join(uncounted)}: not counted" if uncounted else ""]
    if account.due_on:
        said.append(f"due {account.due_on}")
    counted = (account.quantities.get(state) for state in states)
    now = TOLD.get(account.state, account.state)
    cells = (contribution.what, contribution.unit, *counted, now, "; ".join(filter(None, said)))
    return Row(cells, cites(account))


def _totals(accounts: Sequence[Account], states: Sequence[str]) -> Iterator[Row]:
    for kind, unit in units(accounts):
        alike = [one for one in accounts if (one.contribution.kind, one.contribution.unit or "") == (kind, unit)]
        reached = [state for state in states if any(one.quantities.get(state) is not None for one in alike)]
        if reached:
            yield Row((kind, unit or None, *(total(alike, state) if state in reached else None for state in states)))
