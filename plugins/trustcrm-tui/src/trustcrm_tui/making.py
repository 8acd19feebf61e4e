"""Making something new of what a list shows: few questions, each answered in the bar, and the rest field by field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from trustcrm.plugin import InvalidValue, NotFound, TrustCrmError, fold
from trustcrm_tui.correcting import value_of
from trustcrm_tui.ink import Content, ink
from trustcrm_tui.sheets.record import RecordSheet
from trustcrm_tui.sheets.sheet import Subject

if TYPE_CHECKING:
    from trustcrm.plugin import Field, PluginContext
    from trustcrm_tui.workplace import Workplace

ASKED: Mapping[str, tuple[str, ...]] = {"tie": ("other", "kind"), "agreement": ("title", "tie", "ends_on")}
"""What is asked of something new; everything else has a value already, or is filled in afterwards."""
QUESTIONS: Mapping[str, str] = {
    "other": "with whom", "kind": "what sort of tie", "title": "what it is called", "tie": "with whom",
    "ends_on": "the last day of its term",
}  # fmt: skip
SUCH_AS: Mapping[str, str] = {
    "other": "a city or organisation; Milan, IT where several are called so",
    "tie": "the side it is signed with, of whom a tie is on record",
    "title": "Friendship agreement, Letter of intent …",
    "ends_on": "2025-06-30 or 30 jun 2025; enter alone where it has no end",
}
WITH_BODIES = ("network", "consular")
"""The sorts of tie whose other side is no city: one that nobody here knows is an organisation."""


@dataclass(frozen=True)
class Told:
    """A question and the words it was answered with."""

    field: str
    words: str


class Making:
    """One question after the other; Enter answers, and after the last keeps it in one change."""

    def __init__(self, app: Workplace, noun: str, subject: Subject) -> None:
        self._app = app
        self._noun = noun
        self._subject = subject
        self._told: list[Told] = []
        self._wrong: Told | None = None

    @property
    def _asked(self) -> str:
        return ASKED[self._noun][len(self._told)]

    def title(self) -> Sequence[Content]:
        """Return what is made, and the keys."""
        place, count = len(self._told) + 1, len(ASKED[self._noun])
        done = "enter keeps it" if place == count else "enter goes on"
        what = f"New {self._noun}: {QUESTIONS[self._asked]} ({place} of {count})"
        return ink(what, "title"), ink(done, "quiet"), ink("esc cancels", "quiet")

    def changed(self, text: str) -> None:
        """Say what may be answered, and what was answered before; an answer that cannot be, why until it is another."""
        wrong = self._wrong
        if wrong is not None and (wrong.field, wrong.words) == (self._asked, text):
            return
        self._wrong = None
        before = [f"{QUESTIONS[one.field]}: {one.words or '–'}" for one in self._told]
        lines = [ink(f"→ {' · '.join(before)}")] if before else []
        self._app.bar.echo([*lines, ink(" · ".join(self._choices()) or SUCH_AS[self._asked], "quiet")])

    def _choices(self) -> Sequence[str]:
        about = _field(self._noun, self._asked).about
        return about.choices

    def submitted(self, text: str) -> None:
        """Take the answer; keep it after the last."""
        words, field = " ".join(text.split()), _field(self._noun, self._asked)
        if not words and field.required:
            self._app.bar.echo([ink(f"? Say {QUESTIONS[self._asked]}: {SUCH_AS[self._asked]}.", "warn")])
            return
        told = [*self._told, Told(self._asked, words)]
        if len(told) < len(ASKED[self._noun]):
            self._told = told
            self._ask_next()
            self._check(field, told)
        elif self._app.may_write():
            noun = self._noun
            self._app.ask(lambda office: make(office, noun, told), self._kept, self._refused)

    def _check(self, field: Field, told: list[Told]) -> None:
        """Go back to an answer at once where it cannot be; the next question stands there meanwhile."""

        def refused(error: Exception) -> None:
            if self._app.bar.mode is self and self._told[: len(told)] == told:
                self._told = told[:-1]
                self._wrong = told[-1]
                self._app.open_bar(self, told[-1].words)
                self._refused(error)

        self._app.ask(lambda office: _value(office, field, told[-1].words), lambda _: None, refused)

    def _ask_next(self) -> None:
        wanted = self._subject.name if self._asked == "tie" and self._subject.side is not None else ""
        self._app.open_bar(self, wanted)
        self.changed(wanted)

    def _kept(self, made: Made) -> None:
        self._app.leave_bar()
        self._app.lists.push(RecordSheet(self._noun, made.row), renew=True)
        also = f" New here: {', '.join(made.news)}." if made.news else ""
        self._app.say(f"Kept {self._noun} {made.row}.{also} Enter fills in the rest.", undo=True)

    def _refused(self, error: Exception) -> None:
        """Say what is wrong with the answer that stands there; Esc goes back to the questions before."""
        if isinstance(error, TrustCrmError):
            back = [ink("esc goes back to the question before", "quiet")] if self._told else []
            self._app.bar.echo([ink(f"! {self._app.keys.named_in(str(error))}", "alert"), *back])
        else:
            self._app.failed(error)

    def cancelled(self, text: str) -> None:
        """Go back to the question before, else make nothing."""
        if not self._told:
            self._app.leave_bar()
            return
        before = self._told.pop()
        self._app.open_bar(self, before.words)
        self.changed(before.words)


def _field(noun: str, name: str) -> Field:
    from trustcrm.plugin import NOUNS, fields_of

    return fields_of(NOUNS[noun])[name]


@dataclass(frozen=True)
class Made:
    """The row of what was made, and what else is new here by it, in words."""

    row: int
    news: Sequence[str]


def make(office: PluginContext, noun: str, told: Sequence[Told]) -> Made:
    """Keep what was told. Raises `InvalidValue`, `NotFound`, `Ambiguous` or `Refused` where it cannot be."""
    from trustcrm.plugin import NOUNS, Mention

    values = {one.field: _value(office, _field(noun, one.field), one.words) for one in told if one.words}
    if noun == "tie":
        values["one"] = office.ask.home().side
        other = values["other"]
        if isinstance(other, Mention) and values["kind"] in WITH_BODIES:
            values["other"] = replace(other, noun="organisation")
    recorded = office.do.add(NOUNS[noun](**values))
    return Made(recorded.ids[0], [_new(office, noun, row) for noun, row in recorded.made])


def _new(office: PluginContext, noun: str, row: int) -> str:
    """Return what is new here, so that a slip in a name is seen: no gazetteer gave such a city its country."""
    listed = office.ask.one(noun, row)
    unknown = noun == "city" and getattr(listed.kept.record, "country", None) is None
    return f"{noun} {listed.title}{', which no gazetteer knows' if unknown else ''}"


def _value(office: PluginContext, field: Field, words: str) -> Any:
    """Return what words mean for a field: a choice by its beginning, a side also where nobody knows it yet."""
    from trustcrm.plugin import mention_of

    if field.about.choices:
        return _choice(field, words)
    if field.name == "tie":
        return _tie_with(office, words)
    if field.is_ref:
        try:
            return value_of(office, field, words)
        except NotFound:
            return mention_of("city", words)
    return value_of(office, field, words)


def _choice(field: Field, words: str) -> str:
    fitting = [choice for choice in field.about.choices if fold(choice).startswith(fold(words))]
    if len(fitting) != 1:
        raise InvalidValue(f"{words!r} is none of {', '.join(field.about.choices)}.")
    return str(fitting[0])


def _tie_with(office: PluginContext, words: str) -> int:
    """Return our tie with a side. Raises `NotFound` where there is none."""
    side = office.ask.found("side", words)
    found = next((glance.tie for glance in office.ask.overview() if glance.them == side), None)
    if found is None:
        raise NotFound(f"No tie with {words} is on record; n on Ties makes one.")
    return found


def new(app: Workplace) -> None:
    """Begin something new of what the present list shows."""
    from trustcrm_tui.bringing import Bringing
    from trustcrm_tui.entry import LogEntry
    from trustcrm_tui.promising import PromiseEntry
    from trustcrm_tui.scheduling import Scheduling

    subject = app.lists.subject
    screen = app.lists.page.sheet.id
    if screen in ("ties", "closeness"):
        app.open_bar(Making(app, "tie", Subject()))
    elif screen == "pacts":
        app.open_bar(Making(app, "agreement", Subject(name=subject.name, side=subject.side)))
    elif screen in ("ledger", "crisis"):
        app.open_bar(PromiseEntry(app, Subject()))
    elif screen == "agenda":
        app.open_bar(Scheduling(app, Subject()))
    elif screen == "imports":
        app.open_bar(Bringing(app))
    else:
        app.open_bar(LogEntry(app, Subject()))
