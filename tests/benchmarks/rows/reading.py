"""What an office looks at all day: the overview, a pair's timeline, and finding words again."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from typing import Any

from sqlalchemy import text

from tests.benchmarks.bench import Bench
from tests.benchmarks.contest import Contest, Limit, Row
from tests.benchmarks.synthetic import TODAY
from trustcrm.services.desk import home_of
from trustcrm.services.readings.overview import overview
from trustcrm.services.search import search
from trustcrm.store.queries.evidence import evidence_as_of
from trustcrm.store.queries.ties import contacts_between

GROUPED = """
SELECT i.giver_id, i.receiver_id, COUNT(*), MAX(i."on"), SUM(d.trust_factor),
  SUM(CASE WHEN i.tone < 0 THEN 0.0 ELSE d.trust_factor END)
FROM interaction i JOIN day d ON d.day = i."on"
WHERE NOT i.withdrawn AND (i.giver_id = :home OR i.receiver_id = :home) GROUP BY i.giver_id, i.receiver_id
"""

TIMELINE = """
SELECT * FROM interaction WHERE giver_id = ? AND receiver_id = ? AND NOT withdrawn ORDER BY "on" DESC, id DESC LIMIT 50
"""

NEWEST_FIRST = """
SELECT s.noun, s.row_id, s.words FROM search_index JOIN search_text s ON s.id = search_index.rowid
WHERE search_index MATCH ? ORDER BY search_index.rowid DESC LIMIT 20
"""


@contextmanager
def _overview(bench: Bench) -> Iterator[Contest]:
    """Every tie in a line, against grouping the home city's rows: count, last day, and two sums that decay."""
    with bench.desk() as desk, closing(raw_office(bench)) as raw:
        home = _home(bench)

        def ours() -> None:
            assert len(overview(desk, TODAY)) >= 1

        yield Contest(ours, lambda: _drain(raw, GROUPED, {"home": home}))


@contextmanager
def _sums(bench: Bench) -> Iterator[Contest]:
    """All that readings of the home city's ties rest on, against the same grouping."""
    with bench.desk() as desk, closing(raw_office(bench)) as raw, desk.database.reading() as connection:
        home = _home(bench)

        def ours() -> None:
            assert evidence_as_of(connection, TODAY, home).pairs

        yield Contest(ours, lambda: _drain(raw, GROUPED, {"home": home}))


@contextmanager
def _timeline(bench: Bench) -> Iterator[Contest]:
    with bench.desk() as desk, closing(raw_office(bench)) as raw, desk.database.reading() as connection:
        home = _home(bench)
        them = connection.execute(text("SELECT MIN(other_id) FROM tie")).scalar_one()

        def reference() -> None:
            for pair in ((home, them), (them, home)):
                raw.execute(TIMELINE, pair).fetchall()

        yield Contest(
            lambda: _many(lambda: contacts_between(connection, home, them, TODAY, 50)), lambda: _many(reference)
        )


def _found(query: Callable[[str], str]) -> Callable[[Bench], AbstractContextManager[Contest]]:
    @contextmanager
    def prepare(bench: Bench) -> Iterator[Contest]:
        with bench.desk() as desk, closing(raw_office(bench)) as raw:
            word = _common_word(raw)
            typed = query(word)
            asked = f'"{typed}"*' if typed != word else f'"{word}"'

            def ours() -> None:
                assert search(desk, typed)

            yield Contest(ours, lambda: _drain(raw, NEWEST_FIRST, (asked,)))

    return prepare


def _common_word(raw: sqlite3.Connection) -> str:
    """Return the word that stands in the most texts of the last thousand."""
    counts: dict[str, int] = {}
    for (words,) in raw.execute("SELECT words FROM search_text ORDER BY id DESC LIMIT 1000"):
        for word in set(words.split()):
            counts[word] = counts.get(word, 0) + (len(word) == 4)
    return max(counts, key=lambda word: counts[word])


def _many(job: Callable[[], object], times: int = 50) -> None:
    for _ in range(times):
        job()


def raw_office(bench: Bench) -> sqlite3.Connection:
    connection = sqlite3.connect(f"{bench.office.as_uri()}?mode=ro", uri=True)
    connection.execute("PRAGMA cache_size = -32000")
    connection.execute("PRAGMA temp_store = MEMORY")
    return connection


def _drain(raw: sqlite3.Connection, statement: str, asked: Mapping[str, Any] | Sequence[Any]) -> None:
    raw.execute(statement, asked).fetchall()


def _home(bench: Bench) -> int:
    with bench.desk() as desk, desk.database.reading() as connection:
        return home_of(connection)


ROWS = (
    Row(
        name="overview",
        job="overview of 500 ties, whole",
        reference="one GROUP BY over their rows, raw sqlite3",
        must=Limit(1.0),
        aim=Limit(0.2),
        prepare=_overview,
    ),
    Row(
        name="sums",
        job="what the readings of 500 ties rest on",
        reference="one GROUP BY over their rows, raw sqlite3",
        must=Limit(1.0),
        aim=Limit(0.2),
        prepare=_sums,
    ),
    Row(
        name="timeline",
        job="timeline of a pair, newest 50, fifty times",
        reference="the rows alone, raw sqlite3, prepared",
        must=Limit(4.0),
        aim=Limit(2.0),
        prepare=_timeline,
    ),
    Row(
        name="search",
        job="search, top 20, a common word",
        reference="FTS5 newest first, raw sqlite3",
        must=Limit(10.0),
        aim=Limit(3.0),
        prepare=_found(lambda word: word),
    ),
    Row(
        name="search-prefix",
        job="search, top 20, the beginning of a common word",
        reference="FTS5 newest first, raw sqlite3",
        must=Limit(10.0),
        aim=Limit(3.0),
        prepare=_found(lambda word: word[:3]),
    ),
)
