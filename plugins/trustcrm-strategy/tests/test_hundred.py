"""Percents sum to exactly 100, whatever they are of."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from trustcrm_strategy.hundred import hundred

amounts = st.dictionaries(
    st.integers(0, 40), st.fractions(min_value=0, max_value=10**6, max_denominator=10**4), max_size=30
)


@given(amounts, st.randoms(use_true_random=False))
def test_shares_sum_to_a_hundred_are_never_negative_and_know_no_order(told: dict[int, Fraction], dice: object) -> None:
    found = hundred(told)
    shuffled = list(told.items())
    dice.shuffle(shuffled)  # type: ignore[attr-defined]
    assert hundred(dict(shuffled)) == found
    whole = sum(told.values())
    if not whole:
        assert found == {}
        return
    assert sum(found.values()) == 100
    assert set(found) == set(told)
    for key, share in found.items():
        exact = told[key] * 100 / whole
        assert 0 <= int(exact) <= share <= int(exact) + 1
        assert share == exact or exact != int(exact)


@settings(max_examples=30)
@given(amounts, st.integers(1, 1000))
def test_another_unit_of_time_changes_no_share(told: dict[int, Fraction], times: int) -> None:
    assert hundred({key: amount * times for key, amount in told.items()}) == hundred(told)


def test_three_alike_are_rounded_for_the_first() -> None:
    third = Fraction(1, 3)
    assert hundred({3: third, 1: third, 2: third}) == {1: 34, 2: 33, 3: 33}
