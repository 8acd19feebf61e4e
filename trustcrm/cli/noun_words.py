"""How a kept record is told: as JSON with stable keys for scripts, in words for people."""

from __future__ import annotations

from datetime import date, time
from typing import TYPE_CHECKING, Any

from trustcrm.cli.output import emit_json, emit_line, say
from trustcrm.domain.days import year_or_day
from trustcrm.domain.noun import fields_of
from trustcrm.domain.nouns import MERGEABLE

if TYPE_CHECKING:
    from trustcrm.services.browse import Listed
    from trustcrm.services.desk import Desk


def told(row: Listed) -> dict[str, Any]:
    """Return a record as JSON tells it: its id and title, every column, and what a reference means under its field."""
    kept = row.kept
    content: dict[str, Any] = {"id": kept.id, "noun": row.noun, "title": row.title}
    for field in fields_of(type(kept.record)).values():
        content[field.column] = getattr(kept.record, field.name)
        if field.is_ref:
            content[field.name] = row.referred.get(field.name)
    content |= {"version": kept.version, "withdrawn": kept.withdrawn, "batch_id": kept.batch}
    if row.noun in MERGEABLE:
        content["merged_into_id"] = kept.merged_into
    return content


def field_in_words(row: Listed, name: str) -> str:
    """Return a field of a record as a person reads it; of a tie's beginning the year alone where no more is known."""
    value = row.value(name)
    if row.noun == "tie" and name == "since" and isinstance(value, date):
        return year_or_day(value)
    return words_of(value)


def words_of(value: Any) -> str:
    """Return a field's value as a person reads it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (tuple, list)):
        return ", ".join(str(word) for word in value)
    if isinstance(value, time):
        return value.isoformat("minutes") if not value.second else value.isoformat()
    return str(value)


def kept_now(desk: Desk, noun: str, row: int, what: str, *, as_json: bool) -> None:
    """Say what was done to a record, and answer with its id or, for scripts that ask so, the record."""
    from trustcrm.services.browse import one

    listed = one(desk, noun, row)
    say(f"{what} {noun} {row} {listed.title}".rstrip(" .") + ".")
    if as_json:
        emit_json(told(listed))
    else:
        emit_line(str(row))
