"""Everything an office has written down anywhere, in one text, for whoever looks for words that should be gone."""

from __future__ import annotations

import json
import zlib
from pathlib import Path
from typing import Any

from tests.offices import address_of, asked, beside, columns_of
from trustcrm.store.engine import Database

_VIRTUAL = "search_index"


def everything_written(database: Database) -> str:
    """Return what a database holds in small letters: each octet of SQLite's files and each value of every table, what
    the journal has packed unpacked."""
    told = []
    if database.path is not None:
        told = [_octets(path) for path in sorted(database.path.parent.glob(f"{database.path.name}*"))]
    with beside(address_of(database)) as connection:
        for table in columns_of(connection):
            if table != _VIRTUAL:
                told += [_value(value) for row in asked(connection, f'SELECT * FROM "{table}"') for value in row]
    return "\n".join(told).lower()


def _octets(path: Path) -> str:
    return path.read_bytes().decode("utf-8", errors="replace")


def _value(value: Any) -> str:
    if isinstance(value, (bytes, memoryview)):
        try:
            return zlib.decompress(value).decode()
        except zlib.error:
            return bytes(value).decode("utf-8", errors="replace")
    return json.dumps(value, default=str, ensure_ascii=False)
