"""Building a ready-made office from facts told in TOML: the same files always make the same office.

Each file holds tables named after nouns; keys are the told fields, a reference holds the `key` of another entry, and
`about` of a tag or note any entry's key.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Protocol

from trustcrm.clock import PinnedClock
from trustcrm.domain.kinds import first_kinds
from trustcrm.domain.noun import Field, Record, fields_of
from trustcrm.domain.nouns import NOUNS
from trustcrm.domain.rules import check
from trustcrm.errors import InvalidValue
from trustcrm.services.desk import Desk
from trustcrm.services.start import signal_kinds
from trustcrm.store.migrations import upgrade
from trustcrm.store.writing import Signature, Writer, writing
from trustcrm.values import dataclass


class ReadableFile(Protocol):
    """A file to read, on disk or inside a package."""

    name: str

    def read_bytes(self) -> bytes:
        """Return what it holds."""


@dataclass(frozen=True)
class _Entry:
    noun: str
    values: Mapping[str, Any]
    where: str


def build_demo(desk: Desk, files: Iterable[ReadableFile]) -> dict[str, int]:
    """Build the office that `files` tell in one change and return how many records of each noun it holds.

    Raises `InvalidValue`, naming file and entry, where one of them cannot be; nothing is then kept.
    """
    entries = [entry for file in sorted(files, key=lambda file: file.name) for entry in _entries(file)]
    day = next(entry.values["pinned_day"] for entry in entries if entry.noun == "office")
    signature = Signature(actor="demo", verb="demo", summary="a ready-made office", at=PinnedClock(day).now())
    with writing(desk.database, signature, prepare=upgrade) as writer:
        kinds = (*first_kinds(), *signal_kinds(desk.signal_kinds.values()))
        for kind in kinds:
            writer.add(kind)
        counts = _Builder(writer, day).build(entries)
    return counts | {"kind": len(kinds)}


def _entries(file: ReadableFile) -> Iterable[_Entry]:
    for noun, tables in tomllib.loads(file.read_bytes().decode()).items():
        if noun not in NOUNS:
            raise InvalidValue(f"{file.name} tells of {noun!r}, which is no noun.")
        for place, values in enumerate(tables, 1):
            yield _Entry(noun, values, f"{file.name}, {noun} {place}")


class _Builder:
    def __init__(self, writer: Writer, day: date) -> None:
        self._writer = writer
        self._day = day
        self._rows: dict[str, tuple[str, int]] = {}

    def build(self, entries: Iterable[_Entry]) -> dict[str, int]:
        by_noun: dict[str, list[_Entry]] = {noun: [] for noun in NOUNS}
        for entry in entries:
            by_noun[entry.noun].append(entry)
        for told in by_noun.values():
            for entry in told:
                record = self._record(entry)
                try:
                    check(record, self._day)
                except InvalidValue as error:
                    raise InvalidValue(f"{entry.where}: {error}") from None
                row = self._writer.add(record)
                if "key" in entry.values:
                    self._rows[entry.values["key"]] = (entry.noun, row)
        return {noun: len(told) for noun, told in by_noun.items() if told}

    def _record(self, entry: _Entry) -> Record:
        values = {name: value for name, value in entry.values.items() if name not in ("key", "about")}
        if "about" in entry.values:
            values["about_noun"], values["about_row"] = self._row(entry, entry.values["about"])
        told = fields_of(NOUNS[entry.noun])
        unknown = set(values) - set(told)
        if unknown:
            raise InvalidValue(f"{entry.where} has a field {sorted(unknown)[0]!r}, which a {entry.noun} has not.")
        return NOUNS[entry.noun](**{name: self._value(entry, told[name], value) for name, value in values.items()})

    def _value(self, entry: _Entry, field: Field, value: Any) -> Any:
        if field.is_ref:
            return self._row(entry, value)[1]
        if field.is_many:
            return tuple(value)
        return Decimal(str(value)) if field.type is Decimal else value

    def _row(self, entry: _Entry, key: str) -> tuple[str, int]:
        if key not in self._rows:
            raise InvalidValue(f"{entry.where} refers to {key!r}, which no earlier entry is called.")
        return self._rows[key]
