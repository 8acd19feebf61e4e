"""What the second model adds to the contract: two memories, sorts, countries, third sides, and bounds to all of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trustcrm.plugin import Act, InvalidValue, SideProfile
from trustcrm_evaluate.beta_habit_2.constants import Constants
from trustcrm_evaluate.beta_habit_2.model import BetaHabit2

DAY = date(2024, 6, 28)
SIDES = (1, 2, 3, 4, 5)
PROFILES = [SideProfile(side=side, country="DE" if side < 3 else "FR", sort="city") for side in SIDES[:4]]


LATE = Constants(giver_late_pull=0.9, receiver_late_pull=1.1)


def act(name: str, giver: int, receiver: int, back: int = 10, intensity: float = 3.4, root: str = "05") -> Act:
    return Act(
        id=name, giver=giver, receiver=receiver, day=DAY - timedelta(days=back), kind="letter", root=root,
        intensity=intensity,
    )  # fmt: skip


def value(acts: list[Act], pair: tuple[int, int] = (1, 2), day: date = DAY, profiles: tuple[SideProfile, ...] = (),
          constants: Constants | None = None) -> float:  # fmt: skip
    model = BetaHabit2(constants or Constants())
    return model.read(model.take(model.take_profiles(model.empty(), profiles), acts), *pair, day).value


ledgers = st.lists(
    st.builds(
        lambda number, pair, back, intensity, root: act(f"{number}", pair[0], pair[1], back, intensity, root),
        st.integers(0, 10**6), st.permutations(SIDES).map(lambda sides: (sides[0], sides[1])), st.integers(0, 1500),
        st.sampled_from((7.0, 3.4, 0.0, -2.0, -10.0)), st.sampled_from(("01", "05", "12")),
    ),
    max_size=25, unique_by=lambda one: one.id,
)  # fmt: skip


@settings(max_examples=80, deadline=None)
@given(
    ledgers, st.integers(0, 1500), st.sampled_from((7.0, -7.0)), st.sampled_from(("01", "05", "12")),
    st.sampled_from((Constants(), LATE)),
)  # fmt: skip
def test_no_kind_act_lowers_its_pair_and_no_unkind_one_raises_it(
    acts: list[Act], back: int, intensity: float, root: str, constants: Constants
) -> None:
    more, profiles = act("one more", 1, 2, back, intensity, root), tuple(PROFILES)
    with_it = value([*acts, more], profiles=profiles, constants=constants)
    gain = with_it - value(acts, profiles=profiles, constants=constants)
    assert gain * intensity >= -1e-9


@settings(max_examples=60, deadline=None)
@given(ledgers, st.integers(0, 2000), st.sampled_from((Constants(), LATE)))
def test_shares_sum_on_any_ledger_and_day(acts: list[Act], later: int, constants: Constants) -> None:
    model = BetaHabit2(constants)
    state = model.take(model.take_profiles(model.empty(), PROFILES), acts)
    told = model.read(state, 1, 3, DAY + timedelta(days=later), explain=True)
    assert abs(sum(share.value for share in told.shares) - told.value) < 1e-9


@pytest.mark.parametrize("count", [2, 10, 100])
def test_a_week_of_letters_weighs_at_most_two_in_each_memory(count: int) -> None:
    constants = Constants(quick_share=1.0)
    model = BetaHabit2(constants)
    letters = [act(f"letter {number}", 1, 2, back=number % 5) for number in range(count)]
    told = model.read(model.take(model.empty(), letters), 1, 2, DAY)
    assert told.uncertainty > constants.prior_weight / (constants.prior_weight + 2 * (1 + constants.quick_share))


def test_evidence_halves_within_a_half_life() -> None:
    model = BetaHabit2(Constants(half_life_days=100.0, quick_share=0.0))
    state = model.take(model.empty(), [act("one", 1, 2, back=0)])
    weights = []
    for days in (0, 100, 200):
        told = model.read(state, 1, 2, DAY + timedelta(days=days))
        weights.append(model.constants.prior_weight * (1 / told.uncertainty - 1))
    assert weights == pytest.approx([1.0, 0.5, 0.25])


def test_trust_comes_back_to_the_prior_as_time_passes() -> None:
    model = BetaHabit2()
    state = model.take(model.empty(), [act("one", 1, 2, intensity=-7.0)])
    told = model.read(state, 1, 2, DAY + timedelta(days=20_000))
    assert told.value == pytest.approx(told.extra["prior"], abs=1e-9)


def test_the_quick_memory_makes_what_is_fresh_count_more_and_is_gone_in_a_year() -> None:
    quick, slow = Constants(quick_share=2.0), Constants(quick_share=0.0)
    one = [act("one", 1, 2, back=0)]
    assert value(one, constants=quick) > value(one, constants=slow) + 0.01
    later = DAY + timedelta(days=365)
    assert value(one, day=later, constants=quick) == pytest.approx(value(one, day=later, constants=slow), abs=1e-9)


def test_a_side_that_nobody_knows_is_expected_to_be_as_its_sort_is() -> None:
    sorts = tuple(SideProfile(side=side, sort="police") for side in (10, 11, 12))
    acts = [act(f"{giver} {number}", giver, 20 + number, intensity=-4.0) for giver in (10, 11) for number in range(4)]
    acts += [act(f"{giver} {number}", giver, 20 + number) for giver in (30, 31, 32) for number in range(4)]
    assert value(acts, (12, 40), profiles=sorts) < value(acts, (12, 40)) - 0.1


def test_two_sides_that_never_met_lean_on_what_passes_between_their_countries() -> None:
    countries = tuple(SideProfile(side=side, country="DE" if side < 20 else "FR") for side in (10, 11, 20, 21))
    acts = [act(f"hostile {number}", 10, 20, back=10 * number, intensity=-7.0) for number in range(9)]
    assert value(acts, (11, 21), profiles=countries) < value(acts, (11, 21)) - 0.02


def test_the_word_of_third_sides_counts_only_where_the_giver_was_kind_to_them() -> None:
    hostile = [act(f"hostile {number}", 3, 2, back=10 * number, intensity=-7.0) for number in range(9)]
    friend = [*hostile, act("kind", 1, 3)]
    foe = [*hostile, act("unkind", 1, 3, intensity=-7.0)]
    deaf = Constants(friends_pull=0.0)
    assert value(friend) < value(friend, constants=deaf) - 0.02
    assert value(foe) == pytest.approx(value(foe, constants=deaf), abs=1e-12)


def test_third_sides_never_move_the_prior_further_than_their_pull_however_many_they_are() -> None:
    crowd = [act(f"to {third}", 1, third) for third in range(100, 200)]
    crowd += [act(f"of {third}", third, 2, intensity=-7.0) for third in range(100, 200)]
    heard, deaf = Constants(friends_pull=0.3), Constants(friends_pull=0.0)
    assert abs(value(crowd, constants=heard) - value(crowd, constants=deaf)) < 0.3


def test_what_an_act_did_towards_oneself_is_refused() -> None:
    model = BetaHabit2()
    with pytest.raises(InvalidValue, match="towards itself"):
        model.take(model.empty(), [replace(act("self", 1, 2), receiver=1)])
    with pytest.raises(InvalidValue, match="towards itself"):
        model.read(model.empty(), 1, 1, DAY)


def test_states_of_different_constants_refuse_to_merge() -> None:
    one, other = BetaHabit2(), BetaHabit2(Constants(half_life_days=100.0))
    with pytest.raises(InvalidValue, match="do not merge"):
        one.merge(one.empty(), other.empty())


def test_an_act_or_a_side_that_is_told_in_two_ways_is_refused() -> None:
    model = BetaHabit2()
    state = model.take(model.take_profiles(model.empty(), PROFILES), [act("one", 1, 2)])
    with pytest.raises(InvalidValue, match="given twice"):
        model.take(state, [act("one", 1, 2, intensity=-7.0)])
    with pytest.raises(InvalidValue, match="two things"):
        model.take_profiles(state, [replace(PROFILES[0], country="IT")])
    with pytest.raises(InvalidValue, match="cannot be forgotten"):
        model.forget(state, [act("another", 1, 2)])


def test_a_constant_out_of_range_is_refused_by_name() -> None:
    with pytest.raises(InvalidValue, match="giver_pull"):
        Constants(giver_pull=3.0)


def test_readings_by_other_constants_say_so() -> None:
    names = {BetaHabit2(Constants(prior_weight=weight)).name for weight in (Constants().prior_weight, 3.0, 4.0)}
    assert len(names) == 3
    assert BetaHabit2().name == "beta-habit-2"


def test_far_days_are_read_without_running_out_of_numbers() -> None:
    early = replace(act("early", 1, 2), day=date(1000, 1, 1))
    late = replace(act("late", 1, 2), day=date(3000, 1, 1))
    model = BetaHabit2()
    told = model.read(model.take(model.empty(), [late, early]), 1, 2, date(3000, 1, 2), explain=True)
    assert told.acts == 2
    assert sum(share.value for share in told.shares) == pytest.approx(told.value, abs=1e-9)


def test_late_conduct_is_the_quick_memory_of_all_that_a_side_was_given_and_gave() -> None:
    constants = Constants(receiver_late_pull=0.5, giver_pull=0.0, receiver_pull=0.0, friends_pull=0.0, habit_weight=2.0)
    accused = [act("accuses", 3, 2, back=7, intensity=-4.0), act("praises", 4, 2, back=14)]
    mean = (10 * 0.7 + 1) / (10 + 2)
    late = (2 * mean + 0.5 * 0 + 0.25 * 1) / (2 + 0.5 + 0.25)
    assert value(accused, constants=constants) == pytest.approx(mean + 0.5 * (late - mean))
    assert value(accused, (2, 1), constants=constants) == pytest.approx(mean), "what is given says nothing of giving"
    gives = replace(constants, receiver_late_pull=0.0, giver_late_pull=0.5)
    assert value([act("accuses", 1, 3, back=0, intensity=-4.0)], constants=gives) == pytest.approx(
        7 / 11 + 0.5 * ((2 * 7 / 11 + 0) / 3 - 7 / 11)
    )


def test_late_conduct_is_withdrawn_with_its_acts() -> None:
    kept, gone = act("kept", 3, 2, back=3), [act("gone", 3, 2, back=1, intensity=-5.0), act("too", 4, 2, back=40)]
    model = BetaHabit2(LATE)
    state = model.take(model.empty(), [kept, *gone])
    model.read(state, 1, 2, DAY)
    state = model.forget(state, gone)
    assert model.read(state, 1, 2, DAY).value == pytest.approx(value([kept], constants=LATE), abs=1e-12)
