"""The protocol: every act is foretold from what was known before its day, through the contract of the product itself."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from trustcrm.plugin import Act, BatchReads, ExpectsIntensity, TrustModel
from trustcrm_evaluate.dataset import Dataset

Pair = tuple[Hashable, Hashable]
Progress = Callable[[int], None]
"""Is told how many acts have passed."""


@dataclass(frozen=True, slots=True)
class Prediction:
    """What a model said of one act before its day.

    `trust` is the probability that the act is kind, `intensity` what was expected of it in Goldstein units, None where
    the model expects none; `new` says that nothing was known of the pair.
    """

    act: Act
    trust: float
    intensity: float | None
    new: bool


def prequential(
    model: TrustModel, dataset: Dataset, progress: Progress = lambda passed: None, *, frozen: bool = False
) -> list[Prediction]:
    """Return what the model says of each act of the test from strictly earlier days, in the order of the acts.

    The acts of one day are foretold before any of them is taken in: what mirrors an act on the same day would give it
    away. With `frozen` nothing of the test itself is ever taken in: the model looks ahead from where the test begins.
    """
    state, known = model.empty(), set[Pair]()
    told: list[Prediction] = []
    for day, first, acts in dataset.days():
        tested = acts[max(0, dataset.test_from - first) :]
        if tested:
            told += _foretold(model, state, tested, day, known)
        if not (frozen and tested):
            state = model.take(state, acts)
            known.update((act.giver, act.receiver) for act in acts)
        progress(first + len(acts))
    return told


def _foretold(model: TrustModel, state: Any, acts: Sequence[Act], day: date, known: set[Pair]) -> list[Prediction]:
    pairs = list(dict.fromkeys((act.giver, act.receiver) for act in acts))
    trust = dict(zip(pairs, values(model, state, pairs, day), strict=True))
    expected: dict[Pair, float | None] = dict.fromkeys(pairs)
    if isinstance(model, ExpectsIntensity):
        expected.update(zip(pairs, model.expect_intensities(state, pairs, day), strict=True))
    return [
        Prediction(act, trust[pair], expected[pair], pair not in known)
        for act in acts
        for pair in [(act.giver, act.receiver)]
    ]


def values(model: TrustModel, state: Any, pairs: Sequence[Pair], day: date) -> Sequence[float]:
    """Return the value of each pair's reading, all at once where the model can."""
    if isinstance(model, BatchReads):
        return model.read_values(state, pairs, day)
    return [model.read(state, giver, receiver, day).value for giver, receiver in pairs]
