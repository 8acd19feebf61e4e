"""Breaches: grave unkind acts that stay visible beside a reading, however good the average."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from trustcrm.domain.act import Act
from trustcrm.domain.readings.constants import BetaHabitConstants


def breaches_among(acts: Iterable[Act], day: date, constants: BetaHabitConstants) -> tuple[str, ...]:
    """Return the ids of the grave acts still fresh on `day`, oldest first; `acts` are one giver's towards one receiver.

    An act is grave at or below `grave_intensity`, fresh for `breach_half_lives` half-lives of trust, and counts only
    where its source is relied on at all.
    """
    longest = constants.breach_half_lives * constants.half_life_days
    grave = [
        act
        for act in acts
        if act.intensity <= constants.grave_intensity and act.weight > 0 and 0 <= (day - act.day).days <= longest
    ]
    return tuple(act.id for act in sorted(grave, key=lambda act: (act.day, act.id)))
