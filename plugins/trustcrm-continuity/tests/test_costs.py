"""What ties cost: contacts counted once, currencies apart, caps that warn, the office's own rates, all recomputed."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

Office = Any
"""The office of `conftest.py`."""


def spend(office: Office) -> None:
    """Spend hours and money on Milan, and dues on Oslo, which stand in the ledger."""
    office.run("cost", "add", "Milan", "--hours", "2:20", "--words", "the speech")
    trip = ("--money", "1200", "--currency", "EUR", "--for", "travel", "--on", "2020-02-10")
    office.run("cost", "add", "Milan", *trip, "--words", "two flights")
    office.run("cost", "add", "Milan", "--money", "40.5", "--currency", "usd", "--for", "printing")
    dues = ("--giver", "Los Angeles", "--receiver", "Oslo", "--kind", "money", "--unit", "EUR", "--quantity", "500")
    office.run("contribution", "add", "dues of 2020", *dues, "--state", "received", "--on", "2020-01-31")


def test_hours_and_money_stand_by_tie_and_currencies_are_added_by_a_dated_rate_alone(office: Office) -> None:
    spend(office)
    milan, oslo = office.told("cost", "list", "--in", "USD")
    assert (milan["minutes_in_contacts"], milan["minutes_besides"], milan["minutes"]) == (30, 140, 170)
    assert milan["money"] == {"EUR": "1200", "USD": "40.5"}
    assert (milan["total"], milan["without_rate"]) == ("40.5", {"EUR": "1200"})
    assert (oslo["name"], oslo["money"]) == ("Oslo", {"EUR": "500"})
    office.run("rate", "add", "EUR", "--into", "USD", "--worth", "1.08", "--since", "2020-02-01", "--source", "ECB")
    milan, oslo = office.told("cost", "list", "--in", "USD")
    assert (Decimal(milan["total"]), milan["without_rate"]) == (Decimal("1336.5"), {})
    assert oslo["without_rate"] == {"EUR": "500"}
    assert "EUR 1,200 + USD 40.50" in office.run("cost", "list")
    assert "EUR 500, no rate" in office.run("cost", "list", "--in", "USD")


def test_a_cap_warns_and_never_refuses(office: Office) -> None:
    office.run("cost", "cap", "Milan", "--hours", "2", "--money", "1000", "--currency", "EUR")
    warned = office.result("cost", "add", "Milan", "--hours", "2")
    assert "Over the cap with Milan: 2.5 hours spent, 0.5 above the 2 of a year." in warned.stderr
    beyond = ("--money", "1200", "--currency", "EUR", "--for", "travel")
    assert "1,200 EUR spent, 200 above the 1,000 of a year" in office.result("cost", "add", "Milan", *beyond).stderr
    assert "Over the cap" in office.run("show", "Milan")
    office.run("cost", "drop", "1")
    assert office.told("cost", "list", "Milan")[0]["minutes"] == 30
    assert "dropped on 2020-06-24 already" in office.refused("cost", "drop", "1")
    office.run("cost", "cap", "Milan", "--hours", "0")
    assert [one["of"] for one in office.told("cost", "cap")] == ["EUR"]


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--hours", "1", "--money", "3", "--currency", "EUR"), "either --hours, or --money"),
        (("--money", "3"), "either --hours, or --money"),
        (("--money", "-3", "--currency", "EUR"), "cannot be"),
        (("--money", "NaN", "--currency", "EUR"), "is no amount"),
        (("--money", "3", "--currency", "euro"), "no currency"),
        (("--hours", "0.333"), "not whole minutes"),
        (("--hours", "1", "--on", "2020-06-25"), "lies ahead"),
    ],
)
def test_what_cannot_be_a_cost_is_refused(office: Office, words: tuple[str, ...], why: str) -> None:
    done = office.result("cost", "add", "Milan", *words)
    assert done.exit_code in (1, 2)
    assert why in done.stderr
    assert office.told("cost", "list") == [] or office.told("cost", "list")[0]["costs"] == []


def _rows(folder: Path, table: str) -> Iterator[dict[str, str]]:
    with (folder / "csv" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _tables(office: Office, *report: str) -> list[list[dict[str, Any]]]:
    told = json.loads(office.run("report", *report, "--json"), parse_float=Decimal)
    return [
        [dict(zip([one["title"] for one in block["columns"]], row["cells"], strict=True)) for row in block["rows"]]
        for block in told["blocks"]
        if block["block"] == "table"
    ]


def _sum(rows: Sequence[dict[str, str]], name: str) -> Decimal:
    return sum((Decimal(row[name]) for row in rows if row[name]), Decimal(0))


def test_the_costs_recompute_from_an_export(office: Office, tmp_path: Path) -> None:
    spend(office)
    hours, money, *_ = _tables(office, "costs", "--set", "in=USD")
    office.run("export", str(tmp_path / "out"))
    kept = {name: list(_rows(tmp_path / "out", name)) for name in (
        "city", "interaction", "contribution", "step", "plugin_continuity_cost", "office",
    )}  # fmt: skip
    sides = {row["name"]: row["id"] for row in kept["city"]}
    home = kept["office"][0]["home_id"]
    costs = [row for row in kept["plugin_continuity_cost"] if not row["dropped_on"]]
    for row in hours[:-1]:
        side = sides[row["with"]]
        contacts = [one for one in kept["interaction"] if {one["giver_id"], one["receiver_id"]} == {home, side}]
        timed = [one for one in contacts if "2020-01-01" <= one["on"] <= "2020-06-24"]
        besides = _sum([one for one in costs if one["side_id"] == side], "minutes")
        assert (row["contacts"], row["minutes in contacts"]) == (len(timed), _sum(timed, "minutes"))
        assert (row["minutes besides"], row["minutes in all"]) == (besides, besides + _sum(timed, "minutes"))
        assert row["contacts not timed"] == sum(not one["minutes"] for one in timed)
    untimed = sum(row["contacts not timed"] for row in hours[:-1])
    assert untimed == hours[-1]["contacts not timed"]
    assert hours[-1]["minutes in all"] == sum(row["minutes in all"] for row in hours[:-1]) == 170
    ours = {one["id"] for one in kept["contribution"] if one["giver_id"] == home and one["kind"] == "money"}
    for row in money:
        side = sides[row["with"]]
        spent = [one for one in costs if one["side_id"] == side and one["currency"] == row["currency"]]
        gifts = {one["id"] for one in kept["contribution"] if one["id"] in ours and one["receiver_id"] == side}
        given = [one for one in kept["step"] if one["contribution_id"] in gifts and one["state"] == "received"]
        assert row["together"] == _sum(spent, "amount") + _sum(given, "quantity")
        assert ((row["given"] or 0), (row["spent"] or 0)) == (_sum(given, "quantity"), _sum(spent, "amount"))
    assert len(money) == 3


def test_the_pack_s_figures_recompute_from_an_export(office: Office, tmp_path: Path) -> None:
    (overview, *_) = _tables(office, "handover", "Ben")
    office.run("export", str(tmp_path / "out"))
    sides = {row["name"]: row["id"] for row in _rows(tmp_path / "out", "city")}
    home = next(_rows(tmp_path / "out", "office"))["home_id"]
    gifts, steps = list(_rows(tmp_path / "out", "contribution")), list(_rows(tmp_path / "out", "step"))
    states = {one["id"]: [step["state"] for step in steps if step["contribution_id"] == one["id"]] for one in gifts}
    ties = {row["id"]: row for row in _rows(tmp_path / "out", "tie")}
    custodies = [one for one in _rows(tmp_path / "out", "custody") if one["colleague_id"] == "1" and not one["to_on"]]
    assert {row["with"] for row in overview} == {
        name for name, side in sides.items() if side in {ties[one["tie_id"]]["other_id"] for one in custodies}
    }
    for row in overview:
        side = sides[row["with"]]
        theirs = [one for one in gifts if (one["giver_id"], one["receiver_id"]) == (side, home)]
        ours = [one for one in gifts if (one["giver_id"], one["receiver_id"]) == (home, side)]
        to_do = [one for one in _rows(tmp_path / "out", "follow_up") if one["side_id"] == side and not one["done_on"]]
        assert row["thanks"] == sum(states[one["id"]][-1:] == ["received"] for one in theirs)
        assert row["ours to keep"] == sum(states[one["id"]][-1:] == ["pledged"] for one in ours)
        hoped = [
            one for one in theirs if not {"received", "acknowledged", "declined", "lapsed"} & set(states[one["id"]])
        ]
        assert row["hoped for"] == len(hoped)
        assert row["to do"] == len(to_do)


def test_an_office_that_spent_nothing_gets_an_honest_report(office: Office) -> None:
    for row in ("1", "2"):
        office.run("interaction", "withdraw", row)
    report = office.run("report", "costs")
    assert "No time and no money spent on a tie is on record for these days." in report


def test_who_looks_after_nothing_gets_an_honest_pack(office: Office) -> None:
    office.run("colleague", "add", "Dot")
    pack = " ".join(office.run("report", "handover", "Dot").split())
    assert pack.endswith("Dot looks after no tie, and so has none to hand over.")
