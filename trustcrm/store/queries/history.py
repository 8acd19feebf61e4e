"""Who changed what, and when: the journal, read from its newest end, whole or for one row."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, cast

from sqlalchemy import Connection, and_, func, or_, select

from trustcrm.errors import NotFound
from trustcrm.store.engine import Database
from trustcrm.store.journal import Block, Change, block_of, change_of
from trustcrm.store.plugin_tables.names import PREFIX
from trustcrm.store.tables.journal import BLOCK, CHANGE
from trustcrm.values import dataclass

_FEW = 50


@dataclass(frozen=True, kw_only=True)
class RowChange:
    """What one change did to one row: the columns it set, as they stood before and after."""

    change: Change
    operation: str
    before: dict[str, Any]
    after: dict[str, Any]


def change_by_id(connection: Connection, change: int) -> Change:
    """Return one change. Raises `NotFound` where there is none of that id."""
    row = connection.execute(select(CHANGE).where(CHANGE.c.id == change)).one_or_none()
    if row is None:
        raise NotFound(f"There is no change {change}; `trustcrm history` lists them.")
    return change_of(row)


def newest_changes(connection: Connection, limit: int = 20, before: int | None = None) -> list[Change]:
    """Return the newest changes, newest first; with `before` only those older than that change."""
    chosen = select(CHANGE).order_by(CHANGE.c.id.desc()).limit(limit)
    if before is not None:
        chosen = chosen.where(CHANGE.c.id < before)
    return [change_of(row) for row in connection.execute(chosen)]


def newest_change(database: Database) -> int:
    """Return the number of the newest change, 0 where there is none; a server and the screens ask it all the time."""
    return cast(int, database.asked("SELECT COALESCE(MAX(id), 0) FROM change")[0][0])


def at_work_since(connection: Connection, since: str, among: int = 5_000) -> list[tuple[str, int, str]]:
    """Return who wrote since an instant, how many changes and when last, by whom wrote last; of the newest alone."""
    newest = select(CHANGE.c.actor, CHANGE.c.at).order_by(CHANGE.c.id.desc()).limit(among).subquery()
    last = func.max(newest.c.at)
    chosen = (
        select(newest.c.actor, func.count(), last)
        .where(newest.c.at >= since)
        .group_by(newest.c.actor)
        .order_by(last.desc(), newest.c.actor)
    )
    return [(actor, count, at) for actor, count, at in connection.execute(chosen)]


def changes_of_batch(connection: Connection, batch: int) -> list[Change]:
    """Return the changes made by a batch and not by its undoing, newest first."""
    chosen = select(CHANGE).where(CHANGE.c.batch_id == batch).order_by(CHANGE.c.id.desc())
    return [change_of(row) for row in connection.execute(chosen)]


def reversal_of(connection: Connection, change: int) -> Change | None:
    """Return the change that took this one back and was not itself taken back, None where it stands."""
    chosen = select(CHANGE).where(CHANGE.c.reverses_id == change).order_by(CHANGE.c.id.desc())
    for row in connection.execute(chosen).all():
        if reversal_of(connection, row.id) is None:
            return change_of(row)
    return None


def is_lasting(connection: Connection, change: int) -> bool:
    """Return whether a change cannot be called back, since something has gone out by it; a plugin alone says so."""
    of_plugins = BLOCK.c.noun.startswith(PREFIX, autoescape=True)
    chosen = select(BLOCK).where(BLOCK.c.change_id == change, of_plugins).order_by(BLOCK.c.position).limit(1)
    return any(block_of(row).lasting for row in connection.execute(chosen).all())


def newest_standing(connection: Connection, lasting: Sequence[str] = (), actor: str = "") -> Change | None:
    """Return the newest change that is no undoing, none of the `lasting` verbs and not taken back; None for none.

    With `actor`, only of those that this one made.
    """
    before = None
    while changes := newest_changes(connection, 50, before):
        for change in changes:
            if actor and change.actor != actor:
                continue
            if change.verb not in ("undo", *lasting) and reversal_of(connection, change.id) is None:
                return change
        before = changes[-1].id
    return None


def history_of(connection: Connection, noun: str, row: int) -> list[RowChange]:
    """Return everything that was ever done to one row, newest first; a change still being made is not among it."""
    chosen = (
        select(BLOCK)
        .join(CHANGE, CHANGE.c.id == BLOCK.c.change_id)
        .where(and_(BLOCK.c.noun == noun, BLOCK.c.first_id <= row, BLOCK.c.last_id >= row))
        .order_by(BLOCK.c.change_id.desc(), BLOCK.c.position.desc())
    )
    found = []
    for joined in connection.execute(chosen).all():
        block = block_of(joined)
        if row in block.ids:
            change = change_by_id(connection, joined.change_id)
            found.append(_row_change(change, block, row))
    return found


def written_at(
    connection: Connection, noun: str, rows: Collection[int] | None = None
) -> dict[int, tuple[str, str]]:  # fmt: skip
    """Return when each row of a noun was first and last written, as ISO 8601 in UTC, by its id; with `rows` of these.

    Few rows are looked for in the blocks that hold them, many in every block.
    """
    if rows is not None and not rows:
        return {}
    among = [and_(BLOCK.c.first_id <= row, BLOCK.c.last_id >= row) for row in rows or ()]
    chosen = (
        select(BLOCK, CHANGE.c.at)
        .join(CHANGE, CHANGE.c.id == BLOCK.c.change_id)
        .where(BLOCK.c.noun == noun, BLOCK.c.operation.in_(("added", "changed")))
        .order_by(BLOCK.c.change_id, BLOCK.c.position)
    )
    if 0 < len(among) <= _FEW:
        chosen = chosen.where(or_(*among))
    found: dict[int, tuple[str, str]] = {}
    for joined in connection.execute(chosen):
        ids = block_of(joined).ids
        for row in ids if rows is None else [row for row in ids if row in rows]:
            found[row] = (found[row][0] if row in found else joined.at, joined.at)
    return found


def added_in(connection: Connection, noun: str, rows: Collection[int]) -> dict[int, int]:
    """Return the number of the change that first added each of these rows, by its id."""
    if not rows:
        return {}
    chosen = (
        select(BLOCK)
        .where(BLOCK.c.noun == noun, BLOCK.c.operation == "added")
        .where(BLOCK.c.first_id <= max(rows), BLOCK.c.last_id >= min(rows))
        .order_by(BLOCK.c.change_id.desc(), BLOCK.c.position.desc())
    )
    blocks = [(block.change_id, block_of(block).ids) for block in connection.execute(chosen).all()]
    return {row: change for change, ids in blocks for row in ids if row in rows}


def set_since(connection: Connection, noun: str, ids: Sequence[int], change: int) -> dict[int, set[str]]:
    """Return the columns that later changes set, by row of `ids`.

    Undoings, erasures and what was taken back are not counted.
    """
    first, last = min(ids), max(ids)
    chosen = (
        select(BLOCK.c.change_id, BLOCK.c.position)
        .join(CHANGE, CHANGE.c.id == BLOCK.c.change_id)
        .where(BLOCK.c.noun == noun, BLOCK.c.first_id <= last, BLOCK.c.last_id >= first)
        .where(BLOCK.c.change_id > change, BLOCK.c.operation == "changed", CHANGE.c.verb.not_in(("undo", "erase")))
    )
    found: dict[int, set[str]] = {}
    stands: dict[int, bool] = {}
    for later, position in connection.execute(chosen).all():
        if later not in stands:
            stands[later] = reversal_of(connection, later) is None
        if stands[later]:
            this = select(BLOCK).where(BLOCK.c.change_id == later, BLOCK.c.position == position)
            block = block_of(connection.execute(this).one())
            for row in block.ids:
                found.setdefault(row, set()).update(block.columns)
    return found


def _row_change(change: Change, block: Block, row: int) -> RowChange:
    place = list(block.ids).index(row)
    before, after = block.image("before", place), block.image("after", place)
    return RowChange(change=change, operation=block.operation, before=before, after=after)


def size_of(connection: Connection, change: int) -> dict[str, int]:
    """Return how many rows of each noun a change wrote, as "noun operation" with its count."""
    counts: dict[str, int] = {}
    chosen = select(BLOCK.c.noun, BLOCK.c.operation, BLOCK.c.row_count).where(BLOCK.c.change_id == change)
    for noun, operation, rows in connection.execute(chosen):
        counts[f"{noun} {operation}"] = counts.get(f"{noun} {operation}", 0) + rows
    return counts
