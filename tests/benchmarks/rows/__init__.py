"""The rows of the table: a module a family, each with its `ROWS`; a new module is found by itself."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from tests.benchmarks.contest import Row


def every_family() -> dict[str, tuple[Row, ...]]:
    """Return the rows of each module, by its name."""
    return {found.name: import_module(f"{__name__}.{found.name}").ROWS for found in iter_modules(__path__)}


def every_row() -> dict[str, Row]:
    """Return all rows by name, families by name of their module, each in its own order."""
    return {row.name: row for rows in every_family().values() for row in rows}
