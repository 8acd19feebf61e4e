"""Story 1 of the field, told through the command line: a gift, an ask-back, a larger return, unease, public credit.

Toyokawa gave Wuxi's Xinwu district 4,500 masks on 2020-02-04; its mayor later asked in public for what was left, and
50,000 arrived (NHK, 2020-03-31).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from click.testing import Result

from tests.conftest import Run
from tests.offices import Offices

pytestmark = pytest.mark.both_engines

XINWU = "Wuxi Xinwu"


class Office:
    """Toyokawa's office, at work from the command line."""

    def __init__(self, run: Run, address: str) -> None:
        self._run = run
        self._address = address

    def does(self, *arguments: str) -> Result:
        result = self._run("--db", self._address, *arguments)
        assert result.exit_code == 0, result.output
        return result

    def reads(self, *arguments: str) -> Any:
        return json.loads(self.does(*arguments, "--json").stdout)


@pytest.fixture(scope="module")
def begun() -> Iterator[dict[str, tuple[Offices, str]]]:
    """The office of the story in each engine, once it was asked for; whoever writes into it takes that back."""
    told: dict[str, tuple[Offices, str]] = {}
    yield told
    for offices, address in told.values():
        offices.give_back(address)


@pytest.fixture
def toyokawa(
    run: Run, offices: Offices, begun: dict[str, tuple[Offices, str]], tmp_path_factory: pytest.TempPathFactory
) -> Office:
    pytest.importorskip("trustcrm_gazetteer", reason="the gazetteer plugin finds Toyokawa")
    if offices.engine not in begun:
        address = offices.empty(tmp_path_factory.mktemp("toyokawa"))
        begun[offices.engine] = offices, address
        tell_the_story(Office(run, address))
    return Office(run, begun[offices.engine][1])


def tell_the_story(office: Office) -> None:
    office.does("init", "--home", "Toyokawa, JP")
    office.does("city", "add", XINWU, "--country", "CN", "--aliases", "无锡新吴", "--bare")
    office.does("tie", "add", "--other", XINWU, "--kind", "friendship", "--since", "2009-04-15")
    office.does("log", "sent 4500 masks to Wuxi Xinwu on 2020-02-04", "--yes")
    office.does("contribution", "step", "1", "--state", "received", "--on", "2020-02-10", "--quantity", "4500")
    office.does("log", "we asked Wuxi Xinwu for masks on 2020-03-24", "--yes")
    office.does("log", "received 50,000 masks from Wuxi Xinwu on 2020-03-31", "--yes")
    office.does("log", "we thanked Wuxi Xinwu for the masks on 2020-03-31", "--yes")
    for kind, giver, receiver in (
        ("gave public credit", XINWU, "Toyokawa"),
        ("gave public credit", "Toyokawa", XINWU),
        ("came when asked", XINWU, "Toyokawa"),
    ):
        office.does(
            "signal", "add", kind, "--giver", giver, "--receiver", receiver, "--on", "2020-03-31",
            "--witness", "NHK, 31 March 2020",
        )  # fmt: skip
    office.does("note", "add", "Unease at home: masks were given before they ran short here.", "--about", "tie 1")


def test_the_ledger_keeps_gift_and_return_apart_in_their_own_unit(toyokawa: Office) -> None:
    ours, theirs = sorted(toyokawa.reads("ledger", XINWU)["contributions"], key=lambda told: told["giver"]["name"])
    assert (ours["giver"]["name"], theirs["giver"]["name"]) == ("Toyokawa (JP)", "Wuxi Xinwu (CN)")
    assert (ours["unit"], ours["quantities"]["received"]) == ("masks", 4500)
    assert (theirs["unit"], theirs["quantities"]["received"]) == ("masks", 50000)
    states = [step["state"] for step in theirs["steps"]]
    assert states == ["asked", "received", "acknowledged"], "ask-back, return and thanks are one contribution"


def test_what_came_back_is_larger_than_what_was_given(toyokawa: Office) -> None:
    told = toyokawa.reads("explain", XINWU, "--as-of", "2020-04-01")
    deeds = {half: told[half]["words_and_deeds"]["deeds"] for half in ("our_trust_in_them", "their_trust_in_us")}
    assert deeds["our_trust_in_them"] > 0
    assert deeds["their_trust_in_us"] > 0
    assert -1 <= told["reciprocity"]["balance"] <= 1


def test_before_the_return_only_the_gift_is_seen(toyokawa: Office) -> None:
    before = toyokawa.reads("explain", XINWU, "--as-of", "2020-02-11")
    assert before["our_trust_in_them"]["trust"]["acts"] == 0
    assert before["their_trust_in_us"]["goodwill"]["positive"] > 0
    assert before["reciprocity"]["balance"] == 1.0, "only we have given"


@pytest.mark.parametrize("day", ["2020-02-11", "2020-04-01", "2026-01-01"])
def test_every_share_sums_to_its_reading(toyokawa: Office, day: str) -> None:
    told = toyokawa.reads("explain", "无锡新吴", "--as-of", day)
    for half in ("our_trust_in_them", "their_trust_in_us"):
        trust, goodwill = told[half]["trust"], told[half]["goodwill"]
        assert sum(share["value"] for share in trust["shares"]) == pytest.approx(trust["value"], abs=1e-9)
        assert sum(share["value"] for share in goodwill["shares"]) == pytest.approx(goodwill["net"], abs=1e-9)
        opinion = trust["extra"]
        assert opinion["belief"] + opinion["disbelief"] + trust["uncertainty"] == pytest.approx(1, abs=1e-9)


def test_show_tells_the_tie_its_story_and_the_unease(toyokawa: Office) -> None:
    shown = toyokawa.does("show", XINWU).stdout
    assert "friendship tie with Toyokawa (JP), active, since 2009-04-15" in shown
    assert "Unease at home" in shown


def test_a_slip_is_taken_back_and_the_story_reads_as_before(toyokawa: Office) -> None:
    before = toyokawa.reads("explain", XINWU, "--as-of", "2020-04-01")
    toyokawa.does("log", "received 5 masks from Wuxi Xinwu on 2020-03-30", "--yes")
    assert toyokawa.reads("explain", XINWU, "--as-of", "2020-04-01") != before
    toyokawa.does("undo")
    assert toyokawa.reads("explain", XINWU, "--as-of", "2020-04-01") == before
