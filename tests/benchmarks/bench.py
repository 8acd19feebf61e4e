"""Where contests take place: a folder with an office of the wanted size, built once, copied where it is written to."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.benchmarks.synthetic import TODAY, build_office
from tests.benchmarks.timing import Clock
from trustcrm.clock import PinnedClock
from trustcrm.services.desk import Desk
from trustcrm.store.engine import open_database


@dataclass(frozen=True, kw_only=True)
class Bench:
    """A place to measure in: how many interactions its office has, where its files lie, and the clock on its wall.

    A job that tells its rate by itself reads that clock, so that `--cpu` holds for it too.
    """

    rows: int
    folder: Path
    clock: Clock = time.perf_counter
    taken: dict[str, list[float]] = field(default_factory=dict)
    """What jobs that serve several rows told in this run, in the order they were done."""
    servers: dict[str, str] = field(default_factory=dict)
    """The addresses of the office on servers that were started for it, by what they are; `clear` stops them."""
    lasting: ExitStack = field(default_factory=ExitStack)
    """What runs until `clear`."""

    def take(self, name: str, figure: float) -> float:
        """Keep and return what a job that serves several rows told."""
        self.taken.setdefault(name, []).append(figure)
        return figure

    def again(self, name: str, job: Callable[[], float]) -> Callable[[], float]:
        """Return what hands out the figures that were taken under a name, and does the job where they are used up."""
        told = iter(self.taken.get(name, ())[:])

        def figure() -> float:
            found = next(told, None)
            return job() if found is None else found

        return figure

    @property
    def office(self) -> Path:
        """The office's file, to be read only; built at the first need."""
        path = self.folder / "office.db"
        if not path.exists():
            self.folder.mkdir(parents=True, exist_ok=True)
            unfinished = path.with_suffix(".building")
            build_office(unfinished, self.rows)
            unfinished.rename(path)
        return path

    @property
    def furnished(self) -> Path:
        """The office's file with what every workflow reads, to be read only; made at the first need."""
        from tests.benchmarks.furnished import furnish_office

        path = self.folder / "furnished.db"
        if not path.exists():
            unfinished = path.with_suffix(".building")
            shutil.copy(self.office, unfinished)
            furnish_office(unfinished)
            unfinished.rename(path)
        return path

    @contextmanager
    def copy(self) -> Iterator[Path]:
        """Yield a copy of the office that may be written to."""
        path = self.folder / "copy.db"
        shutil.copy(self.office, path)
        try:
            yield path
        finally:
            for file in self.folder.glob("copy.db*"):
                file.unlink()

    @contextmanager
    def desk(self, path: Path | None = None) -> Iterator[Desk]:
        """Yield a desk at the office, or at the one in `path`."""
        database = open_database(str(path or self.office))
        try:
            yield Desk(database=database, clock=PinnedClock(TODAY), actor="Ana")
        finally:
            database.close()

    def clear(self) -> None:
        """Stop what runs, and take the files away."""
        self.lasting.close()
        shutil.rmtree(self.folder, ignore_errors=True)
