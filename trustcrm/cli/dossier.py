"""`person data`: everything the office holds about one person, to be handed to them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from trustcrm.cli.noun_words import words_of
from trustcrm.cli.output import emit_heading, emit_json, emit_line, json_option, say
from trustcrm.cli.session import Session, pass_session
from trustcrm.errors import DatabaseUnusable
from trustcrm.text import json_text, visible

if TYPE_CHECKING:
    from collections.abc import Mapping

    from trustcrm.services.dossier import Dossier, HeldRow, Told

_UNTOLD = frozenset({"id", "version", "batch_id"})


@click.command(
    help="Tell everything the office holds about one person, as the law gives them to read.",
    short_help="Tell everything held about one person.",
)
@click.argument("which")
@click.option(
    "--into", type=click.Path(path_type=Path, file_okay=False), help="A folder to write it to, as text and JSON."
)
@json_option
@pass_session
def data(session: Session, which: str, into: Path | None, as_json: bool) -> None:
    """Tell everything held about one person."""
    from trustcrm.services.browse import found
    from trustcrm.services.dossier import dossier_of

    desk = session.desk
    held = dossier_of(desk, found(desk, "person", which))
    if into is not None:
        _write(into, held)
    elif as_json:
        emit_json(_json(held))
    else:
        for line, is_heading in _lines(held):
            (emit_heading if is_heading else emit_line)(line)


def _write(folder: Path, held: Dossier) -> None:
    from trustcrm.services.keeping.private import write_whole

    name = f"person-{held.people[0]}"
    text = "".join(f"{visible(line)}\n" for line, _ in _lines(held))
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for path, content in ((folder / f"{name}.txt", text), (folder / f"{name}.json", json_text(_json(held)) + "\n")):
            write_whole(path, content)
            say(f"Wrote {path}.")
    except OSError as error:
        raise DatabaseUnusable(
            f"{folder} cannot be written: {error.strerror}; choose another folder with --into."
        ) from None


def _json(held: Dossier) -> dict[str, Any]:
    return {
        "people": list(held.people),
        "rows": [_row_json(row) for row in held.rows],
        "concerning": [_row_json(row) for row in held.concerning],
        "mentions": [_row_json(row) for row in held.mentions],
        "came_by": [vars(one) for one in held.came_by],
        "waiting": list(held.waiting),
        "plugins": [{"plugin": plugin, "key": key, "text": text} for plugin, key, text in held.plugins],
        "history": [vars(one) for one in held.history],
    }


def _row_json(row: HeldRow) -> dict[str, Any]:
    return {"noun": row.noun, "id": row.id, "title": row.title, "columns": dict(row.columns)} | {
        "refers_to": dict(row.refers_to)
    }


def _lines(held: Dossier) -> list[tuple[str, bool]]:
    lines: list[tuple[str, bool]] = []
    kept = {
        "The person": held.rows,
        "What refers to the person": held.concerning,
        "Named in the words of": held.mentions,
    }
    for heading, rows in kept.items():
        if rows:
            lines.append((heading, True))
            for row in rows:
                lines += _row_lines(row)
    if held.came_by:
        lines.append(("Came by", True))
        lines += [(f"  {one.source} by {one.importer}, on {one.at[:10]} by {one.actor}", False) for one in held.came_by]
    if held.waiting:
        lines.append(("Pieces of imports", True))
        lines += [(f"  {one['where']}, {one['state']}: {json.dumps(one['raw'], ensure_ascii=False)}", False)
                  for one in held.waiting]  # fmt: skip
    if held.plugins:
        lines.append(("Notes of plugins", True))
        lines += [(f"  {plugin}, {key}: {text}", False) for plugin, key, text in held.plugins]
    lines.append(("Who wrote or changed it", True))
    present = {(row.noun, row.id): row.columns for row in (*held.rows, *held.concerning)}
    lines += [(_told_line(one, present.get((one.noun, one.id), {})), False) for one in held.history]
    return lines


def _told_line(told: Told, present: Mapping[str, Any]) -> str:
    """Return a change in one line: what was first written only where it is no longer so, what was changed with both."""
    values = []
    for name, value in told.after.items():
        before = told.before.get(name)
        if name in _UNTOLD or (not told.before and (value in (None, []) or value == present.get(name))):
            continue
        label, now = _label(name), words_of(value) or "nothing"
        values.append(f"{label} {words_of(before) or 'nothing'} → {now}" if told.before else f"{label} {now}")
    what = f": {', '.join(values)}" if values else ""
    return f"  {told.at:%Y-%m-%d %H:%M}  {told.actor}, {told.verb}: {told.noun} {told.id}{what}"


def _row_lines(row: HeldRow) -> list[tuple[str, bool]]:
    lines = [(f"  {row.noun} {row.id}", False)]
    for name, value in row.columns.items():
        told = row.refers_to.get(name, words_of(value))
        if name not in _UNTOLD and told:
            lines.append((f"    {_label(name)}: {told}", False))
    return lines


def _label(column: str) -> str:
    return column.removesuffix("_id").replace("_", " ")
