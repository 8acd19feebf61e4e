"""The trust model "beta-habit": how likely the giver's next signed act towards the receiver is kind.

It keeps the TrustModel protocol of the plugin host by its shape alone, since this room imports nothing from there.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Sequence
from datetime import date

from trustcrm.domain.act import Act
from trustcrm.domain.reading import Reading
from trustcrm.domain.readings.beta_distribution import beta_interval
from trustcrm.domain.readings.constants import DEFAULT_CONSTANTS, BetaHabitConstants
from trustcrm.domain.readings.estimate import Estimate, estimate_intensity, estimate_sign
from trustcrm.domain.readings.evidence import PairEvidence
from trustcrm.domain.readings.explanation import explain_sign
from trustcrm.domain.readings.summed_acts import SummedActs
from trustcrm.errors import InvalidValue

NAME = "beta-habit"
"""What a reading of this model says it was made by."""

VERSION = "2"
"""Changes whenever a reading of this model could."""


def read_pair(
    evidence: PairEvidence, day: date, constants: BetaHabitConstants, *, acts: Collection[Act] | None = None
) -> Reading:
    """Return the reading of a pair as of `day` from its sums; every way to a reading ends here.

    Where `acts`, the very acts of both directions summed in `evidence`, are given, the shares are filled in. `low` and
    `high` are the 5 % and 95 % quantiles of Beta(T·D, (1-T)·D). `extra` holds the reading as an opinion (Jøsang):
    "belief" + "disbelief" + uncertainty = 1 and value = belief + "prior"·uncertainty; "evidence_for" and
    "evidence_against" are the weights of kind and unkind acts after decay, saturation and cap, in whole fresh acts.

    Raises `InvalidValue` where the sums hold acts later than `day` or were made with other half-lives.
    """
    estimate = estimate_sign(evidence, day, constants)
    low, high = beta_interval(estimate.value, estimate.total_weight)
    return Reading(
        model=NAME,
        giver=evidence.giver,
        receiver=evidence.receiver,
        day=day,
        value=estimate.value,
        uncertainty=estimate.uncertainty,
        low=low,
        high=high,
        acts=evidence.there.acts,
        last=evidence.there.last,
        breaches=evidence.breaches,
        shares=() if acts is None else explain_sign(estimate, evidence, acts, constants),
        extra=_opinion(estimate),
    )


def _opinion(estimate: Estimate) -> dict[str, float]:
    against = max(0.0, estimate.evidence_weight - estimate.evidence_value)  # rounding may leave -1e-17
    return {
        "belief": estimate.evidence_value / estimate.total_weight,
        "disbelief": against / estimate.total_weight,
        "prior": estimate.prior,
        "evidence_for": estimate.evidence_value,
        "evidence_against": against,
    }


class BetaHabit:
    """The model "beta-habit" over acts in memory; its state is a `SummedActs`."""

    def __init__(self, constants: BetaHabitConstants = DEFAULT_CONSTANTS) -> None:
        self.constants = constants

    def empty(self) -> SummedActs:
        """Return a state that knows no act."""
        return SummedActs(self.constants)

    def take(self, state: SummedActs, acts: Iterable[Act]) -> SummedActs:
        """Return `state` itself with `acts` taken in; raises `InvalidValue` for an act that cannot be."""
        state.take(acts)
        return state

    def merge(self, one: SummedActs, other: SummedActs) -> SummedActs:
        """Return a new state that knows the acts of both.

        Raises `InvalidValue` where the two were kept with different constants, their half-lives above all.
        """
        if one.constants != other.constants:
            raise InvalidValue(
                "Two states kept with different constants (half-lives of "
                f"{one.constants.half_life_days:g} and {other.constants.half_life_days:g} days) do not merge; "
                "take the acts of both into one state instead."
            )
        both = type(one)(one.constants)
        both.take(one)
        both.take(other)
        return both

    def read(
        self, state: SummedActs, giver: Hashable, receiver: Hashable, day: date, *, explain: bool = False
    ) -> Reading:  # fmt: skip
        """Return the reading of giver → receiver as of `day`; acts dated later are ignored everywhere."""
        known = state.as_of(day)
        evidence = known.evidence(giver, receiver, day)
        acts = known.acts_between(giver, receiver) if explain else None
        return read_pair(evidence, day, known.constants, acts=acts)

    def read_values(self, state: SummedActs, pairs: Sequence[tuple[Hashable, Hashable]], day: date) -> list[float]:
        """Return what `read` would return the value of for each pair, without intervals and breaches."""
        known = state.as_of(day)
        return [estimate_sign(known.summed(*pair, day), day, known.constants).value for pair in pairs]

    def expect_intensities(
        self, state: SummedActs, pairs: Sequence[tuple[Hashable, Hashable]], day: date
    ) -> list[float]:  # fmt: skip
        """Return the intensity expected of each pair's next act, in Goldstein units."""
        known = state.as_of(day)
        return [estimate_intensity(known.summed(*pair, day), day, known.constants).value for pair in pairs]

    def forget(self, state: SummedActs, acts: Iterable[Act]) -> SummedActs:
        """Return `state` itself without `acts`; raises `InvalidValue` for one that it does not hold."""
        state.forget(acts)
        return state
