"""Fitting to a public set: on what comes before its test, and measured on the test as every model is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from trustcrm_evaluate import printing
from trustcrm_evaluate.calibration.family import Family
from trustcrm_evaluate.calibration.fit import TRIES, Loss, fit
from trustcrm_evaluate.dataset import Dataset
from trustcrm_evaluate.league import Contender, Standing, measured
from trustcrm_evaluate.scores import DRAWS

_KNOWN_BEFORE = 0.1
"""The fit foretells all but the first tenth of the acts, which is too little known to foretell anything from."""


@dataclass(frozen=True, kw_only=True)
class FittedTo:
    """The constants that a fit to a set found, and how they and the defaults fare on its test."""

    family: Family
    dataset: Dataset
    constants: Mapping[str, float]
    standings: tuple[Standing, Standing]

    def in_words(self) -> str:
        """Return the constants and the table for a terminal."""
        rows = [
            f"{name:<24}{self.family.defaults[name]:>10g}{self.constants[name]:>10g}" for name in self.family.moving
        ]
        return "\n".join([f"{'constant':<24}{'default':>10}{'fitted':>10}", *rows, "", printing.text(self.standings)])

    def as_json(self) -> dict[str, Any]:
        """Return the constants and the table with stable keys."""
        table = printing.as_json(self.dataset, "prequential", self.standings)
        return {"constants": dict(self.constants), **table}


def fitted_to(
    family: Family, dataset: Dataset, *, tries: int = TRIES, draws: int = DRAWS,
    progress: Callable[[int], None] = lambda tried: None,
) -> FittedTo:  # fmt: skip
    """Return what a fit to the acts before a set's test finds; ratings are fitted as intensities, events as signs."""
    loss: Loss = "intensity" if dataset.ratings else "sign"
    earlier = dataset.until(dataset.test_from, int(len(dataset.acts) * _KNOWN_BEFORE))
    constants = fit(family, earlier, loss=loss, tries=tries, progress=progress)
    named = ((family.name, family.defaults), (f"{family.name}, fitted", constants))
    first, second = (
        measured(
            Contender(name=name, version="", summary="", build=partial(family.model, chosen)), dataset, draws=draws
        )
        for name, chosen in named
    )
    return FittedTo(family=family, dataset=dataset, constants=constants, standings=(first, second))
