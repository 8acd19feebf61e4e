"""What is needed in a crisis, as the records hold it: each need with what answers it and who could be asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, cast

from trustcrm.plugin import fold, measured
from trustcrm_tui.ink import ink, joined
from trustcrm_tui.sheets.sheet import Facts
from trustcrm_tui.sheets.side_card import stands
from trustcrm_tui.words import day_words, number, points, short_name, thing

if TYPE_CHECKING:
    from trustcrm.plugin import Account, Kept, Ledger, Need, PluginContext

FIRST = 3
"""So many are named as those to ask first."""
SHORTEST_WORD = 4
"""Two things that share a word of so many letters are alike."""

ALL, NOBODY = "all arrived", "nobody was asked"

Ask = tuple[str, float]
"""Whom to ask, and our trust in them."""


@dataclass(frozen=True)
class Needed:
    """An open need, of ours or, where `whose` names it, of another side, with the contributions that answer it."""

    kept: Kept[Need]
    whose: str
    accounts: tuple[Account, ...]
    names: Mapping[int, str]

    @property
    def what(self) -> str:
        """What is needed, and how much of it."""
        need = self.kept.record
        return measured(need.what, need.quantity, need.unit)

    @property
    def by_on(self) -> date | None:
        """By when."""
        return self.kept.record.by_on

    @property
    def came(self) -> str:
        """How much of it arrived, "" where nothing did."""
        need = self.kept.record
        arrived = [one for one in self.accounts if one.is_received]
        alike = [one for one in arrived if (one.contribution.unit or "") == (need.unit or "")]
        sum_of = sum((one.quantities.get("received") or Decimal(0) for one in alike), Decimal(0))
        if not arrived or (need.quantity is not None and not sum_of):
            return "some of it arrived" if arrived else ""
        if need.quantity is None:
            return f"{number(sum_of)} arrived" if sum_of else "some of it arrived"
        return ALL if sum_of >= need.quantity else f"{number(sum_of)} of {number(need.quantity)} arrived"

    @property
    def lacks(self) -> bool:
        """Whether anything is still to come, as far as is known."""
        return self.came != ALL

    @property
    def how(self) -> str:
        """What came of it so far: how much arrived, and of whom else it is hoped for."""
        hoped = [short_name(self.names[one.giver]) for one in self.accounts if one.is_open and not one.is_received]
        asked = f"of {', '.join(dict.fromkeys(hoped))}" if hoped else ""
        told = " · ".join(part for part in (self.came, asked) if part)
        return f"{self.whose}: {told or NOBODY}" if self.whose else told or NOBODY

    def card(self, first: Sequence[Ask], today: date) -> Facts:
        """Return the need, what answers it, and who gave such things before."""
        need, facts = self.kept.record, Facts()
        facts.title(self.what)
        facts.line(ink(f"needed by {self.whose or 'us'}", "quiet"))
        facts.value("By", ink(day_words(need.by_on, today)))
        facts.value("Arrived", ink(self.came or "nothing yet"))
        facts.value("Words", ink(need.words or ""))
        if self.accounts:
            facts.heading("What answers it")
        for one in self.accounts:
            state = stands(one, ours=False) if one.is_open else one.state
            facts.line(
                joined(ink(f" {short_name(self.names[one.giver])}: "), ink(state, "strong"), ink(f" {thing(one)}"))
            )
        who_gave(facts, first)
        return facts


def who_gave(facts: Facts, first: Sequence[Ask]) -> None:
    """Tell who could be asked."""
    facts.heading("Who else gave such things before, by our trust in them")
    for name, trust in first:
        facts.line(joined(ink(f" {points(trust):>4} "), ink(name)))
    if not first:
        facts.line(ink(" nobody who was not asked already", "quiet"))


def open_needs(office: PluginContext, window: int, ledger: Ledger) -> list[Needed]:
    """Return what is needed and neither met nor given up, ours first, what is lacking in front, by its day."""
    found = []
    for row in office.ask.page("need", {"window": str(window)}).rows:
        kept = cast("Kept[Need]", row.kept)
        if kept.record.closed_on is None:
            side = cast("int | None", kept.record.side)
            theirs = "" if side in (None, ledger.home) else short_name(office.ask.mention("side", side).name)
            answers = tuple(one for one in ledger.accounts if one.contribution.need == kept.id)
            found.append(Needed(kept, theirs, answers, ledger.names))
    return sorted(found, key=lambda one: (bool(one.whose), not one.lacks, one.by_on or date.max, one.kept.id))


def gave_before(ledger: Ledger, what: str, kind: str, asked: set[int], trust: Mapping[int, float]) -> Iterator[Ask]:
    """Yield those from whom such a thing arrived, else one of its kind, not asked for it yet, most trusted first."""
    given = [one for one in ledger.accounts if one.is_received and one.receiver == ledger.home]
    alike = [one for one in given if words_of(what) & words_of(one.contribution.what)]
    alike = alike or [one for one in given if one.contribution.kind == kind]
    for giver in sorted({one.giver for one in alike} - asked, key=lambda side: -trust.get(side, 0.0))[:FIRST]:
        yield ledger.names[giver], trust.get(giver, 0.0)


def words_of(what: str) -> set[str]:
    """Return the words by which one thing is like another."""
    return {word for word in fold(what).split() if len(word) >= SHORTEST_WORD}
