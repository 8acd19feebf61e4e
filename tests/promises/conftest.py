"""What tests of promises share: an office for each example, and facts read past the program."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.offices import ask, columns_of

Told = dict[str, list[tuple[Any, ...]]]
Facts = Callable[[str], Told]

NOT_FACTS = frozenset(
    {"change", "block", "series", "batch", "batch_item", "origin", "day", "search_text", "trustcrm_version"}
)


@pytest.fixture
def facts() -> Facts:
    """Read every fact of an office, and the acts and names that follow, without the versions that only count up."""

    def read(address: str) -> Told:
        found = {}
        for table, columns in columns_of(address).items():
            if table in NOT_FACTS or table.startswith(("search_index", "sqlite_")) or "_sum" in table:
                continue
            quoted = ", ".join(f'"{column}"' for column in columns if column != "version")
            found[table] = sorted(ask(address, f'SELECT {quoted} FROM "{table}"'), key=repr)
        return found

    return read
