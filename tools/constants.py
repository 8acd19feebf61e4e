"""Look for better constants of the reference model, on what comes before the tests: `python -m tools.constants DATA`.

DATA are the public sets. Of each set of events the days before its test are taken, three quarters of all, and nothing
else is looked at: the first third of them is only known, the others are foretold. The search begins at the model's
first sketch. Three constants may move by steps for trust, the prior's weight, the reverse share and the receiver's
pull, and their three fellows for expected intensity, each three by themselves. What both readings share stays.

For trust is chosen what tells kind acts from unkind ones best (the mean sign AUC of both sets) among the constants by
which, on either set, calibration error and worst decile gap stay within .03, and log loss is no more than the sketch's.
For intensity is chosen what errs least (the mean RMSE of both) among those by which it errs no more on either set. The
search goes to the best of all neighbours (each constant a step less, as it is, or a step more) until none is better.
Three that were found are taken in the sketch's stead where what they gain is, on each set, more than chance might: the
95 % interval, by pairs drawn anew, leaves out zero, which is also what `trustcrm calibrate --keep` asks.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from itertools import product
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from trustcrm.domain.readings.beta_habit import BetaHabit
from trustcrm.domain.readings.constants import DEFAULT_CONSTANTS, BetaHabitConstants
from trustcrm.domain.readings.decay import as_of
from trustcrm.domain.readings.estimate import estimate_intensity, estimate_sign
from trustcrm.domain.readings.evidence import PairEvidence
from trustcrm.domain.readings.summed_acts import SummedActs
from trustcrm_evaluate.calibration.formula import Sums, intensity_of, trust_of
from trustcrm_evaluate.dataset import Dataset
from trustcrm_evaluate.metrics import auc, calibration_error, columns, log_loss, rmse, worst_decile_gap
from trustcrm_evaluate.protocol import prequential
from trustcrm_evaluate.readers import read_data
from trustcrm_evaluate.scores import Difference, difference, scores

SETS = ("icews14", "icews0515")
KNOWN_BEFORE = 1 / 3
OF_TRUST = {"prior_weight": 0.1, "reverse_share": 0.05, "receiver_pull": 0.05}
OF_INTENSITY = {f"intensity_{name}": step for name, step in OF_TRUST.items()}
"""The constants that move, and by what steps."""
SKETCHED = {"prior_weight": 1.0, "reverse_share": 0.15, "receiver_pull": 0.5}
SKETCH = replace(DEFAULT_CONSTANTS, **SKETCHED, **{f"intensity_{name}": value for name, value in SKETCHED.items()})
"""Where the search begins, and what is chosen must be no worse than."""
MOST_AMISS = 0.03
"""How far at most the probabilities may be off: on average over fifteen bins, and in the worst decile."""

Numbers = NDArray[np.float64]
Gathered = tuple[PairEvidence, date, float]
"""What a reading of an act rests on, the act's day, and its intensity."""


@dataclass(frozen=True)
class Part:
    """The part of one set that constants may be chosen on: of signed acts and of all, what `_row` tells, a column each.

    Columns stand as in `Sums`, and then the intensity.
    """

    signs: Numbers
    intensities: Numbers

    def of_trust(self, constants: BetaHabitConstants) -> dict[str, float]:
        """Return how constants tell which acts are kind."""
        trust, kind = self.trust(constants), self.signs[-1] > 0
        return {
            "sign AUC": auc(trust, kind),
            "log loss": log_loss(trust, kind),
            "calibration error": calibration_error(trust, kind),
            "worst decile gap": worst_decile_gap(trust, kind),
        }

    def error(self, constants: BetaHabitConstants) -> float:
        """Return how far off constants are about how kind or unkind acts are: the RMSE, in Goldstein units."""
        return rmse(self.intensity(constants), self.intensities[-1])

    def trust(self, constants: BetaHabitConstants) -> Numbers:
        """Return what `estimate_sign` does, of all acts at once."""
        return trust_of(Sums(*self.signs[:-1]), constants)

    def intensity(self, constants: BetaHabitConstants) -> Numbers:
        """Return what `estimate_intensity` does, of all acts at once."""
        return intensity_of(Sums(*self.intensities[:-1]), constants)


def before_test(dataset: Dataset) -> Dataset:
    """Return what comes before the test of a set, all but its first third to be foretold."""
    first, end = dataset.acts[0].day.toordinal(), dataset.acts[dataset.test_from].day.toordinal()
    from_day = first + round((end - first) * KNOWN_BEFORE)
    known = next(place for place, act in enumerate(dataset.acts) if act.day.toordinal() >= from_day)
    return dataset.until(dataset.test_from, known)


def part_of(training: Dataset) -> Part:
    """Return what the formula needs of each act. Raises `AssertionError` where the formula is not core's."""
    gathered = list(_gathered(training))
    signed = [one for one in gathered if one[2]]
    part = Part(
        np.array([_row(one, signs=True) for one in signed]).T, np.array([_row(one, signs=False) for one in gathered]).T
    )
    for told, estimate, acts in ((part.trust, estimate_sign, signed), (part.intensity, estimate_intensity, gathered)):
        by_core = [estimate(evidence, day, DEFAULT_CONSTANTS).value for evidence, day, _ in acts[::97]]
        np.testing.assert_allclose(told(DEFAULT_CONSTANTS)[::97], by_core, rtol=1e-9, atol=1e-9)
    return part


def _gathered(training: Dataset) -> Iterator[Gathered]:
    ledger = SummedActs(DEFAULT_CONSTANTS)
    for day, first, acts in training.steps():
        for act in acts[max(0, training.test_from - first) :]:
            yield ledger.summed(act.giver, act.receiver, day), day, act.intensity
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


Gain = Callable[[BetaHabitConstants], float]
"""What is to grow; minus infinity for constants that may not be chosen."""


def of_trust(parts: Sequence[Part]) -> Gain:
    """Return the mean sign AUC over the sets."""
    sketched = [part.of_trust(SKETCH) for part in parts]

    def gain(constants: BetaHabitConstants) -> float:
        told = [part.of_trust(constants) for part in parts]
        within = all(
            max(one["calibration error"], one["worst decile gap"]) <= MOST_AMISS and one["log loss"] <= was["log loss"]
            for one, was in zip(told, sketched, strict=True)
        )
        return sum(one["sign AUC"] for one in told) / len(told) if within else -np.inf

    return gain


def of_intensity(parts: Sequence[Part]) -> Gain:
    """Return the mean error over the sets, as less than nothing."""
    sketched = [part.error(SKETCH) for part in parts]

    def gain(constants: BetaHabitConstants) -> float:
        told = [part.error(constants) for part in parts]
        within = all(one <= was for one, was in zip(told, sketched, strict=True))
        return -sum(told) / len(told) if within else -np.inf

    return gain


def chosen(start: BetaHabitConstants, steps: Mapping[str, float], gain: Gain) -> BetaHabitConstants:
    """Return the constants from which no neighbour gains more."""
    best, told = start, cache(gain)
    while (following := max((best, *neighbours(best, steps)), key=told)) != best:
        best = following
    return best


def neighbours(constants: BetaHabitConstants, steps: Mapping[str, float]) -> Iterator[BetaHabitConstants]:
    """Yield the constants of which none is more than a step away."""
    figures = constants.as_figures()
    for ways in product((-1, 0, 1), repeat=len(steps)):
        moved = {name: round(figures[name] + way * steps[name], 10) for name, way in zip(steps, ways, strict=True)}
        if all(value > 0 for value in moved.values()):
            yield replace(constants, **moved)


def gained(training: Dataset, constants: BetaHabitConstants) -> tuple[Difference, Difference]:
    """Return what constants gain over the sketch, by the model itself: in sign AUC, and in error, which is to fall."""
    sketched, found = (
        scores(columns(prequential(BetaHabit(one), training), training.unit)) for one in (SKETCH, constants)
    )
    return difference(found["sign_auc"], sketched["sign_auc"]), difference(found["rmse"], sketched["rmse"])


def main(arguments: Sequence[str]) -> None:
    """Print what is found, how it and the sketch tell the parts it was looked for on, and what is taken of it."""
    trainings = {name: before_test(read_data(Path(arguments[0]) / name)) for name in SETS}
    parts = {name: part_of(training) for name, training in trainings.items()}
    found = chosen(SKETCH, OF_TRUST, of_trust(list(parts.values())))
    found = chosen(found, OF_INTENSITY, of_intensity(list(parts.values())))
    for title, constants in (("sketched", SKETCH), ("found", found)):
        print(title, moving(constants))
        for name, part in parts.items():
            told = {**part.of_trust(constants), "RMSE": part.error(constants)}
            print(f"  {name}: {', '.join(f'{measure} {value:.5f}' for measure, value in told.items())}")
    gains = [gained(training, found) for training in trainings.values()]
    taken = SKETCH
    for place, (title, steps, better) in enumerate((("sign AUC", OF_TRUST, 1.0), ("RMSE", OF_INTENSITY, -1.0))):
        changes = [one[place] for one in gains]
        print(f"{title} changes by", ", ".join(f"{one.value:.5f} [{one.low:.5f}, {one.high:.5f}]" for one in changes))
        if all(min(better * one.low, better * one.high) > 0 for one in changes):
            taken = replace(taken, **{name: getattr(found, name) for name in steps})
    print("taken", moving(taken))
    print("which is what is shipped" if taken == DEFAULT_CONSTANTS else f"but shipped is {moving(DEFAULT_CONSTANTS)}")


def moving(constants: BetaHabitConstants) -> Mapping[str, float]:
    """Return the constants that may move."""
    figures = constants.as_figures()
    return {name: figures[name] for name in (*OF_TRUST, *OF_INTENSITY)}


if __name__ == "__main__":
    main(sys.argv[1:])
