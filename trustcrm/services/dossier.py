"""A person's own data: everything the office holds about one person, wherever it stands, for them to read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from trustcrm.domain.erasing import Traces
from trustcrm.services.desk import Desk, office_of
from trustcrm.store.batches import every_item
from trustcrm.store.engine import Connection
from trustcrm.store.free_words import changed_words
from trustcrm.store.plain import plain
from trustcrm.store.plugin_tables.rows import rows_with
from trustcrm.store.plugin_values import values_with
from trustcrm.store.queries.batches import batch_by_id
from trustcrm.store.queries.history import RowChange, history_of
from trustcrm.store.queries.people import Rows, concerning, ever_called, merged_group, of_others
from trustcrm.store.queries.rows import raw_rows, record_by_id, titles
from trustcrm.store.references import points_to
from trustcrm.store.tables.nouns import TABLES
from trustcrm.values import dataclass


@dataclass(frozen=True, kw_only=True)
class HeldRow:
    """A row as it stands: its noun, its title, every column, and the titles of what it refers to, by column."""

    noun: str
    id: int
    title: str
    columns: Mapping[str, Any]
    refers_to: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Came:
    """A batch the person came by: what it was read from, when, and by whom."""

    batch: int
    source: str
    importer: str
    at: str
    actor: str


@dataclass(frozen=True, kw_only=True)
class Told:
    """One change to a row that is about the person: when, by whom, by which verb, and the values before and after."""

    noun: str
    id: int
    change: int
    at: datetime
    actor: str
    verb: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Dossier:
    """Everything held about a person.

    `rows` are the person's own, with those merged into them; `concerning` whatever refers to them and what that belongs
    to, without the rows that refer to other people alone; `mentions` rows in whose free words they are named; `came_by`
    the imports; `waiting` pieces of imports, and `plugins` notes of plugins and words of their tables, that name them;
    `history` every change to their own rows and to what refers to them.
    """

    people: tuple[int, ...]
    rows: Sequence[HeldRow]
    concerning: Sequence[HeldRow]
    mentions: Sequence[HeldRow]
    came_by: Sequence[Came]
    waiting: Sequence[Mapping[str, Any]]
    plugins: Sequence[tuple[str, str, str]]
    history: Sequence[Told]


def dossier_of(desk: Desk, person: int) -> Dossier:
    """Return everything the office holds about a person. Raises `NotFound` where there is no such person."""
    desk.require("steward", "hand out a person's data")
    with desk.database.reading() as connection:
        record_by_id(connection, "person", person)
        group = merged_group(connection, person)
        near = _near(connection, group)
        called = ever_called(connection, group)
        traces = Traces(names=called.names, emails=called.emails, phones=called.phones)
        named = _mentioning(connection, traces, {("person", row) for row in group}, near)
        rows = _rows(connection, {"person": set(group)})
        zone = ZoneInfo(office_of(connection).time_zone)
        return Dossier(
            people=tuple(group),
            rows=rows,
            concerning=_rows(connection, near),
            mentions=_rows(connection, named),
            came_by=_came(connection, [*rows, *_rows(connection, near)]),
            waiting=[_piece(item) for item in every_item(connection) if _names(item, traces)],
            plugins=[*values_with(connection, traces.in_text), *rows_with(connection, traces.in_text)],
            history=_history(connection, {"person": set(group), **near}, zone),
        )


def _near(connection: Connection, group: Sequence[int]) -> Rows:
    """Return what concerns the person, but for what is another's: no office hands out who else was at the table."""
    found = concerning(connection, group)
    others = of_others(connection, found, group)
    return {noun: ids - others.get(noun, set()) for noun, ids in found.items() if noun != "person"}


def _mentioning(
    connection: Connection, traces: Traces, own: set[tuple[str, int]], near: Mapping[str, set[int]]
) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    for noun, row, _ in changed_words(connection, lambda noun, row, value: traces.out_of(value)):
        if (noun, row) not in own and row not in near.get(noun, ()):
            found.setdefault(noun, set()).add(row)
    return found


def _rows(connection: Connection, wanted: Mapping[str, set[int]]) -> list[HeldRow]:
    found: list[HeldRow] = []
    for noun in TABLES:
        ids = sorted(wanted.get(noun, ()))
        present: dict[int, dict[str, Any]] = {}
        for start in range(0, len(ids), 500):
            present |= raw_rows(connection, noun, ids[start : start + 500])
        targets = dict(points_to(noun))
        pointed: dict[str, set[int]] = {noun: set(present)}
        for columns in present.values():
            for column, target in targets.items():
                if columns[column] is not None:
                    pointed.setdefault(_noun_of(target), set()).add(columns[column])
        named = titles(connection, pointed)
        for row, columns in present.items():
            refers = {
                column: named.get((_noun_of(target), columns[column]), "")
                for column, target in targets.items()
                if columns[column] is not None
            }
            values = {name: plain(value) for name, value in columns.items()}
            title = named.get((noun, row), "")
            found.append(HeldRow(noun=noun, id=row, title=title, columns=values, refers_to=refers))
    return found


def _noun_of(table: str) -> str:
    return table.replace("_", "-")


def _came(connection: Connection, rows: Sequence[HeldRow]) -> list[Came]:
    batches = sorted({row.columns["batch_id"] for row in rows if row.columns["batch_id"] is not None})
    found = [batch_by_id(connection, number) for number in batches]
    return [Came(batch=one.id, source=one.source, importer=one.importer, at=one.at, actor=one.actor) for one in found]


def _names(item: Any, traces: Traces) -> bool:
    told = [item.where, item.reason, *item.candidates, item.raw, item.draft]
    return any(traces.out_of(value) != value for value in told) or bool(traces.parted_among(item.raw.values()))


def _piece(item: Any) -> dict[str, Any]:
    return {"where": item.where, "state": item.state, "reason": item.reason, "raw": dict(item.raw), "draft": item.draft}


def _history(connection: Connection, wanted: Mapping[str, set[int]], zone: ZoneInfo) -> list[Told]:
    found: list[Told] = []
    for noun, ids in wanted.items():
        for row in ids:
            found += [_told(noun, row, entry, zone) for entry in history_of(connection, noun, row)]
    return sorted(found, key=lambda one: (one.change, one.noun, one.id))


def _told(noun: str, row: int, entry: RowChange, zone: ZoneInfo) -> Told:
    change = entry.change
    at = datetime.fromisoformat(change.at).astimezone(zone)
    return Told(
        noun=noun, id=row, change=change.id, at=at, actor=change.actor, verb=change.verb, before=entry.before,
        after=entry.after,
    )  # fmt: skip
