"""All that a reading of one ordered pair rests on, already summed: what a store hands over instead of acts."""

from __future__ import annotations

from datetime import date

from trustcrm.domain.readings.constants import BetaHabitConstants
from trustcrm.domain.readings.habits import SideSums, Totals
from trustcrm.domain.readings.sums import PairSums
from trustcrm.errors import InvalidValue
from trustcrm.values import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class PairEvidence:
    """What is known of `giver` → `receiver`.

    `there` sums the giver's acts towards the receiver and `back` the receiver's towards the giver; `giver_side` and
    `receiver_side` are the two sides' habit sums, this pair included; `totals` run over all pairs of the office.
    `breaches` are the ids of the giver's grave acts still fresh.
    """

    giver: int
    receiver: int
    there: PairSums
    back: PairSums
    giver_side: SideSums
    receiver_side: SideSums
    totals: Totals
    breaches: tuple[str, ...] = ()

    def require_usable(self, day: date, constants: BetaHabitConstants) -> None:
        """Raise `InvalidValue` where the sums hold acts later than `day` or were made with other half-lives."""
        if self.giver == self.receiver:
            raise InvalidValue(f"Side {self.giver} has no reading towards itself; name two different sides.")
        for last in (self.there.last, self.back.last, self.totals.last):
            if last is not None and last > day:
                raise InvalidValue(
                    f"These sums hold acts up to {last.isoformat()}, later than {day.isoformat()}; "
                    "sum the acts up to that day anew."
                )
        for sums in (self.there, self.back):
            if sums.half_life_days != constants.half_life_days:
                raise InvalidValue(
                    f"These sums were made with a half-life of {sums.half_life_days:g} days, not "
                    f"{constants.half_life_days:g}; sum the acts anew with the present constants."
                )
