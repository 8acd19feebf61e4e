"""The fourteen numbers of "beta-habit-2", all in one printable value."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass

from trustcrm.plugin import BetaHabitConstants, InvalidValue

SAFEGUARDS = BetaHabitConstants()
"""What is not fitted: the most that a pair's evidence weighs, what is assumed of everybody, and what a breach is."""

RANGES: Mapping[str, tuple[float, float]] = {
    "half_life_days": (30.0, 100_000.0),
    "quick_half_life_days": (1.0, 100_000.0),
    "quick_share": (0.0, 10.0),
    "repeat_share": (0.0, 1.0),
    "prior_weight": (0.01, 100.0),
    "habit_weight": (0.01, 100.0),
    "group_weight": (0.01, 100.0),
    "reverse_share": (0.0, 10.0),
    "giver_pull": (0.0, 2.0),
    "receiver_pull": (0.0, 2.0),
    "country_pull": (0.0, 1.0),
    "friends_pull": (0.0, 1.0),
    "giver_late_pull": (0.0, 2.0),
    "receiver_late_pull": (0.0, 2.0),
}
"""The least and the most that each may be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Constants:
    """The constants of "beta-habit-2"; raises `InvalidValue` where one lies outside `RANGES`.

    The defaults were chosen on the training parts of two public event sets, together. The symbol in brackets is the one
    that the explanation uses.
    """

    half_life_days: float = 480.0
    """[H] After so many days an act counts half as much in the slow memory."""
    quick_half_life_days: float = 7.0
    """[h] The same in the quick memory."""
    quick_share: float = 1.0
    """[λ] How much a fresh act counts in the quick memory, where it counts 1 in the slow one."""
    repeat_share: float = 0.5
    """[q] Each further act of one pair, root kind and ISO week counts this share of the one before."""
    prior_weight: float = 1.5
    """[k] How many whole, slow acts the prior is worth."""
    habit_weight: float = 1.7
    """[κ] How many partners the sort's share is worth when a side's habit is reckoned."""
    group_weight: float = 0.65
    """[γ] How many pairs the global share is worth when the habit of a sort or of two countries is reckoned."""
    reverse_share: float = 0.2
    """[ρ] How far the receiver's own acts towards the giver count as evidence."""
    giver_pull: float = 0.75
    """[α] How far the giver's habit of giving moves the prior away from the global share."""
    receiver_pull: float = 0.53
    """[β] How far the receiver's habit of being given to moves the prior away from the global share."""
    country_pull: float = 0.2
    """[c] How far what passes between the two countries moves the prior away from the global share."""
    friends_pull: float = 0.3
    """[φ] How far the word of third sides moves the prior, however many they are."""
    giver_late_pull: float = 0.0
    """[α'] How far the giver's late conduct towards everybody moves the prior away from the global share."""
    receiver_late_pull: float = 0.0
    """[β'] How far the late conduct of everybody towards the receiver moves the prior away from the global share."""

    def __post_init__(self) -> None:
        for name, (least, most) in RANGES.items():
            value = getattr(self, name)
            if not least <= value <= most:
                raise InvalidValue(f"The constant {name} is {value!r}; choose one from {least:g} to {most:g}.")

    def as_figures(self) -> dict[str, float]:
        """Return every constant by name, in the order it is printed."""
        return {item.name: float(getattr(self, item.name)) for item in dataclasses.fields(self)}


DEFAULTS = Constants()
