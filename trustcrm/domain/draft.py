"""What an importer yields before the office knows it: drafts, one or many, and pieces that could not be read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from typing import Any

from trustcrm.domain.noun import Record, fields_of
from trustcrm.values import dataclass


@dataclass(frozen=True, kw_only=True)
class Draft:
    """One thing read from a source, told in the source's own words.

    `key` names the thing within its source and depends on the thing alone, never on its neighbours or its place in
    the file: that is what makes a second import change nothing. `record` is the noun, with `Mention`s where it refers
    to others. `parts` belong to it (an interaction's participants) and leave the field that points back at it as a
    `Mention` of the record's noun with an empty name. `where` tells a person how to find it in the source ("line 12").
    `raw` is the piece as it stood, by column, so that a rejected or doubtful one can be corrected and brought again.
    """

    key: str
    record: Record
    parts: tuple[Record, ...] = ()
    where: str = ""
    raw: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, eq=False)
class Drafts:
    """Many drafts of one noun and without parts, told field by field: what a large table is read into.

    It says the same as its drafts one by one, in their order, which iterating over it yields. `columns` has a sequence
    for each field that is told, of one value a draft; the others are left at their defaults. A value that many drafts
    share should be the very same object, which is then looked at once. `keys` and `where` are those of the drafts;
    `cells` hold each as it stood, under the names of `header`. A thousand at a time is a good measure.

    Raises `ValueError` where the sequences are not equally long, or a field is unknown or missing.
    """

    kind: type[Record]
    keys: Sequence[str]
    columns: Mapping[str, Sequence[Any]]
    where: Sequence[str]
    header: Sequence[str] = ()
    cells: Sequence[Sequence[str]] = ()

    def __post_init__(self) -> None:
        fields = fields_of(self.kind)
        for name in (*self.columns, *(told.name for told in fields.values() if told.required)):
            if name not in fields or name not in self.columns:
                raise ValueError(f"Drafts of a {self.kind.noun} must tell {name!r}, and no field that there is not.")
        told = (*self.columns.values(), self.where, *([self.cells] if self.header else []))
        if any(len(column) != len(self.keys) for column in told):
            raise ValueError(f"Drafts of a {self.kind.noun} need columns of one length.")

    def __len__(self) -> int:
        return len(self.keys)

    def __iter__(self) -> Iterator[Draft]:
        names = tuple(self.columns)
        rows = zip(*self.columns.values(), strict=True)
        for place, (key, where, values) in enumerate(zip(self.keys, self.where, rows, strict=True)):
            record = self.kind(**dict(zip(names, values, strict=True)))
            raw = dict(zip(self.header, self.cells[place], strict=False)) if self.header else {}
            yield Draft(key=key, record=record, where=where, raw=raw)


@dataclass(frozen=True, kw_only=True)
class Rejected:
    """A piece that could not be read: where it stands, why, in one plain sentence, and the piece itself."""

    where: str
    reason: str
    raw: Mapping[str, str] = field(default_factory=dict)


Piece = Draft | Drafts | Rejected
"""What an importer yields."""
