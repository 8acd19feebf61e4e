"""Each act is foretold from what was known before it, and by nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from trustcrm.plugin import Act, BetaHabit, Reading, Refused
from trustcrm_evaluate.baselines.fairness_goodness import FairnessGoodness
from trustcrm_evaluate.baselines.means import TextbookBeta
from trustcrm_evaluate.crisis import crisis_weighted
from trustcrm_evaluate.dataset import by_days
from trustcrm_evaluate.leave_one_out import leave_one_out
from trustcrm_evaluate.protocol import prequential
from trustcrm_evaluate.readers import read_data

START = date(2014, 1, 1)


class Spy:
    """A model that says how many acts it has seen, and on which day it saw the last."""

    def empty(self) -> list[Act]:
        return []

    def take(self, state: list[Act], acts: Iterable[Act]) -> list[Act]:
        return [*state, *acts]

    def merge(self, one: list[Act], other: list[Act]) -> list[Act]:
        return one + other

    def read(self, state: list[Act], giver: Any, receiver: Any, day: date, *, explain: bool = False) -> Reading:
        last = max((act.day for act in state), default=None)
        return Reading(
            model="spy", giver=giver, receiver=receiver, day=day, value=len(state) / 10_000, uncertainty=1.0, low=0.0,
            high=1.0, acts=0, last=last,
        )  # fmt: skip


def seen(told: Sequence[Any]) -> list[int]:
    return [round(one.trust * 10_000) for one in told]


def test_an_act_is_foretold_from_strictly_earlier_days(quadruples: Path) -> None:
    dataset = read_data(quadruples, START)
    told = prequential(Spy(), dataset)
    earlier = [sum(other.day < act.day for other in dataset.acts) for act in dataset.tested]
    assert seen(told) == earlier
    assert [one.act for one in told] == list(dataset.tested)


def test_a_rating_is_foretold_from_earlier_seconds_and_by_day_from_earlier_days(ratings: Path) -> None:
    dataset = read_data(ratings)
    assert seen(prequential(Spy(), dataset)) == list(range(320, 400))
    assert set(seen(prequential(Spy(), dataset.by_day()))) == {0}  # four hundred minutes are one day


def test_a_frozen_model_takes_in_nothing_of_the_test(quadruples: Path) -> None:
    dataset = read_data(quadruples, START)
    assert set(seen(prequential(Spy(), dataset, frozen=True))) == {dataset.test_from}


def test_looking_ahead_leaves_out_the_days_between(quadruples: Path) -> None:
    dataset = read_data(quadruples, START)
    lag = [sum((act.day - other.day).days >= 10 for other in dataset.acts) for act in dataset.tested]
    assert seen(prequential(Spy(), dataset, ahead=10)) == lag


def test_what_is_taken_in_each_week_is_known_from_the_next_on(quadruples: Path) -> None:
    dataset = read_data(quadruples, START)
    week = {act.day: act.day.toordinal() // 7 for act in dataset.acts}
    earlier = [sum(week[other.day] < week[act.day] for other in dataset.acts) for act in dataset.tested]
    assert seen(prequential(Spy(), dataset, every=7)) == earlier
    assert seen(prequential(Spy(), dataset, every=1)) == seen(prequential(Spy(), dataset))


def test_a_pair_is_new_until_the_day_after_its_first_act() -> None:
    acts = [
        Act(id=str(n), giver=1, receiver=2, day=date(2020, 1, day), kind="", root="01", intensity=1.0)
        for n, day in enumerate((1, 18, 18, 19))
    ]
    other = Act(id="x", giver=3, receiver=4, day=date(2020, 1, 18), kind="", root="01", intensity=1.0)
    again = Act(id="y", giver=3, receiver=4, day=date(2020, 1, 20), kind="", root="01", intensity=1.0)
    told = prequential(TextbookBeta(), by_days("made up", [*acts, other, again]))
    assert [(one.act.id, one.new) for one in told] == [
        ("1", False),
        ("2", False),
        ("x", True),
        ("3", False),
        ("y", False),
    ]


@pytest.mark.parametrize("model", [BetaHabit(), TextbookBeta(), FairnessGoodness()])
def test_leaving_one_out_is_to_know_all_others(ratings: Path, model: Any) -> None:
    dataset = read_data(ratings).until(60, 50)
    told = leave_one_out(model, dataset)
    for place in (0, 17, 59):
        act = dataset.acts[place]
        state = model.take(model.empty(), [*dataset.acts[:place], *dataset.acts[place + 1 :]])
        assert told[place].trust == pytest.approx(model.read(state, act.giver, act.receiver, act.day).value, abs=1e-9)


def test_a_model_that_cannot_forget_is_not_tried_by_leaving_one_out(ratings: Path) -> None:
    with pytest.raises(Refused, match="cannot forget"):
        leave_one_out(Spy(), read_data(ratings))


def test_a_crisis_weighs_what_follows_a_grave_act_for_thirty_days() -> None:
    days = (1, 5, 20, 60)
    acts = [
        Act(id=str(n), giver=n % 2, receiver=1 - n % 2, day=date.fromordinal(737_000 + day), kind="", root="04",
            intensity=-9.0 if day == 5 else 1.0)
        for n, day in enumerate(days)
    ]  # fmt: skip
    weighted = crisis_weighted(by_days("made up", acts), 4)
    assert [act.weight for act in weighted.acts] == [0.25, 1.0, 1.0, 0.25]
    assert weighted.remarks == ("2 of 4 acts of made up lie in a crisis and count 4 times.",)
