"""The terminal UI: one list and one card, the same keys on every screen, the office asked in a room of its own."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from textual import events
from textual.app import App
from textual.containers import Horizontal
from textual.screen import Screen

from trustcrm.plugin import DatabaseMissing, PluginContext, TrustCrmError
from trustcrm_tui.backroom import Backroom
from trustcrm_tui.bar import Bar, Formed, Mode
from trustcrm_tui.busy import Busy
from trustcrm_tui.courses import Courses
from trustcrm_tui.crash import last_words
from trustcrm_tui.drafts import Drawer, own_folder
from trustcrm_tui.early import Early
from trustcrm_tui.glyphs import SETS
from trustcrm_tui.head import Head
from trustcrm_tui.heap import forget_texts, give_back, sweep
from trustcrm_tui.ink import PALETTES, Content, ink
from trustcrm_tui.keys import DIGITS, KeyMap
from trustcrm_tui.listing import Listing
from trustcrm_tui.lists import UNDER_BAR, WHOLE, Lists
from trustcrm_tui.notebook import Notebook
from trustcrm_tui.paper import Paper
from trustcrm_tui.pauses import Pauses
from trustcrm_tui.present import Present, present
from trustcrm_tui.sheets.digits import CRISIS, IDS, NAMES, SCREENS
from trustcrm_tui.sheets.sheet import Card, Manner, Subject
from trustcrm_tui.terminal import driver_class
from trustcrm_tui.thrift import Thrift

if TYPE_CHECKING:
    from trustcrm_tui.settings import TuiSettings

T = TypeVar("T")

WIDE = 104
"""From so many columns on the card stands beside the list."""
CARD_SHARE = 0.42
"""The part of a wide window that the card has, as the styles below say."""
LOST = 128 + 1
"""How it ends where its terminal is gone, as a shell tells it: by a hangup."""


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
        self.thrift = Thrift()
        """What the terminal shows by now."""
        self.early, self.keys = Early(self), KeyMap(moved=settings.keys)
        super().__init__(driver_class=driver_class(self.thrift, self.lost, self.early.pressed, self.keys.opens_bar))
        self.theme = "textual-light" if settings.theme == "light" else "textual-dark"
        self.context = context
        self.read_only = read_only
        self.crisis = False
        """Whether a crisis is on."""
        self.pauses = Pauses(self.set_timer)
        deliver = partial(self.call_later, self._deliver)
        self.backroom = Backroom[PluginContext](context, deliver, self.pauses.named("rest"))
        drawer = Drawer(own_folder(context), context.office_key)
        self.busy, self.notes = Busy(self), Notebook(drawer, self.pauses, read_only=read_only)
        self.last_words: Sequence[str] = ()
        self.no_office = ""
        """Where no office is, if it ended because of that."""
        self.card_moves = False
        """Whether the keys that move, move the card."""
        self._card_about: object = None
        self._glyphs = SETS[settings.glyphs or "braille"]
        self._manner: Manner | None = None
        ask_later = partial(self.backroom.ask, can_wait=True)
        self._courses = Courses(ask_later, self.pauses.named("courses"), self._courses_came)
        palette = PALETTES[settings.theme]
        self.listing, self.card, self.bar = Listing(palette, self._glyphs), Paper(palette), Bar(palette, self._glyphs)
        self.listing.id, self.card.id = "list", "card"
        self.head = Head(self, palette)
        self.lists: Lists = Lists(self, self.listing, SCREENS)

    def get_default_screen(self) -> Screen[None]:
        """Return the frame."""
        return Frame()

    async def on_mount(self) -> None:
        """Paint the frame, and only then begin to ask."""
        head, body = self.head, Horizontal(self.listing, self.card, id="body")
        await self.screen.mount(head.title, head.tabs, head.status, body, self.bar, head.foot)
        self.screen.set_class(self._glyphs.bar == "|", "letters")
        self.frame()
        self.call_after_refresh(self._begin)

    def _begin(self) -> None:
        """Open the office: what was painted stands already."""
        sweep()
        self.backroom.start()
        self.ask(present, self._welcomed, self._shut)

    def _goes_on(self, now: Present) -> None:
        """Take in which day it is by now, and whether a crisis is on."""
        self.head.office, self.crisis = now.office, now.crisis
        self._manner = Manner(self._glyphs, now.today, self._courses)
        self.frame()

    def keep_up(self) -> None:
        """Ask again which day it is and whether a crisis is on: colleagues and midnight tell nobody."""
        self.ask(present, self._goes_on, subject="present")

    def _shut(self, error: Exception) -> None:
        """Leave where there is no office yet, so that one can be started; say so where it cannot be opened."""
        self.no_office = str(error).partition(";")[0] if isinstance(error, DatabaseMissing) else ""
        self.exit() if self.no_office else self.failed(error)

    def _welcomed(self, now: Present) -> None:
        self._goes_on(now)
        self.lists.begin(self.notes.found_place(), IDS)
        if (draft := self.notes.found_draft()) is not None:
            from trustcrm_tui.promising import take_up

            take_up(self, draft)
        self.lists.when_loaded(self.early.begin)

    @property
    def names(self) -> Mapping[int, str]:
        """The screens by their digits; that of a crisis only while one is on."""
        return {number: name for number, name in NAMES.items() if number != CRISIS or self.crisis}

    @property
    def ready(self) -> bool:
        """Whether the office is open."""
        return self._manner is not None

    @property
    def manner(self) -> Manner:
        """How everything is drawn, known once the office is open."""
        assert self._manner is not None
        return self._manner

    @property
    def narrow(self) -> bool:
        """Whether the card has no room beside the list."""
        return self.size.width < WIDE

    @property
    def reading(self) -> bool:
        """Whether the card stands in place of the list."""
        return self.lists.page.opened and (self.narrow or self.lists.page.sheet.id in WHOLE)

    @property
    def at_rest(self) -> bool:
        """Whether nothing is asked, no card is about to be, and every key does at once what it means."""
        asked = self.backroom.open or self.backroom.can_wait or self.early.going
        return self.ready and not asked and not any(map(self.pauses.has, ("card", "courses", "guard")))

    def frame(self) -> None:
        """Fit list and card to the window, and write the lines around them."""
        self.screen.set_class(not self.narrow, "wide")
        self.screen.set_class(self.reading, "reading")
        self.head.write()

    def on_resize(self, event: events.Resize) -> None:
        """Fit everything to another size once it is taken in; what the terminal made of the old one, nobody knows."""
        self.thrift.forget()
        self.call_after_refresh(self._fit)

    def _fit(self) -> None:
        self.frame()
        if self.ready:  # what was painted while it was taken in may have gone by what stood there before
            self.paint_anew()
            self.want_card()

    def ask(
        self,
        question: Callable[[PluginContext], T],
        answer: Callable[[T], None],
        failed: Callable[[Exception], None] | None = None,
        subject: str = "",
    ) -> None:
        """Have a question answered in the back room; say so where it takes long."""
        self.backroom.ask(question, answer, failed or self.failed, subject)
        self.busy.asked()

    def _deliver(self, do: Callable[[], None]) -> None:
        """Bring what the office answered."""
        do()
        self.busy.answered()

    def failed(self, error: Exception) -> None:
        """Say what could not be done; what nobody expected goes into the log without any value."""
        said = str(error) if isinstance(error, TrustCrmError) else last_words(error, own_folder(self.context))[0]
        self.say(self.keys.named_in(said), alert=True)

    def say(self, *words: str, alert: bool = False, undo: bool = False) -> None:
        """Say something above the list until the next key."""
        self.head.say(*words, alert=alert, undo=undo)

    def reload(self) -> None:
        """Read the list and the card anew."""
        self.keep_up()
        self._courses.forget()
        self.lists.reload()
        self.want_card()

    def paint_anew(self) -> None:
        """Paint the whole window, for another program may have written on it, and read what is seldom read."""
        self.thrift.forget()
        self._courses.forget(all_months=True)
        self.refresh(layout=True)

    def on_listing_moved(self) -> None:
        """Ask for the card of another row once the cursor rests, and then for what a list asks once it stands."""
        self.want_card()
        self.lists.stands()
        self.head.write_foot()
        self.notes.note_place(self.lists)
        if isinstance(self.bar.mode, Formed):
            self.bar.mode.moved()

    def on_listing_chosen(self) -> None:
        """Open a row that was clicked twice."""
        self.perform("open")

    def want_card(self) -> None:
        """Have the card of the row shown, where there is one to be seen."""
        if self.ready and (not self.narrow or self.reading):
            self.pauses.after(self.lists.card_pause(), "card", self._ask_card)

    def _courses_came(self) -> None:
        """Draw how trust went, now that it is known: the last that is read at the start."""
        forget_texts()
        give_back()
        self.listing.refresh()
        self.want_card()

    def _ask_card(self) -> None:
        row, sheet = self.listing.row, self.lists.page.sheet
        height = max(self.card.size.height, self.listing.size.height)
        manner = replace(self.manner, width=self._card_width(), height=height)
        if row is None or self.lists.page.loaded is None:
            self.card.write(())
            return
        about = (sheet.id, sheet.subject(row))
        self.ask(lambda office: sheet.card(office, row, manner), partial(self._carded, about), self._no_card, "card")

    def _card_width(self) -> int:
        return self.size.width - 2 if self.reading else int(self.size.width * CARD_SHARE) - 2

    def _carded(self, about: object, told: Sequence[Content] | Card) -> None:
        if self.listing.row is None:  # it comes late, and nothing stands in the list by now
            return
        lines, beside = (told.lines, told.beside) if isinstance(told, Card) else (told, None)
        again, typing = about == self._card_about, self.bar.mode and self.lists.page.sheet.id in UNDER_BAR
        if beside and not typing:
            self.ask(beside, lambda more: self._carded(about, [*lines, *more]), self._no_card, "card")
        if typing or not (beside and again):  # a card that is read again stays whole meanwhile
            self.card.write(lines, keep_place=again)
        self._card_about = about

    def _no_card(self, error: Exception) -> None:
        self.card.write([ink("The card cannot be shown.", "warn")])
        self.failed(error)

    def open_card(self) -> None:
        """Show the card of the row, in place of the list where there is no room beside it."""
        self.lists.page.opened = True
        self.card.top = 0
        if self._card_about != (self.lists.page.sheet.id, self.lists.subject):
            self.card.write([ink("…", "quiet")])  # and not another's card, until this one is read
        self.frame()
        self._ask_card()

    def open_bar(self, mode: Mode, text: str = "") -> None:
        """Open the bar for a purpose; the keys' line gives way to it."""
        self.head.foot.display = False
        self.bar.open(mode, text)
        mode.changed(text)

    def leave_bar(self, words: str = "", *, undo: bool = False) -> None:
        """Close the bar, with a word on what came of it; no draft is left."""
        self.bar.close()
        self.head.foot.display = True
        self.notes.draft(None)
        self.backroom.forget("echo")
        if words:
            self.say(words, undo=undo)

    def put_aside(self, text: str, subject: Subject) -> None:
        """Close the bar and remember its words."""
        if text.strip():
            self.notes.put_aside(text, subject)
            self.leave_bar(f"Put aside; {self.keys.shown('again')} brings your words back.")
        else:
            self.leave_bar()

    def may_write(self) -> bool:
        """Return whether anything may be recorded; say so where not."""
        if self.read_only:
            self.leave_bar()
            self.say("This is read only; nothing was written.", alert=True)
        return not self.read_only

    def on_key(self, event: events.Key) -> None:
        """Do what a key means: in the bar what moves or ends it, else whatever the list of keys says."""
        key = event.character if event.character and event.character.isprintable() else event.key
        if event.key == "ctrl+q" or (not self.ready and key == "q"):
            self.exit()
        elif not self.ready:
            self.early.keep(event)
        elif self.bar.mode is not None:
            self._key_in_bar(event.key)
        elif not self.early.holds(event, means_row=key not in DIGITS):
            self.head.quiet()
            self._key(key)

    def on_taken(self) -> None:
        """Hear that a key that was pressed early has been taken in."""
        self.early.taken()

    def _key(self, key: str) -> None:
        if self.lists.choosing:
            self.lists.chosen(key)
        elif key in DIGITS:
            self.keep_up()
            self.lists.go_to(DIGITS[key])
        elif meant := self.keys.meant(key, self.lists.page.sheet.id):
            self.perform(meant)
        elif why := self.keys.why_not(key):
            self.say(why)

    def _key_in_bar(self, key: str) -> None:
        if key == "escape" and self.bar.mode is not None:
            self.bar.mode.cancelled(self.bar.words.value)
        elif key == "tab" and isinstance(self.bar.mode, Formed):
            self.head.quiet()
            self.bar.mode.turned()
        elif key in ("up", "down", "pageup", "pagedown"):
            self.perform(self.keys.meant(key, self.lists.page.sheet.id))

    def on_paste(self, event: events.Paste) -> None:
        """Take words that came all at once as an entry for the log; they never run as commands."""
        if not self.ready:
            self.early.keep(event)
        elif self.bar.mode is None and event.text.strip():
            from trustcrm_tui.entry import LogEntry

            self.open_bar(LogEntry(self, self.lists.subject), event.text)

    def perform(self, id: str) -> None:
        """Do what an id of the list of keys says; "" is nothing."""
        if id:
            from trustcrm_tui.doing import perform

            perform(self, id)

    def turn_mouse(self) -> bool | None:
        """Take the mouse, or leave it to the terminal; return whether it is taken, None where that cannot be."""
        turn: Callable[[], bool] | None = getattr(self._driver, "turn_mouse", None)
        return turn() if turn is not None else None

    def leave(self) -> None:
        """Leave; a draft stays."""
        self.notes.write(self.lists)
        self.exit()

    def lost(self) -> None:
        """End where the terminal is gone: what was typed is kept, what was entered is saved, and nothing lingers."""
        self.notes.write(self.lists)
        self.backroom.stop()
        os._exit(LOST)  # the usual way out would write to a terminal that is no more

    def _fatal_error(self) -> None:
        """End with four plain lines; Textual's own way prints every variable."""
        self.notes.write_draft()
        self.last_words = last_words(self._exception, own_folder(self.context), ending=True)
        self._close_messages_no_wait()
