"""The steps that make a plugin's tables: Alembic's, in a folder of the plugin, run in one transaction or not at all."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import Literal

from sqlalchemy import Connection, inspect, text

from trustcrm.store.plugin_tables.guard import Own, held_to
from trustcrm.store.plugin_tables.names import prefix_of, version_table_of
from trustcrm.values import dataclass

Fit = Literal["current", "older", "newer", "none"]
"""How a plugin's tables fit its installed version: as it has them, behind, ahead of it, or not made yet."""


class WrongSteps(RuntimeError):
    """The steps of a plugin cannot be run. A bug of the plugin, laid at its door."""


@dataclass(frozen=True)
class Steps:
    """The steps of one plugin: `folder` holds them, each a module of Alembic's such as `0001_first.py`.

    `journaled` are the tables whose rows are people's records, by what follows the plugin's prefix.
    """

    own: Own
    folder: Path
    journaled: tuple[str, ...] = ()

    @property
    def plugin(self) -> str:
        """The plugin's name."""
        return self.own.plugin

    @property
    def recorded(self) -> frozenset[str]:
        """The tables whose rows are people's records, by their whole names."""
        return frozenset(f"{prefix_of(self.plugin)}{name}" for name in self.journaled)

    @cached_property
    def revisions(self) -> tuple[str, ...]:
        """The steps, oldest first, each by the number its file begins with."""
        return tuple(sorted(path.name.partition("_")[0] for path in self.folder.glob("[0-9]*_*.py")))

    @property
    def newest(self) -> str | None:
        """The number of the newest step, None where there is none."""
        return self.revisions[-1] if self.revisions else None

    def fit(self, connection: Connection) -> Fit:
        """Return how the plugin's tables in a database fit these steps."""
        found = revision_of(connection, self.plugin)
        if found is None:
            return "none"
        if found == self.newest:
            return "current"
        return "older" if found in self.revisions else "newer"

    def run(self, connection: Connection) -> None:
        """Run what is pending within the transaction the connection is in; the plugin can touch its own tables alone.

        Raises `NotItsOwn`, `WrongSteps`, `NotCarried`, or whatever a step raises; the transaction is then to be rolled
        back.
        """
        from trustcrm.store.migrations import run_steps, settle_server
        from trustcrm.store.plugin_tables.carried import NotCarried, not_carried, types_looked_at
        from trustcrm.store.plugin_tables.recorded import not_recorded
        from trustcrm.store.veil import lift_from_plugins

        if not self.revisions:
            raise WrongSteps(f"there is no step such as 0001_first.py in {self.folder}")
        if connection.dialect.name == "postgresql":
            lift_from_plugins(connection)
        with held_to(self.own, connection, "making"), types_looked_at(connection):
            run_steps(connection, self.folder, self.revisions, version_table_of(self.plugin))
        reached = revision_of(connection, self.plugin)
        if reached != self.newest:
            raise WrongSteps(f"its steps end at {reached}, and its newest file is of {self.newest}")
        faults = [
            *not_carried(connection, self.own), *not_recorded(connection, self.recorded), *self._dangling(connection)
        ]  # fmt: skip
        if faults:
            raise NotCarried(faults[0])
        settle_server(connection)

    def _dangling(self, connection: Connection) -> list[str]:
        from trustcrm.store.soundness import dangling_references

        return list(dangling_references(connection)) if connection.dialect.name == "sqlite" else []


def revision_of(connection: Connection, plugin: str) -> str | None:
    """Return the step a plugin's tables stand at, None where it has none in this database."""
    table = version_table_of(plugin)
    if not inspect(connection).has_table(table):
        return None
    return connection.execute(text(f"SELECT version_num FROM {table}")).scalar()
