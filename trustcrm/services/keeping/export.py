"""Leaving with everything: every table as CSV and as JSON, described so that no program of ours is needed."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

from trustcrm.domain.nouns.dealings import CONFIDENTIALITY
from trustcrm.services.keeping.cells import cell_maker
from trustcrm.services.keeping.letter import letter
from trustcrm.services.keeping.package import DESCRIPTOR, LETTER, Contents, Written, descriptor_of
from trustcrm.services.keeping.private import SUMS, new_folder, private_text, sha256_of, sums_line
from trustcrm.store.engine import Connection, Database
from trustcrm.store.transfer.confidential import Hidden, hidden_rows, told_in_part, told_rows
from trustcrm.store.transfer.office import Lying, Tell
from trustcrm.store.transfer.plain_rows import PlainRow, plain_rows
from trustcrm.store.transfer.shapes import Shape
from trustcrm.values import dataclass

FORMS = ("csv", "json")
"""The forms an export may have; each table stands once in each."""


@dataclass(frozen=True, kw_only=True)
class Export:
    """What an export wrote: where, how many rows of each table, and what it left out."""

    folder: Path
    rows: dict[str, int]
    left_out: str


def export(
    database: Database, folder: Path, tell: Tell, *, forms: Sequence[str] = FORMS, most: str = CONFIDENTIALITY[-1]
) -> Export:
    """Write everything an office has into a new folder, as one transaction sees it; all of it, or nothing.

    With `most` below the highest confidentiality, what is above it is left out, and the export says so. The same office
    always gives the same octets. Raises `Refused` where the folder is there and not empty.
    """
    with new_folder(folder) as filling, database.reading() as connection:
        lying = Lying(connection, database.where)
        whole = most == CONFIDENTIALITY[-1]
        shapes = lying.shapes if whole else told_in_part(lying.shapes)
        hidden = None if whole else hidden_rows(connection, most)
        contents = Contents(
            revision=lying.revision,
            left_out="" if whole else _what_is_missing(most),
            tables=list(_tables(_Writing(connection, filling, forms, hidden, tell), shapes)),
        )
        _describe(filling, contents)
    return Export(
        folder=folder, rows={shape.name: rows for shape, rows, _ in contents.tables}, left_out=contents.left_out
    )


def _what_is_missing(most: str) -> str:
    return (
        f"Left out is whatever is more confidential than {most!r}, and with it the journal, imports, sums, words and "
        "tables of plugins, which tell of every row. It can therefore be read, and not be restored as an office."
    )


@dataclass
class _Writing:
    connection: Connection
    folder: Path
    forms: Sequence[str]
    hidden: Hidden | None
    tell: Tell
    done: int = 0

    def rows(self, shape: Shape) -> Iterator[PlainRow]:
        if self.hidden is None:
            return plain_rows(self.connection, shape)
        return told_rows(self.connection, shape, self.hidden)


def _tables(writing: _Writing, shapes: Sequence[Shape]) -> Iterator[tuple[Shape, int, Sequence[Written]]]:
    for form in writing.forms:
        (writing.folder / form).mkdir(mode=0o700)
    for shape in shapes:
        paths = {form: f"{form}/{shape.name}.{'csv' if form == 'csv' else 'jsonl'}" for form in writing.forms}
        rows = _write(writing, shape, {form: writing.folder / path for form, path in paths.items()})
        if rows == 0 and len(paths) > 1:
            # no reader of JSON Lines learns anything from an empty file, and some refuse it
            (writing.folder / paths.pop("json")).unlink()
        yield (
            shape,
            rows,
            [
                Written(
                    path=path, octets=(writing.folder / path).stat().st_size, sha256=sha256_of(writing.folder / path)
                )
                for path in paths.values()
            ],
        )


def _write(writing: _Writing, shape: Shape, paths: dict[str, Path]) -> int:
    count, names = 0, shape.names
    makers = [cell_maker(column.kind) for column in shape.columns]
    with ExitStack() as stack:
        files = {form: stack.enter_context(private_text(path)) for form, path in paths.items()}
        table = csv.writer(files["csv"], lineterminator="\r\n") if "csv" in files else None
        lines = files.get("json")
        if table is not None:
            table.writerow(names)
        for row in writing.rows(shape):
            if table is not None:
                table.writerow([make(value) for make, value in zip(makers, row, strict=True)])
            if lines is not None:
                lines.write(json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False) + "\n")
            count += 1
            if count % 1000 == 0:
                writing.tell(writing.done + count)
    writing.done += count
    return count


def _describe(folder: Path, contents: Contents) -> None:
    with private_text(folder / DESCRIPTOR) as file:
        json.dump(descriptor_of(contents), file, ensure_ascii=False, indent=1)
        file.write("\n")
    with private_text(folder / LETTER) as file:
        file.write(letter(contents))
    written = [one for _, _, files in contents.tables for one in files]
    sums = {one.path: one.sha256 for one in written}
    sums |= {name: sha256_of(folder / name) for name in (DESCRIPTOR, LETTER)}
    with private_text(folder / SUMS) as file:
        file.writelines(sums_line(digest, path) for path, digest in sorted(sums.items()))
