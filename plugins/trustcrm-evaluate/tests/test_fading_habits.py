"""Habits that fade, where fitted constants say so: what they are made of, and that a reading keeps its promises."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trustcrm.plugin import Act, BetaHabit, InvalidValue
from trustcrm_evaluate.calibration.fading import FadingActs
from trustcrm_evaluate.calibration.fitted_beta_habit import FittedBetaHabit
from trustcrm_evaluate.calibration.fitted_constants import LASTING_DAYS, FittedConstants

DAY = date(2023, 8, 1)
ACTS = st.builds(
    lambda number, pair, back, root, intensity, weight: Act(
        id=f"act {number}", giver=pair[0], receiver=pair[1], day=DAY - timedelta(days=back), kind="", root=root,
        intensity=intensity, weight=weight,
    ),
    st.integers(0, 10**6), st.permutations((1, 2, 3, 4)), st.one_of(st.integers(0, 20), st.integers(0, 900)),
    st.sampled_from(("01", "04", "11")), st.sampled_from((-10.0, -4.0, -0.4, 0.0, 1.0, 7.0)),
    st.sampled_from((1.0, 1.0, 0.5, 0.0)),
)  # fmt: skip
LEDGERS = st.lists(ACTS, max_size=20, unique_by=lambda act: act.id)
FADING = FittedConstants(habit_half_life_days=40.0)
MODEL = FittedBetaHabit(FADING)
PAIR = (1, 2)

few = settings(deadline=None, max_examples=40)


def value(acts: list[Act], model: BetaHabit = MODEL, day: date = DAY) -> float:
    return model.read(model.take(model.empty(), acts), *PAIR, day).value


@few
@given(LEDGERS)
def test_a_side_is_judged_by_each_partner_at_most_as_one_fresh_act_and_by_what_it_did_lately(acts: list[Act]) -> None:
    ledger = FadingActs(FADING)
    ledger.take(acts)
    told = ledger.summed(*PAIR, DAY).giver_side
    out, intensity = [0.0, 0.0], [0.0, 0.0]
    for partner in {act.receiver for act in acts if act.giver == PAIR[0]}:
        sums = [0.0] * 4
        for act in acts:
            if (act.giver, act.receiver) == (PAIR[0], partner):
                left = act.weight * 0.5 ** ((DAY - act.day).days / 40.0)
                sums[0] += left * (act.intensity > 0)
                sums[1] += left * (act.intensity != 0)
                sums[2] += left * act.intensity
                sums[3] += left
        signed, whole = max(1.0, sums[1]), max(1.0, sums[3])
        out = [out[0] + sums[0] / signed, out[1] + sums[1] / signed]
        intensity = [intensity[0] + sums[2] / whole, intensity[1] + sums[3] / whole]
    assert [told.sign.out_num, told.sign.out_den] == pytest.approx(out, abs=1e-12)
    assert [told.intensity.out_num, told.intensity.out_den] == pytest.approx(intensity, abs=1e-12)


def test_a_half_life_later_an_act_counts_half_as_much_for_a_habit() -> None:
    acts = [Act(id="an act", giver=1, receiver=3, day=DAY, kind="", root="01", intensity=4.0)]
    ledger = FadingActs(FADING)
    ledger.take(acts)
    fresh, later = (ledger.summed(*PAIR, day).giver_side.intensity for day in (DAY, DAY + timedelta(days=40)))
    assert (fresh.out_den, later.out_den, later.out_num) == (1.0, 0.5, 2.0)


@few
@given(LEDGERS, ACTS)
def test_a_kind_act_never_lowers_its_pair_however_old_it_is(acts: list[Act], new: Act) -> None:
    new = replace(new, id="the new one", giver=1, receiver=2)
    before, after = value(acts), value([*acts, new])
    if new.intensity >= 0:
        assert after >= before - 1e-12
    if new.intensity <= 0:
        assert after <= before + 1e-12


@few
@given(LEDGERS, LEDGERS, st.randoms(use_true_random=False))
def test_order_and_acts_given_up_change_nothing(acts: list[Act], others: list[Act], chance: random.Random) -> None:
    others = [replace(act, id=f"given up {act.id}") for act in others]
    state = MODEL.empty()
    for act in chance.sample([*acts, *others], len(acts) + len(others)):
        state = MODEL.take(state, [act])
        MODEL.read(state, *PAIR, DAY)
    state = MODEL.forget(state, others)
    assert MODEL.read(state, *PAIR, DAY).value == pytest.approx(value(acts), abs=1e-9)
    told = MODEL.read(state, *PAIR, DAY, explain=True)
    assert sum(share.value for share in told.shares) == pytest.approx(told.value, abs=1e-9)


def test_who_turned_lately_is_told_from_who_always_was_so_and_lasting_habits_are_those_of_the_default() -> None:
    acts = [
        Act(
            id=f"act {number}", giver=3 + number, receiver=2, day=DAY - timedelta(days=900 if number < 8 else 5),
            kind="", root="01", intensity=4.0 if number < 8 else -4.0,
        )
        for number in range(11)
    ]  # fmt: skip
    lasting = FittedBetaHabit(FittedConstants(habit_half_life_days=LASTING_DAYS))
    assert value(acts, lasting) == value(acts, BetaHabit())
    assert value(acts) < value(acts, lasting) - 0.2
    assert value(acts, day=DAY + timedelta(days=20_000)) == pytest.approx(value([], day=DAY), abs=0.1)


def test_a_half_life_of_less_than_a_day_is_refused() -> None:
    with pytest.raises(InvalidValue, match=r"habit_half_life_days is 0\.5; choose 1 or more"):
        FittedConstants(habit_half_life_days=0.5)
