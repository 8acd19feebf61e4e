"""Goodwill: a decayed sum of intensities in Goldstein units, kindness and unkindness shown apart."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from trustcrm.domain.act import Act
from trustcrm.domain.reading import Share
from trustcrm.domain.readings.constants import BetaHabitConstants
from trustcrm.domain.readings.decay import as_of
from trustcrm.domain.readings.sums import PairSums, goodwill_sizes
from trustcrm.errors import InvalidValue
from trustcrm.values import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Goodwill:
    """The goodwill and the ill will of one side towards another, both at least 0, in Goldstein units."""

    positive: float
    negative: float

    @property
    def net(self) -> float:
        """Goodwill less ill will."""
        return self.positive - self.negative


def goodwill_of(sums: PairSums, day: date) -> Goodwill:
    """Return the goodwill that `sums` come to on `day`; raises `InvalidValue` where they hold later acts."""
    if sums.last is not None and sums.last > day:
        raise InvalidValue(
            f"These sums hold acts up to {sums.last.isoformat()}, later than {day.isoformat()}; "
            "sum the acts up to that day anew."
        )
    factor = as_of(day, sums.goodwill_half_life_days)
    return Goodwill(positive=sums.goodwill * factor, negative=sums.ill_will * factor)


def goodwill_shares(acts: Iterable[Act], day: date, constants: BetaHabitConstants) -> tuple[Share, ...]:
    """Return each signed act's part of the net goodwill on `day`, oldest first; they sum to it exactly.

    `acts` are one giver's towards one receiver; later ones are ignored.
    """
    factor = as_of(day, constants.goodwill_half_life_days)
    sizes = goodwill_sizes([act for act in acts if act.day <= day], constants)
    shares = []
    for act, size in sorted(sizes, key=lambda term: (term[0].day, term[0].id)):
        part = size * factor if act.intensity > 0 else -size * factor
        shares.append(Share(about=act.id, value=part, act=act, effect=part))
    return tuple(shares)
