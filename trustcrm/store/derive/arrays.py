"""All sums and readings of an office at once, over arrays of its acts: the quick way where everything is made anew.

Needs numpy (the extra `fast`), so only what finds it there imports this module. The sums are the same to 1e-9 as those
made act by act and those made by the database, repetitions within a week included; a test holds all three together.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from trustcrm.domain.readings.constants import BetaHabitConstants
from trustcrm.domain.readings.decay import EPOCH, as_of, growth

Numbers = npt.NDArray[Any]
Whole = npt.NDArray[Any]

_MOST_SLOTS = 1 << 22
"""How long a table for looking up numbers may grow: 32 MB."""
_WEEK = 7

PAIR_COLUMNS = (
    "sign_value", "sign_weight", "sign_plain_value", "sign_plain_weight",
    "intensity_value", "intensity_weight", "intensity_plain_value", "intensity_plain_weight", "goodwill", "ill_will",
)  # fmt: skip
"""The sums of a pair, by the columns of the table they are kept in."""


@dataclass(frozen=True, kw_only=True)
class ActArrays:
    """Acts as one array a column: ids of sides, days as ordinals, root kinds as small numbers from 0."""

    giver: Whole
    receiver: Whole
    day: Whole
    root: Whole
    intensity: Numbers
    weight: Numbers


@dataclass(frozen=True, kw_only=True)
class PairArrays:
    """The sums of every ordered pair, by the columns of the table they are kept in; `last` are ordinals."""

    giver: Whole
    receiver: Whole
    acts: Whole
    last: Whole
    sums: Mapping[str, Numbers]


@dataclass(frozen=True, kw_only=True)
class SideArrays:
    """The habit sums and the plain sums of every side, by the columns of the table they are kept in."""

    side: Whole
    sums: Mapping[str, Numbers]


@dataclass(frozen=True, kw_only=True)
class ReadingArrays:
    """For each pair of a `PairArrays`, in its order: trust, how much of it is prior, goodwill and ill will."""

    value: Numbers
    uncertainty: Numbers
    goodwill: Numbers
    ill_will: Numbers


def sum_pairs_of(acts: ActArrays, constants: BetaHabitConstants) -> PairArrays:
    """Return the sums of every pair that acted. Raises `InvalidValue` for days too far ahead to be reckoned with."""
    if not len(acts.day):
        nothing, none = np.zeros(0, np.int64), np.zeros(0)
        return PairArrays(
            giver=nothing, receiver=nothing, acts=nothing, last=nothing, sums=dict.fromkeys(PAIR_COLUMNS, none)
        )  # fmt: skip
    most = int(max(acts.giver.max(), acts.receiver.max())) + 1
    codes, pair = _numbered(acts.giver * most + acts.receiver, most * most)
    sign, size, good = _saturated(acts, pair, len(codes), constants)
    kindness = pair * 3 + (acts.intensity >= 0) + (acts.intensity > 0)  # unkind, neutral, kind

    def apart(values: Numbers | None) -> Any:
        return np.bincount(kindness, values, minlength=3 * len(codes)).reshape(-1, 3)

    def together(values: Numbers) -> Numbers:
        return np.bincount(pair, values, minlength=len(codes))

    signs, plain, will = apart(sign), apart(acts.weight), apart(good)
    return PairArrays(
        giver=codes // most,
        receiver=codes % most,
        acts=np.bincount(pair, minlength=len(codes)),
        last=_latest(pair, acts.day, len(codes)),
        sums={
            "sign_value": signs[:, 2], "sign_weight": signs[:, 0] + signs[:, 2],
            "sign_plain_value": plain[:, 2], "sign_plain_weight": plain[:, 0] + plain[:, 2],
            "intensity_value": together(size * acts.intensity), "intensity_weight": together(size),
            "intensity_plain_value": together(acts.weight * acts.intensity),
            "intensity_plain_weight": plain.sum(axis=1),
            "goodwill": will[:, 2], "ill_will": will[:, 0],
        },
    )  # fmt: skip


def _numbered(codes: Whole, limit: int) -> tuple[Whole, Whole]:
    """Return the different codes, all below `limit`, in order, and for each place which of them stands there."""
    if limit > _MOST_SLOTS:
        return np.unique(codes, return_inverse=True)
    there = np.zeros(limit, np.bool_)
    there[codes] = True
    found = np.flatnonzero(there)
    number = np.empty(limit, np.int64)
    number[found] = np.arange(len(found))
    return found, number[codes]


def _latest(pair: Whole, day: Whole, pairs: int) -> Whole:
    last = np.zeros(pairs, np.int64)
    np.maximum.at(last, pair, day)
    return last


def _saturated(acts: ActArrays, pair: Whole, pairs: int, constants: BetaHabitConstants) -> tuple[Numbers, ...]:
    """Return what each act counts for trust, for expected intensity and for goodwill in a stored sum.

    Acts of one pair, root and week share their weight, but for expected intensity. Only they are put in order; hardly
    any act has such company, and then mostly one other. A neutral act counts nothing for trust and goodwill, and so
    comes last of its group.
    """
    first, last = int(acts.day.min()), int(acts.day.max())
    days, place = np.arange(first, last + 1), acts.day - first
    size = acts.weight * _growing(days, constants.half_life_days)[place]
    good = acts.weight * np.abs(acts.intensity) * _growing(days, constants.goodwill_half_life_days)[place]
    sign = size * (acts.intensity != 0)
    running = (days - 1) // _WEEK
    weeks, roots = int(running[-1] - running[0]) + 1, int(acts.root.max()) + 1
    kind: Any = np.int32 if pairs * roots * weeks < 1 << 31 else np.int64
    week = (running - running[0]).astype(kind)[place]
    group = (pair * roots + acts.root).astype(kind) * kind(weeks) + week
    companies = _companies(group)
    for values in (sign, good):
        companies.share(values, acts.intensity, constants.repeat_share)
    return sign, size, good


def _growing(days: Whole, half_life_days: float) -> Numbers:
    growth(date.fromordinal(int(days[-1])), half_life_days)  # refuses days too far ahead
    return np.exp2((days - EPOCH.toordinal()) / half_life_days)


@dataclass(frozen=True)
class _Companies:
    """The acts that share their group: where the two of each pair of them stand, and all others by their group."""

    one: Whole
    other: Whole
    many: Whole
    group: Whole

    def share(self, values: Numbers, intensity: Numbers, q: float) -> None:
        """Lessen what repetitions count: the second of a group q times, the third q² times."""
        (size, strength, tone), (other_size, other_strength, other_tone) = (
            self._rank(values, intensity, place) for place in (self.one, self.other)
        )
        behind = (strength < other_strength) | ((strength == other_strength) & (tone < other_tone))
        behind = (size < other_size) | ((size == other_size) & behind)
        values[np.where(behind, self.one, self.other)] *= q
        order = np.lexsort((*(-key for key in reversed(self._rank(values, intensity, self.many))), self.group))
        values[self.many[order]] *= q ** _places(self.group[order])

    @staticmethod
    def _rank(values: Numbers, intensity: Numbers, place: Whole) -> tuple[Numbers, Numbers, Numbers]:
        return values[place], np.abs(intensity[place]), intensity[place]


def _companies(group: Whole) -> _Companies:
    """Return the acts that share their group with others; by the last bits of groups, which spares sorting all acts."""
    ordered = np.sort(group)
    slots = min(_MOST_SLOTS, 2 << len(group).bit_length())
    last_bits = group.dtype.type(slots - 1)
    shared = np.zeros(slots, np.bool_)
    shared[ordered[1:][ordered[1:] == ordered[:-1]] & last_bits] = True
    some = np.flatnonzero(shared[group & last_bits])
    some = some[np.argsort(group[some], kind="stable")]
    found = group[some]
    starts = np.flatnonzero(np.concatenate((np.ones(min(1, len(found)), np.bool_), found[1:] != found[:-1])))
    counts = np.diff(starts, append=len(found))
    two, many = starts[counts == 2], np.repeat(counts > 2, counts)
    return _Companies(some[two], some[two + 1], some[many], found[many])


def _places(group: Whole) -> Whole:
    """Return how many of the same group stand before each, where groups stand together."""
    here = np.arange(len(group))
    begins = np.concatenate((np.ones(min(1, len(group)), np.bool_), group[1:] != group[:-1]))
    return here - np.maximum.accumulate(np.where(begins, here, 0))


def sum_sides_of(pairs: PairArrays) -> SideArrays:
    """Return the habit sums of every side from the sums of its pairs, and the plain sums of all it gave."""
    sides, place = np.unique(np.concatenate((pairs.giver, pairs.receiver)), return_inverse=True)
    gave, got = np.split(place, 2)
    sums: dict[str, Numbers] = {}
    for what in ("sign", "intensity"):
        value, weight = pairs.sums[f"{what}_plain_value"], pairs.sums[f"{what}_plain_weight"]
        for way, ends in (("out", gave), ("in", got)):
            sums[f"{what}_{way}_num"] = np.bincount(ends, value / (weight + 1.0), minlength=len(sides))
            sums[f"{what}_{way}_den"] = np.bincount(ends, weight / (weight + 1.0), minlength=len(sides))
        sums[f"{what}_plain_value"] = np.bincount(gave, value, minlength=len(sides))
        sums[f"{what}_plain_weight"] = np.bincount(gave, weight, minlength=len(sides))
    return SideArrays(side=sides, sums=sums)


def readings_of(pairs: PairArrays, sides: SideArrays, day: date, constants: BetaHabitConstants) -> ReadingArrays:
    """Return the reading of every pair as of `day`, on which no act is later: the formula of `estimate`, for all."""
    value, weight = pairs.sums["sign_value"], pairs.sums["sign_weight"]
    plain_value, plain_weight = pairs.sums["sign_plain_value"], pairs.sums["sign_plain_weight"]
    usual = constants.usual_weight
    mean = (usual * constants.usual_share + plain_value.sum() - plain_value) / (
        usual + plain_weight.sum() - plain_weight
    )
    gave, got = np.searchsorted(sides.side, pairs.giver), np.searchsorted(sides.side, pairs.receiver)

    def pull(way: str, ends: Any, strength: float) -> Any:
        num, den = sides.sums[f"sign_{way}_num"][ends], sides.sums[f"sign_{way}_den"][ends]
        habit = (constants.habit_weight * mean + num) / (constants.habit_weight + den)
        return strength * (habit - mean)

    prior = mean + pull("out", gave, constants.giver_pull) + pull("in", got, constants.receiver_pull)
    prior = np.clip(prior, constants.lowest_prior, 1.0 - constants.lowest_prior)
    decay = as_of(day, constants.half_life_days)
    factor = decay * np.minimum(1.0, constants.most_evidence / np.maximum(weight * decay, constants.most_evidence))
    back = _back(pairs)
    there = np.append(value * factor, 0.0), np.append(weight * factor, 0.0)  # a pair without a way back ends here
    evidence, whole = (terms[:-1] + constants.reverse_share * terms[back] for terms in there)
    total = constants.prior_weight + whole
    will = as_of(day, constants.goodwill_half_life_days)
    return ReadingArrays(
        value=(constants.prior_weight * prior + evidence) / total,
        uncertainty=constants.prior_weight / total,
        goodwill=pairs.sums["goodwill"] * will,
        ill_will=pairs.sums["ill_will"] * will,
    )


def _back(pairs: PairArrays) -> Whole:
    """Return for each pair where the other way round stands, -1 where nothing went that way."""
    most = int(max(pairs.giver.max(initial=0), pairs.receiver.max(initial=0))) + 1
    codes, wanted = pairs.giver * most + pairs.receiver, pairs.receiver * most + pairs.giver
    place = np.minimum(np.searchsorted(codes, wanted), max(0, len(codes) - 1))
    return np.where(codes[place] == wanted, place, -1)
