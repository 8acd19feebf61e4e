"""What each import did, and settling by hand the pieces that a run left waiting for a person."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from trustcrm.domain.draft import Draft
from trustcrm.domain.noun import Field, Mention, Record, fields_of
from trustcrm.domain.nouns import MERGEABLE, City
from trustcrm.domain.rules import check
from trustcrm.errors import Ambiguous, InvalidValue, NotFound, Refused
from trustcrm.services.add import Strangers
from trustcrm.services.desk import Desk, no_places, office_of
from trustcrm.services.directory import Directory
from trustcrm.services.find import find
from trustcrm.services.importing.placing import Doubt, Placing, values_told
from trustcrm.services.importing.told import digest, told, untold
from trustcrm.services.match import Matcher
from trustcrm.services.record import Clerk
from trustcrm.store.batches import is_undone
from trustcrm.store.engine import Connection
from trustcrm.store.origins import Origin, keep_origins, origins
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
from trustcrm.store.queries.rows import record_by_id, records
from trustcrm.store.tables import BATCH_ITEM
from trustcrm.store.writing import Writer
from trustcrm.text import listed
from trustcrm.values import dataclass

_MATCHED = (*MERGEABLE, "colleague", "side")


@dataclass(frozen=True, kw_only=True)
class BatchStanding:
    """A batch, its instant in the office's zone, its pieces by state as of now, and whether it was taken back."""

    batch: Batch
    at: datetime
    states: Mapping[str, int]
    undone: bool


@dataclass(frozen=True, kw_only=True)
class Decision:
    """What became of a decided piece: the row it now is, or, where another doubt is left, what is asked next."""

    noun: str = ""
    row: int | None = None
    still: str = ""
    candidates: tuple[str, ...] = ()


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
        decision, draft = _Deciding(desk, writer, batch_by_id(writer.connection, batch)).go(untold(item.draft), words)
        values: dict[str, Any] = {"state": "decided"}
        if decision.still:
            values = {"reason": decision.still, "candidates": list(decision.candidates), "draft": told(draft)}
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
        raise Refused(f"Batch {batch} was taken back; import its source again before deciding about it.")
    if item.state == "decided":
        raise Refused(f"{what} was decided already.")
    if item.state == "possible duplicate":
        raise Refused(f"{what} is kept already; where it is a duplicate, make one of two with `trustcrm NOUN merge`.")
    if item.state != "waiting" or not item.draft:
        raise Refused(f"{what} could not be read; correct it in its source and import that again, or --skip it.")


class _Deciding:
    """Applies one waiting draft within a writing transaction, its first doubt settled by a person."""

    def __init__(self, desk: Desk, writer: Writer, batch: Batch) -> None:
        self._desk = desk
        self._writer = writer
        self._batch = batch
        self._placing = Placing(desk, writer, batch.importer)

    def go(self, draft: Draft, words: str) -> tuple[Decision, Draft]:
        """Return what became of the draft, and the draft with what is settled."""
        said = digest(draft)
        origin = self._standing_origin(draft)
        doubt = self._first_doubt(draft)
        if doubt is None and origin is not None:
            return self._taken_from_source(draft, origin, words, said), draft
        if doubt is None:
            return self._place(draft, words, said), draft
        mention, field = doubt
        row = find(self._writer.connection, field.about.refers[0], words) if words else self._make(mention, field)
        draft = _settled(draft, mention, row)
        again = self._first_doubt(draft)
        if again is not None:
            still = f"{again[0]} is in doubt too"
            return Decision(still=still, candidates=self._candidates(draft)), draft
        try:
            if origin is not None:
                return self._overwrite(draft, origin, said), draft
            return self._place(draft, "", said, of_itself=False), draft
        except Doubt as still:
            return Decision(still=still.reason, candidates=still.candidates), draft

    def _standing_origin(self, draft: Draft) -> int | None:
        origin = self._origin(draft.key)
        if origin is None or not records(self._writer.connection, origin.noun, {"id": origin.row}, limit=1):
            return None
        return origin.row

    def _origin(self, key: str) -> Origin | None:
        return origins(self._writer.connection, self._batch.importer, [key]).get(key)

    def _taken_from_source(self, draft: Draft, row: int, words: str, said: str) -> Decision:
        noun = draft.record.noun
        if not words or find(self._writer.connection, noun, words) != row:
            raise Refused(f"This piece became {noun} {row}; take the source's values with --as {row}, or --skip it.")
        return self._overwrite(draft, row, said)

    def _overwrite(self, draft: Draft, row: int, said: str) -> Decision:
        noun = draft.record.noun
        placed = self._placing.place(draft)
        self._writer.correct(noun, row, values_told(placed.record))
        return self._remembered(draft, row, said)

    def _place(self, draft: Draft, words: str, said: str, *, of_itself: bool = True) -> Decision:
        noun = draft.record.noun
        if of_itself and words:
            if noun not in MERGEABLE:
                raise Refused("Nothing about this piece is in doubt any more; keep what it says with --new.")
            row = find(self._writer.connection, noun, words)
            self._fill(noun, row, draft.record)
            return self._remembered(draft, row, said)
        if of_itself and noun in MERGEABLE:
            record = Clerk(self._desk, self._writer).resolved(draft.record, [])
            check(record, self._desk.today())
            row = self._writer.add(record)
        else:
            placed = self._placing.place(draft)
            row = placed.row if placed.row is not None else self._placing.keep(placed)
        for part in draft.parts:
            self._placing.keep_part(part, row, [])
        return self._remembered(draft, row, said)

    def _fill(self, noun: str, row: int, record: Record) -> None:
        present = record_by_id(self._writer.connection, noun, row).record
        fields = fields_of(type(record)).values()
        empty = {field.column for field in fields if getattr(present, field.name) in (None, ())}
        self._writer.correct(noun, row, {name: v for name, v in values_told(record).items() if name in empty})

    def _remembered(self, draft: Draft, row: int, said: str) -> Decision:
        noun = draft.record.noun
        origin = Origin(key=draft.key, noun=noun, row=row, digest=said, batch=self._batch.id)
        keep_origins(self._writer.connection, self._batch.importer, [origin])
        return Decision(noun=noun, row=row)

    def _first_doubt(self, draft: Draft) -> tuple[Mention, Field] | None:
        self._writer.flush()
        for record in (draft.record, *draft.parts):
            for field in fields_of(type(record)).values():
                value = getattr(record, field.name)
                if isinstance(value, Mention) and value.name and self._is_doubtful(value, field):
                    return value, field
        return None

    def _is_doubtful(self, mention: Mention, field: Field) -> bool:
        noun = mention.noun if mention.noun in _MATCHED else field.about.refers[0]
        if noun in _MATCHED:
            matcher = Matcher(Directory(self._writer.connection), self._desk.places)
            return matcher.match(dataclasses.replace(mention, noun=noun)).outcome in ("doubtful", "unknown")
        if self._origin(mention.name) is not None:
            return False
        try:
            find(self._writer.connection, noun, mention.name)
        except (NotFound, Ambiguous):
            return True
        return False

    def _candidates(self, draft: Draft) -> tuple[str, ...]:
        try:
            self._placing.place(draft)
        except Doubt as doubt:
            return doubt.candidates
        return ()

    def _make(self, mention: Mention, field: Field) -> int:
        noun = mention.noun if mention.noun in _MATCHED else field.about.refers[0]
        if noun == "side" or noun not in MERGEABLE:
            raise Refused(
                f"{mention} cannot be made from its name alone; add it first, as the city or whatever it is, and "
                "decide --as its number."
            )
        wanted = dataclasses.replace(mention, noun=noun, create=True)
        strangers = Strangers(self._writer.connection)
        match = Matcher(strangers, self._desk.places).match(wanted)
        if match.record is None or (isinstance(match.record, City) and match.outcome != "new"):
            match = Matcher(strangers, no_places).match(wanted)
        if match.record is None:
            raise Refused(f"{mention} cannot be made from its name alone; add it first and decide --as its number.")
        row = self._writer.add(match.record)
        self._writer.flush()
        return row


def _settled(draft: Draft, mention: Mention, row: int) -> Draft:
    def settled(record: Record) -> Record:
        found = {name: row for name in fields_of(type(record)) if getattr(record, name) == mention}
        return dataclasses.replace(record, **found) if found else record

    return dataclasses.replace(draft, record=settled(draft.record), parts=tuple(map(settled, draft.parts)))
