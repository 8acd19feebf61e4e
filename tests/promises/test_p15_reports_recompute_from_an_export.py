"""P15: each number of a report is the sum of the records it cites, and recomputes from an export alone.

What is reckoned here reads the export's CSV by the standard library, and the report's JSON; nothing of ours is asked.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Run

pytestmark = pytest.mark.only_sqlite

DAY = "2020-06-30"
STATES = {
    "asked": "asked", "offered": "offered", "pledged": "pledged", "committed": "committed", "in transit": "in transit",
    "received": "received", "thanked": "acknowledged", "declined": "declined", "lapsed": "lapsed",
}  # fmt: skip
"""What a report calls a state, and what an export does."""

Rows = dict[int, dict[str, str]]


@pytest.fixture
def exported(run: Run, rich_path: Path, tmp_path: Path) -> tuple[Rows, Rows, str]:
    """The contributions and steps that stand in the rich office, by id, as its export tells them; and our own city."""
    pytest.importorskip("trustcrm_report", reason="the plugin report offers these")
    assert run("--db", str(rich_path), "export", str(tmp_path / "out")).exit_code == 0

    def standing(table: str) -> Rows:
        with (tmp_path / "out" / "csv" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        return {int(row["id"]): row for row in rows if row["withdrawn"] == "false"}

    with (tmp_path / "out" / "csv" / "office.csv").open(encoding="utf-8", newline="") as file:
        home = next(csv.DictReader(file))["home_id"]
    gifts = standing("contribution")
    steps = {row: told for row, told in standing("step").items() if int(told["contribution_id"]) in gifts}
    return gifts, {row: told for row, told in steps.items() if told["on"] <= DAY}, home


def _blocks(run: Run, path: Path, *words: str) -> list[dict[str, Any]]:
    done = run("--db", str(path), "report", *words, "--json", "--as-of", DAY)
    assert done.exit_code == 0, done.stderr
    blocks: list[dict[str, Any]] = json.loads(done.stdout, parse_float=Decimal)["blocks"]
    return blocks


def _cited(cites: list[dict[str, Any]]) -> list[int]:
    return [cited["id"] for cited in cites if cited["noun"] == "step"]


def _sum(steps: Rows, ids: list[int], state: str) -> Decimal | None:
    counted = [
        Decimal(steps[row]["quantity"]) for row in ids if steps[row]["state"] == state and steps[row]["quantity"]
    ]
    return sum(counted, Decimal(0)) if counted else None


def _bars(blocks: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for block in blocks:
        yield from block["bars"] if block["block"] == "bars" else ()


def test_p15_every_number_of_the_ledger_recomputes_from_an_export(
    run: Run, rich_path: Path, exported: tuple[Rows, Rows, str]
) -> None:
    _, steps, _ = exported
    blocks = _blocks(run, rich_path, "ledger")
    seen: list[int] = []
    for table in (block for block in blocks if block["block"] == "table" and block["columns"][0]["title"] == "what"):
        titles = [column["title"] for column in table["columns"]]
        for row in table["rows"]:
            ids = _cited(row["cites"])
            assert len({steps[one]["contribution_id"] for one in ids}) == 1, "a row is one contribution"
            seen += ids
            for title, cell in zip(titles, row["cells"], strict=True):
                if title in STATES:
                    assert cell == _sum(steps, ids, STATES[title]), (row, title)
    assert sorted(seen) == sorted(steps), "every step stands in one row, and in no other"
    assert len({steps[one]["contribution_id"] for one in seen}) > 10


@pytest.mark.parametrize("words", [("ledger",), ("briefing", "Nagoya"), ("briefing", "Milan"), ("briefing", "Athens")])
def test_p15_every_bar_recomputes_from_an_export(
    run: Run, rich_path: Path, exported: tuple[Rows, Rows, str], words: tuple[str, ...]
) -> None:
    gifts, steps, home = exported
    bars = list(_bars(_blocks(run, rich_path, *words)))
    assert bars
    for bar in bars:
        ids = _cited(bar["cites"])
        ours = [one for one in ids if gifts[int(steps[one]["contribution_id"])]["giver_id"] == home]
        theirs = [one for one in ids if gifts[int(steps[one]["contribution_id"])]["receiver_id"] == home]
        assert sorted([*ours, *theirs]) == sorted(ids)
        assert {gifts[int(steps[one]["contribution_id"])]["unit"] for one in ids} == {bar["unit"]}
        assert (bar["given"], bar["got"]) == (_sum(steps, ours, "received") or 0, _sum(steps, theirs, "received") or 0)
