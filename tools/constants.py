"""Look for better constants of the reference model, on what comes before the tests: `python -m tools.constants DATA`.

DATA are the public sets. Of each set of events the days before its test are taken, three quarters of all, and nothing
else is looked at: the first third of them is only known, the others are foretold. Five constants may move, by steps,
from those that are shipped: the prior's weight, the habits' weight, the reverse share and the two pulls. The half-life
and the share of repetitions stay: sums are kept by the one, and the other bounds what a flood of letters gains.

Chosen is what tells kind acts from unkind ones best (the mean sign AUC of both sets) among the constants by which, on
either set, calibration error and worst decile gap stay within .03, and log loss and the error of expected intensities
are no more than by the shipped ones. The search goes to the best of all neighbours (each constant a step less, as it
is, or a step more) until none is better.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import product
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from trustcrm.domain.readings.constants import DEFAULT_CONSTANTS, BetaHabitConstants
from trustcrm.domain.readings.decay import as_of
from trustcrm.domain.readings.estimate import estimate_intensity, estimate_sign
from trustcrm.domain.readings.evidence import PairEvidence
from trustcrm.domain.readings.ledger import Ledger
from trustcrm_evaluate.dataset import Dataset
from trustcrm_evaluate.metrics import auc, calibration_error, log_loss, rmse, worst_decile_gap
from trustcrm_evaluate.readers import read_data

SETS = ("icews14", "icews0515")
KNOWN_BEFORE = 1 / 3
STEPS = {"prior_weight": 0.1, "habit_weight": 0.1, "reverse_share": 0.05, "giver_pull": 0.05, "receiver_pull": 0.05}
MOST_AMISS = 0.03
"""How far at most the probabilities may be off: on average over fifteen bins, and in the worst decile."""

Numbers = NDArray[np.float64]
Gathered = tuple[PairEvidence, date, float]
"""What a reading of an act rests on, the act's day, and its intensity."""


@dataclass(frozen=True)
class Part:
    """The part of one set that constants may be chosen on: of signed acts and of all, what `_row` tells, a column each.

    Columns stand in order: value and weight there, the same back, the giver's habit sums, the receiver's, everybody
    else's sums, and the intensity.
    """

    signs: Numbers
    intensities: Numbers

    def measured(self, constants: BetaHabitConstants) -> dict[str, float]:
        """Return how constants tell it."""
        trust, kind = self.trust(constants), self.signs[-1] > 0
        return {
            "log loss": log_loss(trust, kind),
            "calibration error": calibration_error(trust, kind),
            "worst decile gap": worst_decile_gap(trust, kind),
            "RMSE": rmse(self.intensity(constants), self.intensities[-1]),
            "sign AUC": auc(trust, kind),
        }

    def trust(self, constants: BetaHabitConstants) -> Numbers:
        """Return what `estimate_sign` does, of all acts at once."""
        return _told(self.signs, constants, constants.usual_share, constants.lowest_prior)

    def intensity(self, constants: BetaHabitConstants) -> Numbers:
        """Return what `estimate_intensity` does, of all acts at once."""
        return _told(self.intensities, constants, constants.usual_intensity, None)


def _told(columns: Numbers, constants: BetaHabitConstants, usual: float, lowest: float | None) -> Numbers:
    r, w, r_back, w_back, gives, gives_den, gets, gets_den, others, others_den, _ = columns
    mean = (constants.usual_weight * usual + others) / (constants.usual_weight + others_den)
    kappa, k, rho, most = (
        constants.habit_weight, constants.prior_weight, constants.reverse_share, constants.most_evidence
    )  # fmt: skip
    prior = mean + constants.giver_pull * ((kappa * mean + gives) / (kappa + gives_den) - mean)
    prior += constants.receiver_pull * ((kappa * mean + gets) / (kappa + gets_den) - mean)
    if lowest is not None:
        prior = np.clip(prior, lowest, 1.0 - lowest)
    there, back = most / np.maximum(w, most), rho * most / np.maximum(w_back, most)
    told: Numbers = (k * prior + there * r + back * r_back) / (k + there * w + back * w_back)
    return told


def part_of(dataset: Dataset) -> Part:
    """Return what comes before the test of a set. Raises `AssertionError` where this file's formula is not core's."""
    first, end = dataset.acts[0].day.toordinal(), dataset.acts[dataset.test_from].day.toordinal()
    from_day = first + round((end - first) * KNOWN_BEFORE)
    known = next(place for place, act in enumerate(dataset.acts) if act.day.toordinal() >= from_day)
    gathered = list(_gathered(dataset.until(dataset.test_from, known)))
    signed = [one for one in gathered if one[2]]
    part = Part(
        np.array([_row(one, signs=True) for one in signed]).T, np.array([_row(one, signs=False) for one in gathered]).T
    )
    for told, estimate, acts in ((part.trust, estimate_sign, signed), (part.intensity, estimate_intensity, gathered)):
        by_core = [estimate(evidence, day, DEFAULT_CONSTANTS).value for evidence, day, _ in acts[::97]]
        np.testing.assert_allclose(told(DEFAULT_CONSTANTS)[::97], by_core, rtol=1e-9, atol=1e-9)
    return part


def _gathered(training: Dataset) -> Iterator[Gathered]:
    ledger = Ledger(DEFAULT_CONSTANTS)
    for day, first, acts in training.steps():
        for act in acts[max(0, training.test_from - first) :]:
            yield ledger.summed(act.giver, act.receiver), day, act.intensity
        ledger.take(acts)


def _row(gathered: Gathered, *, signs: bool) -> tuple[float, ...]:
    evidence, day, intensity = gathered
    sides = (evidence.giver_side, evidence.receiver_side)
    giver, receiver = (one.sign if signs else one.intensity for one in sides)
    there, back, whole = (
        one.sign if signs else one.intensity for one in (evidence.there, evidence.back, evidence.totals)
    )
    decay = as_of(day, DEFAULT_CONSTANTS.half_life_days)
    return (
        there.value * decay, there.weight * decay, back.value * decay, back.weight * decay,
        giver.out_num, giver.out_den, receiver.in_num, receiver.in_den,
        whole.plain_value - there.plain_value, whole.plain_weight - there.plain_weight, intensity,
    )  # fmt: skip


class Search:
    """The constants that were tried, each with what it gains; nothing where a bound is broken."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self._parts = [(part, part.measured(DEFAULT_CONSTANTS)) for part in parts]
        self._gains: dict[BetaHabitConstants, float] = {}

    def gain(self, constants: BetaHabitConstants) -> float:
        """Return the mean sign AUC over the sets."""
        if constants not in self._gains:
            told = [(part.measured(constants), shipped) for part, shipped in self._parts]
            within = all(
                max(one["calibration error"], one["worst decile gap"]) <= MOST_AMISS
                and one["log loss"] <= shipped["log loss"]
                and one["RMSE"] <= shipped["RMSE"]
                for one, shipped in told
            )
            self._gains[constants] = sum(one["sign AUC"] for one, _ in told) / len(told) if within else 0.0
        return self._gains[constants]

    def chosen(self) -> BetaHabitConstants:
        """Return the constants from which no neighbour is better."""
        best = DEFAULT_CONSTANTS
        while (following := max((best, *neighbours(best)), key=self.gain)) != best:
            best = following
        return best


def neighbours(constants: BetaHabitConstants) -> Iterator[BetaHabitConstants]:
    """Yield the constants of which none is more than a step away."""
    now = moving(constants)
    for ways in product((-1, 0, 1), repeat=len(STEPS)):
        told = {name: round(now[name] + way * STEPS[name], 10) for name, way in zip(STEPS, ways, strict=True)}
        if all(value > 0 for value in told.values()):
            yield replace(constants, **told)


def moving(constants: BetaHabitConstants) -> Mapping[str, float]:
    """Return the constants that may move."""
    figures = constants.as_figures()
    return {name: figures[name] for name in STEPS}


def main(arguments: Sequence[str]) -> None:
    """Print what is chosen beside what is shipped, and how both tell the parts they were chosen on."""
    parts = {name: part_of(read_data(Path(arguments[0]) / name)) for name in SETS}
    for title, constants in (("shipped", DEFAULT_CONSTANTS), ("chosen", Search(list(parts.values())).chosen())):
        print(title, dict(moving(constants)))
        for name, part in parts.items():
            told = ", ".join(f"{measure} {value:.4f}" for measure, value in part.measured(constants).items())
            print(f"  {name}: {told}")


if __name__ == "__main__":
    main(sys.argv[1:])
