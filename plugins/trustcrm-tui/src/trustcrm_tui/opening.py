"""Opening a crisis, and ending it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from trustcrm.plugin import NotFound, Refused, Window, day_in, fold
from trustcrm_tui.crises import begun, crises_on
from trustcrm_tui.ink import Content, ink
from trustcrm_tui.sheets.crisis import CrisisSheet
from trustcrm_tui.sheets.digits import CRISIS
from trustcrm_tui.words import weekday_words

if TYPE_CHECKING:
    from trustcrm.plugin import PluginContext
    from trustcrm_tui.workplace import Workplace


def open_one(app: Workplace) -> None:
    """Ask what a crisis is called that begins."""
    app.open_bar(OpenCrisis(app))


def end_one(app: Workplace) -> None:
    """Ask which was the last day of the crisis whose board is shown."""
    sheet = app.lists.page.sheet
    if isinstance(sheet, CrisisSheet) and sheet.shown is not None:
        app.open_bar(EndCrisis(app, *sheet.shown))
    else:
        app.say("No crisis is on; ! opens one.")


def turn(app: Workplace) -> None:
    """Show the board of the next crisis that is on."""
    sheet = app.lists.page.sheet
    if isinstance(sheet, CrisisSheet) and sheet.turn():
        app.listing.go(0)
        app.reload()
    else:
        app.say("No other crisis is on; ! opens one.")


class OpenCrisis:
    """What a crisis is called, of which it is then the first day."""

    def __init__(self, app: Workplace) -> None:
        self._app = app

    def title(self) -> Sequence[Content]:
        """Return what is asked, and the keys."""
        return ink("Open a crisis", "title"), *(
            ink(part, "quiet") for part in ("its name", "enter opens it", "esc cancels")
        )

    def changed(self, text: str) -> None:
        """Say what will be."""
        name = text.strip()
        words = (
            f"→ The crisis {name} begins today; no cadence runs while it is on." if name else "flood, fire, outbreak …"
        )
        self._app.bar.echo([ink(words, "" if name else "quiet")])

    def submitted(self, text: str) -> None:
        """Open it, and show its board."""
        name = text.strip()
        if not name:
            self._app.leave_bar()
        elif self._app.may_write():
            self._app.ask(lambda office: begin(office, name), lambda window: self._opened(name, window))

    def _opened(self, name: str, window: int) -> None:
        self._app.leave_bar(f"The crisis {name} is open.", undo=True)
        self._app.crisis = True
        self._app.lists.go_to(CRISIS)
        sheet = self._app.lists.page.sheet
        if isinstance(sheet, CrisisSheet):
            sheet.chosen = window
            self._app.lists.load()

    def cancelled(self, text: str) -> None:
        """Open none."""
        self._app.leave_bar()


def begin(office: PluginContext, name: str) -> int:
    """Keep a crisis that begins today, and return its id. Raises `Refused` where one so called is on already."""
    there = next((row for row in crises_on(office) if fold(row.title) == fold(name)), None)
    if there is not None:
        raise Refused(f"{there.title} is on already, since {begun(there).isoformat()}; 8 shows its board.")
    return office.do.add(Window(name=name, kind="crisis", starts_on=office.clock.today())).ids[0]


GUARD = 0.3
"""So many seconds pass before Enter ends a crisis: keys that were pressed blind end none."""


class EndCrisis:
    """Which day was the last of a crisis: today where none is said. A key pressed by mistake ends nothing.

    It is the one thing that is done by Enter without a word, since it changes what every colleague sees.
    """

    def __init__(self, app: Workplace, window: int, name: str) -> None:
        self._app = app
        self._window, self._name = window, name
        self._guarded = True
        app.pauses.after(GUARD, "guard", self._unguard)

    def _unguard(self) -> None:
        self._guarded = False

    def title(self) -> Sequence[Content]:
        """Return what is asked, and the keys."""
        return ink(f"{self._name} is over", "title"), *(ink(part, "quiet") for part in ("enter ends it", "esc cancels"))

    def changed(self, text: str) -> None:
        """Say what will be."""
        on = self._last_day(text)
        unclear = ink("? a day, such as 2020-06-15, 15 jun 2020 or yesterday; nothing is today", "warn")
        self._app.bar.echo(
            [ink(f"→ Its last day is {weekday_words(on)}; cadences run again after it.") if on else unclear]
        )

    def submitted(self, text: str) -> None:
        """End it; its board stays in the records."""
        on = self._last_day(text)
        if on is not None and not self._guarded and self._app.may_write():
            self._app.ask(lambda office: end(office, self._window, on), self._ended, self._refused)

    def _last_day(self, text: str) -> date | None:
        today = self._app.manner.today
        return day_in(text, lambda: today) if text.strip() else today

    def _ended(self, name: str) -> None:
        self._app.leave_bar(f"The crisis {name} is over.", undo=True)
        self._app.reload()

    def _refused(self, error: Exception) -> None:
        self._app.leave_bar()
        self._app.failed(error)

    def cancelled(self, text: str) -> None:
        """Let it go on."""
        self._app.leave_bar()


def end(office: PluginContext, window: int, on: date) -> str:
    """End a crisis that is on with a day, and return its name. Raises `NotFound` where it is not on."""
    there = next((row for row in crises_on(office) if row.kept.id == window), None)
    if there is None:
        raise NotFound("This crisis is over already; R reads the board anew.")
    office.do.correct("window", window, {"ends_on": on})
    return there.title
