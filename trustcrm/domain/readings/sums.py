"""What is kept of an ordered pair: a handful of sums from which every reading as of any day is made.

The sums are a commutative monoid, so they may be reckoned in parts, in any order, by any engine, and added up.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from trustcrm.domain.act import Act
from trustcrm.domain.readings.constants import DEFAULT_CONSTANTS, BetaHabitConstants
from trustcrm.domain.readings.decay import growth
from trustcrm.domain.readings.saturation import saturated
from trustcrm.errors import InvalidValue
from trustcrm.values import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Sums over acts of w·y and of w, where y is what an act says and w how much it counts.

    `value` and `weight` are forward-decayed and saturated; `plain_value` and `plain_weight` are neither, and serve
    for habits and for the global mean.
    """

    value: float = 0.0
    weight: float = 0.0
    plain_value: float = 0.0
    plain_weight: float = 0.0

    def plus(self, other: Tally) -> Tally:
        """Return the sums over the acts of both."""
        return Tally(
            value=self.value + other.value,
            weight=self.weight + other.weight,
            plain_value=self.plain_value + other.plain_value,
            plain_weight=self.plain_weight + other.plain_weight,
        )

    def less(self, other: Tally) -> Tally:
        """Return the sums without the other's acts, all of which are among these."""
        return Tally(
            value=self.value - other.value,
            weight=self.weight - other.weight,
            plain_value=self.plain_value - other.plain_value,
            plain_weight=self.plain_weight - other.plain_weight,
        )


EMPTY_TALLY = Tally()


@dataclass(frozen=True, slots=True, kw_only=True)
class PairSums:
    """The sums over one ordered pair's acts.

    `sign` runs over kind (y = 1) and unkind (y = 0) acts, `intensity` over all acts with y in Goldstein units and
    without saturation, both decayed by `half_life_days`. `goodwill` and `ill_will` are sums of the sizes of intensities
    above and below 0, decayed by `goodwill_half_life_days`. `acts` counts all acts and `last` is the latest's day.
    """

    half_life_days: float = DEFAULT_CONSTANTS.half_life_days
    goodwill_half_life_days: float = DEFAULT_CONSTANTS.goodwill_half_life_days
    sign: Tally = EMPTY_TALLY
    intensity: Tally = EMPTY_TALLY
    goodwill: float = 0.0
    ill_will: float = 0.0
    acts: int = 0
    last: date | None = None

    def merge(self, other: PairSums) -> PairSums:
        """Return the sums over both; the two share no saturation group (root kind and ISO week).

        Raises `InvalidValue` where the half-lives differ: such sums cannot be told apart again, let alone added.
        """
        if (self.half_life_days, self.goodwill_half_life_days) != (other.half_life_days, other.goodwill_half_life_days):
            raise InvalidValue(
                f"Sums with half-lives of {self.half_life_days:g} and {other.half_life_days:g} days (goodwill: "
                f"{self.goodwill_half_life_days:g} and {other.goodwill_half_life_days:g}) do not add up; "
                "reckon both with the same constants."
            )
        return PairSums(
            half_life_days=self.half_life_days,
            goodwill_half_life_days=self.goodwill_half_life_days,
            sign=self.sign.plus(other.sign),
            intensity=self.intensity.plus(other.intensity),
            goodwill=self.goodwill + other.goodwill,
            ill_will=self.ill_will + other.ill_will,
            acts=self.acts + other.acts,
            last=latest(self.last, other.last),
        )

    def replacing(self, former: PairSums, present: PairSums) -> PairSums:
        """Return the sums after those of one saturation group, which are among these, became `present`.

        All were made with the same half-lives. `last` only moves forward: who takes acts away adds up what is left.
        """
        return PairSums(
            half_life_days=self.half_life_days,
            goodwill_half_life_days=self.goodwill_half_life_days,
            sign=self.sign.less(former.sign).plus(present.sign),
            intensity=self.intensity.less(former.intensity).plus(present.intensity),
            goodwill=self.goodwill - former.goodwill + present.goodwill,
            ill_will=self.ill_will - former.ill_will + present.ill_will,
            acts=self.acts - former.acts + present.acts,
            last=latest(self.last, present.last),
        )


def latest(one: date | None, other: date | None) -> date | None:
    """Return the later of two days, None being earlier than any."""
    if one is None or other is None:
        return one or other
    return max(one, other)


def no_sums(constants: BetaHabitConstants) -> PairSums:
    """Return the sums over no acts: the identity of `PairSums.merge` for these constants."""
    return PairSums(half_life_days=constants.half_life_days, goodwill_half_life_days=constants.goodwill_half_life_days)


def pair_sums(acts: Collection[Act], constants: BetaHabitConstants) -> PairSums:
    """Return the sums over `acts`, all by one giver towards one receiver and each id once."""
    sign = sign_tally(acts, constants)
    intensity = intensity_tally(acts, constants)
    good = bad = 0.0
    for act, size in goodwill_sizes(acts, constants):
        if act.intensity > 0:
            good += size
        else:
            bad += size
    return PairSums(
        half_life_days=constants.half_life_days,
        goodwill_half_life_days=constants.goodwill_half_life_days,
        sign=sign,
        intensity=intensity,
        goodwill=good,
        ill_will=bad,
        acts=len(acts),
        last=max((act.day for act in acts), default=None),
    )


def sign_sizes(acts: Collection[Act], constants: BetaHabitConstants) -> list[tuple[Act, float]]:
    """Return each signed act with what it counts for trust in a stored sum; neutral acts take no place in a group."""
    return list(
        saturated(
            (act for act in acts if act.intensity),
            lambda act: act.weight * growth(act.day, constants.half_life_days),
            constants.repeat_share,
        )
    )


def intensity_sizes(acts: Collection[Act], constants: BetaHabitConstants) -> list[tuple[Act, float]]:
    """Return each act, neutral ones too, with what it counts for expected intensity in a stored sum.

    Repetition is not held down here: after a week of letters the next act is likely a letter, which trusts nobody more.
    """
    return [(act, act.weight * growth(act.day, constants.half_life_days)) for act in acts]


def goodwill_sizes(acts: Collection[Act], constants: BetaHabitConstants) -> list[tuple[Act, float]]:
    """Return each signed act with the size of its goodwill or ill will in a stored sum, in Goldstein units."""
    return list(
        saturated(
            (act for act in acts if act.intensity),
            lambda act: act.weight * abs(act.intensity) * growth(act.day, constants.goodwill_half_life_days),
            constants.repeat_share,
        )
    )


def sign_tally(acts: Collection[Act], constants: BetaHabitConstants) -> Tally:
    """Return the tally of signs: y is 1 for a kind act and 0 for an unkind one."""
    sizes = sign_sizes(acts, constants)
    return Tally(
        value=sum(size for act, size in sizes if act.intensity > 0),
        weight=sum(size for _, size in sizes),
        plain_value=sum(act.weight for act, _ in sizes if act.intensity > 0),
        plain_weight=sum(act.weight for act, _ in sizes),
    )


def intensity_tally(acts: Collection[Act], constants: BetaHabitConstants) -> Tally:
    """Return the tally of intensities: y is the act's intensity in Goldstein units."""
    sizes = intensity_sizes(acts, constants)
    return Tally(
        value=sum(size * act.intensity for act, size in sizes),
        weight=sum(size for _, size in sizes),
        plain_value=sum(act.weight * act.intensity for act, _ in sizes),
        plain_weight=sum(act.weight for act, _ in sizes),
    )
