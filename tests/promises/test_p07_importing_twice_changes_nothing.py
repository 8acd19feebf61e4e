"""P7: importing a file twice changes nothing the second time."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from trustcrm.domain.draft import Draft, Rejected
from trustcrm.domain.noun import Mention
from trustcrm.domain.nouns import Interaction, Person, Tie
from trustcrm.services.importing.run import Task, run_import
from trustcrm.store.engine import Database

Dump = Callable[[Database], list[str]]
Facts = Callable[[Path], dict[str, list[tuple[Any, ...]]]]
NewDesk = Callable[..., Any]
Run = Callable[..., Result]

DAY = date(2020, 3, 1)
TABLE = "name,country,aliases\nMilan,IT,Mailand;Milano\nOslo,NO,\n,,\nMilan,Italy,\nWuxi,CN,無錫\n"

of_databases = settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
MENTIONS = st.one_of(
    st.builds(
        Mention, noun=st.just("city"), name=st.sampled_from(("Milan", "MILAN", "Oslo", "Wuxi")),
        country=st.sampled_from((None, "IT", "NO")), ids=st.sampled_from(((), (("wikidata", "Q490"),))),
    ),
    st.just(Mention(noun="side", name="Nowhere")),
)  # fmt: skip
PIECES = st.lists(
    st.one_of(
        st.builds(
            lambda key, to, back, words: Draft(
                key=key, record=Interaction(kind="call", giver=1, receiver=to, on=DAY - timedelta(back), words=words)
            ),
            st.sampled_from("abcdef"), MENTIONS, st.integers(-200, 50), st.sampled_from((None, "x", "\x00")),
        ),
        st.builds(lambda key, to: Draft(key=key, record=Tie(one=1, other=to)), st.sampled_from("ghi"), MENTIONS),
        st.builds(
            lambda key, name, side: Draft(key=key, record=Person(name=name, side=side)),
            st.sampled_from("jkl"), st.sampled_from(("Li", "Ana", "")), st.none() | MENTIONS,
        ),
        st.builds(Rejected, where=st.just("line 1"), reason=st.just("unreadable")),
    ),
    max_size=15,
)  # fmt: skip


def as_task(pieces: list[Draft | Rejected], fingerprint: str = "file") -> Task:
    return Task(importer="t:t", plugin="t", source="t.csv", fingerprint=fingerprint, drafts=lambda: iter(pieces))


@of_databases
@given(pieces=PIECES)
def test_p07_importing_twice_changes_nothing(new_desk: NewDesk, dump: Dump, pieces: list[Draft | Rejected]) -> None:
    with new_desk() as desk:
        first = run_import(desk, as_task(pieces))
        before = dump(desk.database)
        assert run_import(desk, as_task(pieces)).earlier_batch == first.batch
        assert dump(desk.database) == before


@of_databases
@given(pieces=PIECES)
def test_p07_the_same_rows_under_another_name_create_and_correct_nothing(
    new_desk: NewDesk, facts: Facts, pieces: list[Draft | Rejected]
) -> None:
    once = list({piece.key if isinstance(piece, Draft) else "": piece for piece in pieces}.values())
    with new_desk() as desk:
        run_import(desk, as_task(once))
        before = facts(desk.database.path)
        again = run_import(desk, as_task(once, "another file"))
        assert (again.made, again.corrected) == (0, 0)
        assert facts(desk.database.path) == before


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """A table of cities with a slip in it."""
    path = tmp_path / "cities.csv"
    path.write_text(TABLE, encoding="utf-8")
    return path


def test_p07_and_p09_hold_at_the_command_line(run: Run, table: Path, database: Database, dump: Dump) -> None:
    import json

    before = dump(database)
    dry = json.loads(run("import", "table", str(table), "--set", "noun=city", "--dry-run", "--json").stdout)
    assert dump(database) == before
    real = json.loads(run("import", "table", str(table), "--set", "noun=city", "--json").stdout)
    differing = {"dry_run", "batch", "rejected_file"}
    assert [{k: v for k, v in one.items() if k not in differing} for one in dry] == [
        {k: v for k, v in one.items() if k not in differing} for one in real
    ]
    assert real[0]["created"]["city"] == 3
    after = dump(database)
    os.utime(table)
    again = run("import", "table", str(table), "--set", "noun=city")
    assert (again.exit_code, again.stdout) == (0, "")
    assert "was imported before" in again.stderr
    assert dump(database) == after
