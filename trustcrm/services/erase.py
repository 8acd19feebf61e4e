"""Erasing a person: what they are called goes from the records, the index, the journal and the traces of imports.

An opaque tombstone stays, so that no tie and no reading changes, and a certificate tells who erased it, when and why.
The dry run is the same run, rolled back at its end.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Any

from trustcrm.domain.erasing import ERASED, Traces, tells_alone
from trustcrm.errors import NotFound, Refused
from trustcrm.services.desk import Desk
from trustcrm.services.holds import refuse_held
from trustcrm.services.imported_traces import erase_imported
from trustcrm.services.leavings import Cleared, clear_leavings
from trustcrm.store.certificates import ErasedRow, added_by, certificate_of, keep_certificate
from trustcrm.store.engine import Connection
from trustcrm.store.free_words import changed_words
from trustcrm.store.journal import Change
from trustcrm.store.queries.holds import Holds
from trustcrm.store.queries.people import (
    Called,
    Rows,
    borne_by_others,
    concerning,
    ever_called,
    merged_group,
    shared_with_others,
)
from trustcrm.store.queries.rows import raw_rows
from trustcrm.store.redaction import Progress, Wrote, redact
from trustcrm.store.writing import Writer
from trustcrm.values import dataclass

_OF_THE_PERSON = ("note", "tag")
"""What is about the person and nobody else goes whole."""


@dataclass(frozen=True, kw_only=True)
class Ask:
    """Why somebody is erased, on which authority, and by which further words they are known in the records."""

    why: str
    authority: str | None = None
    also: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Rewritten:
    """A column of a row from which a person is taken out, and what then stands there."""

    noun: str
    id: int
    column: str
    left: Any


@dataclass(kw_only=True)
class ErasureReport:
    """What an erasure did, or would do: the people's rows, the words rewritten, and how much went from where.

    `doubtful` are names that could be somebody else's: only what refers to the person was rid of them. `cleared` is
    None where nothing was kept.
    """

    people: tuple[int, ...]
    rewritten: list[Rewritten] = field(default_factory=list)
    doubtful: tuple[str, ...] = ()
    counts: dict[str, int] = field(default_factory=dict)
    certificate: int | None = None
    cleared: Cleared | None = None

    @property
    def nouns(self) -> set[str]:
        """The nouns of which rows may have been written."""
        return {"person", *_OF_THE_PERSON, *(one.noun for one in self.rewritten)}


class _DryRun(Exception):
    """Ends a dry run, so that its transaction is rolled back."""


@dataclass(frozen=True)
class _PersonOut:
    """What the journal's redaction asks when a person is erased."""

    traces: Traces
    concerned: Rows
    wiped: Mapping[str, frozenset[int]]

    def here(self, noun: str, row: int) -> bool:
        return row in self.concerned.get(noun, ())

    def may_tell(self, text: str) -> bool:
        return self.traces.in_text(text, here=True)

    def out_of(self, noun: str, row: int, value: Any) -> Any:
        return self.traces.out_of(value, here=self.here(noun, row))

    def summary(self, change: Change, wrote: Wrote) -> str:
        here = any(self.here(noun, row) or row in self.wiped.get(noun, ()) for noun, row in wrote)
        return str(self.traces.out_of(change.summary, here=here))


def erase_person(
    desk: Desk, person: int, ask: Ask, *, dry_run: bool = False, progress: Progress = lambda count: None
) -> ErasureReport:
    """Erase a person, and everybody merged into them, from everything the database holds.

    `progress` is told how many pieces of the journal were looked at. Raises `NotFound` where there never
    was such a person, `Refused` where they were erased already or where a hold covers anything that would change.
    """
    report = erase_rows(desk, person, ask, dry_run=dry_run, progress=progress)
    if not dry_run:
        report.cleared = clear_leavings(desk.database, report.nouns)
    return report


def erase_rows(
    desk: Desk, person: int, ask: Ask, *, dry_run: bool = False, progress: Progress = lambda count: None
) -> ErasureReport:
    """Erase a person as `erase_person` does, but for what is left in the files: several go before these are cleared."""
    with desk.database.reading() as connection:
        group = merged_group(connection, person)
        _refuse_erased(connection, person)
    report = ErasureReport(people=tuple(group))
    try:
        with desk.writing("erase", "", role="steward", doing="erase people") as writer:
            _Erasing(desk, writer, report, ask).go(progress)
            if dry_run:
                raise _DryRun
    except _DryRun:
        report.certificate = None
    return report


def _refuse_erased(connection: Connection, person: int) -> None:
    earlier = certificate_of(connection, "person", person)
    if earlier is not None:
        raise Refused(
            f"Person {person} was erased on {earlier.on.isoformat()}, certificate {earlier.id}; where "
            "that was broken off, `trustcrm db scrub` clears the database's files."
        )


class _Erasing:
    def __init__(self, desk: Desk, writer: Writer, report: ErasureReport, ask: Ask) -> None:
        self._desk = desk
        self._writer = writer
        self._connection = writer.connection
        self._report = report
        self._ask = ask
        self._group = report.people
        called = ever_called(self._connection, self._group)
        if not called.names:
            raise NotFound(f"There never was a person {self._group[0]} here; `trustcrm person list` shows who is.")
        self._called = called
        self._traces = self._traces_of(called)
        self._concerned = concerning(self._connection, self._group)
        self._holds = Holds(self._connection, desk.today())

    def go(self, progress: Progress) -> None:
        added = added_by(self._connection, "person", self._group)
        refuse_held(self._holds, [("person", row) for row in self._group])
        self._rewrite_words()
        whole = self._erase_whole()
        counts = erase_imported(self._writer, self._traces, self._group, self._called.names, self._desk.today())
        wiped = {"person": frozenset(self._group)} | {noun: frozenset(rows) for noun, rows in whole.items()}
        out = _PersonOut(self._traces, self._concerned, wiped)
        self._writer.flush()
        done = redact(self._writer.change, out, progress)
        why = str(self._traces.out_of(self._ask.why, here=True))
        self._report.counts = {
            "people": len(self._group), "values rewritten": len(self._report.rewritten),
            **{f"{noun}s": len(rows) for noun, rows in whole.items() if rows}, **counts,
            "blocks of the journal": done.blocks, "summaries of changes": done.summaries,
        }  # fmt: skip
        rows = [ErasedRow(noun="person", id=row, added_by=added[row]) for row in self._group]
        self._report.certificate = keep_certificate(
            self._writer, "erase", self._desk.today(), why, self._ask.authority, rows, self._report.counts
        )
        self._writer.say(f"person {self._group[0]}: {why}")

    def _traces_of(self, called: Called) -> Traces:
        borne = borne_by_others(self._connection, called.names, self._group)
        shared = shared_with_others(self._connection, called.emails | called.phones, self._group)
        alone = frozenset(name for name in called.names if tells_alone(name)) - borne
        also = frozenset(self._ask.also)
        here = (called.names - alone) | (called.emails & shared)
        self._report.doubtful = tuple(sorted(here - also))
        return Traces(
            names=alone | also, emails=called.emails - shared, phones=called.phones - shared, names_here=here - also
        )

    def _rewrite_words(self) -> None:
        out = _PersonOut(self._traces, self._concerned, {})
        wanted: dict[str, dict[int, dict[str, Any]]] = {}
        for noun, row, values in changed_words(self._connection, out.out_of):
            wanted.setdefault(noun, {})[row] = values
        for noun, rows in wanted.items():
            for row, values in rows.items():
                refuse_held(self._holds, [(noun, row)])
                self._report.rewritten += [
                    Rewritten(noun=noun, id=row, column=column, left=left) for column, left in values.items()
                ]
            self._writer.correct_many(noun, rows, unseen=True)

    def _erase_whole(self) -> dict[str, list[int]]:
        """Make tombstones of the people; empty what was about them alone. Return what was emptied, by noun."""
        present = raw_rows(self._connection, "person", self._group)
        tombstones = {row: {"name": f"erased person {row}", **_TOMBSTONE} for row in present}
        self._writer.correct_many("person", tombstones, unseen=True)
        whole: dict[str, list[int]] = {}
        for noun in _OF_THE_PERSON:
            about = raw_rows(self._connection, noun, sorted(self._concerned.get(noun, ())))
            mine = [row for row, one in about.items() if one["about_noun"] == "person" and one["about_row"] in present]
            emptied = {"name": ERASED} if noun == "tag" else {"words": ERASED, "author": None}
            self._writer.correct_many(noun, {row: emptied | {"withdrawn": True} for row in mine}, unseen=True)
            whole[noun] = mine
        return whole


_TOMBSTONE: Mapping[str, Any] = {
    "side_id": None, "aliases": [], "languages": [], "emails": [], "phones": [], "died_on": None, "invented": False,
    "withdrawn": True,
}  # fmt: skip
"""What is left of a person beside the number; a test compares its columns with the table's."""
