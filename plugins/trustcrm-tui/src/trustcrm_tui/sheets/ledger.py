"""The ledger: what is open between us and others, both ways, then what was settled last. A pledge is not a deed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from trustcrm_tui.ink import Content, cell, ink, joined, spaced
from trustcrm_tui.rows import Held
from trustcrm_tui.sheets.sheet import Facts, Loaded, Manner, Subject
from trustcrm_tui.sheets.side_card import is_given, stands
from trustcrm_tui.words import day_words, late_words, number, short_name, thing

if TYPE_CHECKING:
    from trustcrm.plugin import Account, PluginContext

CLOSED = 500
"""So many settled ones are listed, the latest first."""


@dataclass(frozen=True)
class Between:
    """A contribution between us and another side, or between two others."""

    account: Account
    home: int
    names: Mapping[int, str]

    @property
    def ours(self) -> bool:
        """Whether we are to give."""
        return self.account.giver == self.home

    @property
    def of_others(self) -> bool:
        """Whether neither end is us."""
        return self.home not in (self.account.giver, self.account.receiver)

    @property
    def whom(self) -> str:
        """The name of the other side; of both where neither is us."""
        if self.of_others:
            return f"{self.names[self.account.giver]} to {self.names[self.account.receiver]}"
        return short_name(self.names[self.other])

    @property
    def other(self) -> int:
        """The side that is not us."""
        return self.account.receiver if self.ours else self.account.giver


class LedgerSheet:
    """The screen of what is given; `way` shows only one direction."""

    id = "ledger"
    name = "Ledger"

    def __init__(self, way: str = "") -> None:
        self.way = way

    def load(self, office: PluginContext) -> Loaded:
        """Return open contributions, the latest due first, then those that are settled."""
        ledger = office.ask.ledger()
        rows = [Between(account, ledger.home, ledger.names) for account in ledger.accounts]
        owed, hoped = _counted(rows)
        shown = [row for row in rows if not self.way or (_is_open(row) and _we_owe(row) == (self.way == "ours"))]
        opened = sorted((row for row in shown if _is_open(row)), key=_urgency)
        closed = sorted((row for row in shown if not _is_open(row)), key=_lately, reverse=True)[:CLOSED]
        only = {"ours": "only what we owe: < shows all", "hoped": "only what is hoped for: > shows all"}
        summary = [ink(f"we owe {owed}", "strong"), ink(f"hoped for {hoped} in all", "strong")]
        summary += [ink(only[self.way], "warn")] if self.way else [ink(f"settled {len(rows) - owed - hoped}", "quiet")]
        return Loaded(Held([*opened, *closed], key=lambda row: row.account.id), tuple(summary))

    def draw(self, row: Between, width: int, manner: Manner) -> Content:
        """Return a row's line: which way, how it stands, what, who, and by when."""
        account = row.account
        to_us = row.ours or (_is_open(row) and _we_owe(row))
        sign = " " if row.of_others else manner.glyphs.ours if to_us else manner.glyphs.theirs
        if _is_open(row):
            state, role = stands(account, ours=row.ours), "strong" if _we_owe(row) else ""
            day = (
                late_words(account.due_on, manner.today)
                if account.due_on
                else ink(day_words(account.last_on, manner.today), "quiet")
            )
        else:
            state, role = account.state, "quiet"
            day = ink(day_words(account.last_on, manner.today), "quiet")
        name_wide = max(14, width // 4)
        left = joined(ink(f"{sign} "), cell(ink(state.replace("we owe thanks", "thanks"), role), 12), ink(" "))  # type: ignore[arg-type]
        what_wide = max(8, width - left.cell_length - name_wide - 13)
        return joined(
            left, cell(ink(thing(account)), what_wide), ink(" "),
            cell(ink(row.whom), name_wide), ink(" "),
            cell(day, 11, right=True),
        )  # fmt: skip

    def card(self, office: PluginContext, row: Between, manner: Manner) -> Sequence[Content]:
        """Return the chain of steps, from the ask to the thanks."""
        account = row.account
        facts = Facts()
        facts.title(thing(account))
        giver, receiver = ("us" if side == row.home else row.names[side] for side in (account.giver, account.receiver))
        facts.line(ink(f"from {giver} to {receiver}", "quiet"))
        facts.line(ink(""))
        for kept in account.steps:
            facts.line(_step(kept.record, account, manner.today))
        if account.in_words:
            facts.line(ink(account.in_words, "strong"))
        if account.due_on:
            facts.value(
                "Due",
                spaced([ink(day_words(account.due_on, manner.today)), late_words(account.due_on, manner.today)], 2),
            )
        _worth(facts, account.contribution, manner.today)
        return facts.lines

    def subject(self, row: Between) -> Subject:
        """Return what a row is about."""
        return Subject(
            side=row.other, name=row.names[row.other], noun="contribution", id=row.account.id, on=row.account.due_on,
            kind="promise" if row.ours else "hope",
        )  # fmt: skip

    def kind(self, row: Between) -> str:
        """Return the kind by which `f` chooses."""
        return str(row.account.contribution.kind)

    def empty(self) -> tuple[Content, ...]:
        """Return how something gets here."""
        return (
            ink("Nothing was asked, promised or given yet."),
            joined(ink("p", "field"), ink(" notes a promise with a tie: "), ink("they offer 5000 masks", "quiet")),
        )


def _is_open(row: Between) -> bool:
    """Whether anything is still to come of it between us and another; what others owe each other is theirs.

    What we gave and they have is settled, for nobody owes us thanks.
    """
    return row.account.is_open and not row.of_others and not (row.ours and is_given(row.account))


def _we_owe(row: Between) -> bool:
    """Whether it is for us to act, of what is open."""
    return row.ours or row.account.awaits_thanks


def _counted(rows: Sequence[Between]) -> tuple[int, int]:
    opened = [row for row in rows if _is_open(row)]
    owed = sum(_we_owe(row) for row in opened)
    return owed, len(opened) - owed


def _urgency(row: Between) -> tuple[bool, date, int]:
    due = row.account.due_on
    return due is None, due or row.account.last_on or date.max, row.account.id


def _lately(row: Between) -> tuple[date, int]:
    return row.account.last_on or date.min, row.account.id


def _step(step: Any, account: Account, today: date) -> Content:
    amount = f"{number(step.quantity)} {account.contribution.unit or ''}".strip() if step.quantity is not None else ""
    by = f"by {day_words(step.due_on, today)}" if step.due_on else ""
    words = " ".join((step.words or "").split())
    return joined(
        ink(f"{step.state.upper():<13}", "strong"), ink(f"{day_words(step.on, today):<12}", "quiet"),
        spaced([ink(amount), ink(by), ink(words, "quiet")], 2),
    )  # fmt: skip


def _worth(facts: Facts, contribution: Any, today: date) -> None:
    if contribution.value is not None:
        facts.value(
            "Worth", ink(f"{contribution.value_currency} {number(contribution.value)} ({contribution.value_method})")
        )
    if contribution.words:
        facts.heading("Words")
        facts.line(ink(contribution.words))
    if contribution.source:
        facts.value("Source", ink(contribution.source))
