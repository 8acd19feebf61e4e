"""Commands by their names: what each key does, the screens of the office and of plugins, and lists of all records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from trustcrm.plugin import fold
from trustcrm_tui.ink import Content, cell, ink, joined
from trustcrm_tui.keys import CHANGES
from trustcrm_tui.nouns import LISTED
from trustcrm_tui.rows import Held
from trustcrm_tui.sheets.digits import IDS
from trustcrm_tui.sheets.sheet import Loaded, Manner, Subject

if TYPE_CHECKING:
    from trustcrm.plugin import PluginContext
    from trustcrm_tui.keys import Key
    from trustcrm_tui.workplace import Workplace

ALSO: Mapping[str, str] = {
    "log": "call meeting email visit interaction contact note record", "find": "search look",
    "promise": "ask delivery owe gift contribution", "brief": "briefing prepare report",
    "tell": "message mail email broadcast write draft", "told": "acknowledged drafts letters",
    "mark": "select", "mark-all": "select everything", "new": "add create", "map": "world",
    "closeness": "wheel network", "snooze": "postpone later delay", "undo": "revert back",
    "why": "explain score trust evidence", "done": "finish tick held deliver", "filter": "only kind show",
    "history": "changes journal audit log", "again": "repeat", "copy": "clipboard export", "commands": "palette",
    "remind": "reminder chase", "schedule": "meeting calendar appointment plan slot", "edit": "change correct fix",
    "remove": "delete withdraw bin", "crisis": "emergency incident", "blank": "privacy hide names",
    "mouse": "select text", "refresh": "reload", "leave": "quit exit close", "keys": "help shortcuts",
    "more": "plugins screens", "take-back": "undo import",
}  # fmt: skip
"""Other words that people have for what a key does, by its id."""


class Command:
    """What the palette offers: a key's own, a screen, or the list of a noun; `also` are other words for it."""

    def __init__(self, id: str, words: str, key: str = "", *, also: str = "", movable: bool = False) -> None:
        self.id, self.words, self.key, self.also = id, words, key, also
        self.movable = movable
        """Whether the settings can give it another key."""

    def fits(self, sought: Sequence[str]) -> bool:
        """Return whether each of some folded words begins one of its own."""
        own = f" {fold(self.words)} {fold(self.also)}"
        return all(f" {word}" in own for word in sought)


def here(app: Workplace) -> list[Command]:
    """Return what can be done on the present screen: the screens by their digits, the keys that work, the lists."""
    screens = app.names.items()
    found = [Command(f"screen {number}", f"{name}: go to this screen", str(number)) for number, name in screens]
    cannot = CHANGES if app.read_only else ()
    found += [_of_key(app, key, key.id) for key in app.keys.here(app.lists.page.sheet.id) if key.id not in cannot]
    return found + [Command(f"list {noun}", f"list {noun}: every {noun}, newest first") for noun in LISTED]


def _of_key(app: Workplace, key: Key, id: str, where: str = "") -> Command:
    words = f"{key.id.replace('-', ' ')}: {key.words}{where}"
    return Command(id, words, app.keys.shown(key.id), also=ALSO.get(key.id, ""), movable=True)


def every_command(app: Workplace) -> list[Command]:
    """Return everything that can be asked for by its name, from the present screen or from another by its digit."""
    found, present = here(app), app.lists.page.sheet.id
    for key in app.keys.keys:
        number = next((IDS[one] for one in key.on if IDS.get(one) in app.names), None)
        changes = app.read_only and key.id in CHANGES
        if number is not None and not key.works(present) and not changes:
            found.append(_of_key(app, key, f"at {number} {key.id}", f" ({app.names[number]})"))
    return found


def brought(office: PluginContext) -> list[Command]:
    """Return the screens that plugins bring, by their titles, their names, and the commands that tell the same."""
    from trustcrm_tui.offered import offered

    return [
        Command(
            f"plugin {one.plugin}:{one.spec.name}", f"{one.spec.title}: {one.spec.summary}",
            also=f"{one.spec.name} {one.plugin} {' '.join(one.spec.twins)} screen",
        )
        for one in offered(office) if one.spec is not None
    ]  # fmt: skip


class CommandsSheet:
    """The commands of which words begin as typed, those that begin so themselves first; also the list of keys."""

    id = "commands"

    def __init__(self, found: Sequence[Command], words: str = "", name: str = "Commands") -> None:
        sought = fold(words).split()
        self.name = name
        fitting = [one for one in found if one.fits(sought)]
        self._rows = sorted(fitting, key=lambda one: not fold(one.words).startswith(" ".join(sought)))

    def load(self, office: PluginContext) -> Loaded:
        """Return them; nothing of the office is asked."""
        return Loaded(Held(self._rows, key=lambda one: one.id), (ink(f"{self.name}: enter does it"),))

    def draw(self, row: Command, width: int, manner: Manner) -> Content:
        """Return the key and what it does."""
        return joined(cell(ink(row.key, "field"), 10), cell(ink(row.words), max(0, width - 10)))

    def card(self, office: PluginContext, row: Command, manner: Manner) -> Sequence[Content]:
        """Return it in full, with the name by which its key can be moved."""
        told = [ink(row.words, "strong"), ink(""), ink(f"The key is {row.key}." if row.key else "It has no key.")]
        if row.movable:
            told.append(ink(f'Its name in the settings is {row.id}: [plugins.tui], keys = ["{row.id} = a"].', "quiet"))
        return told

    def subject(self, row: Command) -> Subject:
        """Return the command."""
        return Subject(noun="command", name=row.id)

    def kind(self, row: Command) -> str:
        """Return nothing: here all are of one kind."""
        return ""

    def empty(self) -> tuple[Content, ...]:
        """Return that there is none so called."""
        return (ink("No command is called so."),)


class Palette:
    """A command by its name; Enter does what the cursor stands on."""

    def __init__(self, app: Workplace) -> None:
        self._app = app
        self._all = every_command(app)
        self._text = ""
        self._asked = False

    def _know(self, screens: Sequence[Command]) -> None:
        self._all += screens
        if self._app.bar.mode is self:
            self.changed(self._text)

    def title(self) -> Sequence[Content]:
        """Return what this is, and the keys."""
        return ink("Command", "title"), *(
            ink(part, "quiet") for part in ("its name", "enter does it", "esc goes back", "up and down choose")
        )

    def changed(self, text: str) -> None:
        """Show those that fit."""
        self._text = text
        begun = (fold(one.words).startswith(fold(text)) for one in self._all)
        if not self._asked and not any(begun):  # finding the screens of plugins imports them
            self._asked = True
            self._app.ask(brought, self._know, subject="screens")
        self._app.lists.push(CommandsSheet(self._all, text))

    def submitted(self, text: str) -> None:
        """Do it."""
        self._app.lists.when_loaded(self._do)

    def _do(self) -> None:
        row = self._app.listing.row
        self._app.leave_bar()
        self._app.lists.pop()
        if row is not None:
            self._app.perform(row.id)

    def cancelled(self, text: str) -> None:
        """Go back."""
        self._app.leave_bar()
        self._app.lists.pop()
