"""Bringing in a table of interactions, bringing it again, taking it back; beside what SQLite alone needs for the rows.

The office has its 500 partners and no interaction yet; the table holds as many as the size of the run says, over 10,000
ordered pairs, every one with words of its own.
"""

from __future__ import annotations

import csv
import random
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

from tests.benchmarks.bench import Bench
from tests.benchmarks.contest import Contest, Limit, Measure, Row
from tests.benchmarks.programs import TRUSTCRM, run_alone
from trustcrm.clock import PinnedClock
from trustcrm.domain.noun import Mention
from trustcrm.domain.nouns import City
from trustcrm.office import OpenOffice, Premises, Wishes
from trustcrm.services.desk import Desk
from trustcrm.services.importing.outcome import Outcome
from trustcrm.services.importing.reading import importer_for, task_of
from trustcrm.services.importing.run import run_import
from trustcrm.services.start import Opening, start_office
from trustcrm.services.undo import undo_batch
from trustcrm.store.engine import open_database

TODAY = date(2025, 6, 30)
HEADER = ("on", "kind", "giver", "receiver", "direction", "mode", "minutes", "words", "source")
KINDS = ("call", "meeting", "letter", "courtesy call", "message")
PARTNERS = tuple(f"Partner {number}" for number in range(500))
_SYLLABLES = ("ba", "ko", "ri", "ta", "mo", "su", "len", "dor", "vik", "han", "zu", "mar", "pel", "ost", "nor", "wel")


@dataclass(frozen=True)
class _Ground:
    """The files of these rows: an office with its partners, and the table."""

    bench: Bench

    @cached_property
    def office(self) -> Path:
        """The office without interactions."""
        path = self.bench.folder / "partners.db"
        if not path.exists():
            self.bench.folder.mkdir(parents=True, exist_ok=True)
            with closing(open_database(str(path), create=True)) as database:
                desk = Desk(database=database, clock=PinnedClock(TODAY), actor="Ana")
                start_office(desk, Opening(home=Mention(noun="city", name="Homeville", country="US"), time_zone="UTC"))
                with desk.writing("import", "partners") as writer:
                    for name in PARTNERS:
                        writer.add(City(name=name, country="US"))
                database.settle()
        return path

    @cached_property
    def table(self) -> Path:
        """The table of interactions."""
        path = self.bench.folder / "interactions.csv"
        if not path.exists():
            self.bench.folder.mkdir(parents=True, exist_ok=True)
            with path.open("w", encoding="utf-8", newline="") as file:
                rows = csv.writer(file)
                rows.writerow(HEADER)
                rows.writerows(_interactions(self.bench.rows))
        return path

    @cached_property
    def imported(self) -> Path:
        """The office after the table was brought in, as batch 1."""
        path = self.bench.folder / "imported.db"
        if not path.exists():
            shutil.copy(self.office, path)
            with _entered(path) as office:
                _bring(office, self.table)
                office.database.settle()
        return path

    @contextmanager
    def copy(self, source: Path) -> Iterator[Path]:
        """Yield a copy of an office that may be written to."""
        path = self.bench.folder / "written.db"
        shutil.copy(source, path)
        try:
            yield path
        finally:
            for file in self.bench.folder.glob("written.db*"):
                file.unlink()

    def first_import(self) -> float:
        """Bring the table into the office for the first time, and return how long it took."""
        start = self.bench.clock()
        with self.copy(self.office) as path, _entered(path) as office:
            _bring(office, self.table)
        return self.bench.take("first import", self.bench.clock() - start)

    @property
    def first_import_again(self) -> Measure:
        """How long that takes, as measured for the row `import` where that came before."""
        return self.bench.again("first import", self.first_import)

    def own_process(self) -> float:
        """Bring the table in by the command itself, and return how long it took; keeps its peak memory, in MB."""
        start = self.bench.clock()
        with self.copy(self.office) as path:
            command = (str(TRUSTCRM), "--db", str(path), "import", "table", str(self.table), "--noun", "interaction")
            peak = run_alone(self.bench, *command)
        self.bench.take("peak", peak)
        return self.bench.clock() - start

    def peak(self) -> float:
        """Return the peak memory of that command, in MB."""
        self.own_process()
        return self.bench.taken["peak"][-1]


def _interactions(count: int) -> Iterator[tuple[str, ...]]:
    chance = random.Random(7)
    words = ["".join(chance.choices(_SYLLABLES, k=chance.randrange(1, 5))) for _ in range(3000)]
    pairs = [pair for name in PARTNERS for pair in (("Homeville", name), (name, "Homeville"))]
    while len(pairs) < 10_000:
        one, other = chance.sample(PARTNERS, 2)
        pairs.append((one, other))
    for number in range(count):
        giver, receiver = chance.choice(pairs)
        yield (
            (date(2000, 1, 1) + timedelta(days=chance.randrange(9000))).isoformat(),
            chance.choice(KINDS),
            giver,
            receiver,
            chance.choice(("mutual", "mutual", "one-way")),
            chance.choice(("phone", "video", "in person", "")),
            str(chance.randrange(5, 120)) if chance.random() < 0.5 else "",
            f"{' '.join(chance.choices(words, k=chance.randrange(5, 11)))} {number}",
            "minutes of the office",
        )


@contextmanager
def _entered(path: Path) -> Iterator[OpenOffice]:
    with closing(
        Premises(Wishes(database=str(path), actor="Ana", environ={})).enter(clock=PinnedClock(TODAY))
    ) as office:
        yield office


def _bring(office: OpenOffice, table: Path) -> Outcome:
    offer = importer_for(office.host, "table", table)
    return run_import(office.desk, task_of(office.host, offer, table, {"noun": "interaction"}))


@contextmanager
def _first(bench: Bench) -> Iterator[Contest]:
    ground = _Ground(bench)
    rows = {table: _rows_of(ground.imported, table) for table in ("interaction", "search_text")}

    def raw() -> None:
        with ground.copy(ground.office) as path, closing(sqlite3.connect(path, isolation_level=None)) as database:
            for pragma in ("foreign_keys = ON", "journal_mode = WAL", "synchronous = FULL", "cache_size = -32000"):
                database.execute(f"PRAGMA {pragma}")
            database.execute("BEGIN IMMEDIATE")
            for table, values in rows.items():
                database.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(values[0]))})", values)
            database.execute("INSERT INTO search_index (search_index) VALUES ('rebuild')")
            database.execute("COMMIT")

    yield Contest(ground.first_import, raw)


def _rows_of(office: Path, table: str) -> list[tuple[Any, ...]]:
    of = {"interaction": "1 = 1", "search_text": "noun = 'interaction'"}[table]
    with closing(sqlite3.connect(office)) as database:
        return database.execute(f"SELECT * FROM {table} WHERE {of}").fetchall()


@contextmanager
def _inserted(bench: Bench) -> Iterator[Contest]:
    ground = _Ground(bench)
    tool = str(TRUSTCRM.with_name("sqlite-utils"))

    def insert() -> None:
        path = bench.folder / "inserted.db"
        run_alone(bench, tool, "insert", str(path), "interaction", str(ground.table), "--csv")
        path.unlink()

    yield Contest(ground.own_process, insert)


@contextmanager
def _again(bench: Bench) -> Iterator[Contest]:
    ground = _Ground(bench)
    with _entered(ground.imported) as office:
        yield Contest(lambda: _expect(_bring(office, ground.table), earlier=1), ground.first_import_again)


@contextmanager
def _elsewhere(bench: Bench) -> Iterator[Contest]:
    ground = _Ground(bench)
    other = bench.folder / "others.csv"
    shutil.copy(ground.table, other)

    def same_rows() -> None:
        with other.open("a", encoding="utf-8") as file:
            file.write("\n")  # a blank line more makes it another file each time
        _expect(_bring(office, other), same=bench.rows)

    aside = _Ground(replace(bench, folder=bench.folder / "first"))
    with ground.copy(ground.imported) as path, _entered(path) as office:
        yield Contest(same_rows, aside.first_import_again)


def _expect(outcome: Outcome, *, earlier: int | None = None, same: int = 0) -> None:
    found = (outcome.earlier_batch, outcome.same, outcome.made)
    if found != (earlier, same, 0):
        raise AssertionError(f"Bringing the rows again did {found}, not {(earlier, same, 0)}.")


@contextmanager
def _undone(bench: Bench) -> Iterator[Contest]:
    ground = _Ground(bench)

    def take_back() -> None:
        with ground.copy(ground.imported) as path, _entered(path) as office:
            report = undo_batch(office.desk, 1)
        if len(report.reversed) != bench.rows:
            raise AssertionError(f"Only {len(report.reversed)} of {bench.rows} rows were taken back.")

    yield Contest(take_back, ground.first_import_again)


@contextmanager
def _memory(bench: Bench) -> Iterator[Contest]:
    yield Contest(bench.again("peak", _Ground(bench).peak))


ROWS = (
    Row(
        name="import",
        job="import interactions from CSV: resolved, journalled, undoable, searchable, summed",
        reference="sqlite3 `executemany` of the same parsed rows, full text rebuilt at the end",
        must=Limit(4.0),
        aim=Limit(2.5),
        prepare=_first,
    ),
    Row(
        name="import-sqlite-utils",
        job="`trustcrm import` of that table, in a process of its own",
        reference="`sqlite-utils insert` of the same table, which resolves, journals and sums nothing",
        must=Limit(1.0),
        aim=Limit(0.5),
        prepare=_inserted,
    ),
    Row(
        name="import-again",
        job="the same file again, octet for octet",
        reference="the first import",
        must=Limit(0.2),
        aim=Limit(0.05),
        prepare=_again,
    ),
    Row(
        name="import-elsewhere",
        job="the same rows in another file: nothing changes",
        reference="the first import",
        must=Limit(0.8),
        aim=Limit(0.4),
        prepare=_elsewhere,
    ),
    Row(
        name="undo-import",
        job="`batches undo` of those interactions",
        reference="the first import",
        must=Limit(1.0),
        aim=Limit(0.5),
        prepare=_undone,
    ),
    Row(
        name="import-memory",
        job="peak memory of that import, in a process of its own",
        reference="",
        must=Limit(200, of="ours"),
        aim=Limit(120, of="ours"),
        prepare=_memory,
        unit="MB",
    ),
)
