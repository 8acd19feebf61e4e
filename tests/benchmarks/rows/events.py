"""The 90,730 events of ICEWS14 brought in by one run, with the kinds and actors they name, beside SQLite alone.

The public set lies beside the checkout (`../shared/data/icews14`); where it does not, the row is not there.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path

from tests.benchmarks.bench import Bench
from tests.benchmarks.contest import Contest, Limit, Row
from trustcrm.clock import PinnedClock
from trustcrm.domain.noun import Mention
from trustcrm.office import Premises, Wishes
from trustcrm.services.desk import Desk
from trustcrm.services.importing.reading import importer_for, task_of
from trustcrm.services.importing.run import run_import
from trustcrm.services.start import Opening, start_office
from trustcrm.store.engine import open_database
from trustcrm.values import dataclass

DATA = Path(__file__).resolve().parents[3].parent / "shared" / "data" / "icews14"
TODAY = date(2025, 6, 30)
WHOLE_FROM = 10_000
"""From so many interactions of an office on the set comes in whole."""
TABLES = ("batch", "side", "kind", "organisation", "interaction", "search_text")


@dataclass(frozen=True)
class _Ground:
    """The files of this row: an office that has begun, and the whole set as one file, its names beside it."""

    bench: Bench

    def empty(self) -> Path:
        """Start the office that the set comes into."""
        path = self.bench.folder / "begun.db"
        self.bench.folder.mkdir(parents=True, exist_ok=True)
        with closing(open_database(str(path), create=True)) as database:
            desk = Desk(database=database, clock=PinnedClock(TODAY), actor="Ana")
            start_office(desk, Opening(home=Mention(noun="city", name="Homeville", country="US"), time_zone="UTC"))
            database.settle()
        return path

    def whole_set(self) -> Path:
        """Join the three parts of the set, which ship apart, to one file; a small office gets its beginning alone."""
        path = self.bench.folder / "icews14.txt"
        parts = ((DATA / f"{part}.txt").read_text(encoding="utf-8") for part in ("train", "valid", "test"))
        lines = [line for part in parts for line in part.splitlines()]
        wanted = lines if self.bench.rows >= WHOLE_FROM else lines[: self.bench.rows]
        path.write_text("\n".join(wanted) + "\n", encoding="utf-8")
        for names in ("entity2id.txt", "relation2id.txt"):
            shutil.copy(DATA / names, path.with_name(names))
        return path

    def copy(self, office: Path) -> Path:
        """Return a copy of the office that may be written to."""
        for file in self.bench.folder.glob("written.db*"):
            file.unlink()
        path = self.bench.folder / "written.db"
        shutil.copy(office, path)
        return path


@contextmanager
def _brought(bench: Bench) -> Iterator[Contest]:
    ground = _Ground(bench)
    office, events = ground.empty(), ground.whole_set()
    with events.open(encoding="utf-8") as file:
        count = sum(1 for _ in file)

    def bring() -> None:
        path = ground.copy(office)
        with closing(
            Premises(Wishes(database=str(path), actor="Ana", environ={})).enter(clock=PinnedClock(TODAY))
        ) as entered:
            offer = importer_for(entered.host, "events", events)
            outcome = run_import(entered.desk, task_of(entered.host, offer, events, {"start": "2014-01-01"}))
        if outcome.created["interaction"] + outcome.count("rejected") != count:
            raise AssertionError(f"{outcome.created} came of {count} events.")

    bring()
    with closing(sqlite3.connect(bench.folder / "written.db")) as database:
        rows = {name: database.execute(f"SELECT * FROM {name}").fetchall() for name in TABLES}

    def raw() -> None:
        path = ground.copy(office)
        with closing(sqlite3.connect(path, isolation_level=None)) as database:
            for pragma in ("foreign_keys = ON", "journal_mode = WAL", "synchronous = FULL", "cache_size = -32000"):
                database.execute(f"PRAGMA {pragma}")
            database.execute("BEGIN IMMEDIATE")
            for table, values in rows.items():
                marks = ", ".join("?" * len(values[0]))
                database.executemany(f"INSERT OR IGNORE INTO {table} VALUES ({marks})", values)
            database.execute("INSERT INTO search_index (search_index) VALUES ('rebuild')")
            database.execute("COMMIT")

    yield Contest(bring, raw)


ROWS = (
    Row(
        name="events",
        job="ICEWS14 in one run: 90,730 events of 7,127 actors and 230 kinds, all in the same file",
        reference="sqlite3 `executemany` of the same parsed rows, full text rebuilt at the end",
        must=Limit(4.0),
        aim=Limit(2.5),
        prepare=_brought,
        scales=False,
    ),
)[: DATA.is_dir()]
