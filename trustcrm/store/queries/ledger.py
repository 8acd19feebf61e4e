"""What was given between sides, and how far it came: contributions with their steps, and nothing withdrawn."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, cast

from sqlalchemy import Connection, and_, or_, select

from trustcrm.domain.kept import Kept
from trustcrm.domain.noun import Record
from trustcrm.domain.nouns import Contribution, Step
from trustcrm.store.queries.rows import kept_of
from trustcrm.store.tables import TABLES

_CONTRIBUTION = TABLES["contribution"]
_STEP = TABLES["step"]


def contributions_of(connection: Connection, side: int | None = None) -> list[Kept[Contribution]]:
    """Return the contributions that stand, by id; with `side` only those it gives or receives."""
    if side is None:
        return _chosen(connection, _CONTRIBUTION.c.withdrawn.is_(False))
    concerned = or_(_CONTRIBUTION.c.giver_id == side, _CONTRIBUTION.c.receiver_id == side)
    return _chosen(connection, and_(concerned, _CONTRIBUTION.c.withdrawn.is_(False)))


def contributions_from(connection: Connection, giver: int, receiver: int) -> list[Kept[Contribution]]:
    """Return the contributions that stand of one side to another, by id."""
    pair = and_(_CONTRIBUTION.c.giver_id == giver, _CONTRIBUTION.c.receiver_id == receiver)
    return _chosen(connection, and_(pair, _CONTRIBUTION.c.withdrawn.is_(False)))


def contributions_by_a_day(connection: Connection) -> list[Kept[Contribution]]:
    """Return the contributions that stand of which a step names a day to come by, by id."""
    named = select(_STEP.c.contribution_id).where(_STEP.c.due_on.is_not(None), _STEP.c.withdrawn.is_(False))
    return _chosen(connection, and_(_CONTRIBUTION.c.id.in_(named), _CONTRIBUTION.c.withdrawn.is_(False)))


def _chosen(connection: Connection, condition: Any) -> list[Kept[Contribution]]:
    rows = connection.execute(select(_CONTRIBUTION).where(condition).order_by(_CONTRIBUTION.c.id)).mappings()
    return [cast(Kept[Contribution], kept_of("contribution", row)) for row in rows]


def steps_of(connection: Connection, contributions: Sequence[int]) -> dict[int, list[Kept[Step]]]:
    """Return the steps of each contribution in the order they took place."""
    found: dict[int, list[Kept[Step]]] = defaultdict(list)
    for start in range(0, len(contributions), 500):
        chosen = (
            select(_STEP)
            .where(_STEP.c.contribution_id.in_(contributions[start : start + 500]), _STEP.c.withdrawn.is_(False))
            .order_by(_STEP.c.on, _STEP.c.id)
        )
        for row in connection.execute(chosen).mappings():
            kept: Kept[Record] = kept_of("step", row)
            found[row["contribution_id"]].append(cast(Kept[Step], kept))
    return found
