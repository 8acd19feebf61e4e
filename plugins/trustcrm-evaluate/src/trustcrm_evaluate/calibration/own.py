"""Fitting to the office's own acts: on the earlier ones, and kept only where it tells the later ones better."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from trustcrm.plugin import Refused
from trustcrm_evaluate.calibration.family import Family
from trustcrm_evaluate.calibration.fit import TRIES, fit
from trustcrm_evaluate.dataset import Dataset
from trustcrm_evaluate.metrics import Bin, columns, reliability
from trustcrm_evaluate.protocol import prequential
from trustcrm_evaluate.scores import DRAWS, Difference, Score, difference, scores

LEAST_SIGNED = 500
"""Below so many signed acts a fit tells more of chance than of the office."""
HELD_OUT = 0.25
_TESTED_IN_FIT = 0.5
"""The fit looks at the later half of the acts that are not held out, each foretold from what came before it."""


@dataclass(frozen=True, kw_only=True)
class Told:
    """How one set of constants tells the acts held out."""

    constants: Mapping[str, float]
    scores: Mapping[str, Score]
    reliability: Sequence[Bin]


@dataclass(frozen=True, kw_only=True)
class Calibration:
    """A fit and what came of it: `signed` acts in all, `held_out` signed ones from the day `held_out_from` on."""

    family: Family
    signed: int
    held_out: int
    held_out_from: date
    before: Told
    after: Told
    differences: Mapping[str, Difference]

    @property
    def improves(self) -> bool:
        """Whether the log loss of the acts held out is surely lower as fitted: the interval lies below 0."""
        return self.differences["log_loss"].high < 0


def calibrated(
    family: Family, dataset: Dataset, *, tries: int = TRIES, draws: int = DRAWS,
    progress: Callable[[float], None] = lambda done: None,
) -> Calibration:  # fmt: skip
    """Return what a fit to a data set finds; the last quarter of its acts, whole days, is held out of the fit.

    Raises `Refused` where fewer than `LEAST_SIGNED` acts are signed, or where they fall on too few days to be parted.
    """
    signed = sum(1 for act in dataset.acts if act.intensity)
    if signed < LEAST_SIGNED:
        raise Refused(
            f"Only {signed:,} signed acts are recorded, and a fit to fewer than {LEAST_SIGNED} would tell of chance; "
            "the defaults stay. Come back when more is recorded."
        )
    held_out_from = _first_of_its_day(dataset, int(len(dataset.acts) * (1 - HELD_OUT)))
    fitted_from = _first_of_its_day(dataset, int(held_out_from * _TESTED_IN_FIT))
    if not 0 < fitted_from < held_out_from:
        raise Refused("The acts fall on too few days to be parted into what is fitted to and what is held out.")
    constants = fit(family, dataset.until(held_out_from, fitted_from), tries=tries, progress=progress)
    held = dataset.until(len(dataset.acts), held_out_from)
    before, after = _told(family, family.defaults, held, draws), _told(family, constants, held, draws)
    return Calibration(
        family=family,
        signed=signed,
        held_out=before.scores["log_loss"].n,
        held_out_from=dataset.acts[held_out_from].day,
        before=before,
        after=after,
        differences={key: difference(after.scores[key], one) for key, one in before.scores.items()},
    )


def _first_of_its_day(dataset: Dataset, place: int) -> int:
    day = dataset.acts[place].day
    while place and dataset.acts[place - 1].day == day:
        place -= 1
    return place


def _told(family: Family, constants: Mapping[str, float], held: Dataset, draws: int) -> Told:
    told = columns(prequential(family.model(constants), held), held.unit)
    signed = told.of(told.signed)
    return Told(
        constants=constants, scores=scores(told, draws), reliability=reliability(signed.trust, signed.kind, bins=10)
    )
