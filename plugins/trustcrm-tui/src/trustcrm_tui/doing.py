"""What each key does, by its id."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING

from trustcrm.plugin import InvalidValue
from trustcrm_tui import moving
from trustcrm_tui.ink import as_text
from trustcrm_tui.keys import WRITES
from trustcrm_tui.sheets.sheet import Subject
from trustcrm_tui.standing import CAN_BE_PUT_OFF, missing
from trustcrm_tui.whom import side_of, sides_of

if TYPE_CHECKING:
    from pathlib import Path

    from trustcrm.plugin import PluginContext
    from trustcrm_tui.workplace import Workplace

CLIP = "clip.txt"


def perform(app: Workplace, id: str) -> None:
    """Do it; ids that name a screen, a noun's list or what a screen's key does say which."""
    kind, _, rest = id.partition(" ")
    if kind == "screen" and rest:
        app.lists.go_to(int(rest))
    elif kind == "list" and rest:
        _list(app, rest)
    elif kind == "plugin" and rest:
        from trustcrm_tui.offered import open_screen

        open_screen(app, rest)
    elif kind == "at":
        number, _, deed = rest.partition(" ")
        app.lists.go_to(int(number))
        app.lists.when_loaded(lambda: perform(app, deed))
    elif why := missing(app, id):
        app.say(why)
    elif id not in WRITES or app.may_write():
        _DEEDS[id](app)


def _list(app: Workplace, noun: str) -> None:
    from trustcrm_tui.nouns import NounSheet

    app.lists.push(NounSheet(noun, lambda question, answer: app.ask(question, answer), app.lists.came))


def _open(app: Workplace) -> None:
    from trustcrm_tui.entering import entered

    row = app.listing.row
    if row is None:
        return
    sheet = app.lists.page.sheet
    if sheet.id == "commands":
        app.lists.pop()
        perform(app, row.id)
    else:
        entered(app, sheet, row)


def _log(app: Workplace) -> None:
    from trustcrm_tui.entry import LogEntry
    from trustcrm_tui.many import ManyLog

    def opened(sides: Sequence[Subject]) -> None:
        one = sides[0] if sides else Subject()
        app.open_bar(ManyLog(app, sides) if len(sides) > 1 else LogEntry(app, one))

    _with_sides(app, opened)


def _tell(app: Workplace) -> None:
    from trustcrm_tui.telling import Telling

    def opened(sides: Sequence[Subject]) -> None:
        if sides:
            app.open_bar(Telling(app, sides))
        else:
            app.say("There is nobody here to tell; stand on a tie, or mark several.")

    _with_sides(app, opened)


def _told(app: Workplace) -> None:
    from trustcrm_tui.letters import newest
    from trustcrm_tui.sheets.told import ToldSheet

    def shown(letters: Path | None) -> None:
        if letters is None:
            app.say("Nobody was told anything yet; t drafts a message to whom is marked.")
        else:
            app.lists.push(ToldSheet(letters))

    app.ask(newest, shown)


def _promise(app: Workplace) -> None:
    from trustcrm_tui.promising import PromiseEntry

    _with_side(app, lambda subject: app.open_bar(PromiseEntry(app, subject)))


def _schedule(app: Workplace) -> None:
    from trustcrm_tui.scheduling import schedule

    _with_side(app, lambda subject: schedule(app, subject))


def _with_side(app: Workplace, then: Callable[[Subject], None]) -> None:
    """Do something with the side a row is about; a person's or a record's own side is looked up first."""
    subject = app.lists.subject
    if subject.side is not None:
        then(subject)
    else:
        app.ask(lambda office: side_of(office, subject), then)


def _with_sides(app: Workplace, then: Callable[[Sequence[Subject]], None]) -> None:
    """Do something with the sides that all marked rows are about, or with that of the row under the cursor."""
    subjects = app.lists.subjects
    if len(subjects) == 1:
        _with_side(app, lambda side: then([side] if side.side is not None else []))
    else:
        app.ask(lambda office: sides_of(office, subjects), then)


def _find(app: Workplace) -> None:
    from trustcrm_tui.asking import Finding

    app.open_bar(Finding(app))


def _commands(app: Workplace) -> None:
    from trustcrm_tui.commands import Palette

    app.open_bar(Palette(app))


def _keys(app: Workplace) -> None:
    from trustcrm_tui.commands import CommandsSheet, here

    app.lists.push(CommandsSheet(here(app), name="Keys"))


def _snooze(app: Workplace) -> None:
    from trustcrm_tui.asking import Snooze

    fitting = [one for one in app.lists.subjects if one.noun in CAN_BE_PUT_OFF and one.id is not None]
    if fitting:
        app.open_bar(Snooze(app, fitting))
    else:
        app.say("This cannot be put off; what is due can, on Today.")


def _done(app: Workplace) -> None:
    from trustcrm_tui.sheets.told import ToldSheet
    from trustcrm_tui.telling import tick

    subject, sheet = app.lists.subject, app.lists.page.sheet
    if isinstance(sheet, ToldSheet):
        tick(app, sheet, app.lists.subjects)
    elif subject.id is not None and app.may_write():
        app.ask(lambda office: finish(office, subject), lambda said: _finished(app, said))


def _finished(app: Workplace, said: str) -> None:
    app.say(said, undo=True)
    app.reload()


def finish(office: PluginContext, subject: Subject) -> str:
    """Mark what a row stands for as done, delivered or held, and say so."""
    from trustcrm_tui.promises import fulfil

    row = subject.id or 0
    if subject.noun == "follow-up":
        office.do.done(row)
        return "Done."
    if subject.noun == "engagement":
        office.do.hold(row)
        return "It took place; it is a contact now."
    if subject.noun == "contribution":
        return fulfil(office, row)
    if subject.noun == "need":
        office.do.correct("need", row, {"closed_on": office.clock.today()})
        return "The need is met, or given up."
    raise InvalidValue("This is not done by a tick: log the contact with l.")


def _why(app: Workplace) -> None:
    from trustcrm_tui.why import WhySheet

    def shown(subject: Subject) -> None:
        if subject.side is not None:
            app.lists.push(WhySheet(subject))
        else:
            app.say("There is no number here to explain; y explains a tie's.")

    _with_side(app, shown)


def _brief(app: Workplace) -> None:
    from trustcrm_tui.sheets.reports import Brief, Paper, brief_of

    def show(paper: Paper | None) -> None:
        if paper is None:
            app.say("There is no briefing of this; stand on a tie, with a plugin that offers the report “briefing”.")
            return
        app.lists.push(Brief(paper))
        app.lists.page.opened = True
        app.frame()
        app.lists.when_loaded(app.open_card)

    _with_sides(app, lambda sides: app.ask(lambda office: brief_of(office, sides), show))


def _more(app: Workplace) -> None:
    from trustcrm_tui.offered import MoreSheet

    app.lists.push(MoreSheet())


def _map(app: Workplace) -> None:
    from trustcrm_tui.sheets.map import MapSheet

    app.lists.push(MapSheet(app.lists.subject.side))
    app.lists.page.opened = True
    app.frame()
    app.lists.when_loaded(app.open_card)


def _closeness(app: Workplace) -> None:
    from trustcrm_tui.sheets.closeness import ClosenessSheet

    if isinstance(app.lists.page.sheet, ClosenessSheet):
        app.lists.pop()
    else:
        app.lists.push(ClosenessSheet())


def _history(app: Workplace) -> None:
    from trustcrm_tui.changes import ChangesSheet

    app.lists.push(ChangesSheet())


def _again(app: Workplace) -> None:
    from trustcrm_tui.entry import LogEntry
    from trustcrm_tui.promising import take_up

    waiting = app.notes.waiting()
    if waiting is not None:
        take_up(app, waiting, "Your words that waited are here again.")
        return
    before = app.notes.again()
    if before is None:
        app.say("Nothing was logged or put aside yet.")
        return
    text, subject = before
    _with_side(app, lambda here: app.open_bar(LogEntry(app, here if here.side is not None else subject), text))


def _copy(app: Workplace) -> None:
    from trustcrm_tui.drafts import own_folder

    text = as_text(app.card.lines)
    if not text:
        app.say("Open a card first; then it is copied.")
        return
    app.copy_to_clipboard(text)
    if app.read_only:
        app.say("Copied, where your terminal passes it on; no file was written, since this is read only.")
        return
    file = own_folder(app.context) / CLIP
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as opened:
        opened.write(text + "\n")
    app.say(f"Copied; where your terminal does not pass it on, it stands in {file}.")


def _way(way: str) -> Callable[[Workplace], None]:
    def turn(app: Workplace) -> None:
        from trustcrm_tui.sheets.ledger import LedgerSheet

        sheet = app.lists.page.sheet
        if isinstance(sheet, LedgerSheet):
            sheet.way = "" if sheet.way == way else way
            app.listing.go(0)
            app.reload()

    return turn


def _blank(app: Workplace) -> None:
    app.listing.blank = not app.listing.blank
    app.card.visible = not app.listing.blank
    app.listing.refresh()
    app.frame()


def _mouse(app: Workplace) -> None:
    taken = app.turn_mouse()
    if taken is None:
        app.say("The mouse cannot be left to this terminal.")
    else:
        app.say(
            "The mouse is the program's again." if taken else "The mouse is the terminal's: select as you do there."
        )


def _of(module: str, deed: str, *arguments: str) -> Callable[[Workplace], None]:
    """Return a deed of another module, which is imported once somebody does it."""

    def do(app: Workplace) -> None:
        getattr(import_module(f"trustcrm_tui.{module}"), deed)(app, *arguments)

    return do


def _refresh(app: Workplace) -> None:
    app.paint_anew()
    app.say("Read anew.")
    app.reload()


_DEEDS: Mapping[str, Callable[[Workplace], None]] = {
    "open": _open,
    "back": lambda app: app.lists.pop(),
    "log": _log,
    "find": _find,
    "mark": lambda app: app.lists.mark(),
    "mark-all": lambda app: app.lists.mark_all(),
    "tell": _tell,
    "told": _told,
    "promise": _promise,
    "snooze": _snooze,
    "undo": _of("undoing", "undo"),
    "why": _why,
    "done": _done,
    "filter": lambda app: app.lists.choose_kind(),
    "switch": moving.switch,
    "history": _history,
    "again": _again,
    "copy": _copy,
    "commands": _commands,
    "ours": _way("ours"),
    "hoped": _way("hoped"),
    "schedule": _schedule,
    "edit": _of("correcting", "edit"),
    "remove": _of("correcting", "withdraw"),
    "crisis": _of("opening", "open_one"),
    "end-crisis": _of("opening", "end_one"),
    "other-crisis": _of("opening", "turn"),
    "take-ours": _of("deciding", "choose", "ours"),
    "take-theirs": _of("deciding", "choose", "theirs"),
    "take-both": _of("deciding", "choose", "both"),
    "take-new": _of("deciding", "take_new"),
    "aside": _of("deciding", "leave_aside"),
    "take-back": _of("deciding", "take_back"),
    "blank": _blank,
    "refresh": _refresh,
    "mouse": _mouse,
    "remind": _of("telling", "remind"),
    "new": _of("making", "new"),
    "accept": _of("accepting", "accept"),
    "closeness": _closeness,
    "up": moving.by_lines(-1),
    "down": moving.by_lines(1),
    "page-up": moving.by_page(-1),
    "page-down": moving.by_page(1),
    "first": moving.to_first,
    "last": moving.to_last,
    "leave": lambda app: app.leave(),
    "keys": _keys,
    "brief": _brief,
    "more": _more,
    "map": _map,
}
