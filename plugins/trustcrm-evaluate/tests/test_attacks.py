"""The suite of attacks: both models on offer stand it, and counting alone does not."""

from __future__ import annotations

import json

import pytest

from trustcrm.cli.app import main
from trustcrm.plugin import BetaHabit, TrustModel
from trustcrm_evaluate.attacks import ATTACKS, Outcome, attacked
from trustcrm_evaluate.baselines.means import TextbookBeta
from trustcrm_evaluate.beta_habit_2.model import BetaHabit2


@pytest.fixture(scope="module")
def outcomes() -> dict[str, list[Outcome]]:
    models: dict[str, TrustModel] = {"beta-habit": BetaHabit(), "beta-habit-2": BetaHabit2()}
    return {name: attacked(model) for name, model in models.items()}


@pytest.mark.parametrize("name", ["beta-habit", "beta-habit-2"])
def test_no_attack_gains_more_than_its_bound(outcomes: dict[str, list[Outcome]], name: str) -> None:
    assert [one.attack.name for one in outcomes[name] if not one.held] == []
    assert {one.attack.name for one in outcomes[name] if one.refused} == {"self-dealing"}


def test_counting_alone_is_taken_in_by_letters_and_forgets_what_was_grave() -> None:
    beyond = {one.attack.name for one in attacked(TextbookBeta()) if not one.held}
    assert beyond == {"letter spam", "milking"}


def test_a_ring_gains_much_less_where_its_sources_are_not_relied_on(outcomes: dict[str, list[Outcome]]) -> None:
    for told in outcomes.values():
        gain = {one.attack.name: one.after.value - one.before.value for one in told}
        assert gain["puppet ring, unverified"] < 0.7 * gain["puppet ring"]


def test_the_table_has_a_row_for_each_attack_and_a_column_for_each_model(capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["evaluate", "--attacks", "--model", "textbook-beta", "--model", "dyad-mean"]
    assert main([*asked, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [one["model"] for one in told] == ["textbook-beta", "dyad-mean"]
    assert [one["attack"] for one in told[0]["attacks"]] == [attack.name for attack in ATTACKS]
    assert main([*asked, "--markdown"]) == 0
    rows = capsys.readouterr().out.splitlines()
    assert rows[0] == "| attack | bound | counting alone | textbook-beta | dyad-mean |"
    assert len(rows) == 2 + len(ATTACKS)


@pytest.mark.parametrize(
    "asked", [("--leave-one-out",), ("--every", "7"), ("--crisis-weight", "2"), ("--by-intensity",)]
)
def test_attacks_are_made_on_no_data(asked: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", "--attacks", *asked]) == 2
    assert "world of their own" in capsys.readouterr().err
