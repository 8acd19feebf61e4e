"""A family of models: one formula, and the constants of it that a fit may move, each within its range."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from trustcrm.plugin import TrustModel
from trustcrm_evaluate.beta_habit_2.constants import DEFAULTS, RANGES, Constants
from trustcrm_evaluate.beta_habit_2.model import BetaHabit2
from trustcrm_evaluate.calibration.at_once import at_once
from trustcrm_evaluate.calibration.fitted_beta_habit import FittedBetaHabit
from trustcrm_evaluate.calibration.fitted_constants import FittedConstants
from trustcrm_evaluate.dataset import Dataset
from trustcrm_evaluate.metrics import Columns

FIGURES = 4
"""A fitted constant is kept to so many significant figures: no ledger tells more."""

Tells = Callable[[Mapping[str, float]], Columns | None]
"""What is told of the tested acts of a data set by one set of constants; None where none is tested."""
Quick = Callable[[Dataset, int], Tells | None]
"""A quick way to it for a data set, each so many-th act left out unless it is 0; None where there is no such way."""


def _no_quick_way(dataset: Dataset, one_out_every: int) -> Tells | None:
    return None


@dataclass(frozen=True, kw_only=True)
class Moving:
    """A constant that a fit may move, from `least` to `most`; by ratios rather than by steps where `by_ratio`."""

    least: float
    most: float
    by_ratio: bool = False

    def at(self, place: float) -> float:
        """Return the value at a place from 0 to 1 of the range."""
        if self.by_ratio:
            value = self.least * (self.most / self.least) ** place
        else:
            value = self.least + place * (self.most - self.least)
        return min(max(float(f"{value:.{FIGURES}g}"), self.least), self.most)

    def place(self, value: float) -> float:
        """Return the place of a value in the range, the nearer end where it lies outside."""
        within = min(max(value, self.least), self.most)
        if self.by_ratio:
            return math.log(within / self.least) / math.log(self.most / self.least)
        return (within - self.least) / (self.most - self.least)


@dataclass(frozen=True, kw_only=True)
class Family:
    """A formula by its model's name: what may move, every constant's default, and how constants become a model.

    Those `of_profiles` change nothing where nothing is known of sides but their acts, those `of_time` nothing where one
    act is left out and all are dated alike; those `of_signs` change no expected intensity, and those `of_intensities`
    no trust. `quick` tells the same as the model, sooner.
    """

    name: str
    moving: Mapping[str, Moving]
    defaults: Mapping[str, float]
    model: Callable[[Mapping[str, float]], TrustModel]
    of_profiles: frozenset[str] = frozenset()
    of_time: frozenset[str] = frozenset()
    of_signs: frozenset[str] = frozenset()
    of_intensities: frozenset[str] = frozenset()
    quick: Quick = _no_quick_way

    def for_acts_alone(self) -> Family:
        """Return the family in which nothing moves that only profiles of sides give a meaning."""
        return self.moving_only(name for name in self.moving if name not in self.of_profiles)

    def for_one_left_out(self) -> Family:
        """Return the family in which nothing moves that only time gives a meaning."""
        return self.moving_only(name for name in self.moving if name not in self.of_time)

    def moving_only(self, names: Iterable[str], base: Mapping[str, float] | None = None) -> Family:
        """Return the family in which nothing but these may move, and the others stay as in `base` or by default."""
        return replace(self, moving={name: self.moving[name] for name in names}, defaults=base or self.defaults)

    def places(self, constants: Mapping[str, float]) -> list[float]:
        """Return where in their ranges the constants stand that may move."""
        return [moving.place(constants[name]) for name, moving in self.moving.items()]

    def constants(self, places: Sequence[float]) -> dict[str, float]:
        """Return all constants, those that may move at these places of their ranges."""
        moved = {name: moving.at(place) for (name, moving), place in zip(self.moving.items(), places, strict=True)}
        return {**self.defaults, **moved}


def _reference(constants: Mapping[str, float]) -> TrustModel:
    return FittedBetaHabit(FittedConstants(**constants))


def _second(constants: Mapping[str, float]) -> TrustModel:
    return BetaHabit2(Constants(**constants))


_OF_TRUST = {
    "prior_weight": Moving(least=0.05, most=20.0, by_ratio=True),
    "reverse_share": Moving(least=0.0, most=1.0),
    "receiver_pull": Moving(least=0.0, most=2.0),
}
_OF_INTENSITY = {f"intensity_{name}": moving for name, moving in _OF_TRUST.items()}
BETA_HABIT = Family(
    name="beta-habit",
    moving={
        "half_life_days": Moving(least=30.0, most=3650.0, by_ratio=True),
        "habit_weight": Moving(least=0.05, most=20.0, by_ratio=True),
        "habit_half_life_days": Moving(least=2.0, most=3650.0, by_ratio=True),
        "giver_pull": Moving(least=0.0, most=2.0),
        **_OF_TRUST,
        **_OF_INTENSITY,
    },
    defaults=FittedConstants().as_figures(),
    model=_reference,
    of_time=frozenset({"half_life_days", "habit_half_life_days"}),
    of_signs=frozenset(_OF_TRUST),
    of_intensities=frozenset(_OF_INTENSITY),
    quick=at_once,
)
"""The reference model: four constants of both readings, three of trust and three of expected intensity."""

_SECOND_BY_RATIO = {
    "half_life_days": (30.0, 3650.0), "prior_weight": (0.05, 20.0), "habit_weight": (0.05, 20.0),
    "group_weight": (0.05, 20.0),
}  # fmt: skip
_SECOND_BY_STEPS = {
    "quick_share": RANGES["quick_share"], "reverse_share": (0.0, 2.0), "giver_pull": RANGES["giver_pull"],
    "receiver_pull": RANGES["receiver_pull"], "country_pull": RANGES["country_pull"],
    "friends_pull": RANGES["friends_pull"], "giver_late_pull": RANGES["giver_late_pull"],
    "receiver_late_pull": RANGES["receiver_late_pull"],
}  # fmt: skip
BETA_HABIT_2 = Family(
    name="beta-habit-2",
    moving={
        **{name: Moving(least=low, most=high, by_ratio=True) for name, (low, high) in _SECOND_BY_RATIO.items()},
        **{name: Moving(least=low, most=high) for name, (low, high) in _SECOND_BY_STEPS.items()},
    },
    defaults=DEFAULTS.as_figures(),
    model=_second,
    of_profiles=frozenset({"group_weight", "country_pull"}),
)
"""The second model: twelve of its fourteen constants; repetition and the quick half-life bound what an attack gains."""

FAMILIES: Mapping[str, Family] = {family.name: family for family in (BETA_HABIT, BETA_HABIT_2)}
