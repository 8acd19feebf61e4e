"""Every number of both papers recomputes from an export, and all of it stays where the plugin goes."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from shutil import copy
from typing import Any

import pytest

Office = Any
"""The office of `conftest.py`."""
DAY = "2020-06-30"
UNDERWAY = {"offered", "pledged", "committed", "in transit", "received"}
Rows = dict[str, dict[str, str]]


@pytest.fixture
def demo(office: Office, furnished: Path, tmp_path: Path) -> Office:
    """The demo office."""
    return replace(office, path=Path(copy(furnished, tmp_path / "demo.db")))


class Exported:
    """An export, read as anybody could read it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.home = next(self.rows("office"))["home_id"]
        self.gifts, self.ties = self.standing("contribution"), self.standing("tie")
        self.met = self.standing("interaction")
        self.steps: dict[str, list[dict[str, str]]] = {row: [] for row in self.gifts}
        for step in self.standing("step").values():
            if step["contribution_id"] in self.gifts and step["on"] <= DAY:
                self.steps[step["contribution_id"]].append(step)
        for steps in self.steps.values():
            steps.sort(key=lambda step: (step["on"], int(step["id"])))
        self.lessons = {row["contribution_id"] for row in self.rows("plugin_networks_and_lessons_lesson")}
        self.adopted = {row["step_id"] for row in self.rows("plugin_networks_and_lessons_adoption")}

    def rows(self, table: str) -> Iterator[dict[str, str]]:
        with (self._folder / "csv" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            yield from csv.DictReader(file)

    def standing(self, table: str) -> Rows:
        return {row["id"]: row for row in self.rows(table) if row["withdrawn"] == "false"}

    def states(self, gift: str) -> list[str]:
        return [step["state"] for step in self.steps[gift]]

    def owes_thanks(self, gift: str) -> bool:
        states = self.states(gift)
        arrived = [place for place, state in enumerate(states) if state == "received"]
        return bool(arrived) and "acknowledged" not in states[arrived[-1] :]

    def is_adopted(self, gift: str) -> bool:
        return any(step["id"] in self.adopted for step in self.steps[gift])

    def sum(self, gifts: list[str], state: str) -> Decimal:
        told = [step for gift in gifts for step in self.steps[gift] if step["state"] == state]
        return sum((Decimal(step["quantity"]) for step in told), Decimal(0))


@pytest.fixture
def exported(demo: Office, tmp_path: Path) -> Exported:
    demo.run("export", str(tmp_path / "out"))
    return Exported(tmp_path / "out")


def _blocks(office: Office, report: str) -> list[dict[str, Any]]:
    return list(office.told("report", report)["blocks"])


def _rows(blocks: list[dict[str, Any]], title: str) -> list[tuple[dict[str, Any], set[tuple[str, int]]]]:
    """Return the rows of the first table with such a column, by column, each with what it cites."""
    table = next(
        block for block in blocks
        if block["block"] == "table" and title in {column["title"] for column in block["columns"]}
    )  # fmt: skip
    names = [column["title"] for column in table["columns"]]
    return [
        (dict(zip(names, row["cells"], strict=True)), {(one["noun"], one["id"]) for one in row["cites"]})
        for row in table["rows"]
    ]


def test_lessons_recompute_from_an_export(demo: Office, exported: Exported) -> None:
    blocks = _blocks(demo, "lessons")
    adopted = {row for row in exported.lessons if exported.is_adopted(row)}
    owed = {row for row in exported.lessons if exported.owes_thanks(row)}
    expected = {
        "Lessons": exported.lessons, "Adopted here": adopted, "Credit given": adopted - owed,
        "Credit or thanks owed": owed,
    }  # fmt: skip
    assert owed
    assert len(exported.lessons) == 5
    told = {fact["label"]: fact["value"][0] for fact in blocks[0]["facts"]}
    assert {label: run["text"] for label, run in told.items()} == {
        label: str(len(rows)) for label, rows in expected.items()
    }
    for label, rows in expected.items():
        assert {str(one["id"]) for one in told[label]["cites"]} == rows
    bullets = next(block["items"] for block in blocks if block["block"] == "bullets")
    assert len(bullets) == len(owed)
    for row, cites in _rows(blocks, "measure"):
        (gift,) = (str(number) for noun, number in cites if noun == "contribution")
        steps = {("step", int(step["id"])) for step in exported.steps[gift]}
        first = next((step["on"] for step in exported.steps[gift] if step["id"] in exported.adopted), None)
        assert cites == {("contribution", int(gift)), *steps}
        assert (row["measure"], row["adopted"]) == (exported.gifts[gift]["what"], first)


def test_networks_recompute_from_an_export(demo: Office, exported: Exported) -> None:
    blocks, dues = _blocks(demo, "networks"), dict[str, list[str]]()
    for each in exported.rows("plugin_networks_and_lessons_dues"):
        dues.setdefault(each["tie_id"], []).append(each["contribution_id"])
    rows = _rows(blocks, "currency")
    assert len(rows) == len([tie for tie in exported.ties.values() if tie["kind"] == "network"])
    for row, cites in rows:
        (tie,) = (str(number) for noun, number in cites if noun == "tie")
        own, network = dues.get(tie, []), exported.ties[tie]["other_id"]
        committed, paid = exported.sum(own, "committed"), exported.sum(own, "received")
        told = [Decimal(str(row[name] or 0)) for name in ("dues", "paid", "open")]
        assert told == [committed, paid, committed - paid]
        met = {
            number for number, one in exported.met.items()
            if one["kind"] == "convening" and network in (one["giver_id"], one["receiver_id"])
        }  # fmt: skip
        here = [gift for gift in exported.gifts if _belongs(exported, gift, network, met)]
        services = [gift for gift in here if gift not in exported.lessons and "received" in exported.states(gift)]
        offers = [gift for gift in here if gift not in exported.lessons and UNDERWAY & set(exported.states(gift))]
        asks = [gift for gift in here if gift not in exported.lessons and set(exported.states(gift)) & {"asked"}]
        lessons = [gift for gift in here if gift in exported.lessons]
        offers = [one for one in offers if one not in services]
        asks = [one for one in asks if one not in services and one not in offers]
        names = ("services", "offers", "lessons", "asks", "convenings")
        assert [row[name] for name in names] == [len(some) for some in (services, offers, lessons, asks, met)]
        assert {str(number) for noun, number in cites if noun == "contribution"} == {
            *services, *offers, *asks, *lessons
        }  # fmt: skip
    assert {row["paid"] for row, _ in rows} >= {1200}
    by_id = {int(step["id"]): step for steps in exported.steps.values() for step in steps}
    years = _rows(blocks, "to be paid by")
    assert len(years) == 2
    for row, cites in years:
        sums = {
            state: sum(Decimal(by_id[number]["quantity"]) for _, number in cites if by_id[number]["state"] == state)
            for state in ("committed", "received")
        }
        assert [row["dues"], row["paid"], row["open"]] == [*sums.values(), sums["committed"] - sums["received"]]


def _belongs(exported: Exported, gift: str, network: str, met: set[str]) -> bool:
    born = any(step["interaction_id"] in met for step in exported.steps[gift])
    return exported.gifts[gift]["receiver_id"] == exported.home and (
        exported.gifts[gift]["giver_id"] == network or born
    )
