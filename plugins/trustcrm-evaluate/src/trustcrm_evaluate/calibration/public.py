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
from trustcrm_evaluate.league import Contender, Foretell, Standing, measured
from trustcrm_evaluate.leave_one_out import leave_one_out
from trustcrm_evaluate.protocol import prequential
from trustcrm_evaluate.scores import DRAWS

_KNOWN_BEFORE = 0.1
"""The fit foretells all but the first tenth of the acts, which is too little known to foretell anything from."""
_LEFT_OUT_IN_FIT = 10
"""Where one is left out, the fit leaves out each tenth act, one at a time: all of them would take hours."""
_LEFT_OUT_AT_ONCE = 3
"""Where a quick way tells what constants come to, it leaves out each third."""


@dataclass(frozen=True, kw_only=True)
class FittedTo:
    """The constants that a fit to a set found, and how they and the defaults fare on its test."""

    family: Family
    dataset: Dataset
    protocol: str
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
        table = printing.as_json(self.dataset, self.protocol, self.standings)
        return {"constants": dict(self.constants), **table}

    def in_markdown(self) -> str:
        """Return the table alone, for a page."""
        return printing.markdown(self.standings)


def fitted_to(
    family: Family, dataset: Dataset, *, one_out: bool = False, tries: int = TRIES, draws: int = DRAWS,
    progress: Callable[[float], None] = lambda done: None,
) -> FittedTo:  # fmt: skip
    """Return what a fit to the acts before a set's test finds; ratings are fitted as intensities, events as signs.

    With `one_out` the fit is to a part of all acts, each foretold from all others, and the measures are so of all.
    """
    loss: Loss = "intensity" if dataset.ratings else "sign"
    foretell: Foretell = leave_one_out if one_out else prequential
    earlier = dataset.until(dataset.test_from, int(len(dataset.acts) * _KNOWN_BEFORE))
    constants = fit(
        family, dataset if one_out else earlier, loss=loss, tries=tries,
        one_out_every=_left_out(family, dataset) if one_out else 0, progress=progress,
    )  # fmt: skip
    named = ((family.name, family.defaults), (f"{family.name}, fitted", constants))
    first, second = (
        measured(
            Contender(name=name, version="", summary="", build=partial(family.model, chosen)), dataset,
            foretell=foretell, draws=draws,
        )
        for name, chosen in named
    )  # fmt: skip
    return FittedTo(
        family=family, dataset=dataset.all_tested() if one_out else dataset, constants=constants,
        protocol="leave one out" if one_out else "prequential", standings=(first, second),
    )  # fmt: skip


def _left_out(family: Family, dataset: Dataset) -> int:
    return _LEFT_OUT_AT_ONCE if family.quick(dataset, _LEFT_OUT_AT_ONCE) else _LEFT_OUT_IN_FIT
