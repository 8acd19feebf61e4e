"""Statements that SQLAlchemy has compiled, kept for the whole run.

It keeps them with each engine. A program opens one office and compiles what it asks once; the tests open thousands,
and would compile the same statements anew in each.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Engine, event

_MOST = 3_000
"""How many are kept, at some 17 KB each; then all are forgotten."""


class Compiled(dict[Any, Any]):
    """Compiled statements by what SQLAlchemy tells them by, but of all dialects of one kind and version together."""

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
