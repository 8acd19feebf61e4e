"""Each number of the paper recomputes from an export, read by the standard library; no records, an honest paper."""

from __future__ import annotations

import csv
import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

Office = Any
"""The office of `conftest.py`."""
Blocks = list[dict[str, Any]]
FIRST, LAST = "2019-07-01", "2020-06-30"
THEN, NOW = "2020-03-03", "2020-06-30"


class Exported:
    """An export, read as anybody could read it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.home = next(self.rows("office"))["home_id"]
        self.ties = {}
        for row in self.rows("tie"):
            ends = [row["one_id"], row["other_id"]]
            if self.home in ends and row["withdrawn"] == "false":
                self.ties[row["id"]] = row | {"them": ends[1 - ends.index(self.home)]}
        self.priorities = {row["name"]: row for row in self.rows("plugin_strategy_priority")}
        self.shares = list(self.rows("plugin_strategy_share"))

    def rows(self, table: str) -> Iterator[dict[str, str]]:
        with (self._folder / "csv" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            yield from csv.DictReader(file)

    def holding(self, day: str) -> list[dict[str, str]]:
        """Return the shares that hold on a day."""
        return [one for one in self.shares if one["from_on"] <= day <= (one["to_on"] or "9999")]

    def stood(self, day: str) -> list[str]:
        """Return the ties that stood on a day."""
        return [
            row for row, tie in self.ties.items()
            if tie["state"] != "exploring" and (tie["since"] or day) <= day
            and (tie["state"] != "ended" or (tie["ended_on"] or "0") > day)
        ]  # fmt: skip

    def times(self) -> list[dict[str, str]]:
        """Return our interactions of the year."""
        return [
            row for row in self.rows("interaction")
            if row["withdrawn"] == "false" and FIRST <= row["on"] <= LAST
            and self.home in (row["giver_id"], row["receiver_id"])
        ]  # fmt: skip

    def minutes(self) -> dict[str, Fraction]:
        """Return minutes by priority, "" for what none has."""
        found: dict[str, Fraction] = defaultdict(Fraction)
        for row in self.times():
            them = row["receiver_id"] if row["giver_id"] == self.home else row["giver_id"]
            left = Fraction(int(row["minutes"] or 0))
            for share in self.holding(row["on"]):
                if self.ties[share["tie_id"]]["them"] == them:
                    part = Fraction(int(row["minutes"] or 0) * int(share["percent"]), 100)
                    found[share["priority_id"]] += part
                    left -= part
            found[""] += left
        return dict(found)


@pytest.fixture(scope="module")
def exported(demo_file: Path, worked_in: Any, tmp_path_factory: pytest.TempPathFactory) -> Exported:
    folder = tmp_path_factory.mktemp("out") / "out"
    worked_in(demo_file).run("export", str(folder))
    return Exported(folder)


@pytest.fixture(scope="module")
def blocks(demo_file: Path, worked_in: Any) -> list[dict[str, Any]]:
    told: Any = json.loads(worked_in(demo_file).run("report", "strategy", "--json"), parse_float=Decimal)
    return list(told["blocks"])


def _rows(blocks: list[dict[str, Any]], *titles: str) -> list[dict[str, Any]]:
    """Return the rows of the one table that has these columns, by column, with what each cites."""
    (table,) = (
        block for block in blocks
        if block["block"] == "table" and set(titles) <= {column["title"] for column in block["columns"]}
    )  # fmt: skip
    names = [column["title"] for column in table["columns"]]
    return [dict(zip(names, row["cells"], strict=True)) | {"cites": row["cites"]} for row in table["rows"]]


def _minutes(told: str) -> int:
    hours, minutes = told.split(":")
    return 60 * int(hours) + int(minutes)


def test_hours_and_shares_recompute_from_an_export(blocks: Blocks, exported: Exported) -> None:
    minutes = exported.minutes()
    called = {row["id"]: name for name, row in exported.priorities.items()} | {"": "unassigned"}
    told = {row["priority"]: row for row in _rows(blocks, "priority", "hours", "%")}
    assert set(told) == {called[row] for row in minutes} | {"all"}
    whole = sum(minutes.values())
    for row, part in minutes.items():
        assert abs(_minutes(told[called[row]]["hours"]) - part) < 1
        assert abs(told[called[row]]["%"] - part * 100 / whole) < 1
    assert sum(_minutes(row["hours"]) for name, row in told.items() if name != "all") == _minutes(told["all"]["hours"])
    assert _minutes(told["all"]["hours"]) == int(whole + Fraction(1, 2))
    assert sum(row["%"] for name, row in told.items() if name != "all") == told["all"]["%"] == 100
    assert whole == sum(int(row["minutes"] or 0) for row in exported.times())
    lacking = "".join(run["text"] for block in blocks[-1:] for item in block["items"] for run in item)
    untimed = sum(not row["minutes"] for row in exported.times())
    assert f"How long {untimed} of {len(exported.times())} interactions lasted" in lacking


def test_ties_goals_and_shares_recompute_from_an_export(blocks: Blocks, exported: Exported) -> None:
    holding = exported.holding(NOW)
    for row in _rows(blocks, "priority", "about", "ties"):
        assert row["ties"] == sum(one["priority_id"] == exported.priorities[row["priority"]]["id"] for one in holding)
    told = {(row["cites"][0]["id"], row["serves"], row["% of its time"]) for row in _rows(blocks, "% of its time")}
    names = {row["id"]: name for name, row in exported.priorities.items()}
    assert told == {(int(one["tie_id"]), names[one["priority_id"]], int(one["percent"])) for one in holding}
    serves = defaultdict(set)
    for row in exported.rows("plugin_strategy_serves"):
        serves[row["code"]].add(row["priority_id"])
    goals = _rows(blocks, "goal", "served by")
    assert {row["goal"] for row in goals} == set(serves)
    for row in goals:
        ties = {one["tie_id"] for one in holding if one["priority_id"] in serves[row["goal"]]}
        assert (row["ties"], {str(cited["id"]) for cited in row["cites"]}) == (len(ties), ties)
    first, second = ("".join(run["text"] for run in item) for item in blocks[0]["items"][:2])
    serving = {one["tie_id"] for one in holding}
    assert first == f"{len(exported.priorities)} priorities held on {NOW}, served by {len(serving)} ties."
    stood = exported.stood(NOW)
    assert second == f"{len(set(stood) - serving)} of {len(stood)} ties that stood then serve no priority."


def test_then_and_now_recompute_from_an_export(blocks: Blocks, exported: Exported) -> None:
    counts = {row["ties"]: (row[THEN], row[NOW]) for row in _rows(blocks, THEN, NOW)}
    assert counts["ties that stood"] == (len(exported.stood(THEN)), len(exported.stood(NOW)))
    assert [sum(pair[place] for name, pair in counts.items() if name != "ties that stood") for place in (0, 1)] == list(
        counts["ties that stood"]
    )
    gifts = {row["id"]: row for row in exported.rows("contribution") if row["withdrawn"] == "false"}
    sums: dict[tuple[str, ...], Decimal] = defaultdict(Decimal)
    seen: Counter[tuple[str, ...]] = Counter()
    for day in (THEN, NOW):
        arrived = set()
        for step in exported.rows("step"):
            gift = gifts.get(step["contribution_id"])
            if gift is None or step["withdrawn"] != "false" or step["state"] != "received" or step["on"] > day:
                continue
            if exported.home in (gift["giver_id"], gift["receiver_id"]):
                way = "given" if gift["giver_id"] == exported.home else "received"
                key = (way, gift["kind"], gift["unit"], day)
                sums[key] += Decimal(step["quantity"] or 0)
                arrived.add((key, gift["id"]))
        seen.update(key for key, _ in arrived)
    rows = _rows(blocks, "what", "unit")
    assert {(*row["what"].split(": "), row["unit"] or "") for row in rows} == {key[:3] for key in seen}
    for row in rows:
        for day in (THEN, NOW):
            key = (*row["what"].split(": "), row["unit"] or "", day)
            assert (row[f"times by {day}"] or 0) == seen[key], key
            assert (row[f"by {day}"] or 0) == sums[key], key


def test_answers_and_how_far_they_are_apart_recompute_from_an_export(
    demo: Office, blocks: Blocks, exported: Exported
) -> None:
    kept = {row["note_id"]: row for row in exported.rows("plugin_strategy_check_in")}
    for row in _rows(blocks, "control", "communal"):
        (note,) = (str(cited["id"]) for cited in row["cites"] if cited["noun"] == "note")
        keys = ("control_mutuality", "trust", "satisfaction", "commitment", "exchange", "communal")
        titles = ("control", "trust", "satisfaction", "commitment", "exchange", "communal")
        assert [row[title] for title in titles] == [int(kept[note][key]) for key in keys]
    both = _rows(blocks, "answered", "computed")
    assert len(both) == len(kept) == 3
    for row in both:
        (note,) = (str(cited["id"]) for cited in row["cites"] if cited["noun"] == "note")
        answered = round(Decimal(int(kept[note]["trust"]) - 1) * 100 / 6, 1)
        shown = demo.told("show", row["with"][:-5], "--as-of", row["on"])["ties"][0]["reading"]["trust"]
        assert row["answered"] == answered
        assert row["computed"] == round(Decimal(repr(100 * shown)), 1)
        assert row["apart"] == row["answered"] - row["computed"]


def test_an_office_without_records_gets_an_honest_paper(bare: Office) -> None:
    paper = bare.run("strategy", "paper")
    assert "No priority held on 2020-06-30." in paper
    assert "No tie stood on that day." in paper
    assert "No interaction from 2019-07-01 to 2020-06-30 says how long it lasted." in paper
    assert "No tie stood on any of these days." in paper
    assert "Nobody checked in on a tie yet." in paper
    assert bare.told("strategy", "time")["priorities"] == [
        {"id": None, "name": None, "minutes": 0.0, "percent": 0, "with": []}
    ]
    assert bare.told("strategy", "compare")["ties"] == []
    for words in (("priority", "list"), ("checkin", "list"), ("strategy", "ties"), ("goal", "list", "--served")):
        assert bare.run(*words) == ""
