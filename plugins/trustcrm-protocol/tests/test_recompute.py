"""Every number of the papers recomputes from an export that the standard library reads; no record, no number."""

from __future__ import annotations

import csv
import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from trustcrm.testing.an_office import a_full_office

DAY, UNTIL, YEAR_BEFORE = "2020-06-30", "2020-12-27", "2019-06-30"
Office = Any
"""The office of `conftest.py`."""
Rows = dict[str, dict[str, str]]


@pytest.fixture(scope="module")
def demo(at_desk: Callable[[Path], Office], tmp_path_factory: pytest.TempPathFactory) -> Office:
    """The demo office, with the plugin's tables and some gifts."""
    folder = tmp_path_factory.mktemp("demo")
    with a_full_office(folder, tmp_path_factory.getbasetemp() / "trustcrm-kit" / "full.db"):
        pass
    demo = at_desk(next(folder.glob("*.db")))
    demo.run("db", "upgrade")
    gifts = ("protocol", "gifts")
    demo.run(*gifts, "threshold", "250", "USD", "--from", "2020-01-01", "--source", "ordinance 12")
    may = ("--since", "2020-05-01", "--until", "2020-05-31", "--source", "treasurer")
    demo.run("rate", "add", "EUR", "--into", "USD", "--worth", "1.125", *may)
    for number, (value, currency, on) in enumerate(
        [("120.50", "EUR", "2020-05-04"), ("99.99", "USD", "2020-06-01"), ("7000", "JPY", "2020-06-02")]
    ):
        giver = ("--person", "Giulia D'Amico-Nardò", "--privately") if number else ("--from", "Nagoya")
        worth = ("--value", value, "--currency", currency, "--method", "estimate", "--on", on)
        demo.run(*gifts, "add", f"gift {number}", *giver, *worth)
    return demo


class Exported:
    """An export, read as anybody could read it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.home = next(self.rows("office"))["home_id"]
        self.standing: dict[str, Rows] = {}

    def rows(self, table: str) -> Iterator[dict[str, str]]:
        with (self._folder / "csv" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            yield from csv.DictReader(file)

    def of(self, table: str) -> Rows:
        if table not in self.standing:
            self.standing[table] = {row["id"]: row for row in self.rows(table) if row["withdrawn"] == "false"}
        return self.standing[table]

    def ties(self) -> dict[str, str]:
        """Return the other side of each tie of ours that has not ended."""
        return {
            row["id"]: row["other_id"] if row["one_id"] == self.home else row["one_id"]
            for row in self.of("tie").values()
            if self.home in (row["one_id"], row["other_id"]) and row["state"] != "ended"
        }


@pytest.fixture(scope="module")
def exported(demo: Office, tmp_path_factory: pytest.TempPathFactory) -> Exported:
    folder = tmp_path_factory.mktemp("exported") / "out"
    demo.run("export", str(folder))
    return Exported(folder)


def tables(office: Office, report: str) -> dict[str, list[tuple[dict[str, Any], list[str]]]]:
    """Return a report's tables by title, each row by column with what it cites."""
    found: dict[str, list[tuple[dict[str, Any], list[str]]]] = {}
    heading = ""
    for block in json.loads(office.run("report", report, "--json"), parse_float=Decimal)["blocks"]:
        if block["block"] == "heading":
            heading = block["text"]
        elif block["block"] == "table":
            titles = [column["title"] for column in block["columns"]]
            found[block["title"] or heading] = [
                (dict(zip(titles, row["cells"], strict=True)), [f"{one['noun']} {one['id']}" for one in row["cites"]])
                for row in block["rows"]
            ]
    return found


def summary(office: Office, report: str) -> list[str]:
    """Return the sentences at the head of a report."""
    blocks = json.loads(office.run("report", report, "--json"))["blocks"]
    (items,) = (block["items"] for block in blocks if block["block"] == "bullets")
    return ["".join(run["text"] for run in item) for item in items]


def test_the_watch_recomputes_from_an_export(demo: Office, exported: Exported) -> None:
    paper, ties = tables(demo, "protocol"), exported.ties()
    told = Counter((row["on"], row["what"], *cites) for row, cites in paper["What opens"])
    agreements = [row for row in exported.of("agreement").values() if row["tie_id"] in ties]
    renewed = {row["renews_id"] for row in agreements}
    plain: Counter[tuple[str, ...]] = Counter()
    for row in agreements:
        for column, what in (("ends_on", "agreement ends"), ("notice_on", "notice")):
            if row["id"] not in renewed and DAY <= row[column] <= UNTIL:
                plain[row[column], what, f"agreement {row['id']}"] += 1
    here = {
        row["id"] for row in exported.of("organisation").values()
        if (row["kind"], row["city_id"]) == ("consulate", exported.home)
    }  # fmt: skip
    for row in exported.of("post").values():
        on = f"2020-{row['national_day']}"
        if row["national_day"] and row["side_id"] in {*here, *ties.values()} and DAY <= on <= UNTIL:
            plain[on, "national day", f"post {row['id']}"] += 1
    for noun, column in (("tie", "since"), ("agreement", "signed_on")):
        for row in exported.of(noun).values():
            since = row[column]
            mine = row["id"] in ties if noun == "tie" else row["tie_id"] in ties
            if not mine or not since or (2020 - int(since[:4])) % 5 or since[:4] == "2020":
                continue
            if noun == "agreement" and exported.of("tie")[row["tie_id"]]["since"] == since:
                continue
            on = f"2020{since[4:]}" if since[5:] != "01-01" else DAY
            if DAY <= on <= UNTIL:
                plain[on, "anniversary", f"{noun} {row['id']}"] += 1
    assert told == plain
    assert len({what for _, what, _ in told}) == 4

    contacts = _contacts(exported, set(ties.values()))
    for hang, (tie, who) in paper["What hangs on one person"]:
        counted, named = contacts[ties[tie.split()[1]]]
        assert hang["of all"] == counted
        noun, number = who.split()
        assert named[noun] == {number: hang["contacts through them"]}
        assert hang["contacts through them"] >= 3
    hanging = sum(
        len(each) == 1 and max(each.values()) >= 3 for _, named in contacts.values() for each in named.values()
    )
    assert len(paper["What hangs on one person"]) == hanging
    openings, _, hung = summary(demo, "protocol")
    assert openings == f"{plain.total()} openings within 180 days."
    assert hung == f"{len({tie for _, (tie, _) in paper['What hangs on one person']})} ties hang on one person."


def _contacts(exported: Exported, sides: set[str]) -> dict[str, tuple[int, dict[str, dict[str, int]]]]:
    """Return by side how many two-way contacts there were within a year, and in how many each person took part."""
    parts: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in exported.of("participant").values():
        parts[row["interaction_id"]].append(row)
    ours = {row["id"] for row in exported.of("person").values() if row["side_id"] == exported.home}
    found: dict[str, tuple[int, dict[str, dict[str, int]]]] = {}
    for row in exported.of("interaction").values():
        ends = {row["giver_id"], row["receiver_id"]}
        if exported.home not in ends or row["direction"] != "mutual" or not YEAR_BEFORE <= row["on"] <= DAY:
            continue
        (side,) = ends - {exported.home}
        if side in sides:
            count, named = found.get(side, (0, {"person": {}, "colleague": {}}))
            for noun in ("person", "colleague"):
                strangers = {part[f"{noun}_id"] for part in parts[row["id"]]} - {""}
                for who in strangers - (ours if noun == "person" else set()):
                    named[noun][who] = named[noun].get(who, 0) + 1
            found[side] = (count + 1, named)
    return found


def test_turnover_recomputes_from_an_export(demo: Office, exported: Exported) -> None:
    paper = tables(demo, "protocol")
    cited = {cite for title in ("On their side", "On our side") for _, cites in paper[title] for cite in cites}
    ties = exported.ties()
    here = {
        row["id"] for row in exported.of("organisation").values()
        if (row["kind"], row["city_id"]) == ("consulate", exported.home)
    }  # fmt: skip
    watched = {exported.home, *here, *ties.values()}
    posts = {row["id"] for row in exported.of("post").values() if row["side_id"] in watched}
    for noun, key, known in (("tenure", "post_id", posts), ("custody", "tie_id", set(ties))):
        for row in exported.of(noun).values():
            if row[key] in known and YEAR_BEFORE < row["from_on"] <= DAY:
                assert f"{noun} {row['id']}" in cited
    rows = [row for title in ("On their side", "On our side") for row, _ in paper[title]]
    began = {
        (row["from_on"], noun)
        for noun, key, known in (("tenure", "post_id", posts), ("custody", "tie_id", set(ties)))
        for row in exported.of(noun).values()
        if row[key] in known and YEAR_BEFORE <= row["from_on"] <= DAY
    }  # fmt: skip
    assert {row["on"] for row in rows if "nobody is known" not in row["who"]} == {on for on, _ in began}
    unmet = sum(row["since then"] == "not met since" for row in rows)
    ours = len(paper["On our side"])
    assert summary(demo, "protocol")[1] == (
        f"{len(rows)} changes within 365 days, {ours} on our side; {unmet} newcomers have not been met yet."
    )


def test_the_register_recomputes_from_an_export(demo: Office, exported: Exported) -> None:
    paper = tables(demo, "gifts")
    (threshold,), rates = exported.rows("plugin_protocol_threshold"), list(exported.of("rate").values())
    entries = []
    for row in exported.rows("plugin_protocol_gift"):
        if row["contribution_id"]:
            told = exported.of("contribution")[row["contribution_id"]]
            (on,) = (
                step["on"] for step in exported.of("step").values()
                if step["contribution_id"] == row["contribution_id"] and step["state"] == "received"
            )  # fmt: skip
            entries.append(("side " + told["giver_id"], told["value"], told["value_currency"], on))
        else:
            entries.append(
                ("person " + row["person_id"], row["value"], row["currency"], exported.of("note")[row["note_id"]]["on"])
            )
    assert [(row["value"], row["currency"], row["on"]) for row, _ in paper["The register"]] == [
        (Decimal(value), currency, on) for _, value, currency, on in sorted(entries, key=lambda one: one[3])
    ]  # fmt: skip
    sums: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for donor, value, currency, _ in entries:
        sums[donor, currency] += Decimal(value)
    apart = paper["Each donor apart"]
    assert sorted(one["sum"] for one, _ in apart) == sorted(sums.values())
    (rate,) = rates
    (cites,) = (cites for one, cites in apart if one["donor"] == "Nagoya")
    assert f"rate {rate['id']}" in cites
    in_all = {one["donor"]: one["in all, USD"] for one, _ in apart if one["gifts"]}
    assert in_all == {"Nagoya": sums[entries[0][0], "EUR"] * Decimal(rate["worth"]), "Giulia D'Amico-Nardò": None}
    assert (threshold["amount"], threshold["currency"]) == ("250", "USD")
    assert [one["standing of the year"] for one, _ in apart if one["standing of the year"]] == [
        "cannot be added: no rate for JPY on 2020-06-02", "within 250 USD",
    ]  # fmt: skip
    assert [line.rsplit(": ", 1)[1] for line in summary(demo, "gifts")[:3]] == [f"{len(entries)}.", "0.", "1."]
    counted = {f"contribution {row['contribution_id']}" for row in exported.rows("plugin_protocol_gift")}
    left_out = [cites for _, cites in paper["Received, and not in the register"]]
    assert left_out and not any(counted.intersection(cites) for cites in left_out)


def test_an_office_that_was_only_begun_gets_honest_papers(start: Any) -> None:
    office = start("Los Angeles")
    watch, gifts = (office.run("report", name) for name in ("protocol", "gifts"))
    for words in ("0 openings", "Nothing is known to open", "Nobody is known to have changed", "0 ties hang on one"):
        assert words in watch
    for words in ("It holds no gift of that year.", "The office has set no threshold", "No gift of the register came"):
        assert words in gifts
    for command in (("corps",), ("calls", "list"), ("requests", "list"), ("flags", "list"), ("turnover",), ("hangs",)):
        assert office.told("protocol", *command) == []
