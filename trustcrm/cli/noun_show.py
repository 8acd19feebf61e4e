"""`NOUN show`: one record whole, with its parts, tags and notes, and where it came from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from trustcrm.cli.noun_words import field_in_words, told, words_of
from trustcrm.cli.output import emit_heading, emit_json, emit_line, json_option
from trustcrm.cli.panels import panel_json, panels_beside, print_panels
from trustcrm.cli.session import Session, pass_session
from trustcrm.domain.noun import Record, fields_of
from trustcrm.domain.nouns import NOUNS
from trustcrm.domain.rules import dashed

if TYPE_CHECKING:
    from trustcrm.services.browse import Listed, Whole


def show_command(kind: type[Record]) -> click.Command:
    """Return the command that shows one record of a noun."""

    @click.command("show", help=f"Show one {kind.noun}, by its number{' or name' if kind.title_fields else ''}.")
    @click.argument("which")
    @json_option
    @pass_session
    def show(session: Session, which: str, as_json: bool) -> None:
        tell_record(session, kind.noun, which, as_json=as_json)

    return show


def tell_record(session: Session, noun: str, which: str, *, as_json: bool) -> None:
    """Show one record of a noun whole, by its number or name."""
    from trustcrm.services.browse import whole

    found = whole(session.desk, noun, which)
    beside = panels_beside(session, noun, found.row.kept.id)
    if as_json:
        emit_json(_json(found) | {"panels": [panel_json(panel) for panel in beside]})
    else:
        _print(found)
        print_panels(beside)


def _json(found: Whole) -> dict[str, Any]:
    content = told(found.row)
    content |= {NOUNS[part].plural: [told(row) for row in rows] for part, rows in found.parts.items()}
    return content | {
        "tags": [told(row) for row in found.tags],
        "notes": [told(row) for row in found.notes],
        "came_from": found.source or None,
    }


def _print(found: Whole) -> None:
    row = found.row
    emit_heading(f"{row.noun} {row.kept.id}  {row.title}")
    lines = [(_label(name), field_in_words(row, name)) for name in fields_of(type(row.kept.record))]
    lines += [("version", str(row.kept.version)), ("came from", _origin(found)), ("standing", _standing(found))]
    if found.tags:
        lines.append(("tags", ", ".join(words_of(tag.value("name")) for tag in found.tags)))
    width = max(len(label) for label, _ in lines)
    for label, words in lines:
        if label != "standing" or words:
            emit_line(f"  {label.ljust(width)}  {words}".rstrip())
    for part, rows in found.parts.items():
        _print_rows(NOUNS[part].plural, rows)
    _print_rows("notes", found.notes)


def _print_rows(plural: str, rows: Sequence[Listed]) -> None:
    if rows:
        emit_line()
        emit_heading(plural)
        for row in rows:
            emit_line(f"  {row.kept.id}  {row.title}")


def _label(name: str) -> str:
    return dashed(name).replace("-", " ")


def _origin(found: Whole) -> str:
    batch = found.row.kept.batch
    return "entered here" if batch is None else f"batch {batch}, {found.source}"


def _standing(found: Whole) -> str:
    row = found.row
    if found.erased is not None:
        return f"erased on {found.erased.on.isoformat()}, certificate {found.erased.id}"
    if row.kept.merged_into is not None:
        return f"merged into {row.kept.merged_into}"
    return "withdrawn: marked wrong, nothing is read from it" if row.kept.withdrawn else ""
