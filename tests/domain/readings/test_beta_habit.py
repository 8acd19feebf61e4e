"""The promises of the default trust model, each over random ledgers."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from trustcrm.domain.act import Act
from trustcrm.domain.reading import Reading
from trustcrm.domain.readings.beta_habit import BetaHabit
from trustcrm.domain.readings.constants import DEFAULT_CONSTANTS, BetaHabitConstants
from trustcrm.domain.readings.expected_intensity import expected_intensity
from trustcrm.domain.readings.habits import habit_terms
from trustcrm.domain.readings.saturation import saturated
from trustcrm.domain.readings.summed_acts import SummedActs
from trustcrm.errors import InvalidValue
from trustcrm.hooks.specs import TrustModel

DAY = date(2023, 8, 1)
LEDGERS = st.lists(st.from_type(Act), max_size=25, unique_by=lambda act: act.id)
PAIRS = st.sampled_from([(giver, receiver) for giver in range(1, 5) for receiver in range(1, 5) if giver != receiver])

thorough = settings(deadline=None, max_examples=100)


def read(acts: list[Act], pair: tuple[int, int] = (1, 2), day: date = DAY, *, explain: bool = False) -> Reading:
    model = BetaHabit()
    return model.read(model.take(model.empty(), acts), *pair, day, explain=explain)


def act(number: int, **fields: object) -> Act:
    usual = Act(id=f"new {number}", giver=1, receiver=2, day=DAY, kind="", root="01", intensity=1.0)
    return replace(usual, **fields)  # type: ignore[arg-type]


def test_the_model_keeps_the_hosts_protocol() -> None:
    model: TrustModel = BetaHabit()
    assert model.read(model.empty(), 1, 2, DAY).model == "beta-habit"


@thorough
@given(LEDGERS, PAIRS)
def test_a_reading_is_a_probability_and_an_opinion(acts: list[Act], pair: tuple[int, int]) -> None:
    reading = read(acts, pair)
    belief, disbelief, prior = (reading.extra[name] for name in ("belief", "disbelief", "prior"))
    assert 0.0 < reading.value < 1.0
    assert 0.0 <= reading.low <= reading.high <= 1.0
    assert min(belief, disbelief) >= 0.0
    assert belief + disbelief + reading.uncertainty == pytest.approx(1.0, abs=1e-12)
    assert reading.value == pytest.approx(belief + prior * reading.uncertainty, abs=1e-12)


@thorough
@given(LEDGERS, st.from_type(Act))
def test_a_kind_act_never_lowers_and_an_unkind_one_never_raises_its_pair(acts: list[Act], new: Act) -> None:
    new = replace(new, id="the new one")
    pair = (new.giver, new.receiver)
    before, after = read(acts, pair).value, read([*acts, new], pair).value
    if new.intensity >= 0:
        assert after >= before - 1e-12
    if new.intensity <= 0:
        assert after <= before + 1e-12


def test_a_kind_act_before_seven_others_of_its_week_does_not_lower_the_reading() -> None:
    later = [act(n, intensity=-1.0 if n else 1.0) for n in range(8)]
    earlier = act(99, day=DAY - timedelta(days=1))
    assert read([*later, earlier]).value >= read(later).value


def test_a_doubtful_kind_act_after_a_certain_one_does_not_lower_the_reading() -> None:
    certain = act(1, day=DAY - timedelta(days=1))
    assert read([certain, act(2, weight=0.1)]).value >= read([certain]).value


@thorough
@given(LEDGERS, PAIRS, st.randoms(use_true_random=False))
def test_order_parts_and_late_arrival_change_nothing(
    acts: list[Act], pair: tuple[int, int], chance: random.Random
) -> None:
    shuffled = chance.sample(acts, len(acts))
    cut = len(acts) // 2
    model = BetaHabit()
    parts = [model.take(model.empty(), shuffled[:cut]), model.take(model.empty(), shuffled[cut:])]
    one_by_one = model.empty()
    for item in shuffled:
        one_by_one = model.take(one_by_one, [item])
        model.read(one_by_one, *pair, DAY)
    expected = read(acts, pair).value
    for state in (model.merge(*parts), model.merge(*reversed(parts)), one_by_one):
        assert model.read(state, *pair, DAY).value == pytest.approx(expected, abs=1e-9)


@thorough
@given(LEDGERS, LEDGERS, LEDGERS, PAIRS)
def test_merging_is_associative_and_has_an_identity(
    a: list[Act], b: list[Act], c: list[Act], pair: tuple[int, int]
) -> None:
    model = BetaHabit()

    def state(acts: list[Act], name: str) -> SummedActs:
        return model.take(model.empty(), [replace(item, id=f"{name} {item.id}") for item in acts])

    one, two, three = state(a, "a"), state(b, "b"), state(c, "c")
    left = model.merge(model.merge(one, two), three)
    right = model.merge(one, model.merge(two, three))
    alone = model.merge(one, model.empty())
    assert model.read(left, *pair, DAY).value == pytest.approx(model.read(right, *pair, DAY).value, abs=1e-9)
    assert model.read(alone, *pair, DAY).value == pytest.approx(
        model.read(one, *pair, DAY).value,
        abs=1e-12,
    )


def test_merging_leaves_both_states_as_they_were() -> None:
    model = BetaHabit()
    one, other = model.take(model.empty(), [act(1)]), model.take(model.empty(), [act(2, intensity=-1.0)])
    before = model.read(one, 1, 2, DAY)
    model.merge(one, other)
    assert model.read(one, 1, 2, DAY) == before


def test_states_of_different_half_lives_refuse_to_merge() -> None:
    slow = BetaHabit(BetaHabitConstants(half_life_days=730))
    with pytest.raises(InvalidValue, match="half-lives of 365 and 730 days"):
        BetaHabit().merge(BetaHabit().empty(), slow.empty())


@thorough
@given(LEDGERS, PAIRS)
def test_the_same_act_twice_is_once(acts: list[Act], pair: tuple[int, int]) -> None:
    model = BetaHabit()
    state = model.take(model.take(model.empty(), acts), acts)
    assert model.read(state, *pair, DAY) == read(acts, pair)


def test_one_id_saying_two_things_is_refused() -> None:
    with pytest.raises(InvalidValue, match="new 1 was given twice and differs"):
        read([act(1), act(1, intensity=-1.0)])


@thorough
@given(LEDGERS, PAIRS)
def test_trust_goes_back_to_the_prior_as_time_passes(acts: list[Act], pair: tuple[int, int]) -> None:
    reading = read(acts, pair, date(2083, 1, 1))
    assert reading.value == pytest.approx(reading.extra["prior"], abs=1e-6)


@thorough
@given(LEDGERS, PAIRS)
def test_evidence_halves_in_every_half_life(acts: list[Act], pair: tuple[int, int]) -> None:
    now, later = read(acts, pair).extra, read(acts, pair, DAY + timedelta(days=365)).extra
    for name in ("evidence_for", "evidence_against"):
        assume(now[name] < 15.0)
        assert later[name] == pytest.approx(now[name] / 2.0, abs=1e-12)


@thorough
@given(LEDGERS, PAIRS, st.integers(-500, 500))
def test_shifting_all_days_by_whole_weeks_changes_nothing(acts: list[Act], pair: tuple[int, int], weeks: int) -> None:
    by = timedelta(weeks=weeks)
    shifted = read([replace(item, day=item.day + by) for item in acts], pair, DAY + by)
    assert shifted.value == pytest.approx(read(acts, pair).value, abs=1e-9)


@thorough
@given(LEDGERS, PAIRS)
def test_swapping_two_sides_swaps_their_readings(acts: list[Act], pair: tuple[int, int]) -> None:
    other = dict([pair, pair[::-1]])
    swapped = [
        replace(item, giver=other.get(item.giver, item.giver), receiver=other.get(item.receiver, item.receiver))
        for item in acts
    ]
    assert read(swapped, pair[::-1]).value == pytest.approx(read(acts, pair).value, abs=1e-12)


@thorough
@given(LEDGERS, PAIRS, st.integers(0, 900))
def test_acts_after_the_day_are_invisible(acts: list[Act], pair: tuple[int, int], days: int) -> None:
    day = date(2021, 1, 4) + timedelta(days=days)
    known = [item for item in acts if item.day <= day]
    assert read(acts, pair, day, explain=True) == read(known, pair, day, explain=True)


@thorough
@given(LEDGERS, PAIRS, st.lists(st.from_type(Act), max_size=5, unique_by=lambda item: item.id))
def test_neutral_acts_do_not_move_trust(acts: list[Act], pair: tuple[int, int], others: list[Act]) -> None:
    neutral = [replace(item, id=f"neutral {item.id}", intensity=0.0) for item in others]
    assert read([*acts, *neutral], pair).value == pytest.approx(read(acts, pair).value, abs=1e-12)


@thorough
@given(LEDGERS, PAIRS)
def test_shares_sum_to_the_reading_and_name_their_acts(acts: list[Act], pair: tuple[int, int]) -> None:
    reading = read(acts, pair, explain=True)
    assert sum(share.value for share in reading.shares) == pytest.approx(reading.value, abs=1e-9)
    for share in reading.shares:
        if share.act is None:
            assert share.about in {"global share", "giver's habit", "receiver's habit", "clip"}
        else:
            assert share.about == share.act.id
            assert {share.act.giver, share.act.receiver} == set(pair)


def test_an_acts_effect_is_what_the_reading_loses_without_it() -> None:
    acts = [act(1, root="01"), act(2, root="04", intensity=-1.0), act(3, root="07")]
    reading = read(acts, explain=True)
    effects = {share.about: share.effect for share in reading.shares if share.act}
    total = DEFAULT_CONSTANTS.prior_weight + 3.0
    prior = DEFAULT_CONSTANTS.prior_weight * reading.extra["prior"]
    assert reading.value == pytest.approx((prior + 2.0) / total)
    assert effects["new 2"] == pytest.approx(reading.value - (prior + 2.0) / (total - 1.0))


def test_clipping_has_a_share_of_its_own() -> None:
    acts = [act(n, giver=giver, root=f"{n:02d}") for n, giver in enumerate((1, 3, 4), start=1)]
    acts += [act(n, giver=1, receiver=n, root="07") for n in range(5, 9)]
    reading = read(acts, explain=True)
    clip = next(share.value for share in reading.shares if share.about == "clip")
    assert reading.extra["prior"] == pytest.approx(0.99)
    assert clip < 0.0


@given(st.integers(1, 60), st.integers(1, 6))
def test_repeated_acts_of_a_week_add_at_most_two(number: int, days: int) -> None:
    acts = [act(n, day=date(2023, 7, 24) + timedelta(days=n % days)) for n in range(number)]
    assert sum(size for _, size in saturated(acts, lambda item: item.weight, 0.5)) < 2.0 + 1e-12
    assert read(acts).extra["evidence_for"] < 2.0


@given(
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)).filter(any), min_size=1, max_size=12), st.floats(0, 1)
)
def test_one_partner_moves_a_habit_little(partners: list[tuple[int, int]], mean: float) -> None:
    kappa = DEFAULT_CONSTANTS.habit_weight

    def habit(known: list[tuple[int, int]]) -> float:
        terms = [habit_terms(kind, kind + unkind) for kind, unkind in known]
        return (kappa * mean + sum(num for num, _ in terms)) / (kappa + sum(den for _, den in terms))

    assert abs(habit(partners) - habit(partners[1:])) <= 1.0 / (kappa + len(partners) / 2.0) + 1e-12


def test_a_new_pair_stands_at_its_prior_with_nothing_known() -> None:
    reading = read([])
    assert reading.value == pytest.approx(0.7)
    assert (reading.uncertainty, reading.acts, reading.last) == (1.0, 0, None)
    assert reading.certainty == "mostly prior"


def test_one_direction_weighs_at_most_twenty_acts() -> None:
    acts = [act(n, day=DAY - timedelta(days=n % 300), root=f"{n % 20 + 1:02d}") for n in range(400)]
    extra = read(acts).extra
    assert extra["evidence_for"] + extra["evidence_against"] == pytest.approx(20.0)


def test_a_grave_act_is_a_breach_for_two_half_lives_however_good_the_average() -> None:
    grave = act(99, day=DAY - timedelta(days=730), intensity=-7.0, root="16")
    acts = [act(n, day=DAY - timedelta(weeks=n)) for n in range(60)]
    assert read([*acts, grave]).breaches == ("new 99",)
    assert read([*acts, grave], day=DAY + timedelta(days=1)).breaches == ()
    assert read([*acts, replace(grave, giver=2, receiver=1)]).breaches == ()
    assert read([*acts, replace(grave, weight=0.0)]).breaches == ()


@pytest.mark.parametrize(
    "wrong",
    [{"receiver": 1}, {"intensity": 10.5}, {"intensity": float("nan")}, {"weight": -0.1}, {"day": date(9999, 1, 1)}],
)
def test_an_act_that_cannot_be_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(InvalidValue):
        read([act(1, **wrong)], day=date.max)


def test_a_side_has_no_reading_towards_itself() -> None:
    with pytest.raises(InvalidValue, match="towards itself"):
        read([], (1, 1))


@pytest.mark.parametrize(
    "wrong",
    [
        {"half_life_days": 7.0},
        {"prior_weight": 0.0},
        {"repeat_share": 1.1},
        {"lowest_prior": 0.5},
        {"giver_pull": -1.0},
    ],
)
def test_constants_that_make_no_sense_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(InvalidValue, match=next(iter(wrong))):
        BetaHabitConstants(**wrong)


def test_trust_and_expected_intensity_go_each_by_its_own_constants() -> None:
    acts = [act(1), act(2, intensity=-4.0, root="11"), act(3, giver=2, receiver=1), act(4, receiver=3), act(5, giver=3)]

    def told(constants: BetaHabitConstants) -> tuple[float, float]:
        model = BetaHabit(constants)
        state = model.take(model.empty(), acts)
        return model.read_values(state, [(1, 2)], DAY)[0], model.expect_intensities(state, [(1, 2)], DAY)[0]

    trust, intensity = told(DEFAULT_CONSTANTS)
    for name in ("prior_weight", "reverse_share", "receiver_pull"):
        otherwise = told(replace(DEFAULT_CONSTANTS, **{name: 0.9}))
        assert (otherwise[0] != trust, otherwise[1]) == (True, intensity)
        otherwise = told(replace(DEFAULT_CONSTANTS, **{f"intensity_{name}": 0.9}))
        assert (otherwise[0], otherwise[1] != intensity) == (trust, True)


def test_no_act_is_expected_beyond_the_worst_and_the_best_there_is() -> None:
    """A giver and a receiver whom everybody is hostile to are no worse together than the worst act."""
    acts = [
        act(10 * way + other, giver=one, receiver=two, intensity=-10.0, root="19")
        for other in range(3, 9)
        for way, (one, two) in enumerate(((1, other), (other, 2)))
    ]
    friends = [act(100 + n, giver=20 + n, receiver=40 + n, intensity=10.0) for n in range(40)]
    pulling = BetaHabit(replace(DEFAULT_CONSTANTS, giver_pull=1.2, intensity_receiver_pull=1.2))
    ledger = pulling.take(pulling.empty(), [*acts, *friends])
    assert pulling.expect_intensities(ledger, [(1, 2)], DAY) == pytest.approx([-10.0], abs=1e-9)
    told = expected_intensity(ledger.evidence(1, 2, DAY), DAY, pulling.constants, acts=ledger.acts_between(1, 2))
    assert [share.about for share in told.shares][-1] == "clip"
    assert sum(share.value for share in told.shares) == pytest.approx(told.value, abs=1e-9)


def test_every_constant_is_printed() -> None:
    figures = DEFAULT_CONSTANTS.as_figures()
    assert (figures["half_life_days"], figures["repeat_share"], figures["habit_weight"]) == (365.0, 0.5, 0.7)
    assert BetaHabitConstants(**figures) == DEFAULT_CONSTANTS
