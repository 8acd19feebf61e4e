from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from trustcrm.plugin import Draft, Drafts, Rejected, Source
from trustcrm_table.importer import TableImporter

Pieces = list[Draft | Rejected]
Read = Callable[..., Pieces]
ReadSource = Callable[[Source], Pieces]


@pytest.fixture(scope="session")
def read_source() -> ReadSource:
    """Read a source, what is told together one by one."""

    def _read(source: Source) -> Pieces:
        pieces = TableImporter().read(source)
        return [one for piece in pieces for one in (piece if isinstance(piece, Drafts) else (piece,))]

    return _read


@pytest.fixture
def read(tmp_path: Path, read_source: ReadSource) -> Read:
    """Read a table given as text or bytes, with the options given by name."""

    def _read(table: str | bytes, name: str = "table.csv", mapping: str = "", **options: str) -> Pieces:
        path = tmp_path / name
        path.write_bytes(table.encode() if isinstance(table, str) else table)
        if mapping:
            (tmp_path / "mapping.toml").write_text(mapping, "utf-8")
            options["map"] = str(tmp_path / "mapping.toml")
        said = {name.replace("_", "-"): value for name, value in options.items()}
        return read_source(Source(path=path, options=said))

    return _read
