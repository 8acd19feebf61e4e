"""The constants that a fit of the reference model may find: the shipped ones, and how fast habits fade."""

from __future__ import annotations

from dataclasses import dataclass

from trustcrm.plugin import BetaHabitConstants, InvalidValue

LASTING_DAYS = 100_000.0
"""From this half-life on, habits do not fade at all."""


@dataclass(frozen=True, kw_only=True)
class FittedConstants(BetaHabitConstants):
    """The constants of "beta-habit" as fitted; by default they are the shipped ones, and habits do not fade."""

    habit_half_life_days: float = LASTING_DAYS
    """After so many days an act counts half as much for habits; at least 1, and from 100,000 on they do not fade."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if not self.habit_half_life_days >= 1.0:
            raise InvalidValue(f"The constant habit_half_life_days is {self.habit_half_life_days!r}; choose 1 or more.")

    @property
    def habits_fade(self) -> bool:
        """Whether a side's habits rest on what it did lately rather than on all it did."""
        return self.habit_half_life_days < LASTING_DAYS
