"""The protocol: every act is foretold from what was known before its day, through the product's own contract."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol, runtime_checkable

from trustcrm.plugin import Act, BatchReads, ExpectsIntensity, TakesProfiles, TrustModel
from trustcrm_evaluate.dataset import Dataset

Pair = tuple[Hashable, Hashable]
Readings = dict[Pair, tuple[float, float | None]]
"""What a model says of pairs: the reading's value, and the intensity expected, None where it expects none."""
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


@runtime_checkable
class AwaitsTest(Protocol):
    """A model's state that is told when a test begins, so that what is fitted is fitted once, to what it knows then."""

    def begin_test(self) -> None:
        """Take what is known now for all that is known before the test."""


def prequential(
    model: TrustModel, dataset: Dataset, progress: Progress = lambda passed: None, *, frozen: bool = False,
    ahead: int = 0, every: int = 0,
) -> list[Prediction]:  # fmt: skip
    """Return what the model says of each act of the test from earlier steps alone, in the order of the acts.

    The acts of a step are foretold before any of them is taken in: what mirrors an act on the same day would give it
    away. With `ahead` only steps count that lie at least so many days back; with `every` the model takes in what
    happened only as each so many days are over. With `frozen` nothing of the test itself is ever taken in: the model
    looks ahead from where the test begins.
    """
    state, known, reads = begun(model, dataset), set[Pair](), reads_of(model)
    waiting: deque[tuple[date, Sequence[Act]]] = deque()
    told: list[Prediction] = []
    for day, first, acts in dataset.steps():
        tested = acts[max(0, dataset.test_from - first) :]
        if tested:
            while waiting and (day - waiting[0][0]).days >= ahead and _are_over(waiting[0][0], day, every):
                _, past = waiting.popleft()
                state = model.take(state, past)
                known.update((act.giver, act.receiver) for act in past)
            if not told and isinstance(state, AwaitsTest):
                state.begin_test()
            told += _foretold(reads(state, _pairs(tested), day), tested, known)
        if not (frozen and tested):
            waiting.append((day, acts))
        progress(first + len(acts))
    return told


def _are_over(past: date, day: date, every: int) -> bool:
    """Return whether the `every` days that `past` is one of are over on a day; so it is always where that is 0."""
    return not every or past.toordinal() // every < day.toordinal() // every


def begun(model: TrustModel, dataset: Dataset) -> Any:
    """Return a state without acts that knows what sides are, where the model looks at it."""
    state = model.empty()
    return model.take_profiles(state, dataset.profiles) if isinstance(model, TakesProfiles) else state


def _pairs(acts: Sequence[Act]) -> Sequence[Pair]:
    return list(dict.fromkeys((act.giver, act.receiver) for act in acts))


def _foretold(told: Readings, acts: Sequence[Act], known: set[Pair]) -> list[Prediction]:
    return [Prediction(act, *told[act.giver, act.receiver], new=(act.giver, act.receiver) not in known) for act in acts]


def reads_of(model: TrustModel) -> Callable[[Any, Sequence[Pair], date], Readings]:
    """Return how a model is asked, of a state and as of a day, for each pair's reading and expected intensity.

    Many are read at once where the model can; None is expected where it expects no intensities.
    """
    batch = model if isinstance(model, BatchReads) else None
    expecting = model if isinstance(model, ExpectsIntensity) else None

    def reads(state: Any, pairs: Sequence[Pair], day: date) -> Readings:
        if batch is not None:
            trust = batch.read_values(state, pairs, day)
        else:
            trust = [model.read(state, giver, receiver, day).value for giver, receiver in pairs]
        expected: Sequence[float | None] = [None] * len(pairs)
        if expecting is not None:
            expected = expecting.expect_intensities(state, pairs, day)
        return dict(zip(pairs, zip(trust, expected, strict=True), strict=True))

    return reads
