"""Whole percents that sum to a hundred: each part rounded down, the rest given where most was cut off."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, TypeVar

K = TypeVar("K", bound=Any)


def hundred(amounts: Mapping[K, Fraction]) -> dict[K, int]:
    """Return the share of each amount in all of them, in whole percents that sum to exactly 100.

    The method of largest remainders; where two are alike the larger amount comes first, then the lesser key, so that
    the order of `amounts`, none of which is below 0, means nothing. Where there is nothing to share out, nothing is
    returned.
    """
    whole = sum(amounts.values(), Fraction(0))
    if not whole:
        return {}
    exact = {key: amount * 100 / whole for key, amount in amounts.items()}
    found = {key: int(share) for key, share in exact.items()}
    left = 100 - sum(found.values())
    for key in sorted(exact, key=lambda key: (found[key] - exact[key], -exact[key], key))[:left]:
        found[key] += 1
    return found
