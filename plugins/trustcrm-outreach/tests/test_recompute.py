"""Every number of the report recomputes from an export, read by the standard library alone."""

from __future__ import annotations

import csv
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

Office = Any
WENT = {"sent", "acknowledged"}


class Exported:
    """The plugin's tables in an export, by the id of their rows."""

    def __init__(self, folder: Path) -> None:
        for name in ("delivery", "edition", "member", "notice", "question"):
            with (folder / "csv" / f"plugin_outreach_{name}.csv").open(encoding="utf-8", newline="") as file:
                setattr(self, name, {row["id"]: row for row in csv.DictReader(file)})
        with (folder / "csv" / "follow_up.csv").open(encoding="utf-8", newline="") as file:
            self.follow_up = {row["id"]: row for row in csv.DictReader(file)}

    delivery: dict[str, dict[str, str]]
    edition: dict[str, dict[str, str]]
    member: dict[str, dict[str, str]]
    notice: dict[str, dict[str, str]]
    question: dict[str, dict[str, str]]

    def people(self, edition: str, *states: str) -> set[tuple[str, str]]:
        """Return who is told of a version by deliveries in some states, or in any that was not dropped."""
        return {
            (row["about_noun"], row["about_row"])
            for row in self.member.values()
            if row["version_id"] == edition and row["delivery_id"]
            and (state := self.delivery[row["delivery_id"]]["state"]) != "dropped"
            and (not states or state in states)
        }  # fmt: skip

    def out(self, edition: str) -> set[tuple[str, str]]:
        """Return who opted out of a version."""
        rows = (row for row in self.member.values() if row["version_id"] == edition and row["opted_out"] == "true")
        return {(row["about_noun"], row["about_row"]) for row in rows}


@pytest.fixture
def busy(office: Office, tmp_path: Path) -> Office:
    """An office in which a bit of everything happened."""
    office.notice()
    office.run("notice", "release", "1", "--yes")
    office.send(tmp_path / "out")
    office.run("outreach", "bounced", "2", "--why", "550")
    office.run("outreach", "acknowledged", "1")
    office.run("outreach", "opt-out", "add", "morita@japan.example")
    office.run("notice", "revise", "1", "--why", "More.")
    office.write("Travel rules", "en", "More.")
    office.run("notice", "release", "1", "--yes")
    office.send(tmp_path / "later", "--delivery", "5")
    office.run("outreach", "ask", "When?", "--from", "Consulate of Luxembourg", "--by", "2020-03-03")
    return office.on("2020-03-10")


def _tables(office: Office) -> list[list[dict[str, Any]]]:
    blocks = json.loads(office.run("report", "outreach", "--json"))["blocks"]
    return [
        [
            dict(zip([column["title"] for column in block["columns"]], row["cells"], strict=True))
            for row in block["rows"]
        ]
        for block in blocks
        if block["block"] == "table"
    ]


def test_every_number_recomputes_from_an_export(busy: Office, tmp_path: Path) -> None:
    busy.run("export", str(tmp_path / "whole"))
    told, ((reach,), versions, outdated, questions) = Exported(tmp_path / "whole"), _tables(busy)
    newest = max(told.edition, key=lambda row: int(told.edition[row]["number"]))
    belong = told.people(newest) | told.out(newest)
    reached = told.people(newest, *WENT)
    assert [reach[name] for name in ("belong to it", "reached", "opted out", "not reached")] == [
        len(belong), len(reached), len(told.out(newest) - reached), len(belong - reached - told.out(newest)),
    ]  # fmt: skip
    own = [row for row in told.delivery.values() if row["version_id"] == newest and row["state"] in WENT]
    readers = Counter(row["delivery_id"] for row in told.member.values())
    assert reach["mails that went"] == len([row for row in own if row["mailbox"]])
    assert reach["mailboxes read by several"] == len([row for row in own if row["mailbox"] and readers[row["id"]] > 1])
    for edition, row in zip(sorted(told.edition, key=int), versions, strict=True):
        states = Counter(one["state"] for one in told.delivery.values() if one["version_id"] == edition)
        titles = {"released": "to be sent", "sending": "not known"}
        for state in ("released", "sending", "sent", "acknowledged", "bounced", "dropped"):
            assert row.get(titles.get(state, state), 0) == states[state], (edition, state)
    first = min(told.edition, key=lambda row: int(told.edition[row]["number"]))
    assert len(outdated) == len(told.people(first, *WENT) - reached)
    late = [row for row in told.question.values() if not told.follow_up[row["follow_up_id"]]["done_on"]]
    assert (len(questions), questions[0]["days late"]) == (len(late), 7)


def test_an_office_that_told_nobody_anything_says_so(office: Office) -> None:
    assert "No notice was released and no question waits as of 2020-03-02." in office.run("report", "outreach")


def test_an_earlier_day_tells_what_was_known_then(busy: Office) -> None:
    (row,) = json.loads(busy.run("report", "outreach", "--json", "--as-of", "2020-03-01"))["blocks"]
    assert "No notice was released" in row["words"][0]["text"]
