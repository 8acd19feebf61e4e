"""Every measure of one model's predictions, each with how many acts it rests on and how sure it is.

Acts of one pair resemble each other, so intervals come from a bootstrap that draws whole pairs: 2.5 to 97.5 % of what
the measure is over as many pairs drawn anew, with the same draws for every model, so that two can be compared.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from trustcrm_evaluate.metrics import (
    Columns,
    Flags,
    Numbers,
    auc,
    calibration_error,
    log_loss,
    pearson,
    rmse,
    worst_decile_gap,
)

SEED = 20_160_101
DRAWS = 400
LEVELS = (2.5, 97.5)


@dataclass(frozen=True, kw_only=True)
class Measure:
    """A kind of figure: its key, what it is called, which acts it looks at, and whether more of it is better.

    One `on_request` is in a table only where it is asked for; scripts have it always.
    """

    key: str
    title: str
    of: Callable[[Columns, Numbers | None], float]
    acts: Callable[[Columns], Flags]
    more_is_better: bool = False
    needs_intensity: bool = False
    on_request: bool = False


def _of_signs(measure: Callable[..., float]) -> Callable[[Columns, Numbers | None], float]:
    return lambda told, weight: measure(told.trust, told.kind, weight)


def _of_intensities(measure: Callable[..., float]) -> Callable[[Columns, Numbers | None], float]:
    return lambda told, weight: measure(told.expected, told.intensity, weight)


def _signs_by_intensity(told: Columns, weight: Numbers | None) -> float:
    assert told.expected is not None
    return auc(told.expected, told.kind, weight)


def _signed(told: Columns) -> Flags:
    return told.signed


def _signed_and_new(told: Columns) -> Flags:
    return told.signed & told.new


def _all(told: Columns) -> Flags:
    return np.ones_like(told.new)


def _new(told: Columns) -> Flags:
    return told.new


MEASURES = (
    Measure(key="sign_auc", title="sign AUC", of=_of_signs(auc), acts=_signed, more_is_better=True),
    Measure(
        key="sign_auc_by_intensity", title="sign AUC by intensity", of=_signs_by_intensity, acts=_signed,
        more_is_better=True, needs_intensity=True, on_request=True,
    ),
    Measure(key="log_loss", title="log loss", of=_of_signs(log_loss), acts=_signed),
    Measure(key="calibration_error", title="calibration error", of=_of_signs(calibration_error), acts=_signed),
    Measure(key="worst_decile_gap", title="worst decile gap", of=_of_signs(worst_decile_gap), acts=_signed),
    Measure(key="rmse", title="RMSE", of=_of_intensities(rmse), acts=_all, needs_intensity=True),
    Measure(
        key="pearson", title="Pearson", of=_of_intensities(pearson), acts=_all, more_is_better=True,
        needs_intensity=True,
    ),
    Measure(key="new_sign_auc", title="new: sign AUC", of=_of_signs(auc), acts=_signed_and_new, more_is_better=True),
    Measure(key="new_rmse", title="new: RMSE", of=_of_intensities(rmse), acts=_new, needs_intensity=True),
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Score:
    """A figure over `n` acts, its interval, and what it was in each draw; NaN where it cannot be told."""

    value: float
    low: float
    high: float
    n: int
    drawn: Numbers


def scores(told: Columns, draws: int = DRAWS) -> Mapping[str, Score]:
    """Return every measure by its key; those of intensities are left out where none was expected."""
    drawn = drawn_pairs(told, draws)
    return {
        measure.key: _score(measure, told, drawn)
        for measure in MEASURES
        if told.expected is not None or not measure.needs_intensity
    }


def drawn_pairs(told: Columns, draws: int) -> Numbers:
    """Return how often each pair is in each draw, a row a draw: the same for the same acts, whatever was said."""
    pairs = int(told.pair.max()) + 1 if len(told.pair) else 0
    chance = np.random.default_rng(SEED)
    counts = [np.bincount(chance.integers(0, pairs, pairs), minlength=pairs) for _ in range(draws)] if pairs else []
    return np.array(counts, dtype=np.uint16)


def _score(measure: Measure, told: Columns, drawn: Numbers) -> Score:
    chosen = told.of(measure.acts(told))
    n = len(chosen.trust)
    if not n:
        return Score(value=np.nan, low=np.nan, high=np.nan, n=0, drawn=np.array([]))
    again = np.array([measure.of(chosen, counts[chosen.pair].astype(float)) for counts in drawn])
    sure = again[~np.isnan(again)]
    low, high = np.percentile(sure, LEVELS) if len(sure) else (np.nan, np.nan)
    return Score(value=measure.of(chosen, None), low=float(low), high=float(high), n=n, drawn=again)


@dataclass(frozen=True, kw_only=True)
class Difference:
    """How much a figure differs from another model's on the same acts, with its interval; below 0 where it is less."""

    value: float
    low: float
    high: float


def difference(one: Score, other: Score) -> Difference:
    """Return one figure less the other, both made with the same draws."""
    again = one.drawn - other.drawn
    sure = again[~np.isnan(again)]
    low, high = np.percentile(sure, LEVELS) if len(sure) else (np.nan, np.nan)
    return Difference(value=one.value - other.value, low=float(low), high=float(high))
