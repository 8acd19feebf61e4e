"""What else the bar is opened for: finding, and until when something is put off."""

from __future__ import annotations

import re
from datetime import date, timedelta
from difflib import get_close_matches
from typing import TYPE_CHECKING

from trustcrm_tui.finding import FoundSheet
from trustcrm_tui.ink import Content, ink
from trustcrm_tui.many import put_off
from trustcrm_tui.words import short_name, weekday_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trustcrm.plugin import Glance
    from trustcrm_tui.sheets.sheet import Subject
    from trustcrm_tui.workplace import Workplace


class Finding:
    """Words that are looked for while they are typed; Enter opens what the cursor stands on."""

    def __init__(self, app: Workplace) -> None:
        self._app = app
        self._shown = ""
        self._glances: Sequence[Glance] = ()
        app.ask(lambda office: office.ask.overview(), self._know, subject="names")

    def _know(self, glances: Sequence[Glance]) -> None:
        self._glances = glances

    def title(self) -> Sequence[Content]:
        """Return what this is, and the keys."""
        return ink("Find", "title"), *(
            ink(part, "quiet") for part in ("a name or words", "enter opens", "esc goes back", "up and down choose")
        )

    def changed(self, text: str) -> None:
        """Look for what is typed by now."""
        if len(text.strip()) >= 1 and text != self._shown:
            self._shown = text
            self._app.lists.push(FoundSheet(text.strip(), self._glances))

    def submitted(self, text: str) -> None:
        """Open the first, or the one chosen; wait for it where it is not here yet."""
        self._app.lists.when_loaded(self._open)

    def _open(self) -> None:
        self._app.leave_bar()
        if self._app.listing.row is not None:
            self._app.open_card()

    def cancelled(self, text: str) -> None:
        """Go back to where it was opened."""
        self._app.leave_bar()
        self._app.lists.pop()


WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
_LED = re.compile(r"^(until|till|next|nxt|in|on)\s+|(?<=\d)\s*(d|days?)$")
_OF_MONTH = re.compile(r"(\d{1,2})(?:st|nd|rd|th|\.)?\s*([a-z]{3,9})|([a-z]{3,9})\s*(\d{1,2})")


def until(words: str, today: date) -> date | None:
    """Return the day that a few letters mean: a weekday's beginning, t for tomorrow, w for a week, a number of days.

    A day of a month, "14 jul", is the next one; a slip such as "fryday" is the weekday it is nearly called.
    """
    said = _LED.sub("", words.strip().casefold())
    if not said:
        return None
    if said.isdecimal() and len(said) < 5:
        return today + timedelta(days=int(said))
    if ("tomorrow".startswith(said) and said != "t") or said == "t":
        return today + timedelta(days=1)
    if "week".startswith(said) and said != "we":
        return today + timedelta(days=7)
    if said in ("month", "mth"):
        return today + timedelta(days=30)
    named = next((place for place, name in enumerate(WEEKDAYS) if name.startswith(said)), None)
    if named is None and (near := get_close_matches(said, WEEKDAYS, n=1, cutoff=0.8)):
        named = WEEKDAYS.index(near[0])
    if named is not None:
        return today + timedelta(days=(named - today.weekday() - 1) % 7 + 1)
    try:
        return _next_of_month(said, today) or date.fromisoformat(said)
    except ValueError:
        return None


def _next_of_month(said: str, today: date) -> date | None:
    """Return the next day of a month, "14 jul" or "july 14", None where the words are no such."""
    told = _OF_MONTH.fullmatch(said)
    name = (told[2] or told[3]) if told else ""
    month = next((place for place, one in enumerate(MONTHS, 1) if one.startswith(name)), 0) if name else 0
    if told is None or not month:
        return None
    day = date(today.year, month, int(told[1] or told[4]))
    return day if day >= today else day.replace(year=today.year + 1)


class Snooze:
    """Until when something, or all that is marked, is put off."""

    def __init__(self, app: Workplace, subjects: Sequence[Subject]) -> None:
        self._app = app
        self._subjects = subjects

    def title(self) -> Sequence[Content]:
        """Return what is put off, and the keys."""
        first = self._subjects[0]
        what = short_name(first.name) or first.noun if len(self._subjects) == 1 else f"{len(self._subjects)} marked"
        return ink(f"Put off: {what}", "title"), *(ink(part, "quiet") for part in ("enter keeps it", "esc cancels"))

    def changed(self, text: str) -> None:
        """Say which day is meant."""
        on = until(text, self._app.manner.today)
        hint = "f friday · m monday · t tomorrow · w a week · 10 ten days · 2020-07-14"
        self._app.bar.echo([ink(f"→ until {weekday_words(on)}") if on else ink(hint, "quiet")])

    def submitted(self, text: str) -> None:
        """Keep it."""
        on = until(text, self._app.manner.today)
        if on is None:
            self._app.bar.echo([ink(f"? {text} is no day; f is Friday, 10 is ten days on", "warn")])
        elif self._app.may_write():
            subjects = self._subjects
            self._app.ask(lambda office: put_off(office, subjects, on), self._kept, self._refused)

    def _kept(self, said: str) -> None:
        self._app.leave_bar(said, undo=True)
        self._app.lists.unmark()
        self._app.reload()

    def _refused(self, error: Exception) -> None:
        self._app.leave_bar()
        self._app.failed(error)

    def cancelled(self, text: str) -> None:
        """Leave it as it is."""
        self._app.leave_bar()
