"""The lines above and below a list: whose office and which day, the screens, the counts or a message, and the keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trustcrm_tui.footer import fitting, hints, tabs
from trustcrm_tui.ink import NOTHING, Content, Palette, between, ink, joined, wrapped
from trustcrm_tui.paper import OneLine, Paper
from trustcrm_tui.standing import unoffered
from trustcrm_tui.words import weekday_words

if TYPE_CHECKING:
    from trustcrm_tui.workplace import Workplace

SMALLEST = (60, 18)
"""The smallest window that shows everything."""
MOST_STATUS = 3
"""So many lines a message may take."""
ACT_ON_MARKED = ("log", "tell", "brief", "snooze")
"""What is done with all that is marked, by the ids of its keys."""


class Head:
    """Writes those lines anew whenever something of them changed; each paints only where its words are others."""

    def __init__(self, app: Workplace, palette: Palette) -> None:
        self._app = app
        self.title, self.tabs, self.foot = OneLine(palette), OneLine(palette), OneLine(palette)
        self.status = Paper(palette)
        self.status.id = "status"
        self.office = ""
        self._message: tuple[Content, ...] = ()

    def say(self, *words: str, alert: bool = False, undo: bool = False) -> None:
        """Say something above the list until the next key; of several parts, as many as fit."""
        parts = [ink(part, "alert" if alert else "good") for part in words]
        undone = [ink(f"{self._app.keys.shown('undo')} takes it back", "quiet")] if undo else []
        self._message = (*parts, *undone)
        self.write()

    def quiet(self) -> None:
        """Take a message away."""
        if self._message:
            self._message = ()
            self.write()

    def unsay(self, words: str) -> None:
        """Take a message away where it is this one."""
        if any(part.plain == words for part in self._message):
            self.quiet()

    def write(self) -> None:
        """Write every line."""
        app, lists = self._app, self._app.lists
        today = weekday_words(app.manner.today) if app.ready else ""
        name, mode = ink(self.office or "TrustCRM", "title"), "read only  " if app.read_only else ""
        sheet, above = lists.page.sheet, lists.above
        self.title.write(lambda width: between(joined(ink(" "), name), ink(f"{mode}{today} ", "quiet"), width))
        self.tabs.write(lambda width: _on_top(sheet.name) if above else tabs(app.names, lists.number, width))
        self.write_foot()
        width = app.size.width
        told = wrapped([joined(ink(" "), self._status(width - 1))], width, 1)[:MOST_STATUS]
        self.status.write(told)
        self.status.styles.height = len(told)

    def write_foot(self) -> None:
        """Write the keys that work where the cursor stands."""
        app = self._app
        screen, cannot = app.lists.page.sheet.id, unoffered(app)
        first = ("back",) if app.lists.above or app.reading else ()
        self.foot.write(lambda width: hints(app.keys, screen, width, first, cannot))

    def _status(self, width: int) -> Content:
        size, page = self._app.size, self._app.lists.page
        if size.width < SMALLEST[0] or size.height < SMALLEST[1]:
            here, needed = (f"{wide}×{high}" for wide, high in (size, SMALLEST))
            return ink(f"Please make the window larger: {here}, it needs {needed}.")
        if self._message:
            return fitting(self._message, width)
        if self._app.listing.blank:
            return ink(f"Names are hidden; {self._app.keys.shown('blank')} shows them again.", "warn")
        if page.loaded is None:
            return ink("…" if self._app.ready else "Opening the office …", "quiet")
        only = ink(f"only {page.kind}: esc shows all", "warn") if page.kind else NOTHING
        return fitting([self._marked(), only, *page.loaded.summary], width)

    def _marked(self) -> Content:
        """Return how many rows are marked, and what may be done with them."""
        listing, keys = self._app.listing, self._app.keys
        if not listing.marks:
            return NOTHING
        unseen = listing.marks.hidden(listing.rows)
        hidden = f" ({unseen} not shown)" if unseen else ""
        acting = set(ACT_ON_MARKED) - unoffered(self._app)
        acts = "  ".join(f"{keys.shown(one.id)} {one.hint}" for one in keys.keys if one.id in acting)
        return ink(f"{len(listing.marks)} marked{hidden}: {acts}  {keys.shown('back')} unmarks", "strong")


def _on_top(name: str) -> Content:
    return joined(ink(" ["), ink(name, "strong"), ink("]  esc goes back"))
