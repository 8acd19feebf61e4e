"""The lists that lie on one another: a screen at the bottom, and above it what was found, explained or looked into."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from trustcrm.plugin import NotFound
from trustcrm_tui.drafts import Place, same_row
from trustcrm_tui.ink import NOTHING, Content, ink, joined
from trustcrm_tui.listing import Listing
from trustcrm_tui.marks import MOST, Marks, here
from trustcrm_tui.rows import Held, NothingYet, Rows, gone_on_from
from trustcrm_tui.sheets.sheet import Loaded, Sheet, Subject

if TYPE_CHECKING:
    from trustcrm.plugin import PluginContext
    from trustcrm_tui.pauses import Pauses
    from trustcrm_tui.sheets.sheet import Manner

T = TypeVar("T")

SOON = 0.15
"""For so many seconds the rows of the list below stay, while one that was opened is read: most are here by then."""
CARD_PAUSE = 0.06
"""So many seconds the cursor must rest before its card is asked for."""
WHOLE = ("brief", "map")
"""What is read over the whole window, however wide it is."""
UNREAD = (ink("This could not be read."), joined(ink("R", "field"), ink(" tries again")))
"""What stands in place of a list that could not be read."""
UNDER_BAR = ("found", "commands")
"""Lists that change with every letter of the bar: the next takes the place of the one before."""


@dataclass
class Page:
    """A list as it is looked at: where its cursor is, whether its card was opened, the kind shown, what is marked.

    A `stale` one was read before something was written; it is read anew when it is come back to. On a `fresh` one no
    card was asked for yet.
    """

    sheet: Sheet
    cursor: int = 0
    top: int = 0
    opened: bool = False
    kind: str = ""
    loaded: Loaded | None = None
    marks: Marks = field(default_factory=Marks)
    stale: bool = False
    fresh: bool = True


class Around(Protocol):
    """What lies around the lists: the lines above and below them, the card, and the way to the office."""

    pauses: Pauses
    card_moves: bool
    """Whether the keys that move, move the card."""

    @property
    def manner(self) -> Manner:
        """How everything is drawn."""

    @property
    def narrow(self) -> bool:
        """Whether the card has no room beside the list."""

    @property
    def reading(self) -> bool:
        """Whether the card stands in place of the list."""

    def ask(
        self,
        question: Callable[[PluginContext], T],
        answer: Callable[[T], None],
        failed: Callable[[Exception], None] | None = None,
        subject: str = "",
    ) -> None:
        """Have a question answered in the back room; a later one of the same `subject` takes its place."""

    def failed(self, error: Exception) -> None:
        """Say what could not be done."""

    def say(self, *words: str, alert: bool = False, undo: bool = False) -> None:
        """Say something above the list until the next key."""

    def frame(self) -> None:
        """Fit everything to the window, and write the lines around the list."""

    def want_card(self) -> None:
        """Have the card of the row shown, where there is one to be seen."""


class Lists:
    """Shows one page at a time in the listing, and finds back to those below and to each screen as it was left."""

    def __init__(self, app: Around, listing: Listing, screens: Mapping[int, Callable[[], Sheet]]) -> None:
        self._app = app
        self.listing = listing
        self._screens = screens
        self._left: dict[int, Page] = {}
        self.number = min(screens)
        self._pages: list[Page] = [Page(screens[self.number]())]
        self._kept: Place | None = None
        self._going_on = False
        self._waiting: Callable[[], None] | None = None
        self._then: Callable[[], None] | None = None
        self._kinds: dict[str, str] = {}
        self.choosing = False
        """Whether the next key names a kind."""
        self._show_nothing()

    @property
    def page(self) -> Page:
        """The page that is looked at."""
        return self._pages[-1]

    @property
    def above(self) -> bool:
        """Whether it lies above a screen."""
        return len(self._pages) > 1

    @property
    def subject(self) -> Subject:
        """What the row under the cursor is about."""
        row = self.listing.row
        return Subject() if row is None or self.page.loaded is None else self.page.sheet.subject(row)

    @property
    def subjects(self) -> Sequence[Subject]:
        """What all marked rows are about; where none is marked, what the row under the cursor is about."""
        return self.page.marks.subjects or (self.subject,)

    def mark(self) -> None:
        """Mark the row under the cursor, or take its mark away, and go on to the next."""
        row = self.listing.row
        if row is not None:
            self.page.marks.turn(self.listing.rows.key(row), self.page.sheet.subject(row))
            self._marked()
            self.listing.move(1)

    def mark_all(self) -> None:
        """Mark every row that the list shows, as far as they are here; where all are marked, none."""
        page, rows = self.page, self.listing.rows
        found = [(rows.key(row), page.sheet.subject(row)) for row in here(rows)]
        if found and all(key in page.marks for key, _ in found[:MOST]):
            page.marks.clear()
        else:
            page.marks.add(found)
        self._marked()
        count = rows.count() or 0
        if page.marks and count > len(page.marks):
            self._app.say(f"Marked {len(page.marks):,} of {count:,}; space marks others, at most {MOST} at once.")

    def unmark(self) -> None:
        """Take every mark away."""
        self.page.marks.clear()
        self._marked()

    def _marked(self) -> None:
        self.listing.refresh()
        self._app.frame()

    def begin(self, kept: Place | None, ids: Mapping[str, int]) -> None:
        """Show the first screen, or the one that was left, its cursor on the same row."""
        self._kept = kept
        if kept is not None and kept.screen in ids:
            self.number = ids[kept.screen]
            self._pages = [Page(self._screens[self.number]())]
        self.load()

    def load(self) -> None:
        """Read the page, the cursor staying on its row."""
        self._read(self.page, self.page.sheet.load)

    def reload(self) -> None:
        """Read the page anew since something was written, and those below once they are come back to.

        The cursor goes on from the row that it was done at, where that goes elsewhere.
        """
        self._going_on = True
        for page in self._pages[:-1]:
            page.stale = True
        self.load()

    def _read(self, page: Page, how: Callable[[PluginContext], Loaded]) -> None:
        self._app.ask(
            how,
            lambda loaded: self._loaded(page, loaded),
            lambda error: self._unread(page, error),
            subject="list",
        )

    def _unread(self, page: Page, error: Exception) -> None:
        """Say why a list could not be read; one that stands there stays, but for a record that is gone by now."""
        if page is self.page and page.loaded is not None and page.sheet.id == "record" and isinstance(error, NotFound):
            self.drop(page.sheet)
            return
        if page is self.page and page.loaded is None:
            self._show_nothing(UNREAD)
        self._app.failed(error)

    def _show_nothing(self, words: tuple[Content, ...] = ()) -> None:
        rows = Held((), key=id) if words else NothingYet((), key=id)
        self.listing.marks = self.page.marks
        self.listing.show(rows, lambda row, width: NOTHING, words)

    def _loaded(self, page: Page, loaded: Loaded) -> None:
        if page is not self.page:
            return
        key, going_on, self._going_on = self._key_at_cursor(), self._going_on, False
        where, top = (self.listing.cursor, self.listing.top) if page.loaded is not None else (page.cursor, page.top)
        page.loaded = loaded
        page.marks.prune(loaded.rows)
        rows = self._shown_of(page)
        place = rows.place_of(key) if key is not None else None
        if key is not None and going_on and isinstance(before := self.listing.rows, Held) and isinstance(rows, Held):
            place = gone_on_from(before, where, rows)
        if place is None and self._kept is not None and isinstance(rows, Held):
            kept, self._kept = self._kept, None
            place = next((n for n, row in enumerate(rows.rows) if same_row(rows.key(row), kept.row)), None)
        self._show(place if place is not None else where, top)
        self._then = loaded.then
        if loaded.fuller is not None:
            self._read(page, loaded.fuller)
        if self._waiting is not None:
            waiting, self._waiting = self._waiting, None
            waiting()

    def _show(self, cursor: int, top: int = 0) -> None:
        page, manner = self.page, self._app.manner

        def draw(row: Any, width: int) -> Content:
            return page.sheet.draw(row, width, manner)

        self.listing.marks = page.marks
        titles = page.loaded.titles if page.loaded is not None else None
        self.listing.show(self._shown_of(page), draw, page.sheet.empty(), cursor, top, titles=titles)
        self._app.frame()

    def _key_at_cursor(self) -> object:
        rows, row = self.listing.rows, self.listing.row
        known = self.page.loaded is not None and row is not None and isinstance(rows, Held)
        return rows.key(row) if known and isinstance(rows, Held) else None

    @staticmethod
    def _shown_of(page: Page) -> Any:
        """Return the rows of the kind that is looked at, all where none is chosen."""
        rows = page.loaded.rows if page.loaded is not None else None
        if not page.kind or not isinstance(rows, Held):
            return rows
        return Held([row for row in rows.rows if page.sheet.kind(row) == page.kind], key=rows.key)

    def when_loaded(self, then: Callable[[], None]) -> None:
        """Do something once the page is here: at once where it is."""
        if self.page.loaded is not None:
            then()
        else:
            self._waiting = then

    def came(self, rows: Rows, summary: tuple[Content, ...] = ()) -> None:
        """Draw rows that were missing and have come, and the counts above them where those are others."""
        if self.page.loaded is None or self.page.loaded.rows is not rows:
            return  # somebody went on from that list meanwhile
        before = self.listing.row
        if summary:
            self.page.loaded = replace(self.page.loaded, summary=summary)
            self._app.frame()
        self.listing.changed()
        if self.listing.row is not before:
            self._app.want_card()

    def stands(self) -> None:
        """Begin what a list begins once its rows stand; its first card is asked for by then."""
        then, self._then = self._then, None
        if then is not None:
            then()

    def card_pause(self) -> float:
        """Return for how many seconds keys rest before the card of their row is asked for: for none where a list opens.

        Below the bar a list opens with each letter, so there they rest as everywhere.
        """
        opens = self.page.fresh and self.listing.row is not None and self.page.sheet.id not in UNDER_BAR
        self.page.fresh = self.page.fresh and not opens
        return 0.0 if opens else CARD_PAUSE

    def push(self, sheet: Sheet, *, renew: bool = False) -> None:
        """Show a list on top of the others; one that follows the bar takes the place of the one before it.

        With `renew` the one below is read anew when it is come back to.
        """
        replaces = self.above and sheet.id in UNDER_BAR and self.page.sheet.id == sheet.id
        if replaces:
            self._pages.pop()
        else:
            self._keep_cursor(self.page)
            if renew:
                self.page.loaded = None
        page = Page(sheet)
        self._pages.append(page)
        self._app.card_moves = False
        self._app.frame()
        self.load()
        self._app.pauses.after(SOON, "opened", lambda: self._still_unread(page))

    def _still_unread(self, page: Page) -> None:
        """Take away the rows of the list below, which are none of the one that is being read."""
        if page is self.page and page.loaded is None and page.sheet.id not in UNDER_BAR:
            self._show_nothing()

    def pop(self) -> None:
        """Take marks away, else close the card, else the list on top, else show all kinds again."""
        if self.page.marks and not self._app.reading:
            self.unmark()
        elif self.page.opened and self._app.narrow and self.page.sheet.id not in WHOLE:
            self.page.opened = False
        elif self.above:
            self._pages.pop()
            self._show_again()
        elif self.page.kind:
            self.only("")
        self._app.card_moves = False
        self._app.frame()

    def drop(self, sheet: Sheet) -> None:
        """Close a list that lies on top; where another lies there by now, nothing."""
        if self.above and self.page.sheet is sheet:
            self._pages.pop()
            self._show_again()

    def _show_again(self) -> None:
        if self.page.loaded is not None:
            self._show(self.page.cursor, self.page.top)
        else:
            self._show_nothing()
        if self.page.stale or self.page.loaded is None:
            self.page.stale = False
            self.load()

    def go_to(self, number: int) -> None:
        """Show a screen by its digit, as it was left, and read it anew."""
        if number not in self._screens:
            return
        self._keep_cursor(self._pages[0])
        self._left[self.number] = self._pages[0]
        self.number = number
        page = self._left.get(number) or Page(self._screens[number]())
        page.opened = False
        self._app.card_moves = False
        self._pages = [page]
        if page.loaded is not None:
            self._show(page.cursor, page.top)
        else:
            self._show_nothing()
        self._app.frame()
        self.load()

    def _keep_cursor(self, page: Page) -> None:
        if page is self.page and page.loaded is not None:
            page.cursor, page.top = self.listing.cursor, self.listing.top

    def choose_kind(self) -> None:
        """Ask which kind alone to show, each by one letter."""
        rows = self.page.loaded.rows if self.page.loaded is not None else None
        held = rows.rows if isinstance(rows, Held) else ()
        self._kinds = _lettered(sorted({self.page.sheet.kind(row) for row in held} - {""}))
        self.choosing = bool(self._kinds)
        if self.choosing:
            kinds = (f"{letter} {kind}" for letter, kind in self._kinds.items())
            self._app.say("   ".join(("Show only", "esc all", *kinds)))
        else:
            self._app.say("This list has no kinds to choose from.")

    def chosen(self, key: str) -> None:
        """Show the kind that a letter names, all for any other key."""
        self.choosing = False
        self.only(self._kinds.get(key, ""))

    def only(self, kind: str) -> None:
        """Show rows of one kind; the same again, or none, shows all."""
        page = self.page
        page.kind = "" if kind == page.kind else kind
        if page.loaded is not None:
            self._show(0)


def _lettered(kinds: Sequence[str]) -> dict[str, str]:
    """Return each kind by a letter of its own, the first of its letters that is free."""
    found: dict[str, str] = {}
    for kind in kinds:
        letter = next((sign for sign in kind.casefold() if sign.isalpha() and sign not in found), "")
        if letter:
            found[letter] = kind
    return found
