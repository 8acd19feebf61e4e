"""What a paper, a panel or a screen is told before the plugin's tables are made: that there is nothing yet."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from trustcrm.plugin import DatabaseUnusable, Refused

T = TypeVar("T")


def if_made(read: Callable[[], list[T]]) -> list[T]:
    """Return what is read, nothing where the tables are not made. A command reads without, and so says what helps."""
    try:
        return read()
    except (DatabaseUnusable, Refused):
        return []
