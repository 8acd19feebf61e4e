"""How well predictions fit what happened: each measure a pure function of arrays.

Sign measures look at signed acts alone (an intensity other than 0), errors of intensity at all of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from trustcrm_evaluate.protocol import Prediction

Numbers = NDArray[np.float64]
BINS = 15
LEAST_PROBABILITY = 1e-6
"""A probability is taken to lie within [this, 1 - this] where its logarithm is wanted: nobody is ruined by one act."""


class Columns(NamedTuple):
    """Predictions as columns: what was said, what happened, whether the pair was new, and each pair's number."""

    trust: Numbers
    kind: NDArray[np.bool_]
    signed: NDArray[np.bool_]
    expected: Numbers | None
    intensity: Numbers
    new: NDArray[np.bool_]
    pair: NDArray[np.int64]

    def of(self, chosen: NDArray[np.bool_] | NDArray[np.int64]) -> Columns:
        """Return the chosen rows."""
        return Columns(*(None if column is None else column[chosen] for column in self))  # type: ignore[arg-type]


def columns(predictions: Sequence[Prediction], unit: float = 1.0) -> Columns:
    """Return predictions as columns, intensities in `unit`s."""
    numbers: dict[object, int] = {}
    pairs = [numbers.setdefault((one.act.giver, one.act.receiver), len(numbers)) for one in predictions]
    intensity = np.array([one.act.intensity for one in predictions], dtype=float)
    expected = [one.intensity for one in predictions]
    return Columns(
        trust=np.array([one.trust for one in predictions], dtype=float),
        kind=intensity > 0,
        signed=intensity != 0,
        expected=None if None in expected else np.array(expected, dtype=float) * unit,
        intensity=intensity * unit,
        new=np.array([one.new for one in predictions], dtype=bool),
        pair=np.array(pairs, dtype=np.int64),
    )


def auc(trust: Numbers, kind: NDArray[np.bool_], weight: Numbers | None = None) -> float:
    """Return how often a kind act was trusted more than an unkind one, ties counted half; NaN where either lacks.

    `weight` counts each act so many times.
    """
    weights = np.ones_like(trust) if weight is None else weight
    _, level = np.unique(trust, return_inverse=True)
    good = np.bincount(level, weights * kind)
    bad = np.bincount(level, weights * ~kind)
    pairs = good.sum() * bad.sum()
    below = np.cumsum(bad) - bad
    return float((good * (below + bad / 2)).sum() / pairs) if pairs else float("nan")


def log_loss(trust: Numbers, kind: NDArray[np.bool_]) -> float:
    """Return the mean of minus the natural logarithm of the probability that was given to what happened."""
    within = np.clip(trust, LEAST_PROBABILITY, 1 - LEAST_PROBABILITY)
    return float(-np.log(np.where(kind, within, 1 - within)).mean()) if len(trust) else float("nan")


def calibration_error(trust: Numbers, kind: NDArray[np.bool_], bins: int = BINS) -> float:
    """Return how far, on average over acts, what was said lies from what happened within equally wide bins of [0, 1]."""
    at = np.minimum((trust * bins).astype(int), bins - 1)
    gaps = np.bincount(at, trust, bins) - np.bincount(at, kind, bins)
    return float(np.abs(gaps).sum() / len(trust)) if len(trust) else float("nan")


def worst_decile_gap(trust: Numbers, kind: NDArray[np.bool_]) -> float:
    """Return the widest gap between what was said and what happened among ten equally large groups by trust."""
    if len(trust) < 10:
        return float("nan")
    order = np.argsort(trust, kind="stable")
    return float(max(abs(trust[part].mean() - kind[part].mean()) for part in np.array_split(order, 10)))


def rmse(expected: Numbers, intensity: Numbers) -> float:
    """Return the root of the mean squared error."""
    return float(np.sqrt(np.mean((expected - intensity) ** 2))) if len(expected) else float("nan")


def pearson(expected: Numbers, intensity: Numbers) -> float:
    """Return Pearson's correlation; NaN where either does not vary."""
    if len(expected) < 2 or not expected.std() or not intensity.std():
        return float("nan")
    return float(np.corrcoef(expected, intensity)[0, 1])
