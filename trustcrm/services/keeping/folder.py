"""An export as it lies in its folder: whether its files are whole, and the office that they tell."""

from __future__ import annotations

import csv
import json
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from trustcrm.errors import DatabaseUnusable, Refused
from trustcrm.services.keeping.cells import cell_reader
from trustcrm.services.keeping.package import DESCRIPTOR, shape_of
from trustcrm.services.keeping.private import SUMS, sha256_of, sums_line
from trustcrm.store.transfer.office import Tell
from trustcrm.store.transfer.plain_rows import PlainRow
from trustcrm.store.transfer.shapes import Shape
from trustcrm.values import dataclass

_SUM = re.compile(r"([0-9a-f]{64})  (\S.*)\n")


def is_export(path: Path) -> bool:
    """Return whether a path is the folder of an export."""
    return path.is_dir() and ((path / DESCRIPTOR).is_file() or (path / SUMS).is_file())


@dataclass(frozen=True, kw_only=True)
class File:
    """One file of rows as the description tells it."""

    path: Path
    octets: int
    sha256: str
    rows: int


class Folder:
    """An export that can be read: every table by its JSON file, or its CSV file where there is none.

    Raises `DatabaseUnusable` where the folder holds no description of ours that can be read.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.where = str(path)
        try:
            told = json.loads((path / DESCRIPTOR).read_text(encoding="utf-8"))
            names = {one["name"]: one["trustcrm"]["table"] for one in told["resources"]}
            self.revision: str = told["trustcrm"]["schema"]
            self.complete: bool = told["trustcrm"]["complete"]
            self.description = str(told["description"])
            self.files: dict[str, dict[str, File]] = {}
            shapes: dict[str, Shape] = {}
            for one in told["resources"]:
                shape = shape_of(one, names)
                shapes.setdefault(shape.name, shape)
                self.files.setdefault(shape.name, {})[one["format"]] = self._file(one)
        except OSError as error:
            raise DatabaseUnusable(f"{path / DESCRIPTOR} cannot be read: {error.strerror}.") from None
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise DatabaseUnusable(f"{path / DESCRIPTOR} is damaged, or no export of TrustCRM: {error}.") from None
        self.shapes: Sequence[Shape] = list(shapes.values())

    def _file(self, told: Mapping[str, Any]) -> File:
        place = Path(told["path"])
        if place.is_absolute() or ".." in place.parts:
            raise ValueError(f"it names a file outside its folder, {told['path']!r}")
        return File(
            path=self.path / place, octets=int(told["bytes"]), sha256=told["hash"].removeprefix("sha256:"),
            rows=int(told["rows"]),
        )  # fmt: skip

    def require_complete(self) -> None:
        """Raise `Refused` where something was left out of the export."""
        if not self.complete:
            raise Refused(f"The export in {self.path} is not whole and cannot be restored. {self.description}")

    def rows(self, shape: Shape) -> Iterator[PlainRow]:
        """Yield a table's rows, ordered by its key. Raises `DatabaseUnusable` where its file cannot be read."""
        files = self.files[shape.name]
        return _READERS["jsonl" if "jsonl" in files else "csv"](files.get("jsonl") or files["csv"], shape)

    def rows_in(self, form: str, shape: Shape) -> Iterator[PlainRow]:
        """Yield a table's rows as one of its forms tells them."""
        return _READERS[form](self.files[shape.name][form], shape)


def faults_of_files(path: Path, tell: Tell) -> Iterator[str]:
    """Yield one sentence for each file of an export that was changed, is missing, or does not belong to it."""
    try:
        listed = (path / SUMS).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        yield f"{SUMS}, which names every file and its sum, is missing or cannot be read."
        return
    lines = [_SUM.fullmatch(line) for line in listed.splitlines(keepends=True)]
    if None in lines or not lines:
        yield f"{SUMS} was changed: not every line of it names a file and its sum."
    wanted = {match[2]: match[1] for match in lines if match is not None}
    there = {str(one.relative_to(path).as_posix()) for one in path.rglob("*") if not one.is_dir()} - {SUMS}
    for name in sorted(set(wanted) - there):
        yield f"{name} is missing."
    for name in sorted(there - set(wanted)):
        yield f"{name} does not belong to the export."
    done = 0
    for name in sorted(set(wanted) & there):
        if sha256_of(path / name) != wanted[name]:
            yield f"{name} was changed: it has another sum than {SUMS} says."
        done += (path / name).stat().st_size
        tell(done)
    in_order = "".join(sums_line(wanted[name], name) for name in sorted(wanted))
    if in_order != listed and None not in lines:
        yield f"{SUMS} was changed: its lines are not in order."


def faults_of_tables(folder: Folder, tell: Tell) -> Iterator[str]:
    """Yield one sentence for each file that the description tells otherwise, or whose rows do not fit it."""
    done = 0
    for shape in folder.shapes:
        faults: list[str] = []
        for form, file in folder.files[shape.name].items():
            if not file.path.is_file():
                faults.append(f"The file {file.path.name} of the table {shape.name} is missing.")
            elif file.path.stat().st_size != file.octets or sha256_of(file.path) != file.sha256:
                faults.append(f"The file {file.path.name} is not the one {DESCRIPTOR} tells of.")
            elif form not in _READERS:
                faults.append(f"The file {file.path.name} is of a form that is not known, {form!r}.")
        yield from faults
        if not faults:
            yield from _faults_of_rows(folder, shape)
        done += max(file.rows for file in folder.files[shape.name].values())
        tell(done)


def _faults_of_rows(folder: Folder, shape: Shape) -> Iterator[str]:
    """Read each form of a table to its end, side by side."""
    forms = folder.files[shape.name]
    required = [(place, column.name) for place, column in enumerate(shape.columns) if not column.nullable]
    count, odd = 0, object()
    try:
        for rows in _together([folder.rows_in(form, shape) for form in forms], odd):
            count += 1
            if any(row != rows[0] for row in rows):
                yield f"Row {count} of the table {shape.name} is told otherwise in its two files."
                return
            empty = [name for place, name in required if rows[0][place] is None]
            if empty:
                yield f"Row {count} of the table {shape.name} lacks {empty[0]}."
    except DatabaseUnusable as error:
        yield str(error)
        return
    if any(file.rows != count for file in forms.values()):
        yield f"The table {shape.name} has {count} rows, and {DESCRIPTOR} tells of another number."


def _together(sources: list[Iterator[PlainRow]], end: object) -> Iterator[list[Any]]:
    while True:
        rows = [next(source, end) for source in sources]
        if all(row is end for row in rows):
            return
        yield rows


def _json_rows(file: File, shape: Shape) -> Iterator[PlainRow]:
    names = list(shape.names)
    with _readable(file) as told, file.path.open(encoding="utf-8", newline="\n") as lines:
        for line in lines:
            told.row += 1
            row = json.loads(line)
            if list(row) != names:
                raise ValueError("its columns are not those of the table")
            yield list(row.values())


def _csv_rows(file: File, shape: Shape) -> Iterator[PlainRow]:
    readers: list[Callable[[str], Any]] = [cell_reader(column.kind) for column in shape.columns]
    csv.field_size_limit(sys.maxsize if sys.maxsize < 1 << 40 else 1 << 40)
    with _readable(file) as told, file.path.open(encoding="utf-8", newline="") as cells:
        rows = csv.reader(cells, strict=True)
        if next(rows, None) != list(shape.names):
            raise ValueError("its header is not that of the table")
        for row in rows:
            told.row += 1
            yield [read(cell) for read, cell in zip(readers, row, strict=True)]


_READERS: dict[str, Callable[[File, Shape], Iterator[PlainRow]]] = {"jsonl": _json_rows, "csv": _csv_rows}


@dataclass
class _Place:
    row: int = 0


@contextmanager
def _readable(file: File) -> Iterator[_Place]:
    place = _Place()
    try:
        yield place
    except (ValueError, KeyError, TypeError, AttributeError, csv.Error) as error:
        raise DatabaseUnusable(f"The file {file.path.name} cannot be read at row {place.row}: {error}.") from error
    except OSError as error:
        raise DatabaseUnusable(f"The file {file.path.name} cannot be read: {error.strerror}.") from error
