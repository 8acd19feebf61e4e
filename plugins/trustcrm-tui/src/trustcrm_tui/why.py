"""Why a number is what it is: the acts it is the sum of, with each one's share, as `trustcrm explain` tells them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from trustcrm.plugin import counted
from trustcrm_tui.ink import Content, cell, ink, joined
from trustcrm_tui.rows import Held
from trustcrm_tui.sheets.sheet import Facts, Loaded, Manner, Subject
from trustcrm_tui.sheets.side_card import balance_words
from trustcrm_tui.words import day_words, short_name

if TYPE_CHECKING:
    from trustcrm.plugin import Explanation, PluginContext, Reading, Share


@dataclass(frozen=True)
class Term:
    """One term of the sum that our trust in them is."""

    share: Share
    told: Explanation


class WhySheet:
    """The explanation of a tie's readings; its rows are the shares, the heaviest first."""

    id = "why"
    name = "Why"

    def __init__(self, subject: Subject) -> None:
        self._subject = subject

    def load(self, office: PluginContext) -> Loaded:
        """Return the shares of our trust in them, which sum to it."""
        told = office.ask.explain(self._subject.side or 0)
        reading = told.theirs.trust
        if reading is None:
            return Loaded(Held((), key=id), (ink(told.unavailable or "The reading is unavailable.", "warn"),))
        terms = [Term(share, told) for share in sorted(reading.shares, key=lambda share: -abs(share.value))]
        return Loaded(Held(terms, key=lambda term: term.share.about), _summary(told, reading), titles=_titles)

    def draw(self, row: Term, width: int, manner: Manner) -> Content:
        """Return when, what, by whom, its share in points, and by how much it moves the whole."""
        share, act = row.share, row.share.act
        day = day_words(act.day, manner.today) if act else ""
        what = act.kind if act else share.about
        by = str(row.told.names.get(act.giver, "")) if act else "before any act"
        effect = f"{100 * share.effect:+.2f}" if share.effect is not None else ""
        points = ink(f"{100 * share.value:+.2f}", "strong")
        return _line(width, ink(day, "quiet"), ink(what), ink(short_name(by), "quiet"), points, ink(effect, "quiet"))

    def card(self, office: PluginContext, row: Term, manner: Manner) -> Sequence[Content]:
        """Return what stands beside the number: its span, goodwill, warmth, who gave more, and what would change it."""
        told = row.told
        facts = Facts()
        facts.title(f"{told.names[told.them]} and {told.names[told.us]}")
        reading = told.theirs.trust
        if reading is not None:
            facts.value("Trust", ink(f"{100 * reading.value:.1f} %  ({reading.certainty})"))
            facts.value("90 in 100", ink(f"{100 * reading.low:.1f} to {100 * reading.high:.1f} %"))
            facts.value("Acts", ink(f"{reading.acts}, the last on {day_words(reading.last, manner.today)}"))
            for breach in reading.breaches:
                facts.line(ink(f"! breach: {breach.partition(':')[0]}, never averaged away", "alert"))
        good = told.theirs.goodwill
        facts.value("Goodwill", ink(f"{good.net:.2f}  ({good.positive:.2f} kind, {good.negative:.2f} unkind)"))
        facts.value("Given", ink(balance_words(told.balance)))
        warm = told.warmth
        facts.value(
            "Warmth", ink(f"{warm.word}, every {warm.cadence_days} d" if warm.value is not None else "no contact yet")
        )
        people = ", ".join(person.name for person in told.breadth)
        facts.value("Contacts", ink(f"{len(told.breadth)} living: {people}" if people else "nobody within two years"))
        if told.what_if is not None:
            facts.heading("What would change it")
            future = told.what_if
            facts.value(" one kind act today", ink(f"{100 * future.after_kind_act:.1f} %"), 22)
            facts.value(" three silent months", ink(f"{100 * future.after_3_silent_months:.1f} %"), 22)
            facts.value(" twelve silent months", ink(f"{100 * future.after_12_silent_months:.1f} %"), 22)
        facts.line(ink(""))
        facts.line(ink(f"Made by {told.model}; fingerprint {told.fingerprint}.", "quiet"))
        return facts.lines

    def subject(self, row: Term) -> Subject:
        """Return the tie."""
        return self._subject

    def kind(self, row: Term) -> str:
        """Return nothing: here all are of one kind."""
        return ""

    def empty(self) -> tuple[Content, ...]:
        """Return that there is no evidence."""
        return (ink("There is no evidence yet."),)


def _titles(width: int) -> Content:
    return _line(width, *map(ink, ("on", "what", "by", "share", "moves")))


def _line(width: int, day: Content, what: Content, by: Content, points: Content, effect: Content) -> Content:
    tail = joined(cell(points, 8, right=True), cell(effect, 8, right=True))
    by_wide = max(0, min(26, width // 4))
    what_wide = max(8, width - 13 - by_wide - tail.cell_length)
    return joined(cell(day, 12), cell(what, what_wide), ink(" "), cell(by, by_wide), tail)


def _summary(told: Explanation, reading: Reading) -> tuple[Content, ...]:
    total = sum(share.value for share in reading.shares)
    return (
        ink(f"Trust {100 * reading.value:.2f} % in {short_name(told.names[told.them])}", "strong"),
        ink(f"the sum of {counted(len(reading.shares), 'share')}, {100 * total:.2f} points"),
        ink("moves: how far each moves the whole", "quiet"),
    )
