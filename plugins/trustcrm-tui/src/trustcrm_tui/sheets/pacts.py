"""The agreements, by the day that matters next, of notice or of the end: what must be renewed stands first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from trustcrm.plugin import counted
from trustcrm_tui.ink import NOTHING, Content, cell, ink, joined
from trustcrm_tui.rows import Held
from trustcrm_tui.sheets.sheet import Facts, Loaded, Manner, Subject
from trustcrm_tui.words import day_words, late_words, short_name

if TYPE_CHECKING:
    from trustcrm.plugin import Listed, PluginContext

ROOM_FOR_SPAN = 64
"""From so many cells on a line says how far off its day is."""
MARKS = (14, 60, 180)
"""Days before its end at which an agreement is pressing, near, and in sight."""


@dataclass(frozen=True)
class Pact:
    """An agreement, and whether a later one renews it."""

    listed: Listed
    renewed: bool


class Pacts:
    """The screen of agreements."""

    id = "pacts"
    name = "Pacts"

    def load(self, office: PluginContext) -> Loaded:
        """Return every agreement by the day a line shows, then those without an end, then the renewed."""
        today = office.clock.today()
        found = office.ask.page("agreement").rows
        renewed = {renews for row in found if (renews := getattr(row.kept.record, "renews", None))}
        rows = sorted((Pact(row, row.kept.id in renewed) for row in found), key=lambda row: _urgency(row, today))
        days = [left for row in rows if not row.renewed and (left := _days(row, today)) is not None]
        coming = [(day - today).days for row in rows if (day := _next_day(row, today)[0]) is not None]
        soon, over = sum(0 <= left <= MARKS[1] for left in coming), sum(left < 0 for left in days)
        counts = [ink(counted(len(rows), "agreement"), "strong"), ink(f"{soon} to renew within {MARKS[1]} days")]
        counts += [ink(f"{over} ended and not renewed", "warn")] if over else []
        return Loaded(Held(rows, key=lambda row: row.listed.kept.id), tuple(counts))

    def draw(self, row: Pact, width: int, manner: Manner) -> Content:
        """Return a row's line: how pressing, the text, with whom, the day to renew or its end, and how far that is."""
        text: Any = row.listed.kept.record
        day, what = _next_day(row, manner.today)
        name_wide, day_wide = max(12, width // 4), 19
        said = f"{what} {day_words(day, manner.today)}" if day else "renewed" if row.renewed else "no end"
        left = late_words(day, manner.today) if day else NOTHING
        left_wide = 10 if width >= ROOM_FOR_SPAN else 0
        title_wide = max(8, width - name_wide - day_wide - left_wide - 4)
        return joined(
            _mark(day, manner.today),
            cell(ink(text.title), title_wide),
            ink(" "),
            cell(ink(short_name(_other(row.listed))), name_wide),
            ink(" "),
            cell(ink(said, "quiet"), day_wide, right=True),
            cell(left, left_wide, right=True),
        )

    def card(self, office: PluginContext, row: Pact, manner: Manner) -> Sequence[Content]:
        """Return the text, its days and signatories."""
        text: Any = row.listed.kept.record
        facts = Facts()
        facts.title(text.title)
        facts.line(ink(str(row.listed.value("tie")), "quiet"))
        facts.line(ink(""))
        facts.value("Signed", ink(day_words(text.signed_on, manner.today)))
        facts.value("Notice by", ink(day_words(text.notice_on, manner.today) if text.notice_on else ""))
        facts.value("Ends", ink(day_words(text.ends_on, manner.today) if text.ends_on else "no end"))
        facts.value("Renewed", ink("by a later text" if row.renewed else ""))
        facts.value("Signed by", ink(", ".join(text.signatories)))
        facts.value("Languages", ink(", ".join(text.languages)))
        facts.value("Council", ink(text.resolution or ""))
        if text.words:
            facts.heading("What it says")
            facts.line(ink(text.words))
        return facts.lines

    def subject(self, row: Pact) -> Subject:
        """Return what a row is about."""
        text: Any = row.listed.kept.record
        name = _other(row.listed)
        return Subject(name=name, noun="agreement", id=row.listed.kept.id, on=text.ends_on, kind="term")

    def kind(self, row: Pact) -> str:
        """Return nothing: here all are of one kind."""
        return ""

    def empty(self) -> tuple[Content, ...]:
        """Return how one gets here."""
        return (
            ink("No agreement is on record."),
            joined(
                ink("n", "field"),
                ink(" records one; "),
                ink("trustcrm import", "field"),
                ink(" brings many"),
            ),
        )


def _other(row: Listed) -> str:
    """Return the other side's name from the tie's title, "Los Angeles (US) – Milan (IT), partner"."""
    tie = str(row.value("tie"))
    _, parted, behind = tie.partition(" – ")
    return behind.rpartition(", ")[0] or behind if parted else tie


def _days(row: Pact, today: date) -> int | None:
    ends = getattr(row.listed.kept.record, "ends_on", None)
    return (ends - today).days if ends else None


def _next_day(row: Pact, today: date) -> tuple[date | None, str]:
    """Return the day that matters next: the last day of notice while it lies ahead, else the end; none once renewed."""
    text: Any = row.listed.kept.record
    if row.renewed:
        return None, ""
    if text.notice_on is not None and text.notice_on >= today:
        return text.notice_on, "notice"
    return text.ends_on, "ends" if text.ends_on is not None and text.ends_on >= today else "ended"


def _mark(day: date | None, today: date) -> Content:
    left = (day - today).days if day is not None else MARKS[-1] + 1
    if left <= MARKS[0]:
        return ink("! ", "alert")
    return ink("~ ", "warn") if left <= MARKS[1] else ink("· " if left <= MARKS[2] else "  ", "quiet")


def _urgency(row: Pact, today: date) -> tuple[int, date, int]:
    day = _next_day(row, today)[0]
    return (2 if row.renewed else 0 if day is not None else 1), day or date.max, row.listed.kept.id
