"""An entry for the log as fields: each field is the stretch of the entry's own words that was understood so.

There is one entry, its words. Changing a field changes its stretch of them, and what they say then is asked of the same
reader again: nothing here understands anything.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from trustcrm_tui.ink import Content, cell, ink, joined
from trustcrm_tui.rows import Held
from trustcrm_tui.sheets.sheet import Facts, Loaded, Manner, Subject

if TYPE_CHECKING:
    from trustcrm.plugin import PluginContext, Understood

_LINKS = frozenset({"with", "w/", "to", "from", "on", "at", "in", "by", "for", "and", "&", "re", "about"})
"""Words between two stretches that belong to neither and are no note by themselves."""


@dataclass(frozen=True, kw_only=True)
class Part:
    """A field: what the stretches that are its own were taken for, and where a new one goes."""

    name: str
    means: tuple[str, ...]
    such_as: str
    place: Literal["first", "beside", "last"] = "beside"
    before: str = ""


PARTS = (
    Part(name="what", means=("kind",), such_as="call, meeting, mail, visit, message, gift, aid", place="first"),
    Part(name="with", means=("side", "unknown"), such_as="Milan; nobody where it is the tie it was opened on",
         before="with "),
    Part(name="who", means=("person",), such_as="+Giulia", before="+"),
    Part(name="when", means=("day", "hour"), such_as="yesterday, 3 apr, 14:30; today where nothing stands here"),
    Part(name="minutes", means=("duration",), such_as="20m"),
    Part(name="tone", means=("tone",), such_as="++ + 0 - --"),
    Part(name="promise", means=("contribution",), such_as="they offer 500 masks by 3 jul", place="last"),
    Part(name="follow-up", means=("follow-up",), such_as="friday follow up; remind me on 3 jul to call", place="last"),
    Part(name="tags", means=("tag",), such_as="#libraries", place="last"),
    Part(name="note", means=(), such_as="anything in your own words", place="last"),
)  # fmt: skip
"""The fields, in the order they are shown."""


@dataclass(frozen=True)
class Stretch:
    """Some of an entry's words, and what they were taken for; "" where for nothing."""

    start: int
    end: int
    means: str


@dataclass(frozen=True)
class Form:
    """An entry's words, cut into stretches."""

    text: str
    stretches: tuple[Stretch, ...] = ()

    @classmethod
    def of(cls, understood: Understood) -> Form:
        """Return an understood entry as a form."""
        text, found, end = understood.text, [], 0
        for piece in understood.pieces:
            found += [*_note_in(text, end, piece.start), Stretch(piece.start, piece.end, piece.means)]
            end = piece.end
        return cls(text, (*found, *_note_in(text, end, len(text))))

    @classmethod
    def unread(cls, text: str) -> Form:
        """Return words that nobody understood: all of them are the note."""
        return cls(text, tuple(_note_in(text, 0, len(text))))

    def words(self, part: Part) -> str:
        """Return the words of a field as they can be typed again."""
        return ", ".join(self.text[one.start : one.end] for one in self._own(part))

    def changed(self, part: Part, words: str) -> str:
        """Return the entry's words with those of one field replaced: in their place, else where such words stand."""
        wanted = _worded(part, " ".join(words.split()))
        own = self._own(part)
        if not own:
            return self._added(part, wanted)
        text = self.text
        for one in reversed(own[1:]):
            text = text[: one.start] + text[one.end :]
        return _tidy(text[: own[0].start] + wanted + text[own[0].end :])

    def _own(self, part: Part) -> list[Stretch]:
        return [one for one in self.stretches if (one.means in part.means if part.means else not one.means)]

    def _added(self, part: Part, words: str) -> str:
        if not words:
            return self.text
        words = words if words.startswith(part.before) else f"{part.before}{words}"
        if part.place == "last":
            return _tidy(f"{self.text}, {words}" if self.text.strip() else words)
        kinds = [one.end for one in self.stretches if one.means == "kind"]
        at = kinds[0] if kinds and part.place == "beside" else 0
        return _tidy(f"{self.text[:at]} {words} {self.text[at:]}")


def _note_in(text: str, start: int, end: int) -> Sequence[Stretch]:
    """Return what of a gap is note: the words in it, unless they only link what stands around them."""
    words = list(re.finditer(r"[^\s,;]+", text[start:end]))
    while words and words[0][0].casefold() in _LINKS:
        words.pop(0)
    while words and words[-1][0].casefold() in _LINKS:
        words.pop()
    return [Stretch(start + words[0].start(), start + words[-1].end(), "")] if words else []


def _worded(part: Part, words: str) -> str:
    """Return words of a field as an entry has them: a bare number of minutes with its unit."""
    return f"{words}m" if part.name == "minutes" and words.isdecimal() else words


def _tidy(text: str) -> str:
    text = re.sub(r"\s+", " ", text)
    text = re.sub(r"(?:\s*,)+", ",", text)
    return text.strip(" ,")


class FormSheet:
    """The fields in place of the list; the one under the cursor is typed in the bar."""

    id = "form"
    name = "Log, field by field"

    def __init__(self, form: Form) -> None:
        self.form = form

    def load(self, office: PluginContext) -> Loaded:
        """Return the fields; nothing of the office is asked."""
        told = ("enter saves the entry", "tab goes back to its words", "up and down choose a field")
        return Loaded(Held(PARTS, key=lambda part: part.name), tuple(ink(one) for one in told))

    def draw(self, row: Part, width: int, manner: Manner) -> Content:
        """Return the field and its words."""
        words = self.form.words(row)
        value = ink(words, "strong") if words else ink(row.such_as, "quiet")
        return joined(cell(ink(row.name, "field"), 11), cell(value, max(0, width - 11)))

    def card(self, office: PluginContext, row: Part, manner: Manner) -> Sequence[Content]:
        """Return the whole entry, and what may stand in the field."""
        facts = Facts()
        facts.title("The entry")
        facts.line(ink(self.form.text or "nothing yet"))
        facts.heading(row.name)
        facts.line(ink(f"such as: {row.such_as}", "quiet"))
        return facts.lines

    def subject(self, row: Part) -> Subject:
        """Return nothing: it is no record yet."""
        return Subject()

    def kind(self, row: Part) -> str:
        """Return nothing: the fields are few."""
        return ""

    def empty(self) -> tuple[Content, ...]:
        """Return nothing: there are always fields."""
        return ()
