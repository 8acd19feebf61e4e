"""Tables that plugins bring: making them by a plugin's steps, and letting the plugin use its own and no other."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING, Literal

from trustcrm.errors import DatabaseNewer, DatabaseOutdated, PluginFailed, Refused
from trustcrm.services.desk import Desk
from trustcrm.store.engine import Connection, Database
from trustcrm.store.plugin_tables import access
from trustcrm.store.plugin_tables.access import Access, fit_of
from trustcrm.store.plugin_tables.steps import Fit, Steps, revision_of
from trustcrm.store.queries.plugins import how_many_rows, tables_of_plugins
from trustcrm.text import visible
from trustcrm.values import dataclass

if TYPE_CHECKING:
    from trustcrm.services.deeds import Deeds
    from trustcrm.store.writing import Writer

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


class OwnTables:
    """One plugin's own tables, with the role of whoever runs it; `steps` is None where it brings none."""

    def __init__(self, desk: Desk, plugin: str, steps: Steps | None) -> None:
        self._desk = desk
        self._plugin = plugin
        self._steps = steps
        self._known_to_fit = False

    @contextmanager
    def reading(self) -> Iterator[Access]:
        """Yield the tables to read, as one state of them."""
        with access.reading(self._desk.database, self._fitting()) as tables:
            yield tables

    @contextmanager
    def writing(self) -> Iterator[Access]:
        """Yield the tables to write; saved at the end, or not at all. Raises `Refused` for who may not write."""
        steps = self._fitting()
        self._desk.require("officer", "write")
        with access.writing(self._desk.database, steps) as tables:
            yield tables

    def along(self, deeds: Deeds, write: Callable[[Access, Mapping[str, Sequence[int]]], None]) -> Deeds:
        """Return deeds that write these tables too, all or nothing; `write` is given them and the rows written."""
        from trustcrm.services.deeds import along

        steps = self._fitting()

        def writes(writer: Writer) -> None:
            rows: dict[str, list[int]] = {}
            for change in writer.committed:
                rows.setdefault(change.noun, []).extend(change.rows)
            with access.within(writer.connection, steps) as tables:
                write(tables, rows)

        return along(deeds, writes)

    def _fitting(self) -> Steps:
        steps, name = self._steps, visible(self._plugin)
        if steps is None:
            raise Refused(f"The plugin {name} has no tables of its own; its PluginSpec tells of none.")
        if not self._known_to_fit:
            fit = fit_of(self._desk.database, steps)
            if fit == "newer":
                raise DatabaseNewer(
                    f"The tables of the plugin {name} were made by a newer version of it; install that version."
                )
            if fit != "current":
                todo = "are not made yet" if fit == "none" else "are of an older version of it"
                raise DatabaseOutdated(
                    f"The tables of the plugin {name} {todo}; run `trustcrm db upgrade`, which backs everything up "
                    "first."
                )
            self._known_to_fit = True
        return steps
