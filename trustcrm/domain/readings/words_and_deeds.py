"""Words and deeds: goodwill split into what was said and what was done.

The four classes are those of PLOVER and of GDELT's QuadClass, by CAMEO root code: verbal cooperation 01-05, material
cooperation 06-08, verbal conflict 09-13, material conflict 14-20.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Literal

from trustcrm.domain.act import Act
from trustcrm.domain.reading import Share
from trustcrm.domain.readings.constants import BetaHabitConstants
from trustcrm.domain.readings.goodwill import goodwill_shares
from trustcrm.errors import InvalidValue
from trustcrm.values import dataclass

QuadClass = Literal["verbal_cooperation", "material_cooperation", "verbal_conflict", "material_conflict"]


@dataclass(frozen=True, slots=True, kw_only=True)
class WordsAndDeeds:
    """The shares of net goodwill in each class; an act's sign is its intensity's, whatever its class."""

    verbal_cooperation: tuple[Share, ...]
    material_cooperation: tuple[Share, ...]
    verbal_conflict: tuple[Share, ...]
    material_conflict: tuple[Share, ...]

    @property
    def words(self) -> float:
        """The net goodwill in words, in Goldstein units."""
        return _sum(self.verbal_cooperation) + _sum(self.verbal_conflict)

    @property
    def deeds(self) -> float:
        """The net goodwill in deeds, in Goldstein units."""
        return _sum(self.material_cooperation) + _sum(self.material_conflict)


def quad_class(root: str) -> QuadClass:
    """Return the class of a two-digit CAMEO root code; raises `InvalidValue` where it is none of 01 to 20."""
    number = int(root) if root.isascii() and root.isdigit() else 0
    if not 1 <= number <= 20:
        raise InvalidValue(f"{root!r} is not a CAMEO root code; choose one from 01 to 20.")
    if number <= 5:
        return "verbal_cooperation"
    if number <= 8:
        return "material_cooperation"
    return "verbal_conflict" if number <= 13 else "material_conflict"


def words_and_deeds(acts: Iterable[Act], day: date, constants: BetaHabitConstants) -> WordsAndDeeds:
    """Return one giver's words and deeds towards one receiver as of `day`; together they are the net goodwill."""
    classes: dict[QuadClass, list[Share]] = {
        "verbal_cooperation": [],
        "material_cooperation": [],
        "verbal_conflict": [],
        "material_conflict": [],
    }
    for share in goodwill_shares(acts, day, constants):
        if share.act is not None:
            classes[quad_class(share.act.root)].append(share)
    return WordsAndDeeds(**{name: tuple(shares) for name, shares in classes.items()})


def _sum(shares: Iterable[Share]) -> float:
    return sum(share.value for share in shares)
