"""What a plugin may do with the tables that it brought: use its own and no other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from trustcrm.errors import DatabaseNewer, DatabaseOutdated, Refused
from trustcrm.text import visible

if TYPE_CHECKING:
    from trustcrm.services.deeds import Deeds
    from trustcrm.services.desk import Desk
    from trustcrm.store.plugin_tables.access import Access
    from trustcrm.store.plugin_tables.steps import Steps
    from trustcrm.store.writing import Writer


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
        from trustcrm.store.plugin_tables import access

        with access.reading(self._desk.database, self._fitting()) as tables:
            yield tables

    @contextmanager
    def writing(self, verb: str = "", summary: str = "", *, lasting: bool = False) -> Iterator[Access]:
        """Yield the tables to write; saved at the end, or not at all. Raises `Refused` for who may not write.

        What is written of people's records is a change by that verb, told in these words or in the rows' own.
        """
        from trustcrm.store.plugin_tables import access

        steps = self._fitting()
        if not steps.journaled:
            self._desk.require("officer", "write")
            with access.writing(self._desk.database, steps) as tables:
                yield tables
            return
        with self._desk.writing(verb, summary) as writer:
            with access.recorded(writer, steps, lasting=lasting) as (tables, recording):
                yield tables
            if recording.written:
                writer.say(summary or recording.summary(), verb=verb or recording.verb())

    def along(self, deeds: Deeds, write: Callable[[Access, Mapping[str, Sequence[int]]], None]) -> Deeds:
        """Return deeds that write these tables too, all or nothing; `write` is given them and the rows written."""
        from trustcrm.services.deeds import along
        from trustcrm.store.plugin_tables import access

        steps = self._fitting()

        def writes(writer: Writer) -> None:
            rows: dict[str, list[int]] = {}
            for change in writer.committed:
                rows.setdefault(change.noun, []).extend(change.rows)
            if not steps.journaled:
                with access.within(writer.connection, steps) as tables:
                    write(tables, rows)
                return
            with access.recorded(writer, steps) as (tables, _):
                write(tables, rows)

        return along(deeds, writes)

    def _fitting(self) -> Steps:
        steps, name = self._steps, visible(self._plugin)
        if steps is None:
            raise Refused(f"The plugin {name} has no tables of its own; its PluginSpec tells of none.")
        if not self._known_to_fit:
            from trustcrm.store.plugin_tables.access import fit_of

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
