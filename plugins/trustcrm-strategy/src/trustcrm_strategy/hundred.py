"""Whole percents that sum to a hundred, and whole minutes to theirs: the rest is given where most was cut off."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, TypeVar

K = TypeVar("K", bound=Any)


def hundred(amounts: Mapping[K, Fraction]) -> dict[K, int]:
    """Return the share of each amount in all of them, in whole percents that sum to exactly 100."""
    return allotted(amounts, 100)


def allotted(amounts: Mapping[K, Fraction], parts: int) -> dict[K, int]:
    """Return how many of so many whole parts each amount gets; they sum to exactly `parts`.

    The method of largest remainders; where two are alike the larger amount comes first, then the lesser key, so that
    the order of `amounts`, none of which is below 0, means nothing. Where there is nothing to share out, nothing is
    returned.
    """
    whole = sum(amounts.values(), Fraction(0))
    if not whole:
        return {}
    exact = {key: amount * parts / whole for key, amount in amounts.items()}
    found = {key: int(share) for key, share in exact.items()}
    left = parts - sum(found.values())
    for key in sorted(exact, key=lambda key: (found[key] - exact[key], -exact[key], key))[:left]:
        found[key] += 1
    return found
