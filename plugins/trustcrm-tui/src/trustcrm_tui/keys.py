"""Every key and what it does: plain keys, the same on every screen, each named by an id under which it can be moved."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from trustcrm.plugin import ConfigError


@dataclass(frozen=True, kw_only=True)
class Key:
    """One thing a key does.

    A screen is named by its id, or by what that begins with before a "|".

    `keys` are characters, or names such as "enter"; none where it is done by its name alone. `hint` is its word in the
    footer, shown while there is room, lower `rank` first; "" keeps it to the list of keys; `hints` are those of single
    screens. `on` names the screens it belongs to, everywhere where empty; `off` those where it means nothing, `why_off`
    in a sentence why.
    """

    id: str
    keys: tuple[str, ...]
    words: str
    hint: str = ""
    rank: int = 99
    on: tuple[str, ...] = ()
    off: tuple[str, ...] = ()
    why_off: str = ""
    hints: Mapping[str, str] = field(default_factory=dict)

    def hint_on(self, screen: str) -> str:
        """Return its word in the footer of a screen."""
        return self.hints.get(screen, self.hint)

    def works(self, screen: str) -> bool:
        """Return whether it does anything on a screen."""
        kinds = {screen, screen.partition("|")[0]}
        return not kinds & {*self.off} and (not self.on or bool(kinds & {*self.on}))

    def meets(self, other: Key) -> bool:
        """Return whether there is a screen on which both do something."""
        screens = {*self.on, *other.on}
        return any(self.works(one) and other.works(one) for one in screens) if screens else True


NO_SIDE = ("imports", "batch", "history", "commands")
"""Screens whose rows are about nobody."""
NOBODY = "These rows are about nobody; stand on a tie, a promise or a person."
NO_RECORD = (*NO_SIDE, "why", "record", "conflict", "reports", "health", "more", "told", "form")
"""Screens whose rows are no records."""
NOT_RECORDS = "These rows are no records of their own; open one first."
NO_MARKS = (*NO_SIDE, "why", "record", "conflict", "health", "more", "map", "brief", "form")
"""Screens whose rows are not marked."""
FOR_WORDS = ("log", "find", "promise", "tell", "commands", "new", "snooze", "schedule", "crisis")
"""What opens the bar for words, by the ids of its keys."""
WRITES = ("log", "again", "promise", "new", "snooze", "schedule", "crisis", "tell", "remind")
"""What opens the bar for what is then recorded or drafted: nobody who may only read types in vain."""
CHANGES = (
    *WRITES, "undo", "done", "edit", "remove", "accept", "end-crisis", "take-ours", "take-theirs", "take-both",
    "take-new", "aside", "take-back",
)  # fmt: skip
"""What changes or writes anything, which is not offered to whoever may only read."""
CAN_BE_DONE = ("today", "ledger", "agenda", "crisis", "told")
"""Screens whose rows can be ticked off."""
CAN_BE_NEW = ("today", "ties", "closeness", "ledger", "agenda", "pacts", "imports", "crisis")
"""Screens of which something new can be made."""

KEYS: tuple[Key, ...] = (
    Key(id="open", keys=("enter",), words="open what the cursor stands on", hint="Open", rank=1, off=("map",),
        why_off="A map opens nothing; esc goes back to the ties."),
    Key(id="back", keys=("escape",), words="go back; it never leaves the program", hint="Back", rank=98),
    Key(id="log", keys=("l",), words="log a contact with the tie under the cursor, or with each that is marked",
        hint="Log", rank=2, off=NO_SIDE, why_off=NOBODY),
    Key(id="find", keys=("/",), words="find anything: ties, people, promises, agreements", hint="Find", rank=3),
    Key(id="promise", keys=("p",), words="note a need, ask, promise or delivery",
        hint="Promise", hints={"crisis": "Need"}, rank=4, off=NO_SIDE, why_off=NOBODY),
    Key(id="brief", keys=("b",), words="the briefing of the tie under the cursor, or of all that are marked",
        hint="Brief", rank=5, off=NO_SIDE, why_off=NOBODY),
    Key(id="tell", keys=("t",), words="draft a message to it, or to all that are marked; nothing is sent", hint="Tell",
        rank=9, off=NO_SIDE, why_off=NOBODY),
    Key(id="told", keys=("T",), words="who is to be told of the last message, to tick who was"),
    Key(id="mark", keys=(" ",), words="mark the row under the cursor", hint="Mark", rank=11, off=NO_MARKS,
        why_off="These rows are not marked; each is gone through alone."),
    Key(id="mark-all", keys=("V",), words="mark all that the list shows, or none", off=NO_MARKS,
        why_off="These rows are not marked; each is gone through alone."),
    Key(id="new", keys=("n",), words="something new of what this list shows", hint="New", rank=8, on=CAN_BE_NEW),
    Key(id="map", keys=("m",), words="the ties on a map, our city in its middle", hint="Map", rank=9, on=("ties",)),
    Key(id="closeness", keys=("v",), words="how close the ties are, kind by kind", hint="Closeness", rank=9,
        on=("ties", "closeness")),
    Key(id="snooze", keys=("z",), words="put it, or all that is marked, off until a day", hint="Snooze", rank=6,
        off=NO_SIDE, why_off="Nothing here is due, so nothing can be put off."),
    Key(id="undo", keys=("u",), words="take back what you did last", hint="Undo", rank=7),
    Key(id="why", keys=("y",), words="why this number: the evidence it is the sum of", hint="Why", rank=8, off=NO_SIDE,
        why_off="There is no number here to explain; y explains a tie's."),
    Key(id="done", keys=("d",), words="done, delivered, or told", hint="Done", rank=9, on=CAN_BE_DONE),
    Key(id="filter", keys=("f",), words="show one kind only, chosen by its letter", hint="Filter", rank=10),
    Key(id="switch", keys=("tab",), words="from the list to the card and back; in the log, its fields"),
    Key(id="history", keys=("U",), words="what was changed, newest first"),
    Key(id="again", keys=(".",), words="log the same as last time with this tie"),
    Key(id="copy", keys=("c",), words="copy the card as text", hint="Copy", rank=12),
    Key(id="commands", keys=(":", "ctrl+p"), words="every command by its name"),
    Key(id="ours", keys=("<",), words="only what we owe", rank=20, hint="We owe", on=("ledger",)),
    Key(id="hoped", keys=(">",), words="only what is hoped for", rank=21, hint="Hoped for", on=("ledger",)),
    Key(id="remind", keys=("r",), words="draft a reminder of what is hoped for; nothing is sent", hint="Remind",
        rank=10, on=("ledger",)),
    Key(id="schedule", keys=("s",), words="put a meeting into the agenda, or accept the one suggested",
        hint="Schedule", rank=9, off=NO_SIDE, why_off=NOBODY),
    Key(id="edit", keys=("e",), words="correct it, field by field", hint="Edit", rank=12, off=NO_RECORD,
        why_off=NOT_RECORDS),
    Key(id="remove", keys=("x",), words="withdraw it: it was recorded wrong", rank=30, off=NO_RECORD,
        why_off=NOT_RECORDS),
    Key(id="crisis", keys=("!",), words="open a crisis"),
    Key(id="accept", keys=("o",), words="accept the offer under the cursor", hint="Accept", rank=4, on=("crisis",)),
    Key(id="end-crisis", keys=("v",), words="the crisis is over", hint="Over", rank=12, on=("crisis",)),
    Key(id="other-crisis", keys=("w",), words="the board of the other crisis, where several are on", on=("crisis",)),
    Key(id="take-ours", keys=("left",), words="ours, for this field", hint="Ours", rank=1,
        on=("batch", "conflict", "conflicts")),
    Key(id="take-theirs", keys=("right",), words="theirs, for this field", hint="Theirs", rank=1,
        on=("batch", "conflict", "conflicts")),
    Key(id="take-both", keys=("=",), words="both, for this field", hint="Both", rank=2, on=("batch",)),
    Key(id="take-new", keys=("+",), words="it is something new", hint="New", rank=2, on=("batch",)),
    Key(id="aside", keys=("-",), words="leave the piece aside", hint="Aside", rank=3, on=("batch",)),
    Key(id="take-back", keys=("x",), words="take the whole import back, or have it again", hint="Take back",
        rank=3, on=("imports",)),
    Key(id="more", keys=("0",), words="the screens that plugins bring"),
    Key(id="blank", keys=("*",), words="hide every name, and show them again"),
    Key(id="mouse", keys=(), words="leave the mouse to the terminal, whose own selection then works, or take it back"),
    Key(id="refresh", keys=("R",), words="read everything anew"),
    Key(id="up", keys=("up", "k"), words="one line up"),
    Key(id="down", keys=("down", "j"), words="one line down"),
    Key(id="page-up", keys=("pageup",), words="one page up"),
    Key(id="page-down", keys=("pagedown",), words="one page down"),
    Key(id="first", keys=("home",), words="to the first line"),
    Key(id="last", keys=("end",), words="to the last line"),
    Key(id="leave", keys=("q",), words="leave; what you were typing is kept"),
    Key(id="keys", keys=("?",), words="the keys that work here", hint="Keys", rank=0),
)  # fmt: skip

_COMMAND = re.compile(r"`trustcrm ([^`]+)`")
_OPTION = re.compile(r"(?<![\w-])--([a-z]+(?:-[a-z]+)*)")
_BY_COMMAND_ALONE = re.compile(r",? or keep a second one with --again|; leave --with away, or name one side alone")
"""Advice that only the command line can follow."""
_TWICE = re.compile(r"\b(\w, then \w) or \1\b")
"""Two commands that one key does the work of, told one after the other."""
_KEY_OF = {
    "undo": "undo", "history": "history", "crisis open": "crisis", "crisis board": "8", "batches": "6", "due": "1",
    "ledger": "3", "agenda": "4", "search": "find", "explain": "why", "plugins list": "9", "city add": "2, then n",
    "organisation add": "2, then n", "tie add": "2, then n", "agreement add": "5, then n",
}  # fmt: skip
"""What commands begin with that advice names, and the id of the key, or the keys themselves, that do the same."""
_KEY_OF_OPTION = {"new": "take-new", "skip": "aside"}
"""By an option that decides about a piece of an import, the id of the key that does."""
_KEY_OF_VERB = {"correct": "edit", "withdraw": "remove"}
"""By what is done to a record of any sort, the id of the key that does it to the row under the cursor."""

SHOWN = {
    "enter": "Enter", "escape": "Esc", "tab": "Tab", "up": "↑", "down": "↓", "pageup": "PgUp", "pagedown": "PgDn",
    "home": "Home", "end": "End", "left": "←", "right": "→", " ": "Space", "ctrl+p": "Ctrl-P",
}  # fmt: skip
"""How keys are written that are no single character."""


def written(key: str) -> str:
    """Return how a key is shown."""
    return SHOWN.get(key, key)


class KeyMap:
    """Which key does what, after the office's own wishes."""

    def __init__(self, keys: Sequence[Key] = KEYS, moved: Iterable[str] = ()) -> None:
        """Apply wishes such as "log = a"; raise `ConfigError` where one cannot be, or gives a key two meanings."""
        self.keys = tuple(_moved(keys, moved))
        self._by_key: dict[str, list[Key]] = {}
        for one in self.keys:
            for key in one.keys:
                self._by_key.setdefault(key, []).append(one)
        self._refuse_double()

    def meant(self, key: str, screen: str) -> str:
        """Return the id of what a key does on a screen, "" where it does nothing."""
        return next((one.id for one in self._by_key.get(key, ()) if one.works(screen)), "")

    def opens_bar(self, key: str) -> bool:
        """Return whether a key opens the bar for words on any screen."""
        return any(one.id in FOR_WORDS for one in self._by_key.get(key, ()))

    def why_not(self, key: str) -> str:
        """Return in a sentence why a key does nothing where it was pressed, "" where it does nothing anywhere."""
        found = self._by_key.get(key, [])
        told = next((one.why_off for one in found if one.why_off), "")
        does = "; ".join(f"{one.words} ({', '.join(one.on)})" for one in found if one.on)
        return told or (f"{written(key)} does nothing here. It means: {does}." if does else "")

    def here(self, screen: str) -> list[Key]:
        """Return what works on a screen."""
        return [one for one in self.keys if one.works(screen)]

    def shown(self, id: str) -> str:
        """Return how the first key of an id is written, "" where it has none."""
        return next((written(one.keys[0]) for one in self.keys if one.id == id and one.keys), "")

    def named_in(self, advice: str) -> str:
        """Return advice with the key in place of a command that has one here, and fields in place of its options.

        `u` stands for `trustcrm undo`, “ended on” for --ended-on, Esc for Ctrl-C; what has no key stays as it is.
        """
        advice = _BY_COMMAND_ALONE.sub("", advice).replace("Ctrl-C", self.shown("back"))
        parts = advice.split("`")
        parts[::2] = [_OPTION.sub(self._key_or_field, part) for part in parts[::2]]
        said = _COMMAND.sub(lambda found: self._key_for(found[1]) or found[0], "`".join(parts))
        return _TWICE.sub(r"\1", said)

    def _key_or_field(self, found: re.Match[str]) -> str:
        return self.shown(_KEY_OF_OPTION.get(found[1], "")) or f"“{found[1].replace('-', ' ')}”"

    def _key_for(self, command: str) -> str:
        id = next((id for begins, id in _KEY_OF.items() if f"{command} ".startswith(f"{begins} ")), "")
        verb = f"{command} ".split(" ")[1]
        return self.shown(id or _KEY_OF_VERB.get(verb, "")) or id

    def _refuse_double(self) -> None:
        for key, meanings in self._by_key.items():
            for one in meanings:
                for other in meanings:
                    if one.id < other.id and one.meets(other):
                        raise ConfigError(
                            f"The key {key!r} would mean both {one.id!r} and {other.id!r}; "
                            "give one of them another in [plugins.tui], keys."
                        )


def _moved(keys: Sequence[Key], wishes: Iterable[str]) -> list[Key]:
    wanted: dict[str, tuple[str, ...]] = {}
    known = {one.id for one in keys}
    for wish in wishes:
        id, _, key = wish.partition("=")
        id, key = id.strip(), key.strip() or ("=" if wish.rstrip().endswith("==") else "")
        if id not in known:
            raise ConfigError(f"[plugins.tui], keys: there is nothing called {id!r} to move; `?` lists what there is.")
        if not key or (len(key) > 1 and key not in SHOWN):
            raise ConfigError(f'[plugins.tui], keys: {wish!r} does not say which key; write it as "log = a".')
        wanted[id] = (*wanted.get(id, ()), key)
    return [replace(one, keys=wanted[one.id]) if one.id in wanted else one for one in keys]


DIGITS: Mapping[str, int] = {str(number): number for number in range(1, 10)}
"""The keys of the screens."""
