"""The formula: T = (k·a + r_ij + ρ·r_ji) / (k + W_ij + ρ·W_ji), where the prior a is a sum of listed terms.

It reads trust where y is the sign of an act (1 kind, 0 unkind) and expected intensity where y is its intensity. As in
the reference model the global share μ of a pair leaves that pair's own acts out, so that a kind act never lowers its
own pair's reading: all else that a kind act touches can only rise.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import date

from trustcrm_evaluate.beta_habit_2.constants import SAFEGUARDS, Constants
from trustcrm_evaluate.beta_habit_2.known import EVERYBODY, Known
from trustcrm_evaluate.beta_habit_2.tally import Tally


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """The formula's result and every term of it; the prior is the sum of `terms`.

    An act's weight is its slow size times the first factor plus its quick size times the second, of `there` for the
    giver's acts and of `back` for the receiver's.
    """

    terms: dict[str, float]
    prior: float
    prior_weight: float
    evidence_value: float
    evidence_weight: float
    there: tuple[float, float]
    back: tuple[float, float]

    @property
    def total_weight(self) -> float:
        """The prior's and the evidence's weight together: D."""
        return self.prior_weight + self.evidence_weight

    @property
    def value(self) -> float:
        """The estimate: T."""
        return (self.prior_weight * self.prior + self.evidence_value) / self.total_weight

    @property
    def uncertainty(self) -> float:
        """The part of the estimate that is prior: u = k/D."""
        return self.prior_weight / self.total_weight


def estimate(known: Known, giver: Hashable, receiver: Hashable, day: date, *, signs: bool) -> Estimate:
    """Return the estimate for a pair from what is known, which holds no act later than `day`."""
    constants = known.constants
    one, other = known.pair(giver, receiver), known.pair(receiver, giver)
    there, back = (one.sign, other.sign) if signs else (one.intensity, other.intensity)
    terms = _terms(known, giver, receiver, there, day, signs)
    prior = sum(terms.values())
    there_value, there_weight, there_factors = _present(there, day, constants, 1.0)
    back_value, back_weight, back_factors = _present(back, day, constants, constants.reverse_share)
    return Estimate(
        terms=terms,
        prior=prior,
        prior_weight=constants.prior_weight,
        evidence_value=there_value + back_value,
        evidence_weight=there_weight + back_weight,
        there=there_factors,
        back=back_factors,
    )


def _present(
    tally: Tally, day: date, constants: Constants, share: float
) -> tuple[float, float, tuple[float, float]]:  # fmt: skip
    """Return one direction's value and weight on `day`, capped, and the factors that an act's sizes are to be times."""
    if not tally.plain_weight:
        return 0.0, 0.0, (0.0, 0.0)
    now, quick = tally.as_of(day.toordinal(), constants), constants.quick_share
    weight = now.slow_weight + quick * now.quick_weight
    factor = share if weight <= SAFEGUARDS.most_evidence else share * SAFEGUARDS.most_evidence / weight
    value = now.slow_value + quick * now.quick_value
    return factor * value, factor * weight, (factor, factor * quick)


def _terms(
    known: Known, giver: Hashable, receiver: Hashable, own: Tally, day: date, signs: bool
) -> dict[str, float]:  # fmt: skip
    """Return the terms of the prior by name; those that there is nothing about are left out."""
    constants = known.constants
    mean = _mean_of_others(known, own, signs)
    terms = {"global share": mean}
    one, other = known.profile(giver), known.profile(receiver)
    for who, side, pull, sort, key in (
        ("giver", giver, constants.giver_pull, one.sort if one else "", "gives"),
        ("receiver", receiver, constants.receiver_pull, other.sort if other else "", "is given"),
    ):
        of_sort = _habit(known, ("sort " + key, sort), mean, constants.group_weight, signs) if sort else mean
        habit = _habit(known, (key, side), of_sort, constants.habit_weight, signs)
        if sort:
            terms[f"{who}'s sort"] = pull * (of_sort - mean)
        terms[f"{who}'s habit"] = pull * (habit - of_sort)
    terms |= _of_late_conduct(known, giver, receiver, mean, day, signs)
    if one and other and one.country and other.country:
        between = _habit(known, ("countries", one.country, other.country), mean, constants.group_weight, signs)
        terms["the two countries"] = constants.country_pull * (between - mean)
    prior = sum(terms.values())
    if signs:
        lowest = SAFEGUARDS.lowest_prior
        clipped = min(max(prior, lowest), 1.0 - lowest)
        if clipped != prior:
            terms["clip"] = clipped - prior
            prior = clipped
    num, den = _word_of_friends(known, giver, receiver, signs)
    if den:
        terms["word of third sides"] = constants.friends_pull * (num - den * prior) / (1.0 + den)
    return terms


def _of_late_conduct(
    known: Known, giver: Hashable, receiver: Hashable, mean: float, day: date, signs: bool
) -> dict[str, float]:  # fmt: skip
    """Return the terms of how the giver treated everybody lately and the receiver was treated, in the quick memory."""
    constants, terms = known.constants, {}
    for name, pull, key in (
        ("giver's late conduct", constants.giver_late_pull, ("gives", giver)),
        ("receiver's late conduct", constants.receiver_late_pull, ("is given", receiver)),
    ):
        late = known.late(*key)[0 if signs else 1]
        if pull and late.plain_weight:
            now, weight = late.as_of(day.toordinal(), constants), constants.habit_weight
            terms[name] = pull * ((weight * mean + now.quick_value) / (weight + now.quick_weight) - mean)
    return terms


def _mean_of_others(known: Known, own: Tally, signs: bool) -> float:
    num, den = _of(known.habit(*EVERYBODY), signs)
    usual = SAFEGUARDS.usual_share if signs else SAFEGUARDS.usual_intensity
    weight = SAFEGUARDS.usual_weight
    return (weight * usual + num - own.plain_value) / (weight + den - own.plain_weight)


def _habit(known: Known, key: tuple[Hashable, ...], towards: float, weight: float, signs: bool) -> float:
    num, den = _of(known.habit(*key), signs)
    return (weight * towards + num) / (weight + den)


def _of(part: tuple[float, float, float, float], signs: bool) -> tuple[float, float]:
    return (part[0], part[1]) if signs else (part[2], part[3])


def _word_of_friends(known: Known, giver: Hashable, receiver: Hashable, signs: bool) -> tuple[float, float]:
    """Return what third sides that the giver was kind to say of the receiver: Σ w·r/(W+1) and Σ w·W/(W+1).

    A third side's word counts w = r/(W+1) of the giver's own acts towards it, so each counts less than one.
    """
    given, received = known.given.get(giver, {}), known.received.get(receiver, {})
    few, many = (given, received) if len(given) <= len(received) else (received, given)
    num = den = 0.0
    for third in few:
        if third in many:
            trusted = given[third].part[0]
            if trusted:
                said, weight = _of(received[third].part, signs)
                num += trusted * said
                den += trusted * weight
    return num, den
