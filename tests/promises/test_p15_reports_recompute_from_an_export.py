"""P15: each number of a report is the sum of the records it cites, and recomputes from an export alone.

What is reckoned here reads the export's CSV by the standard library, and the report's JSON; nothing of ours is asked,
but to make an office anew of the export.
"""

from __future__ import annotations

import csv
import json
import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Run
from tests.promises.reckoned import read_acts, reckon
from trustcrm.services.keeping.export import export
from trustcrm.services.keeping.restore import restore
from trustcrm.store.engine import open_database

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

    home = _home(tmp_path / "out")
    gifts = standing("contribution")
    steps = {row: told for row, told in standing("step").items() if int(told["contribution_id"]) in gifts}
    return gifts, {row: told for row, told in steps.items() if told["on"] <= DAY}, home


def _home(folder: Path) -> str:
    with (folder / "csv" / "office.csv").open(encoding="utf-8", newline="") as file:
        return next(csv.DictReader(file))["home_id"]


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


FIRST = "2019-07-01"
HERE = {"received": True, "given": False}
UNDER_WAY = {"pledged", "committed", "in transit"}


def _most(steps: list[dict[str, str]], states: set[str]) -> Decimal:
    """Return the largest sum that one of some states reached."""
    told = dict(enumerate(steps))
    return max((_sum(told, list(told), state) or Decimal(0) for state in states), default=Decimal(0))


def _rows(folder: Path, table: str) -> list[dict[str, str]]:
    with (folder / "csv" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["withdrawn"] == "false"]


def _table(blocks: list[dict[str, Any]], first: str, *others: str) -> list[list[Any]]:
    """Return the cells of the one table whose columns begin so."""
    wanted = [first, *others]
    (found,) = (
        block["rows"]
        for block in blocks
        if block["block"] == "table" and [one["title"] for one in block["columns"]][: len(wanted)] == wanted
    )
    return [row["cells"] for row in found]


def test_p15_every_figure_of_the_value_report_recomputes_from_an_export(
    run: Run, rich_path: Path, exported: tuple[Rows, Rows, str], tmp_path: Path
) -> None:
    gifts, steps, home = exported
    blocks = _blocks(run, rich_path, "value", "--set", f"from={FIRST}")
    told = {row[0]: row[1] for row in _table(blocks, "figure")}
    ends = ("giver_id", "receiver_id")

    met = [row for row in _rows(tmp_path / "out", "interaction") if FIRST <= row["on"] <= DAY]
    met = [row for row in met if home in (row["giver_id"], row["receiver_id"])]
    timed = [int(row["minutes"]) for row in met if row["minutes"]]
    assert (told["contacts"], told["contacts that say how long"], told["minutes"]) == (len(met), len(timed), sum(timed))
    assert told["restricted contacts"] == sum(row["confidentiality"] == "restricted" for row in met) > 0
    ties = [row for row in _rows(tmp_path / "out", "tie") if home in (row["one_id"], row["other_id"])]
    ended = {row["id"] for row in ties if row["state"] == "ended" and (row["ended_on"] or DAY) <= DAY}
    begun = {row["id"] for row in ties if row["state"] != "exploring" and (row["since"] or DAY) <= DAY}
    assert told["ties"] == len(begun - ended)
    with_whom = [next(row[end] for end in ends if row[end] != home) for row in met]
    other_ends = {
        next(tie[end] for end in ("one_id", "other_id") if tie[end] != home)
        for tie in ties
        if tie["id"] in begun - ended
    }
    lines = _table(blocks, "with", "kind")
    assert sum(row[3] for row in lines) == sum(side in other_ends for side in with_whom)

    head = ["".join(run_["text"] for run_ in item) for block in blocks[:4] for item in block.get("items", ())]
    tied = other_ends & set(with_whom)
    assert f"with {len(set(with_whom))} sides" in head[1]
    assert f"{len(tied)} of our {len(begun - ended)} ties had at least one" in head[1]
    moved = {row: [step for step in steps.values() if int(step["contribution_id"]) == row] for row in gifts}
    hoped = [
        row for row, own in moved.items()
        if gifts[row]["receiver_id"] == home and any(step["state"] in UNDER_WAY for step in own)
        and (_most(own, UNDER_WAY) or 1) > (_most(own, {"received"}) or 0)
        and not {step["state"] for step in own} & {"declined", "lapsed"}
        and {step["state"] for step in own} & {"received", "acknowledged"} != {"acknowledged"}
    ]  # fmt: skip
    assert told["promised"] == len(hoped)

    came = {row: step for row, step in steps.items() if step["state"] == "received" and step["on"] >= FIRST}
    for title, is_here in HERE.items():
        end = "receiver_id" if is_here else "giver_id"
        own = {int(step["contribution_id"]) for step in came.values()}
        own = {one for one in own if gifts[one][end] == home}
        assert told[f"contributions {title}"] == len(own) > 0
        sums: dict[tuple[str, str], Decimal] = {}
        for step in came.values():
            gift = gifts[int(step["contribution_id"])]
            if int(step["contribution_id"]) in own and step["quantity"]:
                thing = gift["kind"], gift["unit"]
                sums[thing] = sums.get(thing, Decimal(0)) + Decimal(step["quantity"])
        drawn = {(bar["label"], bar["unit"]): bar["got" if is_here else "given"] for bar in _bars(blocks)}
        assert {thing: size for thing, size in drawn.items() if size} == sums
        worth: dict[str, Decimal] = {}
        for one in own:
            earlier = [row for row in steps.values() if int(row["contribution_id"]) == one and row["on"] < FIRST]
            if gifts[one]["value"] and not any(row["state"] == "received" for row in earlier):
                currency = gifts[one]["value_currency"]
                worth[currency] = worth.get(currency, Decimal(0)) + Decimal(gifts[one]["value"])
        found: dict[str, Decimal] = {}
        for direction, value, currency, *_ in _table(blocks, "what was"):
            if direction == title:
                found[currency] = found.get(currency, Decimal(0)) + value
        assert {one: float(sum_) for one, sum_ in found.items()} == {one: float(sum_) for one, sum_ in worth.items()}
    deeds = {int(step["contribution_id"]) for step in came.values()}
    deeds = {one for one in deeds if home in (gifts[one]["giver_id"], gifts[one]["receiver_id"])}
    others = [one for one in deeds if gifts[one]["carried_by"] != "officials"]
    assert any(item.startswith(f"{len(others)} of {len(deeds)} deeds were not the officials' own") for item in head)
    shown = [
        row for row in _rows(tmp_path / "out", "signal") if FIRST <= row["on"] <= DAY and row["receiver_id"] == home
    ]
    assert told["signals"] == len(shown) == sum(row[1] for row in _table(blocks, "what", "times"))


@pytest.fixture(scope="module")
def made_anew(rich_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the rich office's export, `out`, and an office made of it, `new.db`."""
    pytest.importorskip("trustcrm_report", reason="the plugin report offers these")
    folder = tmp_path_factory.mktemp("anew")
    with closing(open_database(str(shutil.copy(rich_template, folder)))) as database:
        export(database, folder / "out", lambda count: None, forms=("csv",))
    restore(folder / "out", str(folder / "new.db"), lambda count: None)
    return folder


def test_p15_an_office_made_of_an_export_gives_the_same_reports(run: Run, rich_path: Path, made_anew: Path) -> None:
    for words in (("briefing", "Nagoya"), ("ledger",), ("portfolio",), ("value",)):
        blocks = _blocks(run, rich_path, *words)
        assert len(blocks) > 2
        assert _blocks(run, made_anew / "new.db", *words) == blocks


THEN = "2020-01-31"


def test_p15_every_number_of_the_portfolio_recomputes_from_an_export(
    run: Run, rich_path: Path, made_anew: Path
) -> None:
    blocks = _blocks(run, rich_path, "portfolio", "--set", f"then={THEN}")
    (lines,) = (
        block["rows"] for block in blocks if block["block"] == "table" and block["columns"][2]["title"] == "state"
    )
    ties = {int(row["id"]): row for row in _rows(made_anew / "out", "tie")}
    told = {tie: row["cells"] for row in lines for tie in [row["cites"][0]["id"]]}
    home = _home(made_anew / "out")
    assert len(told) == len(lines) > 40

    kinds = Counter(ties[tie]["kind"] for tie in told)
    changes = {
        tie: round(float(now) - float(then), 1) for tie, (*_, then, now, _, _, _) in told.items() if then is not None
    }
    assert {tie: float(cells[6]) for tie, cells in told.items() if cells[6] is not None} == pytest.approx(changes)
    items = [
        ("".join(run["text"] for run in item)) for item in next(b for b in blocks if b["block"] == "bullets")["items"]
    ]
    assert items[0] == f"{len(told)} ties: {', '.join(f'{size} {kind}' for kind, size in kinds.most_common())}."
    assert any(item.startswith(f"{sum(one >= 0.05 for one in changes.values())} came closer") for item in items)
    assert any(item.startswith(f"{sum(one <= -0.05 for one in changes.values())} moved further") for item in items)
    warmths = Counter(cells[7].rsplit(" → ", 1)[-1] for cells in told.values())
    assert any(item.startswith(f"{warmths['cold']} are cold") for item in items)
    assert any(item.startswith(f"{warmths['never']} have no two-way contact") for item in items)
    assert {not cells[8] for cells in told.values() if cells[7].endswith("never")} == {True}

    acts = read_acts(str(made_anew / "new.db"))
    for tie in sorted(told)[::9]:
        them = int(next(ties[tie][end] for end in ("one_id", "other_id") if ties[tie][end] != home))
        for cell, day in zip(told[tie][4:6], (THEN, DAY), strict=True):
            wanted = reckon(acts, them, int(home), date.fromisoformat(day))["trust"]
            assert float(cell) == pytest.approx(100 * wanted, abs=0.051), (tie, day)


TWO_YEARS = "2018-07-01"
"""Whom they met within two years before the day, a briefing counts."""


@pytest.mark.parametrize("whom", ["Nagoya", "Milan", "Athens"])
def test_p15_every_number_of_a_briefing_recomputes_from_an_export(
    run: Run, rich_path: Path, exported: tuple[Rows, Rows, str], made_anew: Path, tmp_path: Path, whom: str
) -> None:
    gifts, steps, home = exported
    blocks = _blocks(run, rich_path, "briefing", whom)
    begins = next(
        block for block in blocks if block["block"] == "paragraph" and any(run["cites"] for run in block["words"])
    )
    tie = next(cited["id"] for run_ in begins["words"] for cited in run_["cites"])
    (ends,) = (row for row in _rows(tmp_path / "out", "tie") if int(row["id"]) == tie)
    (them,) = {ends["one_id"], ends["other_id"]} - {home}

    between = {row: gift for row, gift in gifts.items() if {gift["giver_id"], gift["receiver_id"]} == {home, them}}
    begun = {int(step["contribution_id"]) for step in steps.values()} & between.keys()
    given = [row for block in blocks if _begins(block, "what", "from") for row in block["rows"]]
    assert len(given) == len(begun)
    for row in given:
        ids = _cited(row["cites"])
        (one,) = {int(steps[step]["contribution_id"]) for step in ids}
        assert one in begun
        sums = {state: _sum(steps, ids, state) for state in ("committed", "pledged", "offered", "asked", "received")}
        promised = max((size for state in ("committed", "pledged") if (size := sums[state]) is not None), default=None)
        expected = next((size for size in (promised, sums["offered"], sums["asked"]) if size is not None), None)
        assert row["cells"][2:4] == [expected, sums["received"]]

    (people,) = (block["rows"] for block in blocks if _begins(block, "name", "title"))
    seats = _rows(tmp_path / "out", "participant")
    talks = {
        row["id"]: row["on"]
        for row in _rows(tmp_path / "out", "interaction")
        if row["direction"] == "mutual" and TWO_YEARS <= row["on"] <= DAY
        and (home in (row["giver_id"], row["receiver_id"]) or _sat(seats, row["id"], home))
    }  # fmt: skip
    for row in people:
        person = str(row["cites"][0]["id"])
        met = [
            talks[seat["interaction_id"]]
            for seat in seats
            if seat["person_id"] == person and seat["interaction_id"] in talks
        ]
        assert row["cells"][3:5] == ([len(met), max(met)] if met else [None, None])

    told = "".join(
        run_["text"] for block in blocks if block["block"] == "bullets" for item in block["items"] for run_ in item
    )
    reading = reckon(read_acts(str(made_anew / "new.db")), int(them), int(home), date.fromisoformat(DAY))
    assert f"Our trust in them: {100 * reading['trust']:.1f} % that their next act is kind" in told
    assert f", {reading['acts']} acts" in told


def _begins(block: dict[str, Any], *titles: str) -> bool:
    return block["block"] == "table" and [one["title"] for one in block["columns"]][: len(titles)] == list(titles)


def _sat(seats: list[dict[str, str]], interaction: str, side: str) -> bool:
    return any(seat["interaction_id"] == interaction and seat["side_id"] == side for seat in seats)
