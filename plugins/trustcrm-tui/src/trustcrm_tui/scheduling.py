"""Putting a meeting or a call into the agenda: a proposal stands there already, so that Enter alone takes it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from trustcrm.plugin import Engagement, NotFound
from trustcrm_tui.asking import MONTHS, WEEKDAYS, until
from trustcrm_tui.ink import Content, ink
from trustcrm_tui.rows import Held
from trustcrm_tui.sheets.sheet import Subject
from trustcrm_tui.words import short_name, weekday_words

if TYPE_CHECKING:
    from trustcrm.plugin import FreeSlot, PluginContext, Suggestion
    from trustcrm_tui.workplace import Workplace

KINDS = {"c": "call", "m": "meeting", "v": "visit hosted"}
NONE_FREE = "No half hour of the next two weeks suits both; any day and hour can be typed: fri 18:00 c 20m"
WITH_NOBODY = "! It names nobody: add “with Milan”, or Enter twice keeps it so"
ASKED_WHOM = "? With whom is it? Add “with Milan”; Enter once more keeps it with nobody"
ABOUT = ("about", "on", "re", "regarding", "for")
"""What leads from whom it is with to what it is about."""
_HOUR = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")
_HALF_DAY = re.compile(r"(1[0-2]|[1-9])(?::([0-5]\d))?([ap])m", re.IGNORECASE)
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
    """Return the slot that words tell: a day, an hour, a length, a kind's letter, in any order; None without a day."""
    on, parts = _day_in(text.split(), today)
    if on is None:
        return None
    at: time | None = None
    minutes, kind = 30, "meeting"
    words: list[str] = []
    for part in parts:
        if at is None and (hour := _hour(part)) is not None:
            at = hour
        elif length := _MINUTES.fullmatch(part):
            minutes = int(length[1])
        elif not words and (told := part.casefold()) in (*KINDS, *KINDS.values()):
            kind = KINDS.get(told, told)
        else:
            words.append(part)
    return Slot(on, at, minutes, kind, " ".join(words))


def _day_in(parts: list[str], today: date) -> tuple[date | None, list[str]]:
    """Return the day told and the other words: by its beginning where it comes first, else by a word that is a day."""
    for at, part in enumerate(parts):
        for many in (2, 1):
            said = " ".join(parts[at : at + many])
            if (at == 0 or _is_day(said)) and (day := _day(said, today)):
                rest = parts[at + many :]
                dated = _day(" ".join(rest[:2]), today) if _is_date(rest[:2]) else None
                if dated is not None and f"{dated:%A}".casefold().startswith(said.casefold()):
                    return dated, parts[:at] + rest[2:]  # "thu 2 jul" is one day
                return day, parts[:at] + rest
            if many == 2 and part.isdecimal() and _is_month(said.split()[-1]):
                return None, parts  # "31 jun" is no day, and not 31 days from now
    return None, parts


def _day(said: str, today: date) -> date | None:
    return today if said.casefold() == "today" else until(said, today)


def _is_month(word: str) -> bool:
    return len(word) > 2 and any(month.startswith(word.casefold()) for month in MONTHS)


def _is_day(said: str) -> bool:
    first, _, second = said.casefold().partition(" ")
    if second:
        return _is_date((first, second))
    named = len(first) > 2 and any(day.startswith(first) for day in WEEKDAYS)
    return named or first in ("today", "tomorrow") or re.fullmatch(r"\d{4}-\d\d-\d\d", first) is not None


def _is_date(words: Sequence[str]) -> bool:
    return len(words) == 2 and words[0].isdecimal() and _is_month(words[1])


def _hour(part: str) -> time | None:
    """Return the hour a word tells: 16:30, 4pm, 4:30pm; None where it tells none."""
    if hour := _HOUR.fullmatch(part):
        return time(int(hour[1]), int(hour[2]))
    if half := _HALF_DAY.fullmatch(part):
        return time(int(half[1]) % 12 + 12 * (half[3].casefold() == "p"), int(half[2] or 0))
    return None


def slot_words(slot: FreeSlot | Suggestion) -> str:
    """Return a slot in words as the bar takes them, "" where it has no hour."""
    return f"{slot.on.isoformat()} {slot.at:%H:%M} {slot.kind} {slot.minutes}m" if slot.on and slot.at else ""


class Scheduling:
    """A slot with a side, typed or taken as proposed; `why` it should be stands in the records too.

    Without one that is `proposed`, the office is asked for the first that suits both, where it is said with whom.
    """

    def __init__(
        self, app: Workplace, subject: Subject, *, proposed: Suggestion | None = None, why: Sequence[str] = ()
    ) -> None:
        self._app = app
        self._subject = subject
        self._why = why
        self._alone = ""
        """The words that were said to name nobody: typed once more, they are kept so."""
        self._proposed: FreeSlot | Suggestion | None = proposed
        if subject.side is not None and (proposed is None or proposed.at is None):
            app.ask(lambda office: office.ask.free_slot(subject.side), self._propose, subject="slot")

    def _propose(self, found: FreeSlot | None) -> None:
        if self._app.bar.mode is not self or self._app.bar.words.value:
            return
        self._proposed = found
        if found is None:
            self._app.bar.echo([ink(NONE_FREE, "warn")])
        else:
            self._app.bar.words.insert_text_at_cursor(f"{slot_words(found)} ")
            self._app.bar.retitle()

    def title(self) -> Sequence[Content]:
        """Return with whom, and the keys."""
        whom = f"Schedule with {short_name(self._subject.name)}" if self._subject.name else "Schedule"
        against = f"! {'; '.join(self._proposed.that_day)}" if self._proposed and self._proposed.that_day else ""
        suggested = [ink(words, "warn") for words in (against, *self._why[:1]) if words][:1]
        return ink(whom, "title"), ink("enter keeps it", "quiet"), ink("esc cancels", "quiet"), *suggested

    def changed(self, text: str) -> None:
        """Say what will stand in the agenda."""
        slot = slot_in(text, self._app.manner.today)
        if slot is None:
            whom = "" if self._subject.name else " with Milan"
            self._app.bar.echo([ink(f"a day, an hour, a length, what for: fri 10:00 c 20m the renewal{whom}", "quiet")])
            return
        hour = f" {slot.at:%H:%M}, {slot.minutes} minutes" if slot.at else ", all day"
        there = self._there(slot)
        lines = [ink(f"→ {slot.kind} on {weekday_words(slot.on)}{hour}{there}: {self._title(slot)}")]
        self._app.bar.echo([*lines, ink(WITH_NOBODY, "warn")] if self._is_with_nobody(slot) else lines)

    def _is_with_nobody(self, slot: Slot) -> bool:
        return self._subject.side is None and not _whom(slot)

    def _there(self, slot: Slot) -> str:
        """Return when the slot is on the clock of the other side, where it is the one that was proposed."""
        proposed = self._proposed
        if proposed is None or proposed.there is None or (proposed.on, proposed.at) != (slot.on, slot.at):
            return ""
        return f" ({proposed.there:%a %H:%M} there)"

    def _title(self, slot: Slot) -> str:
        name = short_name(self._subject.name)
        if slot.words.startswith("with "):
            return f"{slot.kind.capitalize()} {slot.words}"
        return slot.words or (f"{slot.kind.capitalize()} with {name}" if name else slot.kind.capitalize())

    def submitted(self, text: str) -> None:
        """Put it into the agenda."""
        slot, subject = slot_in(text, self._app.manner.today), self._subject
        if slot is None:
            self._app.bar.echo([ink("? The words tell no day; fri, 14 jul or 2020-07-14 is one.", "warn")])
        elif self._is_with_nobody(slot) and self._alone != text:
            self._alone = text
            self._app.bar.echo([ink(ASKED_WHOM, "warn")])
        elif self._app.may_write():
            title, why = self._title(slot), "; ".join(self._why)
            self._app.ask(
                lambda office: plan(office, slot, title, subject.side, why),
                lambda _: self._kept(slot, title),
                self._refused,
            )

    def _kept(self, slot: Slot, title: str) -> None:
        hour = f" {slot.at:%H:%M}" if slot.at is not None else ""
        self._app.leave_bar(f"{title}, {weekday_words(slot.on)}{hour}, stands in the agenda.", undo=True)
        self._app.reload()

    def _refused(self, error: Exception) -> None:
        self._app.bar.echo([ink(f"! {self._app.keys.named_in(str(error))}", "alert")])

    def cancelled(self, text: str) -> None:
        """Schedule nothing."""
        self._app.leave_bar()


def plan(office: PluginContext, slot: Slot, title: str, side: int | None, why: str = "") -> None:
    """Put a slot into the agenda, with whom its last words name where no side is given. Raises `NotFound`."""
    if side is None and (whom := _whom(slot)):
        side = _side(office, whom)
    planned = Engagement(
        title=title, starts_on=slot.on, starts_at=slot.at, ends_at=slot.ends, kind=slot.kind, side=side,
        words=why or None,
    )  # fmt: skip
    office.do.add(planned)


def _side(office: PluginContext, whom: str) -> int:
    """Return the side that words name, or begin with: "Nagoya about pumps". Raises `NotFound`, `Ambiguous`."""
    words = whom.split()
    for count in range(len(words), 1, -1):
        try:
            return office.ask.found("side", " ".join(words[:count]))
        except NotFound:
            continue
    return office.ask.found("side", words[0] if len(words) > 1 and words[1].casefold() in ABOUT else whom)


def _whom(slot: Slot) -> str:
    """Return whom the last words of a slot name, "" where they name nobody."""
    return f" {slot.words}".rpartition(" with ")[2] if " with " in f" {slot.words}" else ""


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
    app.open_bar(Scheduling(app, app.lists.subject, proposed=one, why=one.reasons), f"{slot_words(one)} ".lstrip())
