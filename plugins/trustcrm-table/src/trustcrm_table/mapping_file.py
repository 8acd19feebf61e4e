"""Mapping files: a mapping as TOML, one kept per source, so that next year's file is read as this year's was."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from trustcrm.plugin import Field, UnreadableSource
from trustcrm_table.mapping import REST, SUMS, Cell, Origin, PartMap, Reference, TableMap
from trustcrm_table.nouns import back_reference, hint, meant_by, noun_called, shown, told_fields


def read_mapping(path: Path) -> TableMap:
    """Return the mapping kept in a TOML file.

    Raises `UnreadableSource`, naming the file, the key and the nearest known one, where the file cannot be a mapping.
    """
    try:
        told = tomllib.loads(path.read_text("utf-8-sig"))
    except OSError as problem:
        raise UnreadableSource(f'The mapping file "{path}" cannot be read: {problem.strerror}.') from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
        raise UnreadableSource(f'The mapping file "{path.name}" is not valid TOML: {problem}.') from None
    return _Reader(path.name).table(told)


_SETTINGS = ("noun", "key", "ignore", "encoding", "delimiter", "quote", "sheet", "header", "dates", "sums")
_TABLE_KEYS = (*_SETTINGS, "columns", "constants", "parts")
_PART_KEYS = ("noun", "columns", "constants", "each", "split")
_CELL_KEYS = ("column", "constant", "format", "split", "decimal", "thousands", "after", "values")
_REFERENCE_KEYS = ("noun", "name", "country", "ids", "near", "create", "row_id", "side")


class _Reader:
    """Turns parsed TOML into a mapping, and says where in which file it cannot."""

    def __init__(self, file: str) -> None:
        self.file = file

    def fail(self, text: str) -> UnreadableSource:
        return UnreadableSource(f'In the mapping file "{self.file}" {text}')

    def table(self, told: dict[str, Any]) -> TableMap:
        self.known(told, _TABLE_KEYS, "at the top")
        noun = noun_called(self.text(told, "noun", "at the top"))
        settings = {name: self.text(told, name, "at the top") for name in ("encoding", "delimiter", "sheet", "dates")}
        return TableMap(
            noun=noun,
            columns=self.columns(told, noun, ""),
            parts=tuple(self.part(part, noun) for part in self.tables(told, "parts")),
            key=self.words(told, "key"),
            ignore="rest" if told.get("ignore") == REST else self.words(told, "ignore"),
            quote=self.text(told, "quote", "at the top") or '"',
            header=self.number(told, "header"),
            sums=self.sums(told),
            **settings,
        )

    def sums(self, told: dict[str, Any]) -> str:
        word = self.text(told, "sums", "at the top")
        if word not in SUMS:
            raise self.fail(f'at the top: "sums" is "keep" or "reject", not "{shown(word)}".')
        return word

    def part(self, told: dict[str, Any], noun: str) -> PartMap:
        where = "in [[parts]]"
        self.known(told, _PART_KEYS, where)
        part = noun_called(self.text(told, "noun", where))
        back = back_reference(part, noun)
        if not back:
            raise self.fail(f'{where}: "{part}" is no part of "{noun}"; import it as a table of its own.')
        columns = self.columns(told, part, "parts.")
        if back in columns:
            raise self.fail(f'{where}: "{back}" points back at the row itself; leave it out.')
        split = self.text(told, "split", where) or ";"
        return PartMap(noun=part, columns=columns, each=self.text(told, "each", where), split=split)

    def columns(self, told: dict[str, Any], noun: str, prefix: str) -> dict[str, Origin]:
        fields = told_fields(noun)
        found: dict[str, Origin] = {}
        for section in ("columns", "constants"):
            where = f"in [{prefix}{section}]"
            for name, value in self.mapping(told, section).items():
                self.known({name: value}, tuple(fields), where, f"{noun} has no field")
                if name in found:
                    raise self.fail(f'"{name}" is both a column and a constant; keep one of them.')
                found[name] = self.origin(value, fields[name], f'{where} at "{name}"', constant=section == "constants")
        return found

    def origin(self, value: Any, told: Field, where: str, constant: bool) -> Origin:
        if not told.is_ref:
            return self.cell(value, where, constant)
        if not isinstance(value, dict):
            return Reference(noun=told.about.refers[0], name=self.cell(value, where, constant))
        self.known(value, _REFERENCE_KEYS, where)
        return self.reference(value, told, where, constant)

    def reference(self, value: dict[str, Any], told: Field, where: str, constant: bool) -> Reference:
        noun = self.text(value, "noun", where) or told.about.refers[0]
        self.known({noun: None}, meant_by(told), where, "the noun meant cannot be")
        if ("name" in value) == ("row_id" in value):
            raise self.fail(f'{where}: give either "name" or "row_id", and not both.')
        if "side" in value and noun != "person":
            raise self.fail(f'{where}: "side" tells people apart and goes with a person alone.')
        country = self.cell(value["country"], f"{where}, country", constant) if "country" in value else None
        ids = self.mapping(value, "ids").items()
        return Reference(
            noun=noun,
            name=self.cell(value.get("name", {"constant": ""}), f"{where}, name", constant),
            country=country,
            ids=tuple((scheme, self.cell(cell, f"{where}, ids", constant)) for scheme, cell in ids),
            near=self.near(value, where, constant),
            create=self.flag(value, "create", where),
            row_id=self.text(value, "row_id", where),
            side=self.cell(value["side"], f"{where}, side", constant) if "side" in value else None,
        )

    def near(self, value: dict[str, Any], where: str, constant: bool) -> tuple[Cell, Cell] | None:
        if "near" not in value:
            return None
        pair = value["near"]
        if not isinstance(pair, list) or len(pair) != 2:
            raise self.fail(f'{where}: "near" is two columns, latitude and longitude.')
        return self.cell(pair[0], f"{where}, near", constant), self.cell(pair[1], f"{where}, near", constant)

    def cell(self, value: Any, where: str, constant: bool = False) -> Cell:
        if isinstance(value, str):
            return Cell(constant=value) if constant else Cell(column=value)
        if constant and isinstance(value, bool | int | float):
            return Cell(constant=str(value).lower() if isinstance(value, bool) else str(value))
        if not isinstance(value, dict):
            raise self.fail(f'{where}: give the name of a column, or a table such as {{ column = "Name" }}.')
        self.known(value, _CELL_KEYS, where)
        if ("column" in value) == ("constant" in value):
            raise self.fail(f'{where}: give either "column" or "constant", and not both.')
        words = {name: self.text(value, name, where) for name in _CELL_KEYS[:-1] if name in value}
        return Cell(**words, values=self.values(value, where))

    def values(self, value: dict[str, Any], where: str) -> dict[str, str]:
        told = self.mapping(value, "values")
        for name, word in told.items():
            if not isinstance(word, str):
                raise self.fail(f'{where}: the value for "{name}" must be a text in quotes.')
        return told

    def known(self, told: Mapping[str, Any], known: tuple[str, ...], where: str, what: str = "there is no key") -> None:
        for name in told:
            if name not in known:
                raise self.fail(f'{where}: {what} "{name}"; {hint(name, known)}')

    def text(self, told: dict[str, Any], name: str, where: str) -> str:
        value = told.get(name, "")
        if not isinstance(value, str):
            raise self.fail(f'{where}: "{name}" must be a text in quotes.')
        return value

    def words(self, told: dict[str, Any], name: str) -> tuple[str, ...]:
        value = told.get(name, [])
        listed = [value] if isinstance(value, str) else value
        if not isinstance(listed, list) or not all(isinstance(word, str) for word in listed):
            raise self.fail(f'"{name}" must be a list of column names in quotes.')
        return tuple(listed)

    def number(self, told: dict[str, Any], name: str) -> int:
        value = told.get(name, 0)
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise self.fail(f'"{name}" must be the number of a line.')
        return value

    def flag(self, told: dict[str, Any], name: str, where: str) -> bool:
        value = told.get(name, True)
        if not isinstance(value, bool):
            raise self.fail(f'{where}: "{name}" must be true or false.')
        return value

    def mapping(self, told: dict[str, Any], name: str) -> dict[str, Any]:
        value = told.get(name, {})
        if not isinstance(value, dict):
            raise self.fail(f'"{name}" must be a table.')
        return value

    def tables(self, told: dict[str, Any], name: str) -> list[dict[str, Any]]:
        value = told.get(name, [])
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise self.fail(f'"{name}" is written as [[{name}]].')
        return value
