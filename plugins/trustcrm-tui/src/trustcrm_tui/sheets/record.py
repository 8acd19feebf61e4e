"""A record field by field, to correct it; and both versions of it, where a colleague was faster."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from trustcrm_tui.apart import apart
from trustcrm_tui.ink import Content, cell, ink, joined
from trustcrm_tui.rows import Held
from trustcrm_tui.sheets.sheet import Facts, Loaded, Manner, Subject

if TYPE_CHECKING:
    from trustcrm.plugin import Conflict, Field, PluginContext


@dataclass(frozen=True)
class FieldRow:
    """A field of a record as it stands, and the version it was seen at."""

    noun: str
    id: int
    version: int
    field: Field
    value: Any
    shown: str


class RecordSheet:
    """The fields of one record; Enter corrects one."""

    id = "record"

    def __init__(self, noun: str, row: int) -> None:
        self.name = f"{noun.capitalize()} {row}"
        self._noun, self._row = noun, row

    def load(self, office: PluginContext) -> Loaded:
        """Return its fields in the order they are told."""
        from trustcrm.plugin import fields_of

        listed = office.ask.one(self._noun, self._row)
        record = listed.kept.record
        rows = [
            FieldRow(
                self._noun, self._row, listed.kept.version, field, getattr(record, name), words_of(listed.value(name))
            )
            for name, field in fields_of(type(record)).items()
            if not name.startswith("about_")
        ]
        return Loaded(
            Held(rows, key=lambda row: row.field.name),
            (ink(listed.title, "strong"), ink("enter corrects a field", "quiet")),
        )

    def draw(self, row: FieldRow, width: int, manner: Manner) -> Content:
        """Return the field's name and its value."""
        value = ink(row.shown) if row.shown else ink("–", "quiet")
        return joined(cell(ink(row.field.name.replace("_", " "), "quiet"), 18), cell(value, max(0, width - 18)))

    def card(self, office: PluginContext, row: FieldRow, manner: Manner) -> Sequence[Content]:
        """Return what the field means, and what it may hold."""
        facts = Facts()
        facts.title(row.field.name.replace("_", " "))
        facts.line(ink(row.field.about.summary))
        facts.line(ink(""))
        facts.value("Now", ink(row.shown or "nothing"))
        if row.field.about.choices:
            facts.value("One of", ink(", ".join(row.field.about.choices)))
        return facts.lines

    def subject(self, row: FieldRow) -> Subject:
        """Return the record."""
        return Subject(noun=row.noun, id=row.id, name=self.name)

    def kind(self, row: FieldRow) -> str:
        """Return nothing: a record's fields are few."""
        return ""

    def empty(self) -> tuple[Content, ...]:
        """Return that it has no field."""
        return (ink("Nothing of it can be corrected here."),)


@dataclass(frozen=True)
class Both:
    """A field of which there are two versions by now; `mine` is None where only the other one set it."""

    name: str
    saw: str
    now: str
    mine: str | None


class ConflictSheet:
    """Both versions of what two people corrected at once, mine at the left: an arrow takes the one it points to."""

    id = "conflict"
    name = "Somebody was faster"

    def __init__(self, conflict: Conflict, wanted: Mapping[str, Any]) -> None:
        self.conflict = conflict
        self.wanted = wanted

    def load(self, office: PluginContext) -> Loaded:
        """Return the fields, and who was faster; nothing is asked of the office."""
        rows = [
            Both(
                one.name,
                _told(one, one.original),
                _told(one, one.theirs),
                _told(one, one.mine) if one.name in self.wanted else None,
            )
            for one in self.conflict.fields
        ]
        who = ", ".join(dict.fromkeys(one.actor for one in self.conflict.meanwhile)) or "somebody"
        return Loaded(
            Held(rows, key=lambda row: row.name),
            (ink(f"{who} changed it meanwhile", "alert"), ink("← keeps yours"), ink("→ keeps theirs")),
        )

    def draw(self, row: Both, width: int, manner: Manner) -> Content:
        """Return the field as you wanted it, or as it was, and as it is now."""
        each = max(8, (width - 16) // 2)
        one, now = apart(row.saw if row.mine is None else row.mine, row.now, each - len("yours ") - 1)
        mine = ink(f"was {one}", "quiet") if row.mine is None else ink(f"yours {one}", "strong")
        return joined(
            cell(ink(row.name.replace("_", " "), "quiet"), 16), cell(mine, each - 1), ink(" "),
            cell(ink(f"now {now}"), each),
        )  # fmt: skip

    def card(self, office: PluginContext, row: Both, manner: Manner) -> Sequence[Content]:
        """Return all three versions."""
        facts = Facts()
        facts.title(row.name.replace("_", " "))
        facts.value("You saw", ink(row.saw))
        facts.value("Now", ink(row.now))
        facts.value("Yours", ink(row.mine or "untouched"))
        return facts.lines

    def subject(self, row: Both) -> Subject:
        """Return the record."""
        return Subject(noun=self.conflict.noun, id=self.conflict.row)

    def kind(self, row: Both) -> str:
        """Return nothing: they are few."""
        return ""

    def empty(self) -> tuple[Content, ...]:
        """Return that the versions agree by now."""
        return (ink("Nothing differs any more; esc goes back."),)


def words_of(value: Any) -> str:
    """Return a field's value as it can be typed again."""
    if value in (None, ()):
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(map(str, value)) if isinstance(value, (tuple, list)) else str(value)


def _told(one: Any, value: Any) -> str:
    title = one.titles.get(value) if isinstance(value, int) else None
    return str(title) if title else words_of(value) or "nothing"
