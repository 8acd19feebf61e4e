"""What a machine fits: ridge regression and boosted trees over seventy figures.

Fits are made anew as each quarter begins, or once, as a test begins. They show how much is left to be foretold that a
model of few constants leaves. None can say on which acts a reading rests, which is why none is meant for an office.
What is read on a day rests on acts before its quarter, or before the test, for the fit and on acts up to that day for
the figures, so that the order of taking changes nothing. A fit is made to figures of each act as they stood before its
day, or before its second where acts tell it.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

import numpy as np

from trustcrm.plugin import Act, Refused, Share
from trustcrm_evaluate.baselines.baseline import Baseline
from trustcrm_evaluate.baselines.features import Figures, Former, Numbers
from trustcrm_evaluate.baselines.seen import Pair, Seen
from trustcrm_evaluate.dataset import step_of

LEAST_ACTS = 200
"""Below so many acts nothing is fitted, and everybody's mean is told."""
LOWEST = 0.005
Step = tuple[date, float]
"""A day and, where acts tell it, a second."""
_BEFORE_ALL: Step = (date.min, -math.inf)
SEED = 0


@dataclass(frozen=True, kw_only=True)
class Fit:
    """Two fitted functions of figures: the probability of a kind act, and the intensity expected."""

    trust: Callable[[Numbers], Numbers]
    intensity: Callable[[Numbers], Numbers]


class Replayed(Seen):
    """Acts, gone through once in the order of time: the figures of each before its step, and each quarter's fit."""

    def __init__(self) -> None:
        super().__init__()
        self._reset()

    def _reset(self) -> None:
        self._figures = Figures()
        self._rows: list[list[float]] = []
        self._passed: list[Act] = []
        self._until, self._before, self._of_step = _BEFORE_ALL, Former(), 0
        self._waiting: dict[Step, list[Act]] = defaultdict(list)
        for act in self:
            self._waiting[step_of(act)].append(act)
        self._fits: dict[Step, Fit | None] = {}

    def _add(self, act: Act) -> None:
        super()._add(act)
        step = step_of(act)
        if step < self._until:
            self._reset()
        else:
            self._waiting[step].append(act)
            self._fits = {last: fit for last, fit in self._fits.items() if last < step}

    def _remove(self, act: Act) -> None:
        super()._remove(act)
        self._reset()

    def figures(self, pair: Pair, day: date) -> list[float]:
        """Return a pair's figures as of a day from all acts up to it."""
        self._go_to(day)
        return self._figures.of(pair, day)

    def fit(self, day: date, make: Callable[[Numbers, Numbers], Fit]) -> Fit | None:
        """Return what `make` fits to the acts before the quarter of `day`; None where there are too few."""
        last = self._fitted_to(day)
        if last not in self._fits:
            self._go_to(day)
            known = sum(step_of(act) <= last for act in self._passed)
            outcomes = np.array([act.intensity for act in self._passed[:known]])
            both = (outcomes > 0).any() and (outcomes < 0).any()
            self._fits[last] = make(np.array(self._rows[:known]), outcomes) if known >= LEAST_ACTS and both else None
        return self._fits[last]

    def _fitted_to(self, day: date) -> Step:
        """Return the last step of those that a fit which is read on `day` is made to."""
        return date(day.year, (day.month - 1) // 3 * 3 + 1, 1), -math.inf

    def _go_to(self, day: date) -> None:
        if day < self._until[0]:
            self._reset()
        for step in sorted(one for one in self._waiting if one[0] <= day):
            acts = self._waiting.pop(step)
            if step == self._until:
                acts += self._take_back_step()
            acts.sort(key=lambda act: act.id)
            self._rows += [self._figures.of((act.giver, act.receiver), step[0]) for act in acts]
            self._passed += acts
            self._before, self._of_step, self._until = self._figures.note(acts, step[0]), len(acts), step

    def _take_back_step(self) -> list[Act]:
        """Give up the step passed last, of which more is known now, and return its acts."""
        self._figures.go_back(self._before)
        first = len(self._passed) - self._of_step
        acts = self._passed[first:]
        del self._passed[first:], self._rows[first:]
        return acts


class ReplayedOnce(Replayed):
    """Acts with one fit, to those known as a test begins; before it, and where there is none, fits go by quarters."""

    def __init__(self, held: Step | None = None) -> None:
        super().__init__()
        self._held = held

    def begin_test(self) -> None:
        """Fit once more, to what is known now, and not anew from now on."""
        self._held = max(map(step_of, self), default=None)
        self._past_is_stale()

    def _alike(self) -> Self:
        return type(self)(self._held)

    def _fitted_to(self, day: date) -> Step:
        return self._held if self._held is not None and self._held[0] <= day else super()._fitted_to(day)


class Learned(Baseline[Replayed]):
    """A fitted method as a trust model."""

    state = Replayed

    def __init__(self, name: str, make: Callable[[Numbers, Numbers], Fit]) -> None:
        self.name = name
        self.make = make

    def learned(self) -> str:
        """Return how it is fitted and to what."""
        return f"It is fitted each quarter to all acts before it, once they are {LEAST_ACTS}; no act has a share of it."

    def trust(self, seen: Replayed, pair: Pair, day: date) -> float:
        """Return what was fitted to the signs of acts."""
        return self._told(seen, [pair], day, signs=True)[0]

    def intensity(self, seen: Replayed, pair: Pair, day: date) -> float:
        """Return what was fitted to their intensities."""
        return self._told(seen, [pair], day, signs=False)[0]

    def read_values(self, state: Replayed, pairs: Sequence[Pair], day: date) -> list[float]:
        """Return the trust of each pair."""
        return self._told(state.as_of(day), pairs, day, signs=True)

    def expect_intensities(self, state: Replayed, pairs: Sequence[Pair], day: date) -> list[float]:
        """Return the intensity expected of each pair."""
        return self._told(state.as_of(day), pairs, day, signs=False)

    def shares(self, seen: Replayed, pair: Pair, day: date) -> Iterator[Share]:
        """Yield the one thing that can be said of it."""
        yield Share(about="fitted", value=self.trust(seen, pair, day))

    def _told(self, seen: Replayed, pairs: Sequence[Pair], day: date, *, signs: bool) -> list[float]:
        fit = seen.fit(day, self.make)
        if fit is None:
            sums = seen.sums
            whole = sums.signed if signs else sums.weight
            usual = (sums.kind if signs else sums.intensity) / whole if whole > 0 else 0.5 * signs
            return [usual] * len(pairs)
        figures = np.array([seen.figures(pair, day) for pair in pairs])
        told = fit.trust(figures) if signs else fit.intensity(figures)
        return [float(one) for one in told]


class LearnedOnce(Learned):
    """A fitted method as a trust model, fitted once where there is a test."""

    state = ReplayedOnce

    def learned(self) -> str:
        """Return how it is fitted and to what."""
        return f"Where there is a test it is fitted once, to all acts before it. {super().learned()}"


def ridge() -> Learned:
    """Return ridge regression for intensities and, as its like for signs, logistic regression."""
    linear, pipeline, scaled = _needed("linear_model"), _needed("pipeline"), _needed("preprocessing")

    def make(figures: Numbers, outcomes: Numbers) -> Fit:
        signed = outcomes != 0
        sign = pipeline.make_pipeline(scaled.StandardScaler(), linear.LogisticRegression(C=0.1, max_iter=500))
        size = pipeline.make_pipeline(scaled.StandardScaler(), linear.Ridge(alpha=100.0))
        return _fit(sign.fit(figures[signed], outcomes[signed] > 0), size.fit(figures, outcomes))

    return Learned("ridge", make)


def boosting() -> Learned:
    """Return gradient-boosted trees, for signs and for intensities."""
    return Learned("boosting", boosted(learning_rate=0.06, max_iter=150, l2_regularization=5.0))


def boosting_once() -> LearnedOnce:
    """Return gradient-boosted trees fitted once, of a shape that was chosen since it comes to what was expected."""
    return LearnedOnce("boosting-once", boosted(learning_rate=0.05, max_iter=200, early_stopping=False))


def boosted(**shape: Any) -> Callable[[Numbers, Numbers], Fit]:
    """Return what fits gradient-boosted trees of a shape; 15 leaves of at least 40 acts where it says nothing else."""
    trees = _needed("ensemble")
    shape = {"max_leaf_nodes": 15, "min_samples_leaf": 40, "random_state": SEED} | shape

    def make(figures: Numbers, outcomes: Numbers) -> Fit:
        signed = outcomes != 0
        sign = trees.HistGradientBoostingClassifier(**shape)
        size = trees.HistGradientBoostingRegressor(**shape)
        return _fit(sign.fit(figures[signed], outcomes[signed] > 0), size.fit(figures, outcomes))

    return make


def _fit(sign: Any, size: Any) -> Fit:
    return Fit(
        trust=lambda figures: np.clip(sign.predict_proba(figures)[:, 1], LOWEST, 1 - LOWEST),
        intensity=lambda figures: np.clip(size.predict(figures), -10.0, 10.0),
    )


def _needed(part: str) -> Any:
    from importlib import import_module

    try:
        return import_module(f"sklearn.{part}")
    except ModuleNotFoundError:
        raise Refused(
            "This baseline needs scikit-learn, which is not installed; install trustcrm-evaluate[ml] to have it."
        ) from None
