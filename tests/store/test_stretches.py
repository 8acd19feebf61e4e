"""Ids are remembered as stretches: whatever comes in, in whatever order, exactly that is in them."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from trustcrm.store.stretches import Stretches

IDS = st.lists(st.integers(min_value=1, max_value=60), max_size=40)


@given(st.lists(IDS, max_size=6))
def test_what_was_added_is_there_once_in_order_and_without_gaps(portions: list[list[int]]) -> None:
    stretches = Stretches()
    for ids in portions:
        stretches.add(ids)
    wanted = sorted({row for ids in portions for row in ids})
    kept = list(stretches)
    assert [row for first, last in kept for row in range(first, last + 1)] == wanted
    assert all(before[1] + 1 < after[0] for before, after in itertools.pairwise(kept))
    assert stretches.count() == len(wanted)


def test_a_million_ids_one_after_another_are_one_stretch() -> None:
    stretches = Stretches()
    for first in range(1, 1_000_001, 5000):
        stretches.add(range(first, first + 5000))
    assert list(stretches) == [(1, 1_000_000)]


def test_ids_far_apart_and_out_of_order_stay_apart() -> None:
    stretches = Stretches()
    stretches.add(range(60_000, 0, -2))
    stretches.add(range(2, 60_001, 2))
    assert stretches.count() == 30_000
    assert next(iter(stretches)) == (2, 2)
