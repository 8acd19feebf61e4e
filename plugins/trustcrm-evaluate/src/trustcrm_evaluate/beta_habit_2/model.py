"""The model "beta-habit-2" as the contract wants it, with everything that a model may be able to do besides."""

from __future__ import annotations

import hashlib
from collections.abc import Hashable, Iterable, Sequence
from datetime import date
from typing import cast

from trustcrm.plugin import Act, InvalidValue, Reading, SideProfile, beta_interval, breaches_among
from trustcrm_evaluate.beta_habit_2.constants import DEFAULTS, SAFEGUARDS, Constants
from trustcrm_evaluate.beta_habit_2.estimate import estimate
from trustcrm_evaluate.beta_habit_2.explanation import explained
from trustcrm_evaluate.beta_habit_2.known import Known

NAME = "beta-habit-2"
VERSION = "1"
"""Changes whenever a reading of this model could."""


def fitted_name(name: str, figures: dict[str, float], defaults: dict[str, float]) -> str:
    """Return what a reading by these constants says it was made by: the name, and a digest of what was fitted."""
    if figures == defaults:
        return name
    said = ",".join(f"{key}={value!r}" for key, value in sorted(figures.items()))
    return f"{name} fitted {hashlib.sha256(said.encode()).hexdigest()[:8]}"


class BetaHabit2:
    """The model over acts in memory; its state is a `Known`."""

    def __init__(self, constants: Constants = DEFAULTS) -> None:
        self.constants = constants
        self.name = fitted_name(NAME, constants.as_figures(), DEFAULTS.as_figures())

    def empty(self) -> Known:
        """Return a state that knows nothing."""
        return Known(self.constants)

    def take(self, state: Known, acts: Iterable[Act]) -> Known:
        """Return `state` itself with `acts` taken in; raises `InvalidValue` for an act that cannot be."""
        state.take(acts)
        return state

    def take_profiles(self, state: Known, profiles: Iterable[SideProfile]) -> Known:
        """Return `state` itself with what is known of sides; raises `InvalidValue` where one is two things."""
        state.take_profiles(profiles)
        return state

    def forget(self, state: Known, acts: Iterable[Act]) -> Known:
        """Return `state` itself without `acts`; raises `InvalidValue` for one that it does not hold."""
        state.forget(acts)
        return state

    def merge(self, one: Known, other: Known) -> Known:
        """Return a new state that knows what both do; raises `InvalidValue` where their constants differ."""
        if one.constants != other.constants:
            raise InvalidValue(
                "Two states kept with different constants do not merge; take the acts of both into one instead."
            )
        both = Known(one.constants)
        for state in (one, other):
            both.take_profiles(state.profiles)
            both.take(state)
        return both

    def read(self, state: Known, giver: Hashable, receiver: Hashable, day: date, *, explain: bool = False) -> Reading:
        """Return the reading of giver → receiver as of `day`; raises `InvalidValue` for a side towards itself.

        `extra` holds the reading as an opinion: "belief" + "disbelief" + uncertainty = 1, and value = belief +
        "prior"·uncertainty.
        """
        if giver == receiver:
            raise InvalidValue(f"Side {giver} has no reading towards itself; name two different sides.")
        known = state.as_of(day)
        told, acts = estimate(known, giver, receiver, day, signs=True), list(known.pair(giver, receiver))
        low, high = beta_interval(told.value, told.total_weight)
        return Reading(
            model=self.name,
            giver=cast(int, giver),
            receiver=cast(int, receiver),
            day=day,
            value=told.value,
            uncertainty=told.uncertainty,
            low=low,
            high=high,
            acts=len(acts),
            last=max((act.day for act in acts), default=None),
            breaches=breaches_among(acts, day, SAFEGUARDS),
            shares=explained(told, known, giver, receiver, day) if explain else (),
            extra={
                "belief": told.evidence_value / told.total_weight,
                "disbelief": (told.evidence_weight - told.evidence_value) / told.total_weight,
                "prior": told.prior,
            },
        )

    def read_values(self, state: Known, pairs: Sequence[tuple[Hashable, Hashable]], day: date) -> list[float]:
        """Return the value that `read` returns for each pair, without intervals and breaches."""
        known = state.as_of(day)
        return [estimate(known, *pair, day, signs=True).value for pair in pairs]

    def expect_intensities(self, state: Known, pairs: Sequence[tuple[Hashable, Hashable]], day: date) -> list[float]:
        """Return the intensity expected of each pair's next act, in Goldstein units."""
        known = state.as_of(day)
        expected = (estimate(known, *pair, day, signs=False).value for pair in pairs)
        return [min(max(value, -10.0), 10.0) for value in expected]
