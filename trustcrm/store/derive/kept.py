"""Acts and sums as rows keep them, and as the values that readings are made of."""

from __future__ import annotations

from datetime import date
from typing import Any

from trustcrm.domain.act import Act
from trustcrm.domain.readings.constants import DEFAULT_CONSTANTS
from trustcrm.domain.readings.decay import growth
from trustcrm.domain.readings.habits import HabitSums, SideSums
from trustcrm.domain.readings.saturation import week_of
from trustcrm.domain.readings.sums import PairSums, Tally


def day_row(day: date) -> dict[str, Any]:
    """Return a day as it is kept: its running week and its forward-decay factors."""
    return {
        "day": day,
        "week": week_of(day),
        "trust_factor": growth(day, DEFAULT_CONSTANTS.half_life_days),
        "goodwill_factor": growth(day, DEFAULT_CONSTANTS.goodwill_half_life_days),
    }


def act_told(
    noun: str, row: int, giver: int, receiver: int, day: date, kind: str, root: str, intensity: float, weight: float
) -> Act:
    """Return an act from the columns of the act table; its id names the row it comes from, and its direction."""
    return Act(
        id=f"{noun} {row}:{giver}>{receiver}", giver=giver, receiver=receiver, day=day, kind=kind, root=root,
        intensity=intensity, weight=weight,
    )  # fmt: skip


def act_of(row: Any) -> Act:
    """Return the act a row of the act table holds."""
    return act_told(
        row.noun, row.row_id, row.giver_id, row.receiver_id, row.day, row.kind, row.root, row.intensity, row.weight
    )


def sums_of(row: Any) -> PairSums:
    """Return the sums a row of the pair table holds."""
    return PairSums(
        sign=Tally(
            value=row.sign_value, weight=row.sign_weight,
            plain_value=row.sign_plain_value, plain_weight=row.sign_plain_weight,
        ),
        intensity=Tally(
            value=row.intensity_value, weight=row.intensity_weight,
            plain_value=row.intensity_plain_value, plain_weight=row.intensity_plain_weight,
        ),
        goodwill=row.goodwill, ill_will=row.ill_will, acts=row.acts, last=row.last_day,
    )  # fmt: skip


def side_sums_of(*terms: float) -> SideSums:
    """Return the habit terms of a side from the columns of its row, in their order."""
    return SideSums(sign=_habit(*terms[:4]), intensity=_habit(*terms[4:]))


def _habit(out_num: float, out_den: float, in_num: float, in_den: float) -> HabitSums:
    return HabitSums(out_num=out_num, out_den=out_den, in_num=in_num, in_den=in_den)


def pair_row(sums: PairSums) -> dict[str, float]:
    """Return sums by the columns of the pair table that add up: all but the pair itself and the last day."""
    return {
        "acts": sums.acts,
        "sign_value": sums.sign.value, "sign_weight": sums.sign.weight,
        "sign_plain_value": sums.sign.plain_value, "sign_plain_weight": sums.sign.plain_weight,
        "intensity_value": sums.intensity.value, "intensity_weight": sums.intensity.weight,
        "intensity_plain_value": sums.intensity.plain_value, "intensity_plain_weight": sums.intensity.plain_weight,
        "goodwill": sums.goodwill, "ill_will": sums.ill_will,
    }  # fmt: skip
