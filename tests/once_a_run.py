"""What costs each test the same, done once a run: compiling what an office is asked, and reading what is installed.

A program opens one office; the tests open thousands in one process.
"""

from __future__ import annotations

import functools
import sysconfig
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Engine, event

from trustcrm.hooks import entry_points

_MOST = 3_000
"""How many compiled statements are kept, at some 17 KB each; then all are forgotten."""


class Compiled(dict[Any, Any]):
    """Compiled statements by what SQLAlchemy tells them by, but of all dialects of one kind and version together.

    It keeps them with each engine, and would compile the same statements anew in each office.
    """

    def get(self, key: Any, default: Any = None) -> Any:
        return super().get(_of_any_alike(key), default)

    def __setitem__(self, key: Any, compiled: Any) -> None:
        if len(self) >= _MOST:
            self.clear()
        super().__setitem__(_of_any_alike(key), compiled)


def _of_any_alike(key: Any) -> Any:
    dialect, *rest = key
    return (type(dialect), getattr(dialect, "server_version_info", None), *rest)


def keep_compiled() -> None:
    """Have every connection of this process take compiled statements from one place, and put them there."""
    kept = Compiled()

    @event.listens_for(Engine, "engine_connect")
    def connected(connection: Connection) -> None:
        connection.execution_options(compiled_cache=kept)


def keep_installed() -> None:
    """Read the entry points of what is installed beside the tests once: nothing is installed there while they run."""
    read, here = entry_points._points, sysconfig.get_path("purelib")
    kept = functools.cache(lambda folder, group: tuple(read(folder, group)))

    def points(folder: str, group: str) -> Iterator[tuple[str, str]]:
        return iter(kept(folder, group)) if folder.startswith(here) else read(folder, group)

    entry_points._points = points
