"""A row and what its source now tells of it: where they differ, and what a person makes of each difference."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any, Literal, get_args

from trustcrm.domain.noun import Field, Record, fields_of
from trustcrm.errors import InvalidValue
from trustcrm.store.engine import Connection
from trustcrm.store.plain import plain
from trustcrm.store.queries.history import history_of, reversal_of
from trustcrm.store.queries.rows import titles
from trustcrm.text import listed
from trustcrm.values import dataclass

Choice = Literal["ours", "theirs", "both"]
CHOICES: tuple[str, ...] = get_args(Choice)


@dataclass(frozen=True, kw_only=True)
class Difference:
    """A field that stands here as `ours` and in the source as `theirs`; `edited` where somebody here changed it.

    `both` is what keeps either: all words of two lists, two texts one after the other; None where nothing does. Of two
    names ours stays, and theirs becomes an alias. `titles` names what references mean, by id.
    """

    field: str
    ours: Any
    theirs: Any
    both: Any
    edited: bool
    titles: Mapping[int, str] = dataclasses.field(default_factory=dict)


def differences(connection: Connection, row: int, present: Record, told: Record) -> tuple[Difference, ...]:
    """Return where a record that stands here and what its source tells differ, in the order of the fields.

    What the source leaves empty, or at its default, it does not tell.
    """
    edited = edited_here(connection, present.noun, row)
    found = []
    for item in fields_of(type(present)).values():
        ours, theirs = getattr(present, item.name), getattr(told, item.name)
        if theirs not in (None, (), item.default) and plain(ours) != plain(theirs):
            named = _titles(connection, item, (ours, theirs)) if item.is_ref else {}
            found.append(
                Difference(
                    field=item.name, ours=ours, theirs=theirs, both=_both(present, item, ours, theirs),
                    edited=item.column in edited, titles=named,
                )
            )  # fmt: skip
    return tuple(found)


def chosen(present: Record, found: Sequence[Difference], choices: Mapping[str, Choice]) -> dict[str, Any]:
    """Return the values that a record takes by field. Raises `InvalidValue` for a choice that cannot be."""
    names = [one.field for one in found]
    for name in choices:
        if name not in names:
            there = f"it has {listed(names)}" if names else "nothing in it differs"
            raise InvalidValue(f"{name} is no field in which this piece and the office differ; {there}.")
    values: dict[str, Any] = {}
    for one in found:
        choice = choices.get(one.field, "ours" if one.edited else "theirs")
        if choice == "theirs":
            values[one.field] = one.theirs
        elif choice == "both":
            if one.both is None:
                raise InvalidValue(f"{one.field} cannot hold both; choose ours or theirs.")
            values[one.field] = one.both
    for one in found:
        if one.field == "name" and choices.get("name") == "both":
            values["aliases"] = _joined(values.get("aliases", getattr(present, "aliases", ())), (one.theirs,))
    return values


def edited_here(connection: Connection, noun: str, row: int) -> set[str]:
    """Return the columns of a row that somebody here changed, other than by an import or by taking one back."""
    return {
        column
        for entry in history_of(connection, noun, row)
        if entry.operation == "changed"
        and entry.change.verb not in ("import", "undo")
        and reversal_of(connection, entry.change.id) is None
        for column in entry.after
    }


def _titles(connection: Connection, item: Field, rows: Sequence[int | None]) -> dict[int, str]:
    noun = item.about.refers[0]
    named = titles(connection, {noun: [row for row in rows if row is not None]})
    return {row: title for (of, row), title in named.items() if of == noun}


def _both(present: Record, item: Field, ours: Any, theirs: Any) -> Any:
    if ours in (None, ()) or (item.name == "name" and not hasattr(present, "aliases")):
        return None
    if item.is_many:
        return _joined(ours, theirs)
    if item.name == "name":
        return ours
    return f"{ours}; {theirs}" if item.type is str and not item.about.choices else None


def _joined(ours: Sequence[str], theirs: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*ours, *theirs)))
