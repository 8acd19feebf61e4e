"""Typing for the log: what the words are understood to say stands beneath them, and Enter keeps it in one change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from trustcrm.plugin import InvalidValue, TrustCrmError, counted
from trustcrm_tui.drafts import Draft
from trustcrm_tui.form import PARTS, Form, FormSheet, Part
from trustcrm_tui.ink import Content, Role, ink, joined
from trustcrm_tui.sheets.sheet import Subject
from trustcrm_tui.whom import crisis_of, side_of
from trustcrm_tui.words import short_name

if TYPE_CHECKING:
    from trustcrm.plugin import Logged, PluginContext, Understood
    from trustcrm_tui.workplace import Workplace


_WARNINGS = ("? ", "! ")
"""How a question and what was not understood begin."""
OPENED_BY = ("log", "promise")
"""By the ids of keys: what opens the bar for an entry."""


@dataclass(frozen=True)
class Echo:
    """What an entry is understood to say, and the lines that say so."""

    text: str
    understood: Understood
    lines: Sequence[str]


@dataclass(frozen=True)
class Another:
    """An entry that was typed where an answer was asked for."""

    text: str


class LogEntry:
    """An entry for the log with, or about, a side; the side may be none, where the words will say it."""

    mode = "log"

    def __init__(self, app: Workplace, subject: Subject, crisis: int | None = None) -> None:
        self._app = app
        self.subject = subject
        self._crisis = crisis if crisis is not None else crisis_of(app)
        self._echo: Echo | None = None
        self._asking = False
        self._handed_in: str | None = None
        self._fields: FormSheet | None = None
        self._form = Form("")
        self._part: Part | None = None

    def title(self) -> Sequence[Content]:
        """Return with whom, or which field, and the keys."""
        whom = f"Log with {short_name(self.subject.name)}" if self.subject.side is not None else "Log"
        done = "enter answers" if self._asking else "enter saves"
        part, other = (f": {self._part.name}", "tab words") if self._part is not None else ("", "tab fields")
        keys = (done, "esc goes back") if self._asking else (done, other, "esc cancels")
        return ink(f"{whom}{part}", "title"), *(ink(one, "quiet") for one in keys)

    def turned(self) -> None:
        """Show the same entry as fields, or as its words again."""
        if self._asking:
            return
        if self._fields is not None:
            self._to_words()
            return
        self._fields = FormSheet(self._form)
        self._read_fields(self._app.bar.words.value)
        self._app.lists.push(self._fields)

    def _to_words(self) -> None:
        """Close the fields; the words are the whole entry again."""
        if self._fields is not None:
            text, fields = self._whole(self._app.bar.words.value), self._fields
            self._fields = self._part = None
            self._app.lists.drop(fields)
            self._app.bar.rewrite(text)
            self._app.bar.retitle()
            self.changed(text)

    def _read_fields(self, text: str) -> None:
        """Have the whole entry cut into fields anew, from which the next change goes out."""
        self._app.ask(lambda office: self._cut(office, text), lambda form: self._began(form, text), subject="fields")

    def _cut(self, office: PluginContext, text: str) -> Form:
        try:
            return Form.of(office.ask.entry(text, with_side=self._with(), window=self._crisis))
        except InvalidValue:
            return Form.unread(text)

    def _began(self, form: Form, text: str) -> None:
        """Type into the field under the cursor from now on; where words went on meanwhile, cut them again."""
        typed = self._app.bar.words.value
        if self._fields is not None and self._part is None and typed != text:
            self._read_fields(typed)
        elif self._fields is not None:
            self._form = self._fields.form = form
            part = self._app.listing.row
            self._begin(part if isinstance(part, Part) else PARTS[0])
            self._app.listing.refresh()

    def moved(self) -> None:
        """Type the words of another field; before the entry was cut there is none."""
        part = self._app.listing.row
        if self._fields is None or self._part is None or part is self._part or not isinstance(part, Part):
            return
        whole = self._whole(self._app.bar.words.value)
        if whole != self._fields.form.text:
            self._read_fields(whole)
        else:
            self._form = self._fields.form
            self._begin(part)

    def _begin(self, part: Part) -> None:
        self._part = part
        self._app.bar.rewrite(self._form.words(part))
        self._app.bar.retitle()

    def _field_changed(self, fields: FormSheet, words: str) -> None:
        """Change the entry's words by those of the field, and have it understood as a whole."""
        text = self._whole(words)
        self._keep_draft(text)
        self._app.ask(
            lambda office: self._cut(office, text),
            lambda form: self._recut(fields, form),
            subject="fields",
        )
        self._understand(text)

    def _recut(self, fields: FormSheet, form: Form) -> None:
        fields.form = form
        self.moved()
        self._app.listing.refresh()

    def _whole(self, text: str) -> str:
        """Return the words of the whole entry, where those of a field are typed."""
        if self._fields is None or self._part is None:
            return text
        form = self._form
        return form.changed(self._part, text) if text != form.words(self._part) else form.text

    def changed(self, text: str) -> None:
        """Have the words understood, the newest only; keep them as a draft."""
        if self._asking:
            return
        if self._fields is not None:
            if self._part is not None:
                self._field_changed(self._fields, text)
            return
        self._keep_draft(text)
        self._understand(text)

    def _keep_draft(self, text: str) -> None:
        subject = self.subject
        self._app.notes.draft(Draft(text, subject.side, subject.name, self.mode, self._crisis))

    def _understand(self, text: str) -> None:
        if not text.strip():
            self._app.backroom.forget("echo")
            self._app.bar.echo([ink(self._hint(), "quiet")])
            return
        self._app.ask(lambda office: self._understood(office, text), self._said, self._unclear, subject="echo")

    def _hint(self) -> str:
        return (
            "c call · m meeting · e mail · v visit · x message, then your words: 20m, +, next fri, they offer 500 masks"
        )

    def _understood(self, office: PluginContext, text: str) -> Echo:
        understood = office.ask.entry(text, with_side=self._with(), window=self._crisis)
        return Echo(text, understood, self._lines(office, understood))

    def _lines(self, office: PluginContext, understood: Understood) -> Sequence[str]:
        return [self._app.keys.named_in(line) for line in office.ask.said_back(understood)]

    def _with(self) -> str | None:
        return f"#{self.subject.side}" if self.subject.side is not None else None

    def _said(self, echo: Echo) -> None:
        if not self._asking:
            self._echo = echo
            self._app.bar.echo(echo_lines(echo.lines))

    def _unclear(self, error: Exception) -> None:
        if self._asking:
            return
        self._echo = None
        self._app.bar.echo([ink(f"? {self._app.keys.named_in(str(error))}", "warn")])

    def submitted(self, text: str) -> None:
        """Keep the entry, or ask what it leaves open; once, however often Enter is pressed until that is done."""
        if self._handed_in is not None:
            return
        words, text = text, self._whole(text)
        if self._asking and self._echo is not None:
            echo, self._handed_in = self._echo, words
            self._app.ask(lambda office: self._answered(office, echo, text), self._step, self._refused)
        elif not text.strip():
            self._app.leave_bar("Nothing was typed, so nothing was logged.")
        elif self._app.may_write():
            self._handed_in = words
            self._app.ask(lambda office: self._kept(office, self._understood(office, text)), self._step, self._refused)

    def _answered(self, office: PluginContext, echo: Echo, words: str) -> Echo | tuple[Logged, str] | Another:
        """Keep the entry as it is with an answer; whatever is none may be another entry."""
        try:
            understood = office.ask.answered(echo.understood, echo.understood.questions[0], words)
        except TrustCrmError:
            if another := self._another(office, words):
                return another
            raise
        return self._kept(office, Echo(echo.text, understood, self._lines(office, understood)))

    def _another(self, office: PluginContext, words: str) -> Another | None:
        """Return words that are an entry of their own, without the key that was to open the bar for them."""
        bare = [words.removeprefix(self._app.keys.shown(id)).strip() for id in OPENED_BY]
        for text in [*(one for one in bare if words.endswith(f" {one}")), words.strip(), *bare]:
            try:
                if is_whole(office.ask.entry(text, with_side=self._with(), window=self._crisis)):
                    return Another(text)
            except TrustCrmError:
                continue
        return None

    def _kept(self, office: PluginContext, echo: Echo) -> Echo | tuple[Logged, str]:
        if echo.understood.questions:
            return echo
        return office.do.log(echo.understood), echo.text

    def _step(self, came: Echo | tuple[Logged, str] | Another) -> None:
        since = self._typed_since()
        if isinstance(came, Echo):
            self._ask(came, since)
            return
        if isinstance(came, Another):
            self._give_way(came.text, since)
            return
        logged, text = came
        self._close_fields()
        self._app.notes.logged(text)
        self._app.leave_bar()
        self._app.say(f"Logged {logged.said}.", *self._waits(), undo=True)
        self._app.reload()
        self._go_on(since)

    def _go_on(self, since: str) -> None:
        """Go on with what was typed since: as keys where one opens a bar, else in a bar: a key may change a row."""
        if since and self._app.keys.opens_bar(since[0]):
            self._app.early.again(since)
        elif since:
            self._app.open_bar(type(self)(self._app, self.subject, self._crisis), since)

    def _typed_since(self) -> str:
        """Return what was typed behind the words that were handed in, now that it is known what came of them."""
        handed_in, self._handed_in = self._handed_in, None
        words = self._app.bar.words.value
        if handed_in is None or self._app.bar.mode is not self or not words.startswith(handed_in):
            return ""
        return words[len(handed_in) :]

    def _waits(self) -> Sequence[str]:
        """Return in words how many entries wait and by which key they come back, nothing where none does."""
        waits, again = self._app.notes.waits, self._app.keys.shown("again")
        told = counted(waits, f"entry waits: {again} brings it back.", f"entries wait: {again} brings one back.")
        return [told] if waits else []

    def _wait(self, text: str) -> None:
        subject = self.subject
        self._app.notes.wait(Draft(text, subject.side, subject.name, self.mode, self._crisis))

    def _give_way(self, text: str, since: str) -> None:
        """Let this entry wait with its question, and keep another, with the row under the cursor."""
        if self._echo is not None:
            self._wait(self._echo.text)
        self._asking = False
        here, app = self._app.lists.subject, self._app

        def opened(subject: Subject) -> None:
            entry = type(self)(app, subject, self._crisis)
            app.open_bar(entry, text)
            app.say(*self._waits())
            entry.submitted(text)
            app.bar.rewrite(text + since)

        if here.side is not None:
            opened(here)
        else:
            app.ask(lambda office: side_of(office, here), opened)

    def _ask(self, echo: Echo, since: str) -> None:
        """Ask the first open question, its answers numbered; what was typed since is its answer by now."""
        self._close_fields()
        self._echo, self._asking = echo, True
        question = echo.understood.questions[0]
        choices = [
            joined(ink(f"  {number} ", "field"), ink(choice.label)) for number, choice in enumerate(question.choices, 1)
        ]
        first = ink("  Enter alone takes the first", "quiet") if choices else ink("")
        if len(choices) + 2 > self._app.bar.most:
            choices = [joined(*(part for choice in choices for part in (choice, ink(" "))))]
        self._app.bar.rewrite(since)
        self._keep_draft(echo.text)
        self._app.bar.echo([ink(f"? {question.text}", "warn"), *choices, first])
        self._app.bar.retitle()

    def _close_fields(self) -> None:
        if self._fields is not None:
            fields, self._fields, self._part = self._fields, None, None
            self._app.lists.drop(fields)

    def _refused(self, error: Exception) -> None:
        self._handed_in = None
        if not isinstance(error, TrustCrmError):
            self._app.failed(error)
            return
        self._app.bar.echo([*self._app.bar.echoed[:3], ink(f"! {self._app.keys.named_in(str(error))}", "alert")])

    def cancelled(self, text: str) -> None:
        """Put the words aside: `.` brings them back. From the fields it goes back to the words."""
        if self._fields is not None:
            self._to_words()
            return
        if self._asking and self._echo is not None:
            if len(text.split()) > 1:  # more than a number or a word may have been meant as another entry
                self._wait(text.strip())
                self._app.say(*self._waits())
            self._asking, text = False, self._echo.text
            self._app.bar.open(self, text)
            return
        self._app.put_aside(text, self.subject)


def is_whole(understood: Understood) -> bool:
    """Return whether words are surely an entry: they say what happened, was promised or is to be done."""
    doubtful = any(question.about == "kind" for question in understood.questions)
    says = understood.kind or understood.contributions or any(one.what for one in understood.follow_ups)
    return bool(says) and not doubtful and " " in understood.text.strip()


def echo_lines(lines: Sequence[str]) -> list[Content]:
    """Return what is said back: with whom first and strong, then what asks or was not understood, so none is cut off.

    Those stand out by their first sign too.
    """
    first, *rest = lines
    warnings = [line for line in rest if line.startswith(_WARNINGS)]
    return [_echoed(first, "strong"), *map(_echoed, (*warnings, *(line for line in rest if line not in warnings)))]


def _echoed(line: str, role: Role = "") -> Content:
    return ink(line, "warn") if line.startswith(_WARNINGS) else ink(f"→ {line}", role)
