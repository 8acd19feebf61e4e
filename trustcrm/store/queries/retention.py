"""How long each record is kept: the class it is in, and the day that class counts from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import Connection, func, select

from trustcrm.domain.nouns import ABOUT, PARTS, Retention, RetentionClass
from trustcrm.store.queries.rows import records
from trustcrm.store.references import referring
from trustcrm.store.tables import TABLES
from trustcrm.store.tables.derived import PAIR_SUM
from trustcrm.store.tables.journal import BLOCK, CHANGE
from trustcrm.values import dataclass

LASTING = frozenset({"office", "kind", "colleague", "retention-class", *PARTS})
"""Nouns that no class is for: what the office needs to work, and parts, which go with what they belong to."""

_DAY: Mapping[str, str] = {
    "interaction": "on", "signal": "on", "note": "on", "engagement": "starts_on", "agreement": "signed_on",
    "tenure": "from_on", "custody": "from_on", "tie": "since", "window": "starts_on", "follow-up": "due_on",
    "need": "by_on", "hold": "since", "snooze": "until", "rate": "since",
}  # fmt: skip
_END: Mapping[str, str] = {
    "interaction": "on", "signal": "on", "note": "on", "engagement": "starts_on", "agreement": "ends_on",
    "tenure": "to_on", "custody": "to_on", "tie": "ended_on", "window": "ends_on", "follow-up": "done_on",
    "need": "closed_on", "hold": "lifted_on", "snooze": "until", "rate": "until", "person": "died_on",
}  # fmt: skip


@dataclass(frozen=True)
class Filed:
    """A class of the schedule, by its number."""

    id: int
    retention_class: RetentionClass


class Schedule:
    """The office's records schedule: which class a record is in, by itself, by its kind or by its noun."""

    def __init__(self, connection: Connection) -> None:
        classes = {kept.id: cast(RetentionClass, kept.record) for kept in records(connection, "retention-class")}
        self._default = {(one.for_noun, one.for_kind): Filed(n, one) for n, one in classes.items() if one.for_noun}
        self._own: dict[tuple[str, int], Filed] = {}
        for kept in records(connection, "retention"):
            told = cast(Retention, kept.record)
            number = cast(int, told.retention_class)
            if number in classes:
                self._own[told.about_noun, told.about_row] = Filed(number, classes[number])

    def of(self, noun: str, row: int, kind: str | None = None) -> Filed | None:
        """Return the class of a record, None where the schedule says nothing of it."""
        return (
            self._own.get((noun, row)) or (self._default.get((noun, kind)) if kind else None)
            or self._default.get((noun, None))
        )  # fmt: skip

    @property
    def nouns(self) -> list[str]:
        """The nouns of which any record is in a class."""
        named = {noun for noun, _ in (*self._default, *self._own)}
        return [noun for noun in TABLES if noun in named and noun not in LASTING]


def filed_rows(connection: Connection, schedule: Schedule, noun: str) -> Iterator[tuple[Mapping[str, Any], Filed]]:
    """Yield every row of a noun that is in a class, with the class."""
    table = TABLES[noun]
    for rows in connection.execute(select(table).order_by(table.c.id)).mappings().partitions(5000):
        for row in rows:
            filed = schedule.of(noun, row["id"], row.get("kind"))
            if filed is not None:
                yield dict(row), filed


class Starts:
    """From when a class counts for a row: its own day, its end, or the last act between its sides."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._last: dict[frozenset[int], date] = {}
        self._last_of_side: dict[int, date] = {}
        for giver, receiver, day in connection.execute(
            select(PAIR_SUM.c.giver_id, PAIR_SUM.c.receiver_id, PAIR_SUM.c.last_day)
        ):
            pair = frozenset((giver, receiver))
            self._last[pair] = max(day, self._last.get(pair, day))
            for side in (giver, receiver):
                self._last_of_side[side] = max(day, self._last_of_side.get(side, day))

    def of(self, noun: str, row: Mapping[str, Any], after: str) -> date | None:
        """Return the day a class counts from, None where that has not come: what has no end yet, say."""
        if after == "end":
            return self._end(noun, row)
        own = self._day(noun, row)
        if after == "day":
            return own
        last = self._last_act(noun, row)
        return own if last is None else max(last, own)

    def _day(self, noun: str, row: Mapping[str, Any]) -> date:
        told: date | None = row.get(_DAY.get(noun, ""))
        if told is None and noun == "contribution":
            told = self._step_day(row["id"], func.min)
        return told or self._recorded_on(noun, row["id"])

    def _end(self, noun: str, row: Mapping[str, Any]) -> date | None:
        if noun == "contribution":
            return self._step_day(row["id"], func.max)
        told: date | None = row.get("ends_on") if noun == "engagement" else None
        return told or row.get(_END.get(noun, ""))

    def _step_day(self, contribution: int, which: Any) -> date | None:
        table = TABLES["step"]
        chosen = select(which(table.c.on)).where(table.c.contribution_id == contribution, table.c.withdrawn.is_(False))
        day: date | None = self._connection.execute(chosen).scalar()
        return day

    def _last_act(self, noun: str, row: Mapping[str, Any]) -> date | None:
        if noun == "person":
            return self._last_met(row["id"])
        if "giver_id" in row:
            return self._last.get(frozenset((row["giver_id"], row["receiver_id"])))
        if noun in ("tie", "agreement", "custody"):
            tie = row if noun == "tie" else self._tie(row["tie_id"])
            return self._last.get(frozenset((tie["one_id"], tie["other_id"])))
        side = row["id"] if noun in ("city", "organisation") else row.get("side_id")
        return self._last_of_side.get(side) if side is not None else None

    def _tie(self, number: int) -> Mapping[str, Any]:
        table = TABLES["tie"]
        return dict(self._connection.execute(select(table).where(table.c.id == number)).mappings().one())

    def _last_met(self, person: int) -> date | None:
        part, whole = TABLES["participant"], TABLES["interaction"]
        chosen = select(func.max(whole.c.on)).join(part, part.c.interaction_id == whole.c.id)
        day: date | None = self._connection.execute(chosen.where(part.c.person_id == person)).scalar()
        return day

    def _recorded_on(self, noun: str, row: int) -> date:
        chosen = (
            select(CHANGE.c.at)
            .join(BLOCK, BLOCK.c.change_id == CHANGE.c.id)
            .where(BLOCK.c.noun == noun, BLOCK.c.first_id <= row, BLOCK.c.last_id >= row)
            .order_by(CHANGE.c.id)
            .limit(1)
        )
        return datetime.fromisoformat(self._connection.execute(chosen).scalar_one()).date()


def belonging(connection: Connection, noun: str, ids: Sequence[int]) -> Iterator[tuple[int, str, int]]:
    """Yield (id, noun, row) for the parts of rows and for what is about them: it goes where they go."""
    for row, other, number in _referring(connection, noun, ids):
        if PARTS.get(other) == noun or other in ABOUT:
            yield row, other, number


def others_referring(connection: Connection, noun: str, ids: Sequence[int]) -> Iterator[tuple[int, str, int]]:
    """Yield (id, noun, row) for whatever refers to rows and does not belong to them."""
    for row, other, number in _referring(connection, noun, ids):
        if PARTS.get(other) != noun and other not in ABOUT:
            yield row, other, number


def _referring(connection: Connection, noun: str, ids: Iterable[int]) -> Iterator[tuple[int, str, int]]:
    wanted = sorted(ids)
    for start in range(0, len(wanted), 500):
        yield from referring(connection, noun, wanted[start : start + 500])
