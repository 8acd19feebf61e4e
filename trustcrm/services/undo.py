"""Taking a change back, whatever it was and however long ago; never at the cost of what somebody did since.

The answer is three lists: what was reversed, what was kept because it was edited or built upon since, and what could
not be reversed. Undoing is a change like any other, so it can be undone too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from trustcrm.errors import NotFound, Refused
from trustcrm.services.desk import Desk
from trustcrm.services.fates import RowFate, UndoReport, erased_rows
from trustcrm.services.run import run_of
from trustcrm.services.undo_plugin_rows import take_back_rows
from trustcrm.store.engine import Connection
from trustcrm.store.journal import Block, Change, blocks_of
from trustcrm.store.plain import kept, plain
from trustcrm.store.plugin_tables.names import is_of_plugin
from trustcrm.store.plugin_tables.returning import RecordsOfPlugins
from trustcrm.store.queries.batches import batch_by_id
from trustcrm.store.queries.history import (
    change_by_id,
    changes_of_batch,
    is_lasting,
    newest_standing,
    reversal_of,
    set_since,
    size_of,
)
from trustcrm.store.queries.rows import plain_rows, raw_rows
from trustcrm.store.references import missing_targets, referring
from trustcrm.store.tables import JOURNALLED, TABLES
from trustcrm.store.writing import Writer
from trustcrm.text import listed
from trustcrm.values import dataclass

_PORTION = 500
_MOVING = ("version",)
"""Columns that any later correction moves and that say nothing themselves."""
_MERGED = "merged_into_id"
"""The column that says which other row one turned out to be; it goes back together with what went with it."""


LASTING = ("init", "demo")
"""Verbs that cannot be taken back: without its office, a database is nobody's."""


ERASING = ("erase", "dispose")
"""Verbs of which nothing is left to take back."""


def undo(
    desk: Desk, change: int | None = None, provided: Callable[[Writer], None] = lambda writer: None, *,
    own: bool = False,
) -> UndoReport:  # fmt: skip
    """Take back one change, or the newest that still stands; with `own`, the newest that whoever works here made.

    `provided` is asked first, within the same transaction, and raises where nothing may be taken back after all.
    Raises `NotFound` where there is nothing to take back and `Refused` where it was taken back already.
    """
    with desk.database.reading() as connection:
        mine = desk.actor if own else ""
        found = newest_standing(connection, LASTING, mine) if change is None else change_by_id(connection, change)
        if found is None:
            raise NotFound("There is nothing to undo.")
        if found.verb in LASTING:
            raise Refused(f"Change {found.id} started this office and cannot be taken back; remove its file instead.")
        if found.verb in ERASING:
            raise Refused(
                f"Change {found.id} erased what it names, {found.summary}; what is erased cannot come back. "
                "Take back an earlier change by its number."
            )
        if is_lasting(connection, found.id):
            raise Refused(
                f"Change {found.id}, {found.verb}: {found.summary}, has gone out and cannot be called back. Take back "
                "an earlier change by its number."
            )
        if found.verb == "purge":
            raise Refused(f"Change {found.id} purged {found.summary}; only restoring that backup brings it back.")
        earlier = reversal_of(connection, found.id)
        if earlier is not None:
            raise Refused(
                f"Change {found.id} was already taken back by change {earlier.id}; undo that to have it again."
            )
    return _take_back(desk, [found], provided)


def _take_back(
    desk: Desk, changes: Sequence[Change], provided: Callable[[Writer], None] = lambda writer: None
) -> UndoReport:
    """Take back changes, newest first: each by a change of its own, all of them or none."""
    report = UndoReport(change=changes[0], changes=len(changes))
    with desk.writing("undo", "", reverses=changes[0].id) as writer:
        provided(writer)
        records = RecordsOfPlugins(writer)
        for change in changes:
            if reversal_of(writer.connection, change.id) is not None:
                raise Refused(f"Change {change.id} was taken back meanwhile; `trustcrm history` tells by whom.")
            summary = f"of change {change.id}, {change.verb}: {change.summary}"
            writer.begin(desk.sign("undo", summary, batch=change.batch, reverses=change.id))
            part = UndoReport(change=change)
            for what, count in size_of(writer.connection, change.id).items():
                noun, _, operation = what.rpartition(" ")
                if operation == "added" and noun in TABLES:
                    writer.will_remove(noun, count)
            for block in blocks_of(writer.connection, change.id, newest_first=True):
                if is_of_plugin(block.noun):
                    take_back_rows(writer, records, block, part)
                elif block.operation == "added":
                    _reverse_added(writer, records, block, part)
                else:
                    _REVERSALS[block.operation](writer, block, part)
            report.extend(part)
    return report


def undo_newest(desk: Desk, plugin: str) -> UndoReport:
    """Take back what whoever works here did last: one change, or all of a run that `plugin` kept as one batch.

    Raises `NotFound` where there is nothing to take back.
    """
    with desk.database.reading() as connection:
        found = newest_standing(connection, LASTING, desk.actor)
        run = found is not None and found.batch is not None and _is_run(connection, found.batch, plugin)
    return undo_batch(desk, found.batch) if run and found and found.batch is not None else undo(desk, own=True)


def _is_run(connection: Connection, batch: int, plugin: str) -> bool:
    return batch_by_id(connection, batch).importer == run_of(plugin)


def undo_batch(desk: Desk, batch: int) -> UndoReport:
    """Take back every standing change of a batch, newest first, all of them or none.

    Raises `Refused` where none stands any more.
    """
    with desk.database.reading() as connection:
        standing = [
            change
            for change in changes_of_batch(connection, batch)
            if change.verb != "undo" and reversal_of(connection, change.id) is None
        ]
    if not standing:
        raise Refused(
            f"Batch {batch} was already taken back, or changed nothing; `trustcrm batches bring-back {batch}` has it "
            "again."
        )
    return _take_back(desk, standing)


def bring_back_batch(desk: Desk, batch: int, since: int = 0) -> UndoReport:
    """Have again what was taken back of a batch: each undoing that stands is taken back itself, all or none.

    With `since`, the number of a change, only what was taken back by it or later. Raises `Refused` where nothing of it
    was taken back.
    """
    with desk.database.reading() as connection:
        own = [change for change in changes_of_batch(connection, batch) if change.verb != "undo"]
        reversals = [reversal_of(connection, change.id) for change in own]
        undoings = [undoing for undoing in reversals if undoing is not None and undoing.id >= since]
    if not undoings:
        raise Refused(f"Nothing of batch {batch} was taken back, so nothing of it can come back.")
    return _take_back(desk, sorted(undoings, key=lambda undoing: -undoing.id))


def _reverse_added(writer: Writer, records: RecordsOfPlugins, block: Block, report: UndoReport) -> None:
    writer.flush()
    report.kept += erased_rows(block)
    told = zip(block.ids, block.after, strict=True)
    images = {row: image for row, image in told if image is not None}
    since = set_since(writer.connection, block.noun, block.ids, report.change.id)
    rows = sorted(images, reverse=True)
    present = plain_rows(writer.connection, block.noun, block.columns, rows)
    pointed = defaultdict(list)
    for row, noun, other in referring(writer.connection, block.noun, rows):
        pointed[row].append((noun, other))
    for row, one in records.pointing_at_core(block.noun, rows):
        pointed[row].append(one)
    leaving: dict[int, None] = {}
    for row in rows:
        others = [
            f"{noun} {other}" for noun, other in pointed.get(row, ()) if noun != block.noun or other not in leaving
        ]
        fate = None
        if others or row in since or present.get(row) != images[row]:
            standing = _Standing(block.columns, images[row], present.get(row), since.get(row, ()))
            fate = _why_added_stays(block.noun, row, standing, others)
        if fate is None:
            leaving[row] = None
            report.reversed.append(RowFate(noun=block.noun, id=row))
        elif row in present:
            report.kept.append(fate)
        else:
            report.reversed.append(fate)
    records.let_go(block.noun, list(leaving))
    writer.remove(block.noun, list(leaving))


@dataclass(frozen=True)
class _Standing:
    """A row as a change left it, as it stands now, and the columns that were set since."""

    columns: Sequence[str]
    image: Sequence[Any]
    present: Sequence[Any] | None
    since: Collection[str]


def _why_added_stays(noun: str, row: int, standing: _Standing, pointed: Sequence[str]) -> RowFate | None:
    if standing.present is None:
        return RowFate(noun=noun, id=row, reason="it is gone already")
    told = zip(standing.columns, standing.image, standing.present, strict=True)
    edited = [name for name, was, now in told if name not in _MOVING and (name in standing.since or was != now)]
    if edited:
        return RowFate(noun=noun, id=row, reason=f"{listed(edited)} was edited since")
    if pointed:
        return RowFate(noun=noun, id=row, reason=f"{listed(tuple(pointed), most=3)} refers to it")
    return None


def _reverse_changed(writer: Writer, block: Block, report: UndoReport) -> None:
    writer.flush()
    report.kept += erased_rows(block)
    befores = dict(block.images("before"))
    afters = dict(block.images("after"))
    since = set_since(writer.connection, block.noun, block.ids, report.change.id)
    for rows in _portions(sorted(befores)):
        present = raw_rows(writer.connection, block.noun, rows)
        values: dict[int, dict[str, Any]] = {}
        for row in rows:
            now = present.get(row)
            if now is None:
                report.impossible.append(RowFate(noun=block.noun, id=row, reason="the row is gone"))
                continue
            later = since.get(row, ())
            untouched = {n: v for n, v in befores[row].items() if n not in later and plain(now[n]) == afters[row][n]}
            edited = [name for name in befores[row] if name not in untouched]
            about = {"about_noun": now["about_noun"]} if "about_row" in untouched else {}
            for name, missing in missing_targets(writer.connection, block.noun, about | untouched).items():
                del untouched[name]
                report.impossible.append(RowFate(noun=block.noun, id=row, reason=f"{missing}, its {name}, is gone"))
            if _MERGED in befores[row] and _MERGED not in untouched:
                raise Refused(_merged_otherwise(block.noun, row, befores[row][_MERGED], afters[row][_MERGED], now))
            if edited:
                reason = f"{listed(edited)} was edited since"
                report.kept.append(RowFate(noun=block.noun, id=row, reason=reason))
            if untouched:
                values[row] = kept(JOURNALLED[block.noun], untouched)
                report.reversed.append(RowFate(noun=block.noun, id=row, reason=listed(tuple(untouched))))
        if values:
            writer.correct_many(block.noun, values)


def _merged_otherwise(noun: str, row: int, before: int | None, after: int | None, now: Mapping[str, Any]) -> str:
    """Say why a row neither comes apart from another nor is merged into it again; half of either would be neither."""
    if now[_MERGED] not in (None, after):
        return (
            f"{noun.capitalize()} {row} was merged into {now[_MERGED]} since; take that apart first, with "
            f"`trustcrm {noun} unmerge {after or row}`."
        )
    return f"{noun.capitalize()} {row} cannot be merged into {noun} {before} again, which is gone; nothing was changed."


def _reverse_removed(writer: Writer, block: Block, report: UndoReport) -> None:
    report.impossible += erased_rows(block)
    images = dict(block.images("before"))
    for rows in _portions(sorted(images)):
        writer.flush()
        present = raw_rows(writer.connection, block.noun, rows)
        coming = []
        for row in rows:
            missing = listed(tuple(missing_targets(writer.connection, block.noun, images[row]).values()))
            if row in present:
                report.reversed.append(RowFate(noun=block.noun, id=row, reason="it is there already"))
            elif missing:
                report.impossible.append(RowFate(noun=block.noun, id=row, reason=f"{missing} is gone"))
            else:
                coming.append(images[row])
                report.reversed.append(RowFate(noun=block.noun, id=row))
        writer.put_back(block.noun, coming)


_REVERSALS = {"changed": _reverse_changed, "removed": _reverse_removed}


def _portions(rows: Sequence[int]) -> Sequence[Sequence[int]]:
    return [rows[start : start + _PORTION] for start in range(0, len(rows), _PORTION)]
