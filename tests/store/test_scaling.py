"""Readings' sums are made where the rows lie: in PostgreSQL by partition, in DuckDB over an export's files."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import duckdb
import pytest
from sqlalchemy import Connection, text

from trustcrm.domain.readings.constants import DEFAULT_CONSTANTS
from trustcrm.services.keeping.backup import back_up
from trustcrm.services.keeping.export import export
from trustcrm.services.keeping.restore import restore
from trustcrm.store.derive.summing import PAIR_SUMS
from trustcrm.store.engine import Database, open_database

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "explanation" / "scaling.md").read_text(encoding="utf-8")
ON_SERVER, OVER_FILES = re.findall(r"^```sql\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
PARTITIONS = 4

Rows = Mapping[tuple[int, int], tuple[Any, ...]]


def over(table: str) -> str:
    """Return the statement of every pair's sums over another table of acts."""
    statement = PAIR_SUMS.format(where="")
    assert statement.count("FROM act a") == 1
    return statement.replace("FROM act a", f"FROM {table} a").strip()


PUSHED_DOWN = "\nUNION ALL\n".join(f"({over(f'act_by_giver_{part}')})" for part in range(PARTITIONS))
SIDES = "SELECT giver_id, SUM(goodwill), SUM(sign_plain_weight) FROM sum_by_giver GROUP BY giver_id"


def by_pair(rows: list[Any]) -> Rows:
    return {(row[0], row[1]): tuple(row[2:]) for row in rows}


def alike(one: Rows, other: Rows) -> bool:
    return one.keys() == other.keys() and all(
        str(mine) == str(theirs) if not isinstance(mine, float) else mine == pytest.approx(theirs, rel=1e-9, abs=1e-12)
        for pair in one
        for mine, theirs in zip(one[pair], other[pair], strict=True)
    )


@pytest.fixture
def partitioned(rich: Database, blank_on_server: Callable[[], str], tmp_path: Path) -> Iterator[Connection]:
    """The rich office on a real server, its acts dealt out by giver as the page says."""
    address = blank_on_server()
    restore(back_up(rich, tmp_path / "kept.db", lambda count: None).path, address, lambda count: None)
    with closing(open_database(address)) as database, database.writing() as connection:
        for statement in ON_SERVER.split(";\n"):
            if statement.strip():
                connection.exec_driver_sql(statement)
        yield connection


def nodes(plan: dict[str, Any], above: tuple[str, ...] = ()) -> Iterator[tuple[dict[str, Any], tuple[str, ...]]]:
    yield plan, above
    for child in plan.get("Plans", ()):
        yield from nodes(child, (*above, plan["Node Type"]))


def plan_of(connection: Connection, statement: str) -> dict[str, Any]:
    told = connection.execute(text(f"EXPLAIN (FORMAT JSON) {statement}"), {"q": DEFAULT_CONSTANTS.repeat_share})
    found = told.scalar_one()
    plan: dict[str, Any] = (json.loads(found) if isinstance(found, str) else found)[0]["Plan"]
    return plan


@pytest.mark.postgresql
def test_a_server_sums_each_partition_apart_and_nothing_above_them(partitioned: Connection) -> None:
    for statement, table in ((PUSHED_DOWN, "act_by_giver_"), (SIDES, "sum_by_giver_")):
        found = list(nodes(plan_of(partitioned, statement)))
        scanned = {node["Relation Name"]: above for node, above in found if "Relation Name" in node}
        parts = {name: above for name, above in scanned.items() if name.startswith(table)}
        assert set(parts) == {f"{table}{part}" for part in range(PARTITIONS)}
        for above in parts.values():
            appended = above.index("Append")
            assert "Aggregate" in above[appended:]
            assert "Aggregate" not in above[:appended]


@pytest.mark.postgresql
def test_the_sums_of_partitions_are_those_the_office_keeps(partitioned: Connection) -> None:
    kept = by_pair(list(partitioned.execute(text("SELECT * FROM pair_sum")).all()))
    pushed = partitioned.execute(text(PUSHED_DOWN), {"q": DEFAULT_CONSTANTS.repeat_share}).all()
    assert len(kept) > 150
    assert alike(by_pair(list(pushed)), kept)


def test_the_same_sums_come_from_an_exports_files(rich: Database, tmp_path: Path) -> None:
    export(rich, tmp_path / "office", lambda count: None)
    with duckdb.connect() as connection:
        for statement in OVER_FILES.replace("'office/", f"'{tmp_path}/office/").split(";\n"):
            if statement.strip():
                connection.execute(statement)
        rate = format(DEFAULT_CONSTANTS.repeat_share, "e")
        over_files = connection.execute(over("act").replace(":q", rate)).fetchall()
    with rich.reading() as stored:
        kept = stored.execute(text("SELECT * FROM pair_sum")).all()
    assert alike(by_pair(over_files), by_pair(list(kept)))
