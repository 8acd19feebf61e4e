"""Tables that plugins bring: making them by a plugin's steps, and telling how they stand."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Literal

from trustcrm.errors import PluginFailed
from trustcrm.store.engine import Connection, Database
from trustcrm.store.plugin_tables.access import fit_of
from trustcrm.store.plugin_tables.steps import Fit, Steps, revision_of
from trustcrm.store.queries.plugins import how_many_rows, tables_of_plugins
from trustcrm.values import dataclass

if TYPE_CHECKING:
    pass

AtTables = Callable[[str], AbstractContextManager[None]]
"""Runs steps of the plugin of that name, so that what they raise is laid at its door as a `PluginFailed`."""


@dataclass(frozen=True, kw_only=True)
class Made:
    """What became of a plugin's tables: the step they are brought to, or the sentence in which its steps failed."""

    plugin: str
    step: str | None = None
    failure: str = ""


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How a plugin's tables stand: their names, their rows, the step they are at and the newest there is.

    `fit` is "left" where no plugin that is loaded brings them.
    """

    plugin: str
    tables: tuple[str, ...]
    rows: int
    step: str | None
    newest: str | None
    fit: Fit | Literal["left"]


def pending(database: Database, plans: Iterable[Steps]) -> list[Steps]:
    """Return the plans of which something is still to be done."""
    return [steps for steps in plans if fit_of(database, steps) in ("none", "older")]


def make_tables(database: Database, plans: Sequence[Steps], at_tables: AtTables) -> list[Made]:
    """Run the steps of each plugin in a transaction of its own; one that fails is as it was and hinders no other."""
    made = []
    for steps in plans:
        try:
            with at_tables(steps.plugin), database.writing(remaking=True) as connection:
                steps.run(connection)
        except PluginFailed as error:
            made.append(Made(plugin=steps.plugin, failure=str(error)))
        else:
            made.append(Made(plugin=steps.plugin, step=steps.newest))
    return made


def standing(connection: Connection, plans: Mapping[str, Steps], known: Collection[str]) -> list[Standing]:
    """Return how the tables of each plugin stand, of those that bring some and of those that left some.

    `known` are the names of all plugins, which tell whose a table is.
    """
    owned = tables_of_plugins(connection, {*known, *plans})
    return [
        Standing(
            plugin=plugin,
            tables=tuple(sorted(owned.get(plugin, ()))),
            rows=how_many_rows(connection, owned.get(plugin, ())),
            step=revision_of(connection, plugin),
            newest=plans[plugin].newest if plugin in plans else None,
            fit=plans[plugin].fit(connection) if plugin in plans else "left",
        )
        for plugin in sorted({*owned, *plans})
    ]
