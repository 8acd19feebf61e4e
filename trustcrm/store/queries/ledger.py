"""What was given between sides, and how far it came: contributions with their steps, and nothing withdrawn."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any, cast

from sqlalchemy import Connection

from trustcrm.domain.kept import Kept
from trustcrm.domain.nouns import Contribution, Step
from trustcrm.store.among import rows_among
from trustcrm.store.fixed import fetched
from trustcrm.store.queries.kept import columns_of, kept_rows
from trustcrm.store.queries.rows import records_among


def contributions_of(
    connection: Connection, side: int | None = None, window: int | None = None, since: date | None = None
) -> list[Kept[Contribution]]:
    """Return the contributions that stand, by id; with `side` only those it gives or receives.

    With `window` only what answers a need of it, and that of which a step fell within its days; with `since` only that
    of which one fell on this day or later.
    """
    conditions: list[str] = []
    values: list[Any] = []
    if side is not None:
        conditions.append("(giver_id = ? OR receiver_id = ?)")
        values += [side, side]
    if window is not None:
        conditions.append(_OF_WINDOW)
        values += [window, window]
    if since is not None:
        conditions.append('id IN (SELECT contribution_id FROM step WHERE "on" >= ? AND NOT withdrawn)')
        values.append(since if connection.dialect.name == "postgresql" else since.isoformat())
    return _chosen(connection, " AND ".join(conditions) or "TRUE", *values)


_OF_WINDOW = """(
  need_id IN (SELECT n.id FROM need n WHERE n.window_id = ?)
  OR id IN (
    SELECT s.contribution_id FROM "window" w JOIN step s ON s."on" >= w.starts_on
    WHERE w.id = ? AND (w.ends_on IS NULL OR s."on" <= w.ends_on) AND NOT s.withdrawn)
)"""


def contributions_from(connection: Connection, giver: int, receiver: int) -> list[Kept[Contribution]]:
    """Return the contributions that stand of one side to another, by id."""
    return _chosen(connection, "giver_id = ? AND receiver_id = ?", giver, receiver)


def contributions_to_see_to(connection: Connection, side: int) -> list[Kept[Contribution]]:
    """Return those of a side's contributions for which thanks may be owed, or of which a step names a day, by id."""
    return _chosen(connection, f"(giver_id = ? OR receiver_id = ?) AND {_TO_SEE_TO}", side, side)


_TO_SEE_TO = """id IN (
  SELECT s.contribution_id FROM step s WHERE NOT s.withdrawn AND (
    s.due_on IS NOT NULL OR (s.state = 'received' AND NOT EXISTS (
      SELECT 1 FROM step a WHERE a.contribution_id = s.contribution_id AND a.state = 'acknowledged'
        AND NOT a.withdrawn AND (a."on" > s."on" OR (a."on" = s."on" AND a.id > s.id))))))
"""


def contributions_among(connection: Connection, ids: Collection[int]) -> list[Kept[Contribution]]:
    """Return those of these contributions that stand, by id."""
    found = records_among(connection, "contribution", ids)
    return [cast(Kept[Contribution], kept) for kept in found if not kept.withdrawn]


def contributions_by_a_day(connection: Connection) -> list[Kept[Contribution]]:
    """Return the contributions that stand of which a step names a day to come by, by id."""
    return _chosen(connection, "id IN (SELECT contribution_id FROM step WHERE due_on IS NOT NULL AND NOT withdrawn)")


def _chosen(connection: Connection, condition: str, *values: Any) -> list[Kept[Contribution]]:
    columns = columns_of("contribution", connection.dialect)
    statement = f"SELECT {columns} FROM contribution WHERE {condition} AND NOT withdrawn ORDER BY id"
    return cast(list[Kept[Contribution]], kept_rows(connection, "contribution", fetched(connection, statement, values)))


def steps_of(connection: Connection, contributions: Sequence[int]) -> dict[int, list[Kept[Step]]]:
    """Return the steps of each contribution in the order they took place."""
    columns = columns_of("step", connection.dialect)
    statement = f"SELECT {columns} FROM step WHERE NOT withdrawn AND contribution_id IN ({{among}})"
    found: dict[int, list[Kept[Step]]] = {}
    for kept in kept_rows(connection, "step", list(rows_among(connection, statement, contributions))):
        step = cast(Kept[Step], kept)
        found.setdefault(cast(int, step.record.contribution), []).append(step)
    for steps in found.values():
        steps.sort(key=lambda kept: (kept.record.on, kept.id))
    return found
