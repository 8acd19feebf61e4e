"""The terminal UI: one list and one card, the same keys on every screen, the office asked in a room of its own."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from textual import events
from textual.app import App, ComposeResult
from textual.containers import Horizontal
from textual.screen import Screen

from trustcrm.plugin import PluginContext, TrustCrmError
from trustcrm_tui.backroom import Backroom
from trustcrm_tui.bar import Bar, Mode
from trustcrm_tui.crash import last_words
from trustcrm_tui.drafts import Draft, Drawer, Place, same_row
from trustcrm_tui.footer import fitting, hints, tabs
from trustcrm_tui.glyphs import SETS
from trustcrm_tui.ink import NOTHING, PALETTES, Content, as_text, between, ink, joined, wrapped
from trustcrm_tui.keys import DIGITS, KeyMap
from trustcrm_tui.listing import Listing
from trustcrm_tui.paper import OneLine, Paper
from trustcrm_tui.rows import Held
from trustcrm_tui.sheets.agenda import AgendaSheet
from trustcrm_tui.sheets.ledger import LedgerSheet
from trustcrm_tui.sheets.pacts import Pacts
from trustcrm_tui.sheets.sheet import Loaded, Manner, Sheet, Subject
from trustcrm_tui.sheets.ties import Ties
from trustcrm_tui.sheets.today import Today
from trustcrm_tui.terminal import driver_class
from trustcrm_tui.words import weekday_words

if TYPE_CHECKING:
    from trustcrm.plugin import Glance
    from trustcrm_tui.asking import Command
    from trustcrm_tui.plugin import TuiSettings

T = TypeVar("T")

WIDE = 104
"""From so many columns on the card stands beside the list."""
SMALLEST = (60, 18)
MOST_STATUS = 3
"""So many lines a message may take."""
PAUSE = 1.0
"""So many seconds after the last key a draft and the place of the cursor are written down."""
CARD_PAUSE = 0.06
"""So many seconds the cursor must rest before its card is asked for."""


SCREENS: tuple[type[Today] | type[Ties] | type[LedgerSheet] | type[AgendaSheet] | type[Pacts], ...] = (
    Today, Ties, LedgerSheet, AgendaSheet, Pacts,
)  # fmt: skip
"""The screens in the order of their digits."""


@dataclass
class Page:
    """A screen as it is looked at: what it lists, where the cursor is, whether its card was opened, one kind only."""

    sheet: Sheet
    cursor: int = 0
    top: int = 0
    opened: bool = False
    kind: str = ""
    loaded: Loaded | None = None


class Frame(Screen[None], inherit_bindings=False):
    """The one screen; it binds no key, so that every key means what the list of keys says."""

    AUTO_FOCUS: ClassVar[str | None] = ""


class OfficeApp(App[None], inherit_bindings=False):
    """The office on a terminal."""

    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[Any]] = []
    CSS: ClassVar[str] = """
    Frame { layout: vertical; background: $background; }
    #status { height: 1; }
    #body { height: 1fr; }
    #card { width: 42%; padding: 0 0 0 1; display: none; border-left: vkey gray; }
    Frame.letters #card { border-left: ascii gray; }
    Frame.wide #card { display: block; }
    Frame.reading #list { display: none; }
    Frame.reading #card { display: block; width: 100%; padding: 0 1; border-left: none !important; }
    """

    def __init__(self, context: PluginContext, settings: TuiSettings, *, read_only: bool = False) -> None:
        super().__init__(driver_class=driver_class())
        self.theme = "textual-light" if settings.theme == "light" else "textual-dark"
        self.context = context
        self.read_only = read_only
        self.keys = KeyMap(moved=settings.keys)
        self.palette = PALETTES[settings.theme]
        self.glyphs = SETS[settings.glyphs]
        self.backroom: Backroom[PluginContext] = Backroom(context, self._on_screen)
        self.drawer = Drawer(_folder(context), context.office_key)
        self.last_words: Sequence[str] = ()
        self.glances: Sequence[Glance] = ()
        self.screens = SCREENS
        self.names = tuple(make.name for make in SCREENS)
        self._places: dict[int, Page] = {}
        self._number = 0
        self._pages: list[Page] = [Page(Today())]
        self._title_words = ""
        self._message: tuple[Content, ...] = ()
        self._draft: Draft | None = None
        self._written: object = None
        self._aside: tuple[str, Subject] | None = None
        self._last: tuple[str, Subject] | None = None
        self._waiting: Callable[[], None] | None = None
        self.reading_card = False
        self._choosing = False
        self._kinds: dict[str, str] = {}
        self._kept_place: Place | None = None
        self._pauses: dict[str, Any] = {}
        self._manner: Manner | None = None

    def get_default_screen(self) -> Screen[None]:
        """Return the frame."""
        return Frame()

    def compose(self) -> ComposeResult:
        """Return nothing: the frame is filled when it is mounted."""
        return ()

    async def on_mount(self) -> None:
        """Paint the frame, and only then begin to ask."""
        self.title_line, self.tab_line = OneLine(self.palette), OneLine(self.palette)
        self.status = Paper(self.palette)
        self.status.id = "status"
        self.listing = Listing(self.palette, self.glyphs)
        self.listing.id = "list"
        self.card = Paper(self.palette)
        self.card.id = "card"
        self.bar = Bar(self.palette, self.glyphs)
        self.foot = OneLine(self.palette)
        await self.screen.mount(
            self.title_line,
            self.tab_line,
            self.status,
            Horizontal(self.listing, self.card, id="body"),
            self.bar,
            self.foot,
        )
        self.screen.set_class(self.size.width >= WIDE, "wide")
        self.screen.set_class(self.glyphs.bar == "|", "letters")
        self._say_lines()
        self.listing.show(_nothing_yet(), lambda row, width: NOTHING, ())
        self.call_after_refresh(self._begin)

    def _begin(self) -> None:
        """Open the office: what was painted stands already."""
        self.backroom.start()
        self.ask(_welcome, self._welcomed, self.failed)

    def _welcomed(self, told: tuple[str, Manner]) -> None:
        self._title_words, manner = told
        self._manner = replace(manner, glyphs=self.glyphs)
        self._kept_place = self.drawer.place()
        if self._kept_place is not None:
            number = next((n for n, make in enumerate(self.screens) if make.id == self._kept_place.screen), 0)
            self._number, self._pages = number, [Page(self.screens[number]())]
        self._say_lines()
        self._load(self.page)
        draft = self.drawer.draft()
        if draft is not None:
            self._restore(draft)

    def _restore(self, draft: Draft) -> None:
        from trustcrm_tui.entry import LogEntry, PromiseEntry

        subject = Subject(side=draft.side, name=draft.name)
        self.open_bar((PromiseEntry if draft.mode == "promise" else LogEntry)(self, subject), draft.text)
        self.say("Your words from last time are still here.", "esc puts them aside")

    @property
    def manner(self) -> Manner:
        """How everything is drawn."""
        assert self._manner is not None
        return self._manner

    @property
    def page(self) -> Page:
        """What is looked at."""
        return self._pages[-1]

    @property
    def subject(self) -> Subject:
        """What the row under the cursor is about."""
        row = self.listing.row
        return Subject() if row is None else self.page.sheet.subject(row)

    # Asking

    def _on_screen(self, do: Callable[[], None]) -> None:
        self.call_later(do)

    def ask(
        self,
        question: Callable[[PluginContext], T],
        answer: Callable[[T], None],
        failed: Callable[[Exception], None] | None = None,
        subject: str = "",
    ) -> None:
        """Have a question answered in the back room; say so where it takes long."""
        self.backroom.ask(question, answer, failed or self.failed, subject)
        self._pause("long", 2.0, self._still_waiting)

    def _still_waiting(self) -> None:
        if self.backroom.open:
            self.say("The office is busy; what you type is kept, and saved when it answers.")
            self._pause("long", 2.0, self._still_waiting)

    def failed(self, error: Exception) -> None:
        """Say what could not be done; what nobody expected goes into the log without any value."""
        if isinstance(error, TrustCrmError):
            self.say(str(error), alert=True)
            return
        words = last_words(error, _folder(self.context), survived=True)
        self.say(words[0], alert=True)

    # Loading and showing

    def _load(self, page: Page) -> None:
        sheet = page.sheet
        self.ask(sheet.load, lambda loaded: self._loaded(page, loaded), self.failed, subject="list")

    def _loaded(self, page: Page, loaded: Loaded) -> None:
        if page is not self.page:
            return
        key = self._key_at_cursor(page)
        page.loaded = loaded
        rows = _only(loaded.rows, page)
        place = rows.place_of(key) if key is not None else None
        if place is None and self._kept_place is not None and isinstance(rows, Held):
            kept, self._kept_place = self._kept_place, None
            place = next((n for n, row in enumerate(rows.rows) if same_row(rows.key(row), kept.row)), None)
        self._show(page, rows, place if place is not None else page.cursor)
        if loaded.then is not None:
            loaded.then()
        if self._waiting is not None:
            waiting, self._waiting = self._waiting, None
            waiting()

    def _show(self, page: Page, rows: Any, cursor: int) -> None:
        manner = self.manner
        self.listing.show(
            rows, lambda row, width: page.sheet.draw(row, width, manner), page.sheet.empty(), cursor, page.top
        )
        self._say_lines()

    def _key_at_cursor(self, page: Page) -> object:
        rows = self.listing.rows
        row = self.listing.row if page.loaded is not None else None
        return rows.key(row) if row is not None and isinstance(rows, Held) else None

    def reload(self) -> None:
        """Read the list anew, the cursor staying on its row."""
        self._load(self.page)
        self._want_card()

    def refresh_rows(self) -> None:
        """Draw rows that came."""
        self.listing.changed()
        self._want_card()

    def when_loaded(self, then: Callable[[], None]) -> None:
        """Do something once the list is here: at once where it is."""
        if self.page.loaded is not None:
            then()
        else:
            self._waiting = then

    def show_under(self, sheet: Sheet) -> None:
        """Show a list in place of the one that belongs to the bar, or on top of the others where there is none yet."""
        belongs = self.page.sheet.id in ("found", "commands") and len(self._pages) > 1
        page = Page(sheet)
        self._pages = [*self._pages[: -1 if belongs else None], page]
        self._keep_cursor(self._pages[-2])
        self._frame()
        self._load(page)

    def push(self, sheet: Sheet) -> None:
        """Show a list on top of the others; Esc goes back."""
        self._keep_cursor(self.page)
        self._pages.append(Page(sheet))
        self._frame()
        self._load(self.page)

    def _keep_cursor(self, page: Page) -> None:
        if page.loaded is not None and self.listing.rows is page.loaded.rows:
            page.cursor, page.top = self.listing.cursor, self.listing.top

    def go_to(self, number: int) -> None:
        """Show a screen by its number from 0, as it was left."""
        if number >= len(self.screens):
            return
        self._keep_cursor(self._pages[0])
        self._places[self._number] = self._pages[0]
        self._number = number
        page = self._places.get(number) or Page(self.screens[number]())
        page.opened = False
        self._pages = [page]
        self._frame()
        if page.loaded is not None:
            self._show(page, _only(page.loaded.rows, page), page.cursor)
        self._load(page)
        self._note_place()

    def back(self) -> None:
        """Close the card, else go to the list below."""
        if self.page.opened and not self._is_wide():
            self.page.opened = False
        elif len(self._pages) > 1:
            self._pages.pop()
            page = self.page
            if page.loaded is not None:
                self._show(page, _only(page.loaded.rows, page), page.cursor)
        elif self.page.kind:
            self.only("")
        self._frame()
        self._say_lines()

    # The card

    def on_listing_moved(self) -> None:
        """Ask for the card of another row once the cursor rests."""
        self._want_card()
        if len(self._pages) == 1:
            self._note_place()

    def on_listing_chosen(self) -> None:
        """Open a row that was clicked twice."""
        self.perform("open")

    def _want_card(self) -> None:
        if self._is_wide() or self.page.opened:
            self._pause("card", CARD_PAUSE, self._ask_card)

    def _ask_card(self) -> None:
        row, sheet = self.listing.row, self.page.sheet
        if row is None:
            self.card.write(())
            return
        manner = self.manner
        self.ask(lambda office: sheet.card(office, row, manner), self._carded, self._no_card, subject="card")

    def _carded(self, lines: Sequence[Content]) -> None:
        self.card.write(lines, keep_place=True)

    def _no_card(self, error: Exception) -> None:
        self.card.write([ink(str(error) if isinstance(error, TrustCrmError) else "The card cannot be shown.", "warn")])
        if not isinstance(error, TrustCrmError):
            self.failed(error)

    def open_card(self) -> None:
        """Show the card of the row, in place of the list where there is no room beside it."""
        self.page.opened = True
        self._frame()
        self._ask_card()
        self._say_lines()

    def _is_wide(self) -> bool:
        return self.size.width >= WIDE

    def _frame(self) -> None:
        self.screen.set_class(self._is_wide(), "wide")
        self.screen.set_class(self.page.opened and not self._is_wide(), "reading")

    def on_resize(self, event: events.Resize) -> None:
        """Fit the frame to the window."""
        if self._manner is not None:
            self._frame()
            self._want_card()
            self._say_lines()

    # The lines around

    def say(self, *words: str, alert: bool = False, undo: bool = False) -> None:
        """Say a line above the list, until the next key; of several parts, as many as fit."""
        parts = [ink(part, "alert" if alert else "good") for part in words]
        self._message = (*parts, ink(f"{self.keys.shown('undo')} takes it back", "quiet")) if undo else tuple(parts)
        self._say_lines()

    def _say_lines(self) -> None:
        today = weekday_words(self._manner.today) if self._manner else ""
        name = ink(self._title_words or "TrustCRM", "title")
        mode = "  read only" if self.read_only else ""
        self.title_line.write(lambda width: between(joined(ink(" "), name), ink(f"{mode} {today} ", "quiet"), width))
        under = len(self._pages) > 1
        self.tab_line.write(
            lambda width: _crumbs(self.page.sheet.name, width) if under else tabs(self.names, self._number, width)
        )
        told = wrapped([joined(ink(" "), self._status(self.size.width))], self.size.width, 1)[:MOST_STATUS]
        self.status.write(told)
        self.status.styles.height = len(told)
        first = ("back",) if under or self.screen.has_class("reading") else ()
        self.foot.write(lambda width: hints(self.keys, self.page.sheet.id, width, first))

    def _status(self, width: int) -> Content:
        small = self.size.width < SMALLEST[0] or self.size.height < SMALLEST[1]
        if small:
            here, needed = (f"{wide}×{high}" for wide, high in (self.size, SMALLEST))
            return ink(f"Please make the window larger: {here}, it needs {needed}.")
        if self._message:
            return fitting(self._message, width - 1)
        page = self.page
        if page.loaded is None:
            return ink("Opening the office …" if self._manner is None else "…", "quiet")
        only = ink(f"only {page.kind}: esc shows all", "warn") if page.kind else NOTHING
        return fitting([only, *page.loaded.summary], width - 1)

    # The bar

    def open_bar(self, mode: Mode, text: str = "") -> None:
        """Open the bar for a purpose."""
        self.foot.display = False
        self.bar.open(mode, text)
        mode.changed(text)

    def leave_bar(self, words: str = "", *, undo: bool = False) -> None:
        """Close the bar, with a word on what came of it; no draft is left."""
        self.bar.close()
        self.foot.display = True
        self.draft(None)
        self.backroom.forget("echo")
        if words:
            self.say(words, undo=undo)

    def put_aside(self, text: str, subject: Subject) -> None:
        """Close the bar and remember its words for `.`."""
        if text.strip():
            self._aside = (text, subject)
            self.leave_bar(f"Put aside; {self.keys.shown('again')} brings your words back.")
        else:
            self.leave_bar()

    def draft(self, draft: Draft | None) -> None:
        """Take down what is being typed; it is written once the keys rest for a second."""
        self._draft = draft
        self._pause("draft", PAUSE if draft is not None else 0.0, self._write_draft)

    def _write_draft(self) -> None:
        if self._draft != self._written:
            self._written = self._draft
            self.drawer.keep_draft(self._draft)

    def _note_place(self) -> None:
        self._pause("place", PAUSE, self._write_place)

    def _write_place(self) -> None:
        rows, row = self.listing.rows, self.listing.row
        if row is not None and isinstance(rows, Held) and len(self._pages) == 1:
            self.drawer.keep_place(Place(screen=self.page.sheet.id, row=rows.key(row)))

    def logged(self, text: str, subject: Subject) -> None:
        """Remember an entry for `.`."""
        self._last, self._aside = (text, subject), None

    def may_write(self) -> bool:
        """Return whether anything may be recorded; say so where not."""
        if self.read_only:
            self.leave_bar()
            self.say("This is read only; nothing was recorded.", alert=True)
        return not self.read_only

    def _pause(self, name: str, seconds: float, then: Callable[[], None]) -> None:
        """Do something once nothing of that name was asked for so many seconds."""
        timer = self._pauses.pop(name, None)
        if timer is not None:
            timer.stop()

        def due() -> None:
            self._pauses.pop(name, None)
            then()

        self._pauses[name] = self.set_timer(max(seconds, 0.001), due)

    @property
    def at_rest(self) -> bool:
        """Whether nothing is asked, and no card is about to be."""
        return self._manner is not None and not self.backroom.open and "card" not in self._pauses

    # Keys

    def on_key(self, event: events.Key) -> None:
        """Do what a key means: in the bar what moves or ends it, else whatever the list of keys says."""
        if self._manner is None and event.key not in ("q", "ctrl+q"):
            return
        key = event.character if event.character and event.character.isprintable() else event.key
        if self.bar.mode is not None:
            self._key_in_bar(event)
        elif self._choosing:
            self._choose(key)
        elif key in DIGITS:
            self._quiet()
            self.go_to(DIGITS[key] - 1)
        elif event.key == "ctrl+q":
            self.exit()
        else:
            meant = self.keys.meant(key, self.page.sheet.id)
            if meant:
                self._quiet()
                self.perform(meant)

    def _quiet(self) -> None:
        if self._message:
            self._message = ()
            self._say_lines()

    def _key_in_bar(self, event: events.Key) -> None:
        mode = self.bar.mode
        if event.key == "escape" and mode is not None:
            mode.cancelled(self.bar.words.value)
        elif event.key in ("up", "down", "pageup", "pagedown"):
            self.perform({"pageup": "page-up", "pagedown": "page-down"}.get(event.key, event.key))

    def on_paste(self, event: events.Paste) -> None:
        """Take words that came all at once as an entry for the log; they never run as commands."""
        if self.bar.mode is None and self._manner is not None and event.text.strip():
            from trustcrm_tui.entry import LogEntry

            self.open_bar(LogEntry(self, self.subject), event.text)

    def only(self, kind: str) -> None:
        """Show rows of one kind only, all where it is empty."""
        page = self.page
        page.kind = "" if kind == page.kind else kind
        if page.loaded is not None:
            self._show(page, _only(page.loaded.rows, page), 0)

    def choose_kind(self) -> None:
        """Ask which kind to show, by one letter."""
        page = self.page
        rows = page.loaded.rows if page.loaded is not None else None
        if not isinstance(rows, Held):
            return
        self._kinds = _lettered(sorted({page.sheet.kind(row) for row in rows.rows} - {""}))
        self._choosing = bool(self._kinds)
        if not self._kinds:
            self.say("This list has no kinds to choose from.")
            return
        self.say("Show only", "esc all", *(f"{letter} {kind}" for letter, kind in self._kinds.items()))

    def _choose(self, key: str) -> None:
        self._choosing = False
        self._message = ()
        self.only(self._kinds.get(key, ""))
        self._say_lines()

    def commands(self) -> list[Command]:
        """Return everything that can be asked for by its name."""
        from trustcrm_tui.asking import commands

        here = self.keys.here(self.page.sheet.id)
        return commands(here, {key.id: self.keys.shown(key.id) for key in here}, self.names)

    def perform(self, id: str) -> None:
        """Do what an id of the list of keys says."""
        from trustcrm_tui.doing import perform

        perform(self, id)

    def again(self) -> tuple[str, Subject] | None:
        """Return what was put aside, else what was logged last."""
        return self._aside or self._last

    def card_text(self) -> str:
        """Return the card as text."""
        return as_text(self.card.lines)

    # The end

    def leave(self) -> None:
        """Leave; a draft stays."""
        self._write_draft()
        self._write_place()
        self.exit()

    def _fatal_error(self) -> None:
        """End with four plain lines; Textual's own way prints every variable."""
        self._write_draft()
        self.last_words = last_words(self._exception, _folder(self.context), survived=False)
        self._close_messages_no_wait()


def _welcome(office: PluginContext) -> tuple[str, Manner]:
    home = office.ask.home()
    return home.name, Manner(SETS["letters"], office.clock.today())


def _folder(context: PluginContext) -> Path:
    return context.data_folder if context.folder is not None else Path(tempfile.mkdtemp(prefix="trustcrm-tui-"))


def _crumbs(name: str, width: int) -> Content:
    return joined(ink(" ["), ink(name, "strong"), ink("]  esc goes back"))


def _only(rows: Any, page: Page) -> Any:
    """Return the rows of the kind that is looked at."""
    if not page.kind or not isinstance(rows, Held):
        return rows
    return Held([row for row in rows.rows if page.sheet.kind(row) == page.kind], key=rows.key)


def _lettered(kinds: Sequence[str]) -> dict[str, str]:
    """Return each kind by a letter of its own, the first of its letters that is free."""
    found: dict[str, str] = {}
    for kind in kinds:
        letter = next((sign for sign in kind.casefold() if sign.isalpha() and sign not in found), "")
        if letter:
            found[letter] = kind
    return found


class _NothingYet(Held):
    """Rows of which nothing is known."""

    def count(self) -> Any:
        """Return that nobody knows."""
        return None


def _nothing_yet() -> Held:
    return _NothingYet((), key=id)
