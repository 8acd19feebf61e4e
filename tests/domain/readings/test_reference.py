"""The model against a second, deliberately slow one, written from the formulas alone; and against a store's way."""

from __future__ import annotations

import random
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trustcrm.domain.act import Act
from trustcrm.domain.readings.beta_habit import BetaHabit, read_pair
from trustcrm.domain.readings.constants import DEFAULT_CONSTANTS
from trustcrm.domain.readings.evidence import PairEvidence
from trustcrm.domain.readings.expected_intensity import expected_intensity
from trustcrm.domain.readings.goodwill import goodwill_of
from trustcrm.domain.readings.habits import SideSums, Totals, giver_part, receiver_part, totals_of
from trustcrm.domain.readings.sums import PairSums, no_sums, pair_sums
from trustcrm.errors import InvalidValue

DAY = date(2023, 8, 1)
LEDGERS = st.lists(st.from_type(Act), max_size=25, unique_by=lambda act: act.id)
PAIRS = st.sampled_from([(giver, receiver) for giver in range(1, 5) for receiver in range(1, 5) if giver != receiver])

thorough = settings(deadline=None, max_examples=100)


def slow_trust(acts: list[Act], i: int, j: int, day: date) -> float:
    return _slow([act for act in acts if act.intensity != 0], i, j, day, signs=True)


def slow_intensity(acts: list[Act], i: int, j: int, day: date) -> float:
    return _slow(acts, i, j, day, signs=False)


def _slow(acts: list[Act], i: int, j: int, day: date, *, signs: bool) -> float:
    seen = [act for act in acts if act.day <= day]

    def says(act: Act) -> Fraction:
        return Fraction(int(act.intensity > 0)) if signs else Fraction(act.intensity)

    def between(a: int, b: int) -> list[Act]:
        return [act for act in seen if act.giver == a and act.receiver == b]

    def size(act: Act) -> float:
        return act.weight * 2 ** (-(day - act.day).days / 365)

    def rank(act: Act, among: list[Act]) -> int:
        mine = (size(act), abs(act.intensity), act.intensity, act.id)
        return sum(
            other.root == act.root
            and other.day.isocalendar()[:2] == act.day.isocalendar()[:2]
            and (size(other), abs(other.intensity), other.intensity, other.id) > mine
            for other in among
        )

    def decayed(a: int, b: int) -> tuple[float, float]:
        among = between(a, b)
        weights = [size(act) / 2 ** (rank(act, among) if signs else 0) for act in among]
        scale = min(1.0, 20.0 / sum(weights)) if sum(weights) > 0 else 1.0
        value = sum(weight * float(says(act)) for weight, act in zip(weights, among, strict=True))
        return value * scale, sum(weights) * scale

    def plain(some: list[Act]) -> tuple[Fraction, Fraction]:
        weights = [Fraction(act.weight) for act in some]
        value = sum((w * says(act) for w, act in zip(weights, some, strict=True)), Fraction(0))
        return value, sum(weights, Fraction(0))

    def habit(mean: Fraction, tied: list[list[Act]]) -> Fraction:
        above, below = Fraction(0.7) * mean, Fraction(0.7)
        for some in tied:
            value, weight = plain(some)
            above += value / (weight + 1)
            below += weight / (weight + 1)
        return above / below

    value, weight = plain([act for act in seen if not (act.giver == i and act.receiver == j)])
    mean = (10 * Fraction(0.7 if signs else 0.0) + value) / (10 + weight)
    out = habit(mean, [between(i, other) for other in range(1, 5)])
    into = habit(mean, [between(other, j) for other in range(1, 5)])
    k, rho, pull = (1.4, 0.3, 0.55) if signs else (1.0, 0.15, 0.5)
    prior = float(mean + Fraction(0.8) * (out - mean) + Fraction(pull) * (into - mean))
    prior = min(0.99, max(0.01, prior)) if signs else min(10.0, max(-10.0, prior))
    (r, w), (r_back, w_back) = decayed(i, j), decayed(j, i)
    return (k * prior + r + rho * r_back) / (k + w + rho * w_back)


@thorough
@given(LEDGERS, PAIRS, st.dates(date(2021, 1, 1), date(2024, 1, 1)))
def test_the_model_agrees_with_the_formulas_written_out(acts: list[Act], pair: tuple[int, int], day: date) -> None:
    model = BetaHabit()
    state = model.take(model.empty(), acts)
    assert model.read(state, *pair, day).value == pytest.approx(slow_trust(acts, *pair, day), abs=1e-9)


@thorough
@given(LEDGERS, PAIRS)
def test_expected_intensity_agrees_with_the_formulas_written_out(acts: list[Act], pair: tuple[int, int]) -> None:
    state = BetaHabit().take(BetaHabit().empty(), acts)
    between = state.acts_between(*pair)
    expected = expected_intensity(state.evidence(*pair, DAY), DAY, DEFAULT_CONSTANTS, acts=between)
    assert expected.value == pytest.approx(slow_intensity(acts, *pair, DAY), abs=1e-9)
    assert sum(share.value for share in expected.shares) == pytest.approx(expected.value, abs=1e-9)


class KeptSums:
    """What a store keeps, one row a pair and one a side, changed by one row at a time."""

    def __init__(self) -> None:
        self.pairs: dict[tuple[int, int], PairSums] = {}
        self.sides: dict[int, SideSums] = {}
        self.totals = Totals()

    def change(self, pair: tuple[int, int], acts: list[Act]) -> None:
        former, present = self.pair(pair), pair_sums(acts, DEFAULT_CONSTANTS)
        giver, receiver = pair
        self.sides[giver] = self.side(giver).plus(giver_part(former), -1.0).plus(giver_part(present))
        self.sides[receiver] = self.side(receiver).plus(receiver_part(former), -1.0).plus(receiver_part(present))
        self.totals = self.totals.replacing(former, present)
        self.pairs[pair] = present

    def pair(self, pair: tuple[int, int]) -> PairSums:
        return self.pairs.get(pair, no_sums(DEFAULT_CONSTANTS))

    def side(self, side: int) -> SideSums:
        return self.sides.get(side, SideSums())

    def evidence(self, pair: tuple[int, int]) -> PairEvidence:
        giver, receiver = pair
        return PairEvidence(
            giver=giver,
            receiver=receiver,
            there=self.pair(pair),
            back=self.pair((receiver, giver)),
            giver_side=self.side(giver),
            receiver_side=self.side(receiver),
            totals=self.totals,
        )


@thorough
@given(LEDGERS, PAIRS, st.randoms(use_true_random=False))
def test_sums_kept_row_by_row_agree_with_the_acts(
    acts: list[Act], pair: tuple[int, int], chance: random.Random
) -> None:
    kept, known = KeptSums(), []
    for act in chance.sample(acts, len(acts)):
        known.append(act)
        both = (act.giver, act.receiver)
        kept.change(both, [item for item in known if (item.giver, item.receiver) == both])
    reading = read_pair(kept.evidence(pair), DAY, DEFAULT_CONSTANTS)
    assert reading.value == pytest.approx(slow_trust(acts, *pair, DAY), abs=1e-9)
    assert totals_of(kept.pairs.values()).sign.plain_weight == pytest.approx(kept.totals.sign.plain_weight, abs=1e-9)


@thorough
@given(LEDGERS)
def test_sums_of_separate_groups_merge_in_any_order(acts: list[Act]) -> None:
    one_pair = [act for act in acts if act.giver < act.receiver]
    parts = [pair_sums([act for act in one_pair if act.root == root], DEFAULT_CONSTANTS) for root in ("01", "04", "19")]
    whole = pair_sums([act for act in one_pair if act.root in {"01", "04", "19"}], DEFAULT_CONSTANTS)
    left, right = parts[0].merge(parts[1]).merge(parts[2]), parts[0].merge(parts[2].merge(parts[1]))
    for merged in (left, right):
        assert goodwill_of(merged, DAY).net == pytest.approx(goodwill_of(whole, DAY).net, abs=1e-9)
        assert merged.sign.weight == pytest.approx(whole.sign.weight, rel=1e-12)
        assert (merged.acts, merged.last) == (whole.acts, whole.last)
    assert whole.merge(no_sums(DEFAULT_CONSTANTS)) == whole == no_sums(DEFAULT_CONSTANTS).merge(whole)


@given(st.integers(1, 10))
def test_a_later_act_halves_its_group_and_adds_itself(number: int) -> None:
    acts = [_letter(n) for n in range(number)]
    before, after = (pair_sums(some, DEFAULT_CONSTANTS).sign.weight for some in (acts[:-1], acts))
    alone = pair_sums(acts[-1:], DEFAULT_CONSTANTS).sign.weight
    assert after == pytest.approx(alone + before / 2.0, rel=1e-12)


def _letter(number: int) -> Act:
    return Act(
        id=str(number), giver=1, receiver=2, day=date(2023, 7, 24 + number // 2), kind="", root="01", intensity=1.0
    )


def test_sums_with_different_half_lives_refuse_to_merge() -> None:
    with pytest.raises(InvalidValue, match="do not add up"):
        PairSums(half_life_days=100.0).merge(PairSums())


def test_sums_that_hold_later_acts_refuse_to_be_read() -> None:
    kept = KeptSums()
    kept.change((1, 2), [_letter(0)])
    for pair in ((1, 2), (2, 1), (3, 4)):
        with pytest.raises(InvalidValue, match="2023-07-24"):
            read_pair(kept.evidence(pair), date(2023, 7, 23), DEFAULT_CONSTANTS)


def test_sums_made_with_other_half_lives_refuse_to_be_read() -> None:
    kept = KeptSums()
    kept.pairs[1, 2] = PairSums(half_life_days=100.0)
    with pytest.raises(InvalidValue, match="half-life of 100 days"):
        read_pair(kept.evidence((1, 2)), DAY, DEFAULT_CONSTANTS)
