"""XLSX workbooks as rows of text, refused before they are opened where they would swell beyond measure.

calamine reads a sheet whole, so that its size is checked first: every member is inflated once, counted and thrown away,
since a hostile file's own figures cannot be trusted.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trustcrm.plugin import UnreadableSource
from trustcrm_table.cells import TrueDate
from trustcrm_table.lines import FIELD_LIMIT, WIDTH_LIMIT, Broken, Row
from trustcrm_table.nouns import hint, shown

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

INFLATED_LIMIT = 512 * 1_048_576
"""Most bytes that a workbook may hold once unpacked: about a million rows of a dozen short cells."""
_MEMBERS = 10_000
_CHUNK = 1_048_576
_PLAIN_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_MIDNIGHT = time()


class Sheet:
    """One sheet of a workbook, its rows as text."""

    def __init__(self, path: Path, name: str = "") -> None:
        """Open the sheet called `name`, or the first; raises `UnreadableSource` where there is none."""
        _refuse_bomb(path)
        self._sheet = _open(path, name)
        self.name = self._sheet.name

    def rows(self) -> Iterator[Row | Broken]:
        """Yield the rows with the sheet's own row numbers."""
        start = self._sheet.start
        if start is None:
            return
        for number, values in enumerate(self._sheet.iter_rows(), 1):
            cells = [value if value.__class__ is str else cell_text(value) for value in values]
            yield _bounded(number, cells)


def cell_text(value: Any) -> str:
    """Return a workbook's value as the text a person would write: dates as ISO, whole numbers without a point."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        midnight = value.time() == _MIDNIGHT
        return TrueDate(value.date().isoformat() if midnight else value.isoformat(" ", "seconds"))
    if isinstance(value, date):
        return TrueDate(value.isoformat())
    if isinstance(value, time):
        return value.isoformat("minutes" if not value.second else "seconds")
    if isinstance(value, timedelta):
        return str(value)
    return str(value)


def _bounded(number: int, cells: list[str]) -> Row | Broken:
    if len(cells) > WIDTH_LIMIT:
        if any(cells[WIDTH_LIMIT:]):
            return Broken(number, f"The row has over {WIDTH_LIMIT:,} cells.")
        del cells[WIDTH_LIMIT:]
    if any(len(cell) > FIELD_LIMIT for cell in cells):
        return Broken(number, f"A field is larger than {FIELD_LIMIT:,} characters.")
    if any("\0" in cell for cell in cells):
        return Broken(number, "The row holds a NUL character, which no text has.")
    return number, cells


def _open(path: Path, name: str) -> CalamineSheet:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        workbook = CalamineWorkbook.from_path(path)
        names = workbook.sheet_names
        if name and name not in names:
            raise UnreadableSource(f'The workbook "{path.name}" has no sheet "{name}"; {hint(name, names)}')
        if not names:
            raise UnreadableSource(f'The workbook "{path.name}" has no sheet.')
        return workbook.get_sheet_by_name(name or names[0])
    except (CalamineError, OSError, ValueError) as problem:
        raise _unreadable(path, str(problem)) from None
    except UnreadableSource:
        raise
    except BaseException as problem:
        if type(problem).__name__ == "PanicException":  # what calamine's Rust raises, above Exception, for odd files
            raise _unreadable(path, str(problem)) from None
        raise


def _refuse_bomb(path: Path) -> None:
    # zipfile raises NotImplementedError for a way of packing that it does not know, RuntimeError for a locked part,
    # UnicodeDecodeError, which is a ValueError, for a damaged name
    try:
        with zipfile.ZipFile(path) as archive:
            _measure(archive, path.name)
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        OSError,
        ValueError,
        NotImplementedError,
        RuntimeError,
    ) as problem:
        raise _unreadable(path, str(problem)) from None


def _measure(archive: zipfile.ZipFile, name: str) -> None:
    members = archive.infolist()
    if len(members) > _MEMBERS:
        raise UnreadableSource(f'The workbook "{name}" has {len(members):,} parts and is not opened.')
    left = INFLATED_LIMIT
    for member in members:
        if member.compress_type not in _PLAIN_METHODS:
            raise UnreadableSource(f'The workbook "{name}" is packed in a way no spreadsheet uses; save it again.')
        member.file_size = INFLATED_LIMIT + 1  # the file's own figure may lie; read to the stream's true end
        with archive.open(member) as stream:
            while chunk := stream.read(_CHUNK):
                left -= len(chunk)
                if left < 0:
                    limit = INFLATED_LIMIT // 1_048_576
                    raise UnreadableSource(f'The workbook "{name}" unpacks to over {limit} MiB; save the sheet as CSV.')


def _unreadable(path: Path, why: str) -> UnreadableSource:
    return UnreadableSource(f'"{path.name}" is no workbook that can be read ({shown(why)}); save it as XLSX again.')
