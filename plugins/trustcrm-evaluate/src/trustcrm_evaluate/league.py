"""The league table: every model measured on the same acts in the same way, and how far apart two of them are."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from time import perf_counter

from trustcrm.plugin import PluginContext, TrustCrmError, TrustModel
from trustcrm_evaluate.calibration.keeping import FITTED
from trustcrm_evaluate.dataset import Dataset
from trustcrm_evaluate.metrics import columns
from trustcrm_evaluate.protocol import Prediction, Progress, prequential
from trustcrm_evaluate.scores import DRAWS, Difference, Score, difference, scores

Foretell = Callable[[TrustModel, Dataset, Progress], Sequence[Prediction]]
"""A protocol: what a model says of the acts of a data set."""


@dataclass(frozen=True, kw_only=True)
class Contender:
    """A model to be measured: its name, its version, what is said of it, and how it is built."""

    name: str
    version: str
    summary: str
    build: Callable[[], TrustModel]


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How one model fared: scores by the measure's key, and the seconds it took; `failure` says why there are none."""

    name: str
    version: str
    summary: str
    scores: Mapping[str, Score] = field(default_factory=dict)
    seconds: float = 0.0
    failure: str = ""

    def beyond(self, other: Standing) -> Mapping[str, Difference]:
        """Return each figure less the other model's, of those that both have."""
        return {
            key: difference(one, other.scores[key])
            for key, one in self.scores.items()
            if key in other.scores and len(one.drawn) == len(other.scores[key].drawn)
        }


def contenders(context: PluginContext, names: Sequence[str] = ()) -> list[Contender]:
    """Return the models that are named, or all that any plugin offers but the one fitted to the office at hand.

    Raises `NotFound` or `Ambiguous`.
    """
    offered = context.trust_models
    found = []
    for name in names or [name for name in offered.names() if name != FITTED]:
        spec = offered.spec(name)
        found.append(
            Contender(
                name=name, version=spec.version, summary=spec.summary, build=partial(offered.open, name)
            )
        )  # fmt: skip
    return found


def measured(
    contender: Contender,
    dataset: Dataset,
    *,
    foretell: Foretell = prequential,
    progress: Progress = lambda passed: None,
    draws: int = DRAWS,
) -> Standing:
    """Return how a model fares on a data set. Raises `PluginFailed` where it fails."""
    begun = perf_counter()
    told = foretell(contender.build(), dataset, progress)
    return Standing(
        name=contender.name,
        version=contender.version,
        summary=contender.summary,
        scores=scores(columns(told, dataset.unit), draws) if told else {},
        seconds=perf_counter() - begun,
    )


def failed(contender: Contender, error: TrustCrmError) -> Standing:
    """Return the standing of a model that failed: its place is kept, so that nobody thinks it was not there."""
    return Standing(name=contender.name, version=contender.version, summary=contender.summary, failure=str(error))
