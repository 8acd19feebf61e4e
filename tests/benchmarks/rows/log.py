"""How long it takes to record one thing in somebody's own words, from the shell's prompt to a durable commit."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

from tests.benchmarks.bench import Bench
from tests.benchmarks.contest import Contest, Limit, Row
from tests.benchmarks.programs import python, trustcrm

ONE_COMMIT = """
import sys
import click, sqlite3
connection = sqlite3.connect(sys.argv[1])
connection.execute("CREATE TABLE IF NOT EXISTS said (id INTEGER PRIMARY KEY, words TEXT)")
connection.execute("INSERT INTO said (words) VALUES ('call re test kits')")
connection.commit()
connection.close()
"""


@contextmanager
def _log(bench: Bench) -> Iterator[Contest]:
    with bench.copy() as path:
        with closing(sqlite3.connect(path)) as connection:
            name = connection.execute("SELECT name FROM city WHERE id > 1 ORDER BY id LIMIT 1").fetchone()[0]
        words = ("log", f"call with {name} re test kits", "--yes")
        other = python(bench, ONE_COMMIT, str(bench.folder / "reference.db"))
        yield Contest(trustcrm(bench, "--db", str(path), *words), other)


ROWS = (
    Row(
        name="log",
        job="`trustcrm log … --yes`: one durable interaction",
        reference='`python -c "import click, sqlite3"` and one commit',
        must=Limit(8.0),
        aim=Limit(4.0),
        prepare=_log,
    ),
)
