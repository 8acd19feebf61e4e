"""How well predictions fit what happened: each measure a pure function of columns, with a weight for each act.

Sign measures look at signed acts alone (an intensity other than 0), errors of intensity at all of them. A weight says
how many times an act is counted, which is how the bootstrap draws anew without copying anything.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from trustcrm_evaluate.protocol import Prediction

Numbers = NDArray[np.float64]
Flags = NDArray[np.bool_]
BINS = 15
DECILES = 10
LEAST_PROBABILITY = 1e-6
"""A probability is taken to lie within [this, 1 - this] where its logarithm is wanted: nobody is ruined by one act."""
NONE = float("nan")


class Columns(NamedTuple):
    """Predictions as columns: what was said, what happened, whether the pair was new, and each pair's number."""

    trust: Numbers
    kind: Flags
    signed: Flags
    expected: Numbers | None
    intensity: Numbers
    new: Flags
    pair: NDArray[np.int64]

    def of(self, chosen: Flags | NDArray[np.intp]) -> Columns:
        """Return the chosen rows."""
        return Columns(
            self.trust[chosen], self.kind[chosen], self.signed[chosen],
            None if self.expected is None else self.expected[chosen],
            self.intensity[chosen], self.new[chosen], self.pair[chosen],
        )  # fmt: skip


def columns(predictions: Sequence[Prediction], unit: float = 1.0) -> Columns:
    """Return predictions as columns in the order of trust, intensities in `unit`s; pairs are numbered as they come."""
    numbers: dict[object, int] = {}
    pairs = [numbers.setdefault((one.act.giver, one.act.receiver), len(numbers)) for one in predictions]
    intensity = np.array([one.act.intensity for one in predictions], dtype=float)
    expected = [one.intensity for one in predictions]
    told = Columns(
        trust=np.array([one.trust for one in predictions], dtype=float),
        kind=intensity > 0,
        signed=intensity != 0,
        expected=None if None in expected else np.array(expected, dtype=float) * unit,
        intensity=intensity * unit,
        new=np.array([one.new for one in predictions], dtype=bool),
        pair=np.array(pairs, dtype=np.int64),
    )
    return told.of(np.argsort(told.trust, kind="stable"))


def auc(trust: Numbers, kind: Flags, weight: Numbers | None = None) -> float:
    """Return how often a kind act was trusted more than an unkind one, ties counted half; NaN where either lacks."""
    order = np.argsort(trust, kind="stable")
    trust, kind, weights = trust[order], kind[order], _weights(trust, weight)[order]
    level = np.cumsum(np.diff(trust, prepend=trust[:1]) > 0)
    good, bad = np.bincount(level, weights * kind), np.bincount(level, weights * ~kind)
    pairs = good.sum() * bad.sum()
    return float(good @ (np.cumsum(bad) - bad / 2) / pairs) if pairs else NONE


def log_loss(trust: Numbers, kind: Flags, weight: Numbers | None = None) -> float:
    """Return the mean of minus the natural logarithm of the probability that was given to what happened."""
    within = np.clip(trust, LEAST_PROBABILITY, 1 - LEAST_PROBABILITY)
    return _mean(-np.log(np.where(kind, within, 1 - within)), _weights(trust, weight))


class Bin(NamedTuple):
    """Acts whose trust lay together: how many, their mean trust and the share of them that were kind."""

    acts: float
    trust: float
    kind: float


def reliability(trust: Numbers, kind: Flags, weight: Numbers | None = None, bins: int = BINS) -> list[Bin]:
    """Return what was said and what happened within equally wide bins of [0, 1], those without acts left out."""
    weights = _weights(trust, weight)
    at = np.clip((trust * bins).astype(int), 0, bins - 1)
    count, said, done = (np.bincount(at, told, bins) for told in (weights, weights * trust, weights * kind))
    return [Bin(*map(float, (n, s / n, d / n))) for n, s, d in zip(count, said, done, strict=True) if n]


def calibration_error(trust: Numbers, kind: Flags, weight: Numbers | None = None) -> float:
    """Return how far, on average over acts, what was said lies from what happened within fifteen bins."""
    found = reliability(trust, kind, weight)
    return (
        sum(one.acts * abs(one.trust - one.kind) for one in found) / sum(one.acts for one in found) if found else NONE
    )


def worst_decile_gap(trust: Numbers, kind: Flags, weight: Numbers | None = None) -> float:
    """Return the widest gap between what was said and what happened among ten equally large groups by trust.

    Acts that were trusted alike may part into two groups; NaN where there are fewer than ten acts.
    """
    if len(trust) < DECILES:
        return NONE
    order = np.argsort(trust, kind="stable")
    trust, kind, weights = trust[order], kind[order], _weights(trust, weight)[order]
    passed = np.cumsum(weights) - weights / 2
    group = np.minimum((passed / weights.sum() * DECILES).astype(int), DECILES - 1)
    count, gap = np.bincount(group, weights, DECILES), np.bincount(group, weights * (trust - kind), DECILES)
    return float(np.abs(gap[count > 0] / count[count > 0]).max())


def rmse(expected: Numbers, intensity: Numbers, weight: Numbers | None = None) -> float:
    """Return the root of the mean squared error."""
    return float(np.sqrt(_mean((expected - intensity) ** 2, _weights(expected, weight))))


def pearson(expected: Numbers, intensity: Numbers, weight: Numbers | None = None) -> float:
    """Return Pearson's correlation; NaN where either does not vary."""
    weights = _weights(expected, weight)
    one, other = expected - _mean(expected, weights), intensity - _mean(intensity, weights)
    spread = _mean(one**2, weights) * _mean(other**2, weights)
    return _mean(one * other, weights) / float(np.sqrt(spread)) if spread > 1e-18 else NONE


def _weights(told: Numbers, weight: Numbers | None) -> Numbers:
    return np.ones_like(told) if weight is None else weight


def _mean(told: Numbers, weights: Numbers) -> float:
    whole = weights.sum()
    return float(told @ weights / whole) if whole else NONE
