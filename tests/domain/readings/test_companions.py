"""Goodwill, reciprocity, words and deeds, warmth, and what would change a reading."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trustcrm.domain.act import Act
from trustcrm.domain.readings.beta_habit import BetaHabit
from trustcrm.domain.readings.constants import DEFAULT_CONSTANTS
from trustcrm.domain.readings.goodwill import goodwill_of, goodwill_shares
from trustcrm.domain.readings.reciprocity import (
    balance,
    mutual_share,
    reciprocity_against_chance,
    weighted_reciprocity,
    with_shuffled_receivers,
)
from trustcrm.domain.readings.sums import pair_sums
from trustcrm.domain.readings.warmth import paused_days_within, warmth, warmth_word
from trustcrm.domain.readings.what_if import months_later, what_if
from trustcrm.domain.readings.words_and_deeds import quad_class, words_and_deeds
from trustcrm.errors import InvalidValue

DAY = date(2023, 8, 1)
LEDGERS = st.lists(st.from_type(Act), max_size=25, unique_by=lambda act: act.id)
AMOUNTS = st.floats(0.0, 1e6)

thorough = settings(deadline=None)


def act(number: int, day: date = DAY, intensity: float = 4.0, root: str = "07") -> Act:
    return Act(id=str(number), giver=1, receiver=2, day=day, kind="", root=root, intensity=intensity)


@thorough
@given(LEDGERS)
def test_goodwill_is_the_sum_of_its_listed_acts(acts: list[Act]) -> None:
    one_pair = [item for item in acts if item.giver < item.receiver]
    goodwill = goodwill_of(pair_sums(one_pair, DEFAULT_CONSTANTS), DAY)
    shares = goodwill_shares(one_pair, DAY, DEFAULT_CONSTANTS)
    assert sum(share.value for share in shares) == pytest.approx(goodwill.net, abs=1e-9)
    assert sum(share.value for share in shares if share.value > 0) == pytest.approx(goodwill.positive, abs=1e-9)
    assert min(goodwill.positive, goodwill.negative) >= 0.0


def test_goodwill_halves_in_180_days_and_repetition_halves_too() -> None:
    acts = [act(1), act(2), act(3, day=DAY - timedelta(days=180), intensity=-4.0)]
    goodwill = goodwill_of(pair_sums(acts, DEFAULT_CONSTANTS), DAY)
    assert goodwill.positive == pytest.approx(6.0)
    assert goodwill.negative == pytest.approx(2.0)


def test_goodwill_knows_nothing_of_later_acts() -> None:
    assert goodwill_shares([act(1)], DAY - timedelta(days=1), DEFAULT_CONSTANTS) == ()
    with pytest.raises(InvalidValue, match="later than 2023-07-31"):
        goodwill_of(pair_sums([act(1)], DEFAULT_CONSTANTS), DAY - timedelta(days=1))


@given(AMOUNTS, AMOUNTS)
def test_balance_is_antisymmetric_and_mutual_share_symmetric(given_: float, received: float) -> None:
    one, other = balance(given_, received), balance(received, given_)
    if one is None or other is None:
        assert given_ + received == 0.0
        assert mutual_share(given_, received) is None
    else:
        assert -1.0 <= one == -other <= 1.0
        assert mutual_share(given_, received) == pytest.approx(1.0 - abs(one), abs=1e-9)
        assert mutual_share(given_, received) == mutual_share(received, given_)


def test_weighted_reciprocity_is_the_share_that_is_met() -> None:
    assert weighted_reciprocity({(1, 2): 3.0, (2, 1): 1.0, (1, 3): 4.0}) == pytest.approx(2.0 / 8.0)
    assert weighted_reciprocity({}) is None


def test_matched_gifts_lie_beyond_chance() -> None:
    matched = {pair: float(n) ** 2 for n in range(2, 12) for pair in ((1, n), (n, 1))}
    portfolio = reciprocity_against_chance(matched, Random(7), rounds=50)
    assert portfolio is not None
    assert portfolio.observed == pytest.approx(1.0)
    assert portfolio.shuffled < 0.9
    assert portfolio.beyond_chance == pytest.approx(1.0)
    assert reciprocity_against_chance({}, Random(7)) is None


@given(
    st.dictionaries(
        st.tuples(st.integers(1, 6), st.integers(1, 6)).filter(lambda pair: pair[0] != pair[1]), st.floats(0.1, 10.0)
    ),
    st.integers(),
)
def test_shuffling_receivers_keeps_what_everybody_gave(weights: dict[tuple[int, int], float], seed: int) -> None:
    shuffled = with_shuffled_receivers(weights, Random(seed))
    assert all(giver != receiver for giver, receiver in shuffled)
    for side in range(1, 7):
        gave = sum(weight for (giver, _), weight in weights.items() if giver == side)
        assert sum(weight for (giver, _), weight in shuffled.items() if giver == side) == pytest.approx(gave)


def test_around_one_home_city_only_its_own_gifts_change_receivers() -> None:
    star = {(1, n): float(n) for n in range(2, 9)} | {(n, 1): 1.0 for n in range(2, 9)}
    shuffled = with_shuffled_receivers(star, Random(3))
    assert set(shuffled) == set(star)
    assert sorted(shuffled[1, n] for n in range(2, 9)) == [star[1, n] for n in range(2, 9)]
    assert shuffled != star


@pytest.mark.parametrize(
    ("root", "name"),
    [
        ("01", "verbal_cooperation"),
        ("05", "verbal_cooperation"),
        ("06", "material_cooperation"),
        ("08", "material_cooperation"),
        ("09", "verbal_conflict"),
        ("13", "verbal_conflict"),
        ("14", "material_conflict"),
        ("20", "material_conflict"),
    ],
)
def test_a_root_is_a_word_or_a_deed(root: str, name: str) -> None:
    assert quad_class(root) == name


@pytest.mark.parametrize("root", ["", "00", "21", "²", "-1", "aid"])
def test_what_is_no_root_is_refused(root: str) -> None:
    with pytest.raises(InvalidValue, match="01 to 20"):
        quad_class(root)


@thorough
@given(LEDGERS)
def test_words_and_deeds_together_are_the_goodwill(acts: list[Act]) -> None:
    one_pair = [item for item in acts if item.giver < item.receiver]
    told = words_and_deeds(one_pair, DAY, DEFAULT_CONSTANTS)
    net = goodwill_of(pair_sums(one_pair, DEFAULT_CONSTANTS), DAY).net
    assert told.words + told.deeds == pytest.approx(net, abs=1e-9)
    assert all(share.act and share.act.root in {"07"} for share in told.material_cooperation)


def test_warmth_halves_in_every_cadence_and_a_pause_stops_the_clock() -> None:
    contact = DAY - timedelta(days=60)
    assert warmth(DAY, DAY, 30) == 1.0
    assert warmth(contact, DAY, 60) == pytest.approx(0.5)
    assert warmth(contact, DAY, 30, paused_days=30) == pytest.approx(0.5)
    assert warmth(contact, DAY, 30, paused_days=90) == 1.0
    assert warmth(None, DAY, 30) is None
    assert warmth(DAY + timedelta(days=1), DAY, 30) is None


def test_a_cadence_of_nothing_is_refused() -> None:
    with pytest.raises(InvalidValue, match="cadence"):
        warmth(DAY, DAY, 0)


@pytest.mark.parametrize(
    ("value", "word"), [(1.0, "warm"), (0.5, "warm"), (0.49, "cooling"), (0.25, "cooling"), (0.2, "cold")]
)
def test_warmth_has_a_word(value: float, word: str) -> None:
    assert warmth_word(value) == word


def test_overlapping_pauses_count_once_and_open_ones_to_the_day() -> None:
    since = date(2023, 7, 1)
    pauses = [
        (date(2023, 7, 10), date(2023, 7, 12)),
        (date(2023, 6, 1), date(2023, 7, 3)),
        (date(2023, 7, 11), date(2023, 7, 11)),
        (date(2023, 7, 31), None),
        (date(2023, 9, 1), None),
    ]
    assert paused_days_within(pauses, since, DAY) == 2 + 3 + 2
    assert paused_days_within([], since, DAY) == 0


@thorough
@given(LEDGERS)
def test_what_if_is_what_would_be_read(acts: list[Act]) -> None:
    model = BetaHabit()
    state = model.take(model.empty(), acts)
    answer = what_if(state.evidence(1, 2, DAY), DAY, DEFAULT_CONSTANTS)
    kind = Act(id="kind", giver=1, receiver=2, day=DAY, kind="", root="20", intensity=1.0)
    assert answer.now == pytest.approx(model.read(state, 1, 2, DAY).value, abs=1e-12)
    assert answer.after_3_silent_months == model.read(state, 1, 2, date(2023, 11, 1)).value
    assert answer.after_12_silent_months == model.read(state, 1, 2, date(2024, 8, 1)).value
    after = model.read(model.take(state, [kind]), 1, 2, DAY).value
    assert answer.after_kind_act == pytest.approx(after, abs=1e-9)
    assert answer.after_kind_act >= answer.now - 1e-12


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2023, 11, 30), 3, date(2024, 2, 29)),
        (date(2023, 8, 1), 12, date(2024, 8, 1)),
        (date(2023, 1, 31), 3, date(2023, 4, 30)),
    ],
)
def test_months_later_ends_with_the_month(day: date, months: int, later: date) -> None:
    assert months_later(day, months) == later
