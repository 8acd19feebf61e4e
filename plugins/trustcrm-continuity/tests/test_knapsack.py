"""The choice is the best there is, the same whatever order things are told in, and never worse for more time."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from trustcrm_continuity.knapsack import Thing, choose

WORTH = st.tuples(st.integers(0, 3), st.integers(0, 9))
KINDS = st.tuples(st.sampled_from([5, 7, 10, 15, 20]), WORTH)


def things(told: Sequence[tuple[int, tuple[int, int]]]) -> list[Thing]:
    return [
        Thing(name=(f"n{number:02}", number), minutes=minutes, worth=worth)
        for number, (minutes, worth) in enumerate(told)
    ]


def worth(chosen: Sequence[Thing]) -> tuple[int, int]:
    return sum(one.worth[0] for one in chosen), sum(one.worth[1] for one in chosen)


def by_trying_all(told: Sequence[Thing], minutes: int) -> list[Thing]:
    """Return the best of all choices there are: worth most, then least time, then the names that come first."""
    useful = [one for one in told if any(one.worth)]
    every = (list(some) for count in range(len(useful) + 1) for some in combinations(useful, count))
    fitting = [some for some in every if sum(one.minutes for one in some) <= minutes]
    best = max((worth(some), -sum(one.minutes for one in some)) for some in fitting)
    alike = [some for some in fitting if (worth(some), -sum(one.minutes for one in some)) == best]
    return min(alike, key=lambda some: [one not in some for one in useful])


@settings(max_examples=60, deadline=None)  # a busy machine says nothing of the choice
@given(told=st.lists(KINDS, max_size=9), minutes=st.integers(0, 80), seed=st.integers(0, 99))
def test_no_other_choice_is_better_in_any_order(
    told: list[tuple[int, tuple[int, int]]], minutes: int, seed: int
) -> None:
    ordered = things(told)
    best = by_trying_all(ordered, minutes)
    assert choose(Random(seed).sample(ordered, len(ordered)), minutes) == best


@settings(max_examples=60, deadline=None)
@given(told=st.lists(KINDS, max_size=40), minutes=st.integers(0, 300), more=st.integers(0, 60))
def test_more_time_never_keeps_less(told: list[tuple[int, tuple[int, int]]], minutes: int, more: int) -> None:
    known = things(told)
    assert worth(choose(known, minutes + more)) >= worth(choose(known, minutes))
    assert sum(one.minutes for one in choose(known, minutes)) <= minutes


def test_what_does_not_fit_by_itself_or_is_worth_nothing_is_left() -> None:
    known = things([(20, (1, 0)), (5, (0, 0)), (10, (0, 4))])
    assert [one.name[0] for one in choose(known, 15)] == ["n02"]
    assert choose(known, 0) == []
    assert choose([], 60) == []
