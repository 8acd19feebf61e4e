"""The numbers the readings rest on, all in one printable value, so that an office can see every one."""

from __future__ import annotations

import dataclasses

from trustcrm.errors import InvalidValue
from trustcrm.values import dataclass

SHORTEST_HALF_LIFE_DAYS = 30.0
"""Below this, forward-decayed sums of acts in the present century would leave the range of a double."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BetaHabitConstants:
    """The constants of "beta-habit"; raises `InvalidValue` where one lies outside the range its line names.

    The defaults were fixed on the training parts of public event sets and are never fitted to the set they are
    measured on. The symbol in brackets is the one the explanation uses. Three have a fellow that expected intensity
    goes by in their stead: what foretells best how kind the next act is does not foretell best whether it is.
    """

    half_life_days: float = 365.0
    """[H] After so many days an act counts half as much for trust; at least 30."""
    repeat_share: float = 0.5
    """[q] Each further act of one pair, root kind and ISO week counts this share of the one before; in [0, 1]."""
    prior_weight: float = 1.4
    """[k] How many whole, fresh acts the prior is worth when trust is read; above 0."""
    intensity_prior_weight: float = 1.0
    """[k] The same when an intensity is expected."""
    habit_weight: float = 0.7
    """[κ] How many partners the global share is worth when a side's habit is reckoned; above 0."""
    reverse_share: float = 0.3
    """[ρ] How far the receiver's own acts towards the giver count as evidence of trust; in [0, 1]."""
    intensity_reverse_share: float = 0.15
    """[ρ] The same when an intensity is expected."""
    giver_pull: float = 0.8
    """How far the giver's habit of giving moves the prior away from the global share; in [0, 2]."""
    receiver_pull: float = 0.55
    """How far the receiver's habit of being given to moves the prior of trust from the global share; in [0, 2]."""
    intensity_receiver_pull: float = 0.5
    """The same when an intensity is expected."""
    most_evidence: float = 20.0
    """The most whole, fresh acts that one direction of a pair can weigh; above 0."""
    usual_share: float = 0.7
    """The share of kind acts assumed before anything is known: the global share μ is shrunk towards it; in [0, 1]."""
    usual_intensity: float = 0.0
    """The same for expected intensity, in Goldstein units; in [-10, 10]."""
    usual_weight: float = 10.0
    """How many acts that assumption is worth; above 0."""
    lowest_prior: float = 0.01
    """A prior of trust stays within [this, 1 - this]; in (0, 0.5)."""
    goodwill_half_life_days: float = 180.0
    """After so many days an act counts half as much for goodwill; at least 30."""
    grave_intensity: float = -7.0
    """An act of at most this intensity is a breach; in [-10, 0)."""
    breach_half_lives: float = 2.0
    """For so many half-lives of trust a breach is shown beside the reading; at least 0."""

    def __post_init__(self) -> None:
        for name, (low, high, low_is_allowed) in _RANGES.items():
            value = getattr(self, name)
            if not (low < value <= high or (low_is_allowed and value == low)):
                raise InvalidValue(
                    f"The constant {name} is {value!r}, which lies outside its range; see its description."
                )
        if self.lowest_prior >= 0.5:
            raise InvalidValue(f"The constant lowest_prior is {self.lowest_prior!r}; choose a value below 0.5.")

    def as_figures(self) -> dict[str, float]:
        """Return every constant by name, in the order it is printed."""
        return {item.name: float(getattr(self, item.name)) for item in dataclasses.fields(self)}


_LARGE = 1e9
_RANGES: dict[str, tuple[float, float, bool]] = {
    "half_life_days": (SHORTEST_HALF_LIFE_DAYS, _LARGE, True),
    "repeat_share": (0.0, 1.0, True),
    "prior_weight": (0.0, _LARGE, False),
    "intensity_prior_weight": (0.0, _LARGE, False),
    "habit_weight": (0.0, _LARGE, False),
    "reverse_share": (0.0, 1.0, True),
    "intensity_reverse_share": (0.0, 1.0, True),
    "giver_pull": (0.0, 2.0, True),
    "receiver_pull": (0.0, 2.0, True),
    "intensity_receiver_pull": (0.0, 2.0, True),
    "most_evidence": (0.0, _LARGE, False),
    "usual_share": (0.0, 1.0, True),
    "usual_intensity": (-10.0, 10.0, True),
    "usual_weight": (0.0, _LARGE, False),
    "lowest_prior": (0.0, 0.5, False),
    "goodwill_half_life_days": (SHORTEST_HALF_LIFE_DAYS, _LARGE, True),
    "grave_intensity": (-10.0, 0.0, True),
    "breach_half_lives": (0.0, _LARGE, True),
}

DEFAULT_CONSTANTS = BetaHabitConstants()
"""What every office starts with."""
