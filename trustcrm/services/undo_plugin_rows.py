"""Taking back what was written in plugins' tables of people's records, by the same rules as core's own records.

A later edit stays, and so does a row that something else was built upon. Where the table is gone, with its plugin say,
that is told of each of its rows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any

from trustcrm.services.fates import RowFate, UndoReport, erased_rows
from trustcrm.store.journal import Block
from trustcrm.store.plugin_tables.names import told_name
from trustcrm.store.plugin_tables.recorded import Image, RecordTable
from trustcrm.store.plugin_tables.returning import RecordsOfPlugins
from trustcrm.store.queries.history import set_since
from trustcrm.store.writing import Writer
from trustcrm.text import listed


def take_back_rows(writer: Writer, records: RecordsOfPlugins, block: Block, report: UndoReport) -> None:
    """Take back a block of rows of a plugin's table."""
    writer.flush()
    _TakingBack(writer, records, block, report).go()


class _TakingBack:
    def __init__(self, writer: Writer, records: RecordsOfPlugins, block: Block, report: UndoReport) -> None:
        self._records = records
        self._block, self._report = block, report
        self._since: Mapping[int, Collection[str]] = set_since(
            writer.connection, block.noun, block.ids, report.change.id
        )
        self._anew = self._records.written_anew(block.noun, block.ids, report.change.id)

    def go(self) -> None:
        table = self._records.table(self._block.noun)
        if table is None:
            for row in self._block.ids:
                self._tell("impossible", row, "its table is gone, with what the plugin kept there")
            return
        erased = erased_rows(self._block)
        (self._report.impossible if self._block.operation == "removed" else self._report.kept).extend(erased)
        {"added": self._added, "changed": self._changed, "removed": self._removed}[self._block.operation](table)

    def _added(self, table: RecordTable) -> None:
        images = dict(self._block.images("after"))
        present = self._records.numbered(table, list(images))
        pointed: dict[int, list[tuple[str, int]]] = defaultdict(list)
        for row, other in self._records.pointing_at(table, present):
            pointed[row].append(other)
        leaving: list[int] = []
        for row in sorted(images, reverse=True):
            if row not in present:
                self._tell("reversed", row, "it is gone already")
            elif reason := self._why_it_stays(row, images[row], present[row], pointed[row], leaving):
                self._tell("kept", row, reason)
            else:
                leaving.append(row)
                self._tell("reversed", row)
        self._records.remove(table, leaving)

    def _why_it_stays(
        self, row: int, image: Image, now: Image, pointed: Collection[tuple[str, int]], leaving: Collection[int]
    ) -> str:
        if row in self._anew:
            return "it was written anew since"
        since = self._since.get(row, ())
        edited = [name for name, was in image.items() if name in now and (name in since or now[name] != was)]
        if edited:
            return f"{listed(edited)} was edited since"
        others = [f"{noun} {one}" for noun, one in pointed if (noun, one) not in {(self._name, own) for own in leaving}]
        return f"{listed(others, most=3)} refers to it" if others else ""

    def _changed(self, table: RecordTable) -> None:
        befores, afters = dict(self._block.images("before")), dict(self._block.images("after"))
        present = self._records.numbered(table, list(befores))
        for row in sorted(befores):
            if row not in present:
                self._tell("impossible", row, "the row is gone")
            elif row in self._anew:
                self._tell("kept", row, "it was written anew since")
            else:
                self._correct(table, row, (befores[row], afters[row], present[row]))

    def _correct(self, table: RecordTable, row: int, images: tuple[Image, Image, Image]) -> None:
        before, after, now = images
        since = self._since.get(row, ())
        gone = [name for name in before if name not in now]
        edited = [name for name in before if name in now and (name in since or now[name] != after[name])]
        values = {name: value for name, value in before.items() if name not in (*gone, *edited)}
        for name, missing in self._records.missing(table, values).items():
            del values[name]
            self._tell("impossible", row, f"{missing}, its {name}, is gone")
        if gone:
            self._tell("impossible", row, f"its table has no {listed(gone)} any more")
        if edited:
            self._tell("kept", row, f"{listed(edited)} was edited since")
        if not values:
            return
        fault = self._records.correct(table, row, values)
        self._tell("impossible" if fault else "reversed", row, fault or listed(tuple(values)))

    def _removed(self, table: RecordTable) -> None:
        images = dict(self._block.images("before"))
        present = self._records.numbered(table, list(images))
        for row in sorted(images):
            missing = listed(tuple(self._records.missing(table, images[row]).values()))
            if row in present:
                same = all(present[row].get(name, was) == was for name, was in images[row].items())
                told = ("reversed", "it is there already") if same else ("impossible", "another row has its number now")
                self._tell(told[0], row, told[1])
            elif missing:
                self._tell("impossible", row, f"{missing} is gone")
            else:
                fault = self._records.put_back(table, images[row])
                self._tell("impossible" if fault else "reversed", row, fault)

    @property
    def _name(self) -> str:
        return told_name(self._block.noun)

    def _tell(self, fate: str, row: int, reason: str = "") -> None:
        told: list[Any] = getattr(self._report, fate)
        told.append(RowFate(noun=self._name, id=row, reason=reason))
