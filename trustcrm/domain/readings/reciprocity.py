"""Reciprocity: how far goodwill goes both ways, in one pair and across a portfolio.

A pair's balance says who gives more, never who owes. Across the portfolio the share of goodwill that is met from the
other side (weighted reciprocity: Squartini, Picciolo, Ruzzenenti & Garlaschelli, Scientific Reports 3:2729, 2013) is
set against the same gifts handed to other receivers by chance.
"""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

from trustcrm.values import dataclass

Weights = Mapping[tuple[int, int], float]
"""Goodwill by (giver, receiver), at least 0."""


def balance(given: float, received: float) -> float | None:
    """Return (given - received)/(given + received), in [-1, 1]; None where both are 0."""
    both = given + received
    return (given - received) / both if both > 0 else None


def mutual_share(given: float, received: float) -> float | None:
    """Return the part of all goodwill that is matched, 2·min/(given + received), in [0, 1]; None where both are 0."""
    both = given + received
    return 2.0 * min(given, received) / both if both > 0 else None


def weighted_reciprocity(weights: Weights) -> float | None:
    """Return Σ min(w_ij, w_ji) / Σ w_ij over ordered pairs, in [0, 1]; None where there is no goodwill at all."""
    whole = sum(weights.values())
    if whole <= 0:
        return None
    return (
        sum(min(weight, weights.get((receiver, giver), 0.0)) for (giver, receiver), weight in weights.items()) / whole
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class PortfolioReciprocity:
    """Weighted reciprocity as `observed`, its mean over shuffled receivers, and what lies beyond chance.

    `beyond_chance` is (observed - shuffled)/(1 - shuffled): 1 where all is met, 0 where chance does as well, below 0
    where chance does better; None where chance meets everything.
    """

    observed: float
    shuffled: float
    beyond_chance: float | None


def reciprocity_against_chance(weights: Weights, random: Random, rounds: int = 200) -> PortfolioReciprocity | None:
    """Return the portfolio's reciprocity beside that of `rounds` shuffles; None where there is no goodwill."""
    observed = weighted_reciprocity(weights)
    if observed is None:
        return None
    drawn = [weighted_reciprocity(with_shuffled_receivers(weights, random)) or 0.0 for _ in range(rounds)]
    shuffled = sum(drawn) / len(drawn) if drawn else 0.0
    beyond = (observed - shuffled) / (1.0 - shuffled) if shuffled < 1.0 else None
    return PortfolioReciprocity(observed=observed, shuffled=shuffled, beyond_chance=beyond)


def with_shuffled_receivers(weights: Weights, random: Random) -> dict[tuple[int, int], float]:
    """Return the same gifts by the same givers, their receivers exchanged two by two, nobody giving to himself.

    Around one home city, where every gift begins or ends, the exchanges permute the home's gifts among its partners;
    in a wider network they permute receivers among all givers. Each receiver is drawn as often as before.
    """
    links = [(giver, receiver, weight) for (giver, receiver), weight in sorted(weights.items()) if weight > 0]
    givers = [giver for giver, _, _ in links]
    receivers = [receiver for _, receiver, _ in links]
    for _ in range(10 * len(links)):
        one, other = random.randrange(len(links)), random.randrange(len(links))
        if givers[one] != receivers[other] and givers[other] != receivers[one]:
            receivers[one], receivers[other] = receivers[other], receivers[one]
    shuffled: dict[tuple[int, int], float] = {}
    for giver, receiver, (_, _, weight) in zip(givers, receivers, links, strict=True):
        shuffled[giver, receiver] = shuffled.get((giver, receiver), 0.0) + weight
    return shuffled
