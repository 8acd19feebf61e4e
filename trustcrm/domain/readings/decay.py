"""Forgetting, kept forward: a sum is stored as if it grew from a fixed day, and one factor reads it as of any day.

An act of weight w on day t counts w·2^((t-epoch)/H) in a stored sum and w·2^(-(T-t)/H) as of day T; the ratio,
2^(-(T-epoch)/H), is the same for every act. So sums merge by addition and one new act touches one row (Cormode,
Shkapenyuk, Srivastava & Xu, "Forward decay", ICDE 2009).
"""

from __future__ import annotations

from datetime import date

from trustcrm.errors import InvalidValue

EPOCH = date(2000, 1, 1)
"""The day on which a stored sum counts acts at their face value."""

_EPOCH_ORDINAL = EPOCH.toordinal()
_MOST_DOUBLINGS = 900.0  # a double holds 2^1023; this leaves room for sums of many acts


def growth(day: date, half_life_days: float) -> float:
    """Return 2^((day - epoch)/H), what an act of `day` counts in a stored sum.

    Raises `InvalidValue` for days so far ahead that the number would leave the range of a double: after the year 2443
    for H = 180 days.
    """
    doublings = _doublings(day, half_life_days)
    if doublings > _MOST_DOUBLINGS:
        raise InvalidValue(f"The day {day.isoformat()} lies too far ahead to be reckoned with; check the year.")
    return float(2.0**doublings)  # an act of centuries ago counts 0.0, as it should


def as_of(day: date, half_life_days: float) -> float:
    """Return 2^(-(day - epoch)/H), the factor that turns a stored sum into the sum as of `day`.

    Raises `InvalidValue` for days so far back that the number would leave the range of a double: before the year 1557
    for H = 180 days.
    """
    doublings = _doublings(day, half_life_days)
    if doublings < -_MOST_DOUBLINGS:
        raise InvalidValue(f"Nothing can be read as of {day.isoformat()}, so far back; check the year.")
    return float(2.0**-doublings)


def _doublings(day: date, half_life_days: float) -> float:
    return (day.toordinal() - _EPOCH_ORDINAL) / half_life_days
