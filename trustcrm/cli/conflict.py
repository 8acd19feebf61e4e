"""How a conflict is told: who was faster, and each field as it was seen, as it stands, as it was to become."""

from __future__ import annotations

from typing import Any

from trustcrm.cli.noun_words import words_of
from trustcrm.cli.output import emit_json, emit_table, say
from trustcrm.domain.rules import dashed
from trustcrm.errors import Conflict, Contested


def tell_conflict(conflict: Conflict, *, as_json: bool) -> None:
    """Say on stderr what is in the way, with a table of the fields; a script is told in JSON on stdout."""
    say(str(conflict))
    if as_json:
        emit_json(_json(conflict))
    elif conflict.fields:
        rows = [
            (dashed(field.name).replace("-", " "), *(_words(field, value) for value in _values(field)))
            for field in conflict.fields
        ]
        emit_table(("field", "you saw", "now", "you wanted"), rows, talk=True)


def _json(conflict: Conflict) -> dict[str, Any]:
    return {
        "conflict": str(conflict), "noun": conflict.noun, "id": conflict.row, "seen": conflict.seen,
        "present": conflict.present,
        "meanwhile": [
            {"change": one.change, "at": one.at, "actor": one.actor, "verb": one.verb} for one in conflict.meanwhile
        ],
        "fields": {
            field.name: {"original": field.original, "theirs": field.theirs, "mine": field.mine}
            for field in conflict.fields
        },
    }  # fmt: skip


def _values(field: Contested) -> tuple[Any, Any, Any]:
    return field.original, field.theirs, field.mine


def _words(field: Contested, value: Any) -> str:
    title = field.titles.get(value) if isinstance(value, int) else None
    return f"{value} {title}" if title else words_of(value) or "nothing"
