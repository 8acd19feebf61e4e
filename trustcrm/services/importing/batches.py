"""What each import did, and settling by hand the pieces that a run left waiting for a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from trustcrm.errors import InvalidValue, Refused
from trustcrm.services.desk import Desk, office_of
from trustcrm.services.importing.deciding import Deciding, Decision
from trustcrm.services.importing.differences import Choice, Difference
from trustcrm.services.importing.placing import Doubt
from trustcrm.services.importing.told import told, untold
from trustcrm.store.batches import is_undone
from trustcrm.store.engine import Connection
from trustcrm.store.queries.batches import (
    STATES,
    Batch,
    BatchItem,
    batch_by_id,
    item_at,
    items_of,
    newest_batches,
    states_of,
)
from trustcrm.store.tables import BATCH_ITEM
from trustcrm.store.writing import Writer
from trustcrm.text import listed
from trustcrm.values import dataclass


@dataclass(frozen=True, kw_only=True)
class BatchStanding:
    """A batch, its instant in the office's zone, its pieces by state as of now, and whether it was taken back."""

    batch: Batch
    at: datetime
    states: Mapping[str, int]
    undone: bool


def list_batches(desk: Desk, limit: int | None = None) -> list[BatchStanding]:
    """Return the newest batches, newest first."""
    with desk.database.reading() as connection:
        return _standing(connection, newest_batches(connection, limit))


def show_batch(
    desk: Desk, batch: int, state: str = "", limit: int | None = None
) -> tuple[BatchStanding, list[BatchItem]]:
    """Return one batch and its pieces, those of one `state` where given. Raises `NotFound`."""
    if state and state not in STATES:
        raise InvalidValue(f"{state!r} is no state of an item; it can be {listed(STATES)}.")
    with desk.database.reading() as connection:
        return _standing(connection, [batch_by_id(connection, batch)])[0], items_of(connection, batch, state, limit)


def take_as(desk: Desk, batch: int, position: int, words: str) -> Decision:
    """Settle a waiting piece: what was in doubt is the row meant by a number or a name; what it tells is kept.

    A piece that waits because its row was edited here takes the source's values. Raises `Refused` where it does not
    wait, `NotFound` or `Ambiguous` where the row is not found, `InvalidValue` where what it tells cannot be kept.
    """
    return _decide(desk, batch, position, words)


def take_new(desk: Desk, batch: int, position: int) -> Decision:
    """Settle a waiting piece: what was in doubt is something new. Raises as `take_as` does."""
    return _decide(desk, batch, position, "")


def take_as_before(desk: Desk, batch: int, position: int) -> Decision | None:
    """Settle a waiting piece whose doubts a person settled before, in another; None where one of them is left."""
    with desk.writing("decide", f"batch {batch} item {position}: as decided before", batch=batch) as writer:
        item = item_at(writer.connection, batch, position)
        _refuse_settled(writer.connection, batch, item)
        decision = _deciding(desk, writer, batch).go_again(untold(item.draft))
        if decision is not None:
            writer.correct(BATCH_ITEM, item.id, {"state": "decided"})
    return decision


def take_fields(desk: Desk, batch: int, position: int, choices: Mapping[str, Choice]) -> Decision:
    """Settle a piece whose row was edited here, field by field: ours, theirs or both.

    A field not chosen for stays as it was edited here, and follows the source where nobody edited it. Raises `Refused`
    where the piece does not wait or has no row here, `InvalidValue` for a choice that cannot be.
    """
    said = ", ".join(f"{name} {choice}" for name, choice in choices.items()) or "as edited here"
    with desk.writing("decide", f"batch {batch} item {position}: {said}", batch=batch) as writer:
        item = item_at(writer.connection, batch, position)
        _refuse_settled(writer.connection, batch, item)
        try:
            decision = _deciding(desk, writer, batch).settle(untold(item.draft), choices)
        except Doubt as doubt:
            raise Refused(f"{doubt.reason}; say which one is meant with --as first.") from None
        writer.correct(BATCH_ITEM, item.id, {"state": "decided"})
    return decision


def differences_of(desk: Desk, batch: int) -> dict[int, tuple[Difference, ...]]:
    """Return in which fields each waiting piece and the row it became before differ, by the piece's position.

    A piece without a row here, or in which something is in doubt, has none. Nothing is written.
    """
    found: dict[int, tuple[Difference, ...]] = {}
    try:
        with desk.writing("decide", f"batch {batch}: looked at", batch=batch) as writer:
            deciding = _deciding(desk, writer, batch)
            for item in items_of(writer.connection, batch, "waiting"):
                with suppress(Doubt):
                    found[item.position] = deciding.differences(untold(item.draft))
            raise _LookedAt
    except _LookedAt:
        return found


class _LookedAt(Exception):
    """Ends a look at what would be decided, so that what it made is rolled back."""


def _deciding(desk: Desk, writer: Writer, batch: int) -> Deciding:
    return Deciding(desk, writer, batch_by_id(writer.connection, batch))


def skip(desk: Desk, batch: int, position: int) -> None:
    """Leave a piece aside; nothing of it is kept. Raises `Refused` where it was decided already."""
    with desk.writing("decide", f"batch {batch} item {position}: skipped", batch=batch) as writer:
        item = item_at(writer.connection, batch, position)
        if item.state == "decided":
            raise Refused(f"Item {position} of batch {batch} was decided already.")
        writer.correct(BATCH_ITEM, item.id, {"state": "decided"})


def _decide(desk: Desk, batch: int, position: int, words: str) -> Decision:
    summary = f"batch {batch} item {position}: {f'as {words}' if words else 'new'}"
    with desk.writing("decide", summary, batch=batch) as writer:
        item = item_at(writer.connection, batch, position)
        _refuse_settled(writer.connection, batch, item)
        decision, draft = _deciding(desk, writer, batch).go(untold(item.draft), words)
        values: dict[str, Any] = {"state": "decided"}
        if decision.still:
            values = {"reason": decision.still, "candidates": list(decision.candidates), "draft": told(draft)}
        if decision.settled:
            values["settled"] = [*item.settled, *decision.settled]
        writer.correct(BATCH_ITEM, item.id, values)
    return decision


def _standing(connection: Connection, batches: Sequence[Batch]) -> list[BatchStanding]:
    zone = ZoneInfo(office_of(connection).time_zone)
    counted = states_of(connection, [batch.id for batch in batches])
    return [
        BatchStanding(
            batch=batch,
            at=datetime.fromisoformat(batch.at).astimezone(zone),
            states={state: counted.get((batch.id, state), 0) for state in STATES},
            undone=is_undone(connection, batch.id),
        )
        for batch in batches
    ]


def _refuse_settled(connection: Connection, batch: int, item: BatchItem) -> None:
    what = f"Item {item.position} of batch {batch}"
    if is_undone(connection, batch):
        raise Refused(
            f"Batch {batch} was taken back, so nothing of it waits; `trustcrm batches bring-back {batch}` has it again."
        )
    if item.state == "decided":
        raise Refused(f"{what} was decided already.")
    if item.state == "possible duplicate":
        raise Refused(f"{what} is kept already; where it is a duplicate, make one of two with `trustcrm NOUN merge`.")
    if item.state != "waiting" or not item.draft:
        raise Refused(f"{what} could not be read; correct it in its source and import that again, or --skip it.")
