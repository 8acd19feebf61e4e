"""Disposing of records whose retention is over: their content goes as an erasure's does, a certificate stays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import Any

from trustcrm.errors import NotFound, Refused
from trustcrm.services.desk import Desk
from trustcrm.services.holds import refuse_held
from trustcrm.services.leavings import Cleared, clear_leavings
from trustcrm.services.retention import DueRow, due_among, parts_of
from trustcrm.store.batches import every_item
from trustcrm.store.certificates import (
    Certificate,
    ErasedRow,
    added_by,
    certificate_by_id,
    certificates,
    keep_certificate,
)
from trustcrm.store.engine import Connection
from trustcrm.store.erased_origins import forget_origins
from trustcrm.store.journal import Change
from trustcrm.store.origins import keys_of
from trustcrm.store.plugin_tables.returning import RecordsOfPlugins
from trustcrm.store.queries.holds import Holds, Thing
from trustcrm.store.queries.retention import Schedule
from trustcrm.store.queries.rows import raw_rows
from trustcrm.store.redaction import Progress, Wrote, redact
from trustcrm.store.tables import BATCH_ITEM, TABLES
from trustcrm.store.writing import Writer
from trustcrm.text import counted, listed
from trustcrm.values import dataclass

DISPOSED = "[disposed of]"
"""What stands for the words of a change whose records were disposed of."""


@dataclass(kw_only=True)
class DisposalReport:
    """What a disposal took, or would take, with what belonged to it by noun, and what it left and why.

    `nouns` are those of which rows went, `cleared` is None where none did.
    """

    rows: list[DueRow] = field(default_factory=list)
    left: list[DueRow] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    nouns: frozenset[str] = frozenset()
    certificate: int | None = None
    cleared: Cleared | None = None


class _DryRun(Exception):
    """Ends a dry run, so that its transaction is rolled back."""


@dataclass(frozen=True)
class _RowsOut:
    """What the journal's redaction asks when rows are disposed of."""

    wiped: Mapping[str, frozenset[int]]

    def may_tell(self, text: str) -> bool:
        return False

    def out_of(self, noun: str, row: int, value: Any) -> Any:
        return value

    def summary(self, change: Change, wrote: Wrote) -> str:
        touched = change.verb != "import" and any(row in self.wiped.get(noun, ()) for noun, row in wrote)
        return DISPOSED if touched else change.summary


def dispose(
    desk: Desk, why: str, thing: Thing | None = None, *, dry_run: bool = False,
    progress: Progress = lambda count: None,
) -> DisposalReport:  # fmt: skip
    """Dispose of one record, or of everything that is due and that nothing stands in the way of.

    Raises `Refused` where the one record is not due, is held, or is still referred to.
    """
    report = DisposalReport()
    try:
        with desk.writing("dispose", "", role="steward", doing="dispose of records") as writer:
            due = due_among(writer.connection, desk.today())
            chosen = [row for row in due if row.disposable] if thing is None else [_the_one(desk, writer, thing, due)]
            report.left = [row for row in due if not row.disposable] if thing is None else []
            if not chosen:
                raise _DryRun
            _take_out(desk, writer, report, chosen, why, progress)
            if dry_run:
                raise _DryRun
    except _DryRun:
        report.certificate = None
        return report
    report.cleared = clear_leavings(desk.database, report.nouns)
    return report


def dispose_again(desk: Desk, row: ErasedRow, why: str) -> bool:
    """Take a row out again that was disposed of before and that a restored backup brought back; return whether it was.

    No schedule is asked: the certificate told is the authority. What a hold covers is left.
    """
    summary = f"{row.noun} {row.id}: {why}"
    with desk.writing("dispose", summary, role="steward", doing="dispose of records") as writer:
        thing = (row.noun, row.id)
        if not raw_rows(writer.connection, row.noun, [row.id]):
            return False
        going = _with_parts(writer.connection, [thing])
        refuse_held(Holds(writer.connection, desk.today()), [(noun, one) for noun, ids in going.items() for one in ids])
        counts = _remove(desk, writer, going, lambda count: None)
        keep_certificate(writer, "dispose", desk.today(), why, row.authority, [row], counts)
    return True


def every_certificate(desk: Desk) -> list[Certificate]:
    """Return every certificate, newest first."""
    with desk.database.reading() as connection:
        return certificates(connection, newest_first=True)


def one_certificate(desk: Desk, number: int) -> Certificate:
    """Return one certificate. Raises `NotFound` where there is none."""
    with desk.database.reading() as connection:
        return certificate_by_id(connection, number)


def _the_one(desk: Desk, writer: Writer, thing: Thing, due: Sequence[DueRow]) -> DueRow:
    noun, row = thing
    found = raw_rows(writer.connection, noun, [row])
    if not found:
        raise NotFound(f"There is no {noun} {row}; `trustcrm {noun} list` shows what there is.")
    refuse_held(Holds(writer.connection, desk.today()), [thing, *parts_of(writer.connection, [thing]).get(thing, ())])
    mine = next((one for one in due if (one.noun, one.id) == thing), None)
    what = f"{noun.capitalize()} {row}"
    if mine is None:
        filed = Schedule(writer.connection).of(noun, row, found[row].get("kind"))
        if filed is None:
            raise Refused(
                f"The schedule does not say how long {noun} {row} is kept; put it into a class with "
                f"`trustcrm retention add --about '{noun} {row}' --retention-class CLASS`."
            )
        told = filed.retention_class
        time = (
            "is permanent"
            if told.years is None
            else f"keeps it for {counted(told.years, 'year')} after its {told.after}"
        )
        raise Refused(f"{what} is not due: its class, {told.name} ({told.authority}), {time}.")
    if mine.referred:
        hint = " `trustcrm person erase` takes out what a person is called and leaves the number." * (noun == "person")
        raise Refused(f"{what} is still referred to by {listed(mine.referred, most=6)}; dispose of that first.{hint}")
    return mine


def _take_out(
    desk: Desk, writer: Writer, report: DisposalReport, chosen: Sequence[DueRow], why: str, progress: Progress
) -> None:
    hashes = {
        noun: added_by(writer.connection, noun, [row.id for row in chosen if row.noun == noun])
        for noun in {row.noun for row in chosen}
    }
    going = _with_parts(writer.connection, [(row.noun, row.id) for row in chosen])
    report.nouns = frozenset(going)
    report.counts = _remove(desk, writer, going, progress)
    rows = [
        ErasedRow(
            noun=row.noun, id=row.id, retention_class=row.retention_class.name,
            authority=row.retention_class.authority, added_by=hashes[row.noun][row.id],
        )
        for row in chosen
    ]  # fmt: skip
    authorities = listed(list(dict.fromkeys(row.authority or "" for row in rows)))
    report.certificate = keep_certificate(writer, "dispose", desk.today(), why, authorities, rows, report.counts)
    report.rows = list(chosen)
    writer.say(f"{counted(len(chosen), 'record')}, certificate {report.certificate}: {why}")


def _with_parts(connection: Connection, things: Sequence[Thing]) -> dict[str, list[int]]:
    going: dict[str, set[int]] = {}
    parts = parts_of(connection, things)
    for noun, row in (*things, *(part for some in parts.values() for part in some)):
        going.setdefault(noun, set()).add(row)
    return {noun: sorted(going[noun]) for noun in reversed(list(TABLES)) if noun in going}


def _remove(desk: Desk, writer: Writer, going: Mapping[str, Sequence[int]], progress: Progress) -> dict[str, int]:
    """Take rows out of their tables, the journal and the traces of imports; return how many of each noun."""
    connection = writer.connection
    keys = {key for noun, rows in going.items() for key in keys_of(connection, noun, rows)}
    pieces = {item.id: _EMPTY for item in every_item(connection) if item.draft and item.draft["key"] in keys}
    writer.correct_many(BATCH_ITEM, pieces, unseen=True)
    wiped = {noun: frozenset(rows) for noun, rows in going.items()} | RecordsOfPlugins(writer).going_with(going)
    for noun, rows in going.items():
        forget_origins(connection, noun, rows, (), desk.today(), lambda key: False)
        writer.remove(noun, rows, unseen=True)
    done = redact(writer.change, _RowsOut(wiped | {BATCH_ITEM: frozenset(pieces)}), progress)
    counts = {noun: len(rows) for noun, rows in reversed(list(going.items()))}
    return counts | {"pieces of imports": len(pieces), "blocks of the journal": done.blocks}


_EMPTY: Mapping[str, Any] = {
    "state": "decided", "reason": DISPOSED, "candidates": [], "raw": {}, "draft": {}, "where": "",
    "settled": [],
}  # fmt: skip
