"""The rows of the table: a module a family, each with its `ROWS`; a new module is found by itself."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from tests.benchmarks.contest import Row


def every_row() -> dict[str, Row]:
    """Return all rows by name, families by name of their module, each in its own order."""
    modules = [import_module(f"{__name__}.{found.name}") for found in iter_modules(__path__)]
    return {row.name: row for module in modules for row in module.ROWS}
