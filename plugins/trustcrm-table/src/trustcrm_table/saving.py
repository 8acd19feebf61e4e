"""Writing down the mapping that was used, so that a person can edit it and use it again."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import tomlkit

from trustcrm.plugin import UnreadableSource
from trustcrm_table.mapping import Cell, Origin, PartMap, TableMap

_SETTINGS = ("key", "ignore", "encoding", "delimiter", "sheet", "header", "dates", "sums")


def save_mapping(table: TableMap, path: Path) -> None:
    """Write `table` to `path` as TOML; a file that already says the same is left as it is.

    Raises `UnreadableSource` where the file exists and says something else, or cannot be written.
    """
    text = mapping_text(table)
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        if path.read_text("utf-8") != text:
            raise UnreadableSource(
                f'The mapping file "{path}" exists and says something else; give save-map another name, or delete it.'
            ) from None
    except OSError as problem:
        raise UnreadableSource(f'The mapping cannot be saved as "{path}": {problem.strerror}.') from None


def mapping_text(table: TableMap) -> str:
    """Return `table` as the text of a mapping file."""
    document = tomlkit.document()
    document.add("noun", tomlkit.item(table.noun))
    for name in _SETTINGS:
        if value := getattr(table, name):
            document.add(name, tomlkit.item(list(value) if isinstance(value, tuple) else value))
    if table.quote != '"':
        document.add("quote", tomlkit.item(table.quote))
    document.add("columns", _columns(table.columns))
    if table.parts:
        parts = tomlkit.aot()
        for part in table.parts:
            parts.append(_part(part))
        document.add("parts", parts)
    return tomlkit.dumps(document)


def _part(part: PartMap) -> tomlkit.items.Table:
    table = tomlkit.table()
    table.add("noun", part.noun)
    if part.each:
        table.add("each", part.each)
        table.add("split", part.split)
    table.add("columns", _columns(part.columns))
    return table


def _columns(columns: Mapping[str, Origin]) -> tomlkit.items.Table:
    table = tomlkit.table()
    for name, origin in columns.items():
        table.add(name, tomlkit.item(_origin(origin)))
        if isinstance(table[name], tomlkit.items.Table):
            inline = tomlkit.inline_table()
            inline.update(_origin(origin))
            table[name] = inline
    return table


def _origin(origin: Origin) -> Any:
    if isinstance(origin, Cell):
        return _cell(origin)
    told: dict[str, Any] = {"noun": origin.noun}
    if origin.row_id:
        told["row_id"] = origin.row_id
    else:
        told["name"] = _cell(origin.name)
    if origin.country is not None:
        told["country"] = _cell(origin.country)
    if origin.ids:
        told["ids"] = {scheme: _cell(cell) for scheme, cell in origin.ids}
    if origin.near is not None:
        told["near"] = [_cell(cell) for cell in origin.near]
    if origin.side is not None:
        told["side"] = _cell(origin.side)
    if not origin.create:
        told["create"] = False
    return told


def _cell(cell: Cell) -> Any:
    plain = Cell(column=cell.column)
    if cell == plain and cell.column:
        return cell.column
    told: dict[str, Any] = {"column": cell.column} if cell.column else {"constant": cell.constant}
    for name in ("format", "split", "decimal", "thousands", "after"):
        if getattr(cell, name) != getattr(plain, name):
            told[name] = getattr(cell, name)
    if cell.values:
        told["values"] = dict(cell.values)
    return told
