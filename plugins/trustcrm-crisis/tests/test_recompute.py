"""Every number of the papers cites what it counts, and recomputes from an export read by the standard library."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from statistics import median
from typing import Any

import pytest

from trustcrm.testing.an_office import a_full_office

DAY = "2020-06-30"
ANSWERS = {"offered", "pledged", "committed", "in transit", "received", "declined", "lapsed"}
PROMISED = {"pledged", "committed"}
Office = Any
"""The office of `conftest.py`."""


@pytest.fixture
def demo(start: Any, office: Office, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Office:
    """The demo office, in which a crisis is on."""
    template = tmp_path_factory.getbasetemp() / "trustcrm-kit" / "full.db"
    with a_full_office(tmp_path / "full", template):
        pass
    return replace(office, path=next((tmp_path / "full").glob("*.db")))


class Exported:
    """An export, read as anybody could read it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.home = next(self._rows("office"))["home_id"]
        self.gifts = self._standing("contribution")
        self.needs = self._standing("need")
        self.steps: dict[str, list[dict[str, str]]] = {row: [] for row in self.gifts}
        for step in self._standing("step").values():
            if step["contribution_id"] in self.gifts and step["on"] <= DAY:
                self.steps[step["contribution_id"]].append(step)
        for steps in self.steps.values():
            steps.sort(key=lambda step: (step["on"], int(step["id"])))
        (window,) = (one for one in self._standing("window").values() if one["name"] == "COVID-19")
        self.since = window["starts_on"]

    def _rows(self, table: str) -> Iterator[dict[str, str]]:
        with (self._folder / "csv" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            yield from csv.DictReader(file)

    def _standing(self, table: str) -> dict[str, dict[str, str]]:
        return {row["id"]: row for row in self._rows(table) if row["withdrawn"] == "false"}

    def ours(self) -> list[str]:
        """Return the contributions to us that belong to the crisis: they answer a need of it, or fell in its days."""
        return [
            row
            for row, gift in self.gifts.items()
            if gift["receiver_id"] == self.home
            and (gift["need_id"] in self.needs or any(step["on"] >= self.since for step in self.steps[row]))
        ]

    def given(self) -> list[str]:
        """Return the contributions of ours that belong to the crisis: they answer a need, or began in its days."""
        return [
            row
            for row, gift in self.gifts.items()
            if gift["giver_id"] == self.home
            and (gift["need_id"] or any(step["on"] >= self.since for step in self.steps[row][:1]))
        ]

    def sum(self, rows: list[str], state: str) -> Decimal:
        """Return how much of some contributions reached a state."""
        told = [step for row in rows for step in self.steps[row] if step["state"] == state and step["quantity"]]
        return sum((Decimal(step["quantity"]) for step in told), Decimal(0))

    def step_ids(self, rows: list[str], states: set[str]) -> set[int]:
        """Return the steps of some states."""
        return {int(step["id"]) for row in rows for step in self.steps[row] if step["state"] in states}

    def has(self, row: str, state: str) -> bool:
        """Return whether a contribution reached a state."""
        return any(step["state"] == state for step in self.steps[row])

    def waits_for_thanks(self, row: str) -> bool:
        """Return whether it arrived, and no thanks were given since."""
        states = [step["state"] for step in self.steps[row]]
        arrived = [place for place, state in enumerate(states) if state == "received"]
        thanked = bool(arrived) and "acknowledged" in states[arrived[-1] :]
        return bool(arrived) and not thanked and states[-1] not in ("declined", "lapsed")


@pytest.fixture
def exported(demo: Office, tmp_path: Path) -> Exported:
    demo.run("export", str(tmp_path / "out"))
    return Exported(tmp_path / "out")


def _blocks(office: Office, report: str) -> list[dict[str, Any]]:
    told: Any = json.loads(office.run("report", report, "--json"), parse_float=Decimal)
    return list(told["blocks"])


def _steps(cites: list[dict[str, Any]]) -> set[int]:
    return {cited["id"] for cited in cites if cited["noun"] == "step"}


def _rows(blocks: list[dict[str, Any]], *titles: str) -> list[tuple[dict[str, Any], list[dict[str, Any]]]]:
    """Return the rows of the table that has these columns, by column, each with what it cites."""
    (table,) = (
        block for block in blocks
        if block["block"] == "table" and set(titles) <= {column["title"] for column in block["columns"]}
    )  # fmt: skip
    names = [column["title"] for column in table["columns"]]
    return [(dict(zip(names, row["cells"], strict=True)), row["cites"]) for row in table["rows"]]


def test_after_action_recomputes_from_an_export(demo: Office, exported: Exported) -> None:
    blocks, ours = _blocks(demo, "crisis-after-action"), exported.ours()
    bullets = next(block for block in blocks if block["block"] == "bullets")["items"]
    asked = [row for row in ours if exported.has(row, "asked")]
    received = [row for row in ours if exported.has(row, "received")]
    promised = [row for row in ours if any(exported.has(row, state) for state in PROMISED)]
    owed = [row for row in ours if exported.waits_for_thanks(row)]
    told = [("".join(run["text"] for run in item), _steps(item[-1]["cites"])) for item in bullets]
    given = exported.given()
    gave = [row for row in given if exported.has(row, "received")]
    counted = (asked, received, promised, owed, gave)
    assert [words.split()[0] for words, _ in told[:5]] == [str(len(one)) for one in counted]
    assert [cites for _, cites in told[:5]] == [
        exported.step_ids(asked, {"asked"}), exported.step_ids(received, {"received"}),
        exported.step_ids(promised, PROMISED), exported.step_ids(owed, {"received"}),
        exported.step_ids(gave, {"received"}),
    ]  # fmt: skip
    responses = list(_responses(exported, asked))
    assert told[5][0].endswith(f"within {median(responses):g} days.")

    (bars,) = (block["bars"] for block in blocks if block["block"] == "bars")
    for bar in bars:
        assert bar["got"] == exported.sum(_alike(exported, ours, bar), "received")
        assert bar["given"] == exported.sum(_alike(exported, given, bar), "received")
        assert _steps(bar["cites"])


def _alike(exported: Exported, rows: list[str], bar: dict[str, Any]) -> list[str]:
    return [
        row for row in rows
        if (exported.gifts[row]["kind"], exported.gifts[row]["unit"]) == (bar["label"], bar["unit"])
    ]  # fmt: skip


def _responses(exported: Exported, rows: list[str]) -> Iterator[int]:
    """Yield how many days each ask waited for its first answer."""
    for row in rows:
        steps = exported.steps[row]
        place = next(place for place, step in enumerate(steps) if step["state"] == "asked")
        answer = next((step for step in steps[place + 1 :] if step["state"] in ANSWERS), None)
        if answer is not None:
            yield (date.fromisoformat(answer["on"]) - date.fromisoformat(steps[place]["on"])).days


def test_needs_and_response_times_recompute_from_an_export(demo: Office, exported: Exported) -> None:
    blocks = _blocks(demo, "crisis-after-action")
    for row, cites in _rows(blocks, "needed", "pledged"):
        (need,) = (cited["id"] for cited in cites if cited["noun"] == "need")
        answering = [
            gift for gift, told in exported.gifts.items()
            if told["need_id"] == str(need) and told["unit"] == (row["unit"] or "")
        ]  # fmt: skip
        assert row["needed"] == Decimal(exported.needs[str(need)]["quantity"])
        for state in ("asked", "pledged", "committed", "received"):
            assert (row[state] or 0) == exported.sum(answering, state), (row["what"], state)
    steps = {int(step["id"]): step for some in exported.steps.values() for step in some}
    for row, cites in _rows(blocks, "first answer", "days"):
        days = sorted(steps[number]["on"] for number in _steps(cites))
        waited = (date.fromisoformat(days[-1]) - date.fromisoformat(days[0])).days
        assert row["days"] == (waited if len(days) > 1 else None)


def test_what_happened_day_by_day_recomputes_from_an_export(demo: Office, exported: Exported) -> None:
    steps = {int(step["id"]): step for some in exported.steps.values() for step in some}
    rows = [
        (row, steps[number])
        for row, cites in _rows(_blocks(demo, "crisis-after-action"), "what happened", "how much")
        for number in _steps(cites)
    ]
    assert {int(step["id"]) for _, step in rows} == {
        int(step["id"]) for one in (*exported.ours(), *exported.given()) for step in exported.steps[one]
        if step["on"] >= exported.since or exported.gifts[one]["need_id"]
    }  # fmt: skip
    for row, step in rows:
        size = Decimal(step["quantity"]) if step["quantity"] else None
        assert (row["on"], row["how much"]) == (step["on"], size), row
        unit = exported.gifts[step["contribution_id"]]["unit"]
        assert (row["unit"] or "") == ("" if size is None else unit.removesuffix("s") if size == 1 else unit)


def test_the_handoff_sheet_recomputes_from_an_export(demo: Office, exported: Exported) -> None:
    rows = _rows(_blocks(demo, "crisis-handoff"), "needed", "still lacking")
    assert rows
    for row, cites in rows:
        (need,) = (str(cited["id"]) for cited in cites if cited["noun"] == "need")
        answering = [gift for gift, told in exported.gifts.items() if told["need_id"] == need]
        arrived = exported.sum(answering, "received")
        assert (row["received"] or 0) == arrived
        assert row["still lacking"] == Decimal(exported.needs[need]["quantity"]) - arrived > 0
        hoped = Decimal(0)
        for gift in answering:
            largest = max(exported.sum([gift], state) for state in PROMISED)
            hoped += max(Decimal(0), largest - exported.sum([gift], "received"))
        assert (row["promised, not here"] or 0) == hoped


def test_whoever_waits_for_our_thanks_is_to_be_thanked_before_a_call(demo: Office) -> None:
    blocks = _blocks(demo, "crisis-handoff")
    bullets = [item[0]["text"] for block in blocks for item in block.get("items", ())]
    (waiting,) = (told for told in bullets if told.startswith("Do not ask again, before thanking"))
    called = [row for row, _ in _rows(blocks, "whom", "because")]
    assert any(row["because"].startswith("thank first; ") for row in called)
    for row in called:
        assert row["because"].startswith("thank first; ") == (row["whom"] in waiting), row


def test_an_office_without_a_crisis_gets_honest_papers(start: Any) -> None:
    office = start("Los Angeles")
    for report in ("crisis-handoff", "crisis-after-action"):
        (block,) = _blocks(office, report)
        assert block["words"][0]["text"].startswith("No crisis is on record for")
    assert "No crisis is on record" in office.refused("crisis", "board", ends=3)
