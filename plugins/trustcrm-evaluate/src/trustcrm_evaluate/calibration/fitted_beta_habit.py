"""The reference model by fitted constants, which its readings tell in their model's name."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace
from datetime import date

from trustcrm.plugin import BetaHabit, Reading, SummedActs
from trustcrm_evaluate.beta_habit_2.model import fitted_name
from trustcrm_evaluate.calibration.fading import FadingActs
from trustcrm_evaluate.calibration.fitted_constants import FittedConstants


class FittedBetaHabit(BetaHabit):
    """The reference model by an office's own constants, of which its readings tell a digest in their model's name."""

    def __init__(self, constants: FittedConstants) -> None:
        super().__init__(constants)
        self._fitted = constants

    def empty(self) -> SummedActs:
        """Return a state that knows no act."""
        return FadingActs(self._fitted) if self._fitted.habits_fade else super().empty()

    def read(
        self, state: SummedActs, giver: Hashable, receiver: Hashable, day: date, *, explain: bool = False
    ) -> Reading:  # fmt: skip
        """Return the reading of giver → receiver as of `day`."""
        told = super().read(state, giver, receiver, day, explain=explain)
        figures, defaults = self._fitted.as_figures(), FittedConstants().as_figures()
        if not self._fitted.habits_fade:  # constants kept before habits could fade keep the name they had
            del figures["habit_half_life_days"], defaults["habit_half_life_days"]
        return replace(told, model=fitted_name(told.model, figures, defaults))
