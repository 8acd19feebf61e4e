"""The agreements, by the day they end: what must be renewed stands first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from trustcrm_tui.ink import Content, cell, ink, joined
from trustcrm_tui.rows import Held
from trustcrm_tui.sheets.sheet import Facts, Loaded, Manner, Subject
from trustcrm_tui.words import day_words, late_words

if TYPE_CHECKING:
    from trustcrm.plugin import Listed, PluginContext

MARKS = (14, 60, 180)
"""Days before its end at which an agreement is pressing, near, and in sight."""


class Pacts:
    """The screen of agreements."""

    id = "pacts"
    name = "Pacts"

    def load(self, office: PluginContext) -> Loaded:
        """Return every agreement, those that end first before others, those without an end last."""
        today = office.clock.today()
        found = list(office.ask.page("agreement", {}).rows)
        renewed = {row.kept.record.renews for row in found if getattr(row.kept.record, "renews", None)}
        rows = sorted(found, key=lambda row: _urgency(row, today, renewed))
        soon = sum(1 for row in found if _days(row, today) is not None and 0 <= (_days(row, today) or 0) <= MARKS[1])
        over = sum(1 for row in found if (_days(row, today) or 0) < 0 and row.kept.id not in renewed)
        return Loaded(
            Held(rows, key=lambda row: row.kept.id),
            ink(f"{len(rows)} agreements   {soon} end within {MARKS[1]} days   {over} ended and not renewed"),
        )

    def draw(self, row: Listed, width: int, manner: Manner) -> Content:
        """Return a row's line: how pressing, the text, with whom, signed and ending when."""
        text: Any = row.kept.record
        days = _days(row, manner.today)
        mark = ink("  ")
        if days is not None:
            mark = ink("! ", "alert") if days <= MARKS[0] else ink("~ ", "warn") if days <= MARKS[1] else ink("· ", "quiet")
        name_wide = max(12, width // 4)
        ends = late_words(text.ends_on, manner.today) if text.ends_on else ink("no end", "quiet")
        title_wide = max(8, width - name_wide - 2 - 2 - 12 - 11)
        return joined(
            mark, cell(ink(row.title), title_wide), ink(" "), cell(ink(_other(row)), name_wide), ink(" "),
            cell(ink(day_words(text.ends_on, manner.today) if text.ends_on else "", "quiet"), 12, right=True), cell(ends, 11, right=True),
        )  # fmt: skip

    def card(self, office: PluginContext, row: Listed, manner: Manner) -> Sequence[Content]:
        """Return the text, its days and signatories."""
        text: Any = row.kept.record
        facts = Facts()
        facts.title(text.title)
        facts.line(ink(str(row.value("tie")), "quiet"))
        facts.line(ink(""))
        facts.value("Signed", ink(day_words(text.signed_on, manner.today)))
        facts.value("Notice by", ink(day_words(text.notice_on, manner.today) if text.notice_on else ""))
        facts.value("Ends", ink(day_words(text.ends_on, manner.today) if text.ends_on else "no end"))
        facts.value("Signed by", ink(", ".join(text.signatories)))
        facts.value("Languages", ink(", ".join(text.languages)))
        facts.value("Council", ink(text.resolution or ""))
        if text.words:
            facts.heading("What it says")
            facts.line(ink(text.words))
        return facts.lines

    def subject(self, row: Listed) -> Subject:
        """Return what a row is about."""
        text: Any = row.kept.record
        return Subject(name=_other(row), noun="agreement", id=row.kept.id, on=text.ends_on, kind="term")

    def words(self, row: Listed) -> str:
        """Return the words a filter looks through."""
        return f"{row.title} {row.value('tie')}"

    def empty(self) -> tuple[Content, ...]:
        """Return how one gets here."""
        return (
            ink("No agreement is on record."),
            joined(ink("trustcrm agreement add", "field"), ink(" records one; "), ink("trustcrm import", "field"), ink(" brings many")),
        )


def _other(row: Listed) -> str:
    """Return the other side's name from the tie's title, "Los Angeles (US) – Milan (IT), partner"."""
    tie = str(row.value("tie"))
    _, parted, behind = tie.partition(" – ")
    return behind.rpartition(", ")[0] or behind if parted else tie


def _days(row: Listed, today: date) -> int | None:
    ends = getattr(row.kept.record, "ends_on", None)
    return (ends - today).days if ends else None


def _urgency(row: Listed, today: date, renewed: set[Any]) -> tuple[int, date, int]:
    ends = getattr(row.kept.record, "ends_on", None)
    if ends is None:
        return 1, date.max, row.kept.id
    return (2 if row.kept.id in renewed and ends < today else 0), ends, row.kept.id
