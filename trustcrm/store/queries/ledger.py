"""What was given between sides, and how far it came: contributions with their steps, and nothing withdrawn."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, cast

from sqlalchemy import Connection

from trustcrm.domain.kept import Kept
from trustcrm.domain.nouns import Contribution, Step
from trustcrm.store.among import rows_among
from trustcrm.store.fixed import fetched
from trustcrm.store.queries.kept import columns_of, kept_rows
from trustcrm.store.queries.rows import records_among
from trustcrm.store.tables import TABLES
from trustcrm.store.turning import turned, turns_of
from trustcrm.values import dataclass


@dataclass(frozen=True, kw_only=True)
class StepTaken:
    """One step of a contribution in a line: which step and of which, on what day, how much, and between whom."""

    id: int
    contribution: int
    on: date
    quantity: Decimal | None
    source: str | None
    giver: int
    receiver: int
    kind: str
    what: str
    unit: str | None
    confidentiality: str


def contributions_of(
    connection: Connection, side: int | None = None, window: int | None = None, since: date | None = None
) -> list[Kept[Contribution]]:
    """Return the contributions that stand, by id; with `side` only those it gives or receives.

    With `window` only what belongs to it: a crisis has its own contributions alone, a pause all that moved in its days.
    With `since` only that of which a step fell on this day or later.
    """
    conditions: list[str] = []
    values: list[Any] = []
    if side is not None:
        conditions.append("(giver_id = ? OR receiver_id = ?)")
        values += [side, side]
    if window is not None:
        conditions.append(_OF_WINDOW)
        values += [window, window, window]
    if since is not None:
        conditions.append('id IN (SELECT contribution_id FROM step WHERE "on" >= ? AND NOT withdrawn)')
        values.append(_told(connection, since))
    return _chosen(connection, " AND ".join(conditions) or "TRUE", *values)


_OF_WINDOW = """(
  need_id IN (SELECT n.id FROM need n WHERE n.window_id = ?)
  OR (need_id IS NULL AND window_id = ?)
  OR (need_id IS NULL AND window_id IS NULL AND id IN (
    SELECT s.contribution_id FROM "window" w JOIN step s ON s."on" >= w.starts_on
    WHERE w.id = ? AND (w.ends_on IS NULL OR s."on" <= w.ends_on) AND NOT s.withdrawn
      AND (w.kind <> 'crisis' OR NOT EXISTS (
        SELECT 1 FROM "window" o JOIN step e ON e.contribution_id = s.contribution_id AND e."on" >= o.starts_on
        WHERE o.kind = 'crisis' AND o.id <> w.id AND NOT o.withdrawn AND NOT e.withdrawn
          AND (o.ends_on IS NULL OR e."on" <= o.ends_on)
          AND (e."on" < s."on" OR (e."on" = s."on" AND o.id < w.id))))))
)"""
"""What belongs to a crisis: by its need, else by what was told; else by the first of its days on which any crisis was
on, and of several then by that which was on record first: a crisis opened since takes nothing of an earlier one."""


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


def steps_taken(connection: Connection, state: str, since: date | None = None) -> list[StepTaken]:
    """Return the steps in a state, of all days or from one on, by contribution and then by day."""
    later, values = ("", [state]) if since is None else ('AND s."on" >= ?', [state, _told(connection, since)])
    statement = (
        f"SELECT {', '.join(_TAKEN.values())} FROM step s JOIN contribution c ON c.id = s.contribution_id "
        f'WHERE s.state = ? {later} AND NOT s.withdrawn AND NOT c.withdrawn ORDER BY c.id, s."on", s.id'
    )
    turns = turns_of(TABLES["step"], tuple(_TAKEN)[:2], connection.dialect)
    rows = (turned(row, turns) for row in fetched(connection, statement, values))
    return [StepTaken(**dict(zip(_TAKEN, row, strict=True))) for row in rows]


_TAKEN = {
    "on": 's."on"', "quantity": "s.quantity", "id": "s.id", "contribution": "s.contribution_id", "source": "s.source",
    "giver": "c.giver_id", "receiver": "c.receiver_id", "kind": "c.kind", "what": "c.what", "unit": "c.unit",
    "confidentiality": "c.confidentiality",
}  # fmt: skip
"""Where the fields of a step in a line stand; first those that no driver gives as they are."""


def _told(connection: Connection, day: date) -> Any:
    return day if connection.dialect.name == "postgresql" else day.isoformat()


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
