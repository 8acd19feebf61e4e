"""Putting a meeting or a call into the agenda: a proposal stands there already, so that Enter alone takes it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from trustcrm.plugin import Engagement
from trustcrm_tui.asking import until
from trustcrm_tui.ink import Content, ink
from trustcrm_tui.rows import Held
from trustcrm_tui.sheets.sheet import Subject
from trustcrm_tui.words import short_name, weekday_words

if TYPE_CHECKING:
    from trustcrm.plugin import PluginContext
    from trustcrm_tui.workplace import Workplace

KINDS = {"c": "call", "m": "meeting", "v": "visit hosted"}
DAY_BEGINS, DAY_ENDS = 9, 17
"""Hours between which a slot is proposed."""
_HOUR = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")
_MINUTES = re.compile(r"(\d{1,3})m")


@dataclass(frozen=True)
class Slot:
    """When something is to be, what it will be, and what it is about."""

    on: date
    at: time | None
    minutes: int
    kind: str
    words: str

    @property
    def ends(self) -> time | None:
        """When it ends, None where it has no hour or goes on past midnight."""
        if self.at is None:
            return None
        end = datetime.combine(self.on, self.at) + timedelta(minutes=self.minutes)
        return end.time() if end.date() == self.on else None


def slot_in(text: str, today: date) -> Slot | None:
    """Return the slot that words tell: a day first, then an hour, a length, a kind's letter; None without a day."""
    parts = text.split()
    on = until(parts[0], today) if parts else None
    if on is None:
        return None
    at: time | None = None
    minutes, kind = 30, "meeting"
    words: list[str] = []
    for part in parts[1:]:
        if (hour := _HOUR.fullmatch(part)) and at is None:
            at = time(int(hour[1]), int(hour[2]))
        elif length := _MINUTES.fullmatch(part):
            minutes = int(length[1])
        elif not words and (part in KINDS or part in KINDS.values()):
            kind = KINDS.get(part, part)
        else:
            words.append(part)
    return Slot(on, at, minutes, kind, " ".join(words))


def proposal(office: PluginContext, today: date) -> str:
    """Return the first half hour of the next working days on which nothing is scheduled yet, in words."""
    taken = {(entry.on, entry.starts_at.hour) for entry in office.ask.agenda(today, 14).entries if entry.starts_at}
    for step in range(1, 14):
        day = today + timedelta(days=step)
        free = [hour for hour in range(DAY_BEGINS + 1, DAY_ENDS) if (day, hour) not in taken]
        if day.weekday() < 5 and free:
            return f"{day.isoformat()} {free[0]:02}:00 call 30m"
    return f"{(today + timedelta(days=1)).isoformat()} 10:00 call 30m"


class Scheduling:
    """A slot with a side, typed or taken as proposed; `why` it should be stands in the records too.

    `warning` is what speaks against the day that is proposed.
    """

    def __init__(
        self, app: Workplace, subject: Subject, *, proposed: str = "", why: Sequence[str] = (), warning: str = ""
    ) -> None:
        self._app = app
        self._subject = subject
        self._why = why
        self._warning = f"! {warning}" if warning else ""
        if not proposed:
            self._ask_proposal()

    def _ask_proposal(self) -> None:
        self._app.ask(lambda office: proposal(office, office.clock.today()), self._propose, subject="slot")

    def _propose(self, words: str) -> None:
        if self._app.bar.mode is self and not self._app.bar.words.value:
            self._app.bar.words.insert_text_at_cursor(words)

    def title(self) -> Sequence[Content]:
        """Return with whom, and the keys."""
        whom = f"Schedule with {short_name(self._subject.name)}" if self._subject.name else "Schedule"
        suggested = [ink(words, "warn") for words in (self._warning, *self._why[:1]) if words][:1]
        return ink(whom, "title"), ink("enter keeps it", "quiet"), ink("esc cancels", "quiet"), *suggested

    def changed(self, text: str) -> None:
        """Say what will stand in the agenda."""
        slot = slot_in(text, self._app.manner.today)
        if slot is None:
            whom = "" if self._subject.name else " with Milan"
            self._app.bar.echo([ink(f"a day, an hour, a length, what for: fri 10:00 c 20m the renewal{whom}", "quiet")])
            return
        hour = f" {slot.at:%H:%M}, {slot.minutes} minutes" if slot.at else ", all day"
        self._app.bar.echo([ink(f"→ {slot.kind} on {weekday_words(slot.on)}{hour}: {self._title(slot)}")])

    def _title(self, slot: Slot) -> str:
        name = short_name(self._subject.name)
        return slot.words or (f"{slot.kind.capitalize()} with {name}" if name else slot.kind.capitalize())

    def submitted(self, text: str) -> None:
        """Put it into the agenda."""
        slot, subject = slot_in(text, self._app.manner.today), self._subject
        if slot is None:
            self._app.bar.echo([ink("? The words do not begin with a day; fri, 10 or 2020-07-14 does.", "warn")])
        elif self._app.may_write():
            title, why = self._title(slot), "; ".join(self._why)
            self._app.ask(
                lambda office: plan(office, slot, title, subject.side, why), lambda _: self._kept(slot), self._refused
            )

    def _kept(self, slot: Slot) -> None:
        self._app.leave_bar(f"{weekday_words(slot.on)} stands in the agenda.", undo=True)
        self._app.reload()

    def _refused(self, error: Exception) -> None:
        self._app.bar.echo([ink(str(error), "alert")])

    def cancelled(self, text: str) -> None:
        """Schedule nothing."""
        self._app.leave_bar()


def plan(office: PluginContext, slot: Slot, title: str, side: int | None, why: str = "") -> None:
    """Put a slot into the agenda, with whom its last words name where no side is given. Raises `NotFound`."""
    _, named, whom = f" {slot.words}".rpartition(" with ")
    if side is None and named:
        side = office.ask.found("side", whom)
    planned = Engagement(
        title=title, starts_on=slot.on, starts_at=slot.at, ends_at=slot.ends, kind=slot.kind, side=side,
        words=why or None,
    )  # fmt: skip
    office.do.add(planned)


def schedule(app: Workplace, whom: Subject) -> None:
    """Open the bar for a slot: on the agenda for the suggestion under the cursor, else for the first there is."""
    from trustcrm_tui.sheets.agenda import Proposed

    rows = app.listing.rows
    suggested = [row for row in rows.rows if isinstance(row, Proposed)] if isinstance(rows, Held) else []
    if not suggested:
        app.open_bar(Scheduling(app, whom))
        return
    row = app.listing.row if app.listing.row in suggested else suggested[0]
    place = rows.place_of(rows.key(row))
    if place is not None:
        app.listing.go(place)
    one = row.suggestion
    warning = "; ".join(one.that_day)
    app.open_bar(Scheduling(app, app.lists.subject, proposed=row.slot, why=one.reasons, warning=warning), row.slot)
