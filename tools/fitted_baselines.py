"""Tell fitted baselines in other ways than `trustcrm evaluate`: `python -m tools.fitted_baselines DATA [--ways]`.

DATA are the public sets. The command fits ridge and boosting anew each quarter. Here boosting is fitted to the eleven
years of events once, to all before the test; and on ratings ridge and boosting are told as the command tells them, then
fitted once, to the ratings from the first tenth to the test, and so once more with figures of third sides, fairness and
goodness beside, which those baselines go without. Each line tells RMSE, correlation and sign AUC of the test, the last
by the trust, as the command does, and by the intensity expected.

`--ways` tells instead all 128 ways to fit once among which `boosting-once` was looked for: RMSE, correlation and sign
AUC by intensity on ratings and, where these lie within .005 of what was expected, how each set of events fares. It
takes some ten minutes of one core.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence
from itertools import product
from pathlib import Path

import numpy as np

from trustcrm.plugin import Act
from trustcrm_evaluate.baselines.fairness_goodness import Fairness
from trustcrm_evaluate.baselines.features import Figures
from trustcrm_evaluate.baselines.learned import Fit, Learned, boosted, boosting, ridge
from trustcrm_evaluate.dataset import Dataset
from trustcrm_evaluate.metrics import Numbers, auc, calibration_error, columns, pearson, rmse
from trustcrm_evaluate.protocol import prequential
from trustcrm_evaluate.readers import read_data

CLOSE = 0.005
EXPECTED_OF_RATINGS = (0.287, 0.666, 0.891)
"""RMSE, correlation and sign AUC by intensity that were expected of boosting."""
IMAGINED = 3.0
"""So much of third sides is imagined to have said nothing either way."""
Told = Mapping[Hashable, float]
"""A rating by the side on its other end."""


def of_each(dataset: Dataset) -> Numbers:
    """Return the figures of each act as they stood before its day, or before its second where acts tell it."""
    figures, rows = Figures(), list[list[float]]()
    for day, _, acts in dataset.steps():
        rows += [figures.of((act.giver, act.receiver), day) for act in acts]
        figures.note(acts, day)
    return np.array(rows)


def fairness_and_goodness(ratings: Dataset) -> Numbers:
    """Return the giver's fairness and the receiver's goodness at each rating, as solved when its week began."""
    known, waiting, told, last = Fairness(), list[Act](), list[tuple[float, float]](), -1
    for act in ratings.acts:
        week = act.day.toordinal() // 7
        if week != last:
            for one in waiting:
                known.add(one)
            waiting, last = [], week
        told.append((known.fair(act.giver), known.good(act.receiver)))
        waiting.append(act)
    return np.array(told)


def of_third_sides(ratings: Dataset) -> Numbers:
    """Return what third sides said of each receiver before the rating's second."""
    given, got = (defaultdict[Hashable, dict[Hashable, float]](dict) for _ in range(2))
    rows = list[list[float]]()
    for _, _, acts in ratings.steps():
        rows += [_said(given[act.giver], got[act.receiver], got[act.giver]) for act in acts]
        for act in acts:
            given[act.giver][act.receiver] = got[act.receiver][act.giver] = act.intensity
    return np.array(rows)


def _said(by_giver: Told, of_receiver: Told, of_giver: Told) -> list[float]:
    """Return five figures of one rating.

    How many of those that the giver had rated said something of the receiver; the mean of what the kindly rated said,
    each counted as kindly as it was rated, and how much they count together; the sum of what the unkindly rated said;
    and how far those who had rated giver and receiver agree in them.
    """
    heard = [(by_giver[third], of_receiver[third]) for third in by_giver.keys() & of_receiver.keys()]
    trusted = sum(own for own, _ in heard if own > 0)
    return [
        len(heard),
        sum(own * said for own, said in heard if own > 0) / (trusted + IMAGINED),
        trusted,
        sum(said for own, said in heard if own < 0),
        sum(of_giver[third] * of_receiver[third] for third in of_giver.keys() & of_receiver.keys()),
    ]


def main(arguments: Sequence[str]) -> None:
    """Print the lines."""
    folder = Path(arguments[0])
    if "--ways" in arguments:
        tell_ways(folder)
        return
    events, ratings = read_data(folder / "icews0515"), read_data(folder / "bitcoin_wsn")
    _fitted_once("eleven years", boosting(), events, of_each(events), 0)
    figures, first = of_each(ratings), len(ratings.acts) // 10
    more = np.column_stack([figures, fairness_and_goodness(ratings), of_third_sides(ratings)])
    for model in (ridge(), boosting()):
        told = columns(prequential(model, ratings), ratings.unit)
        assert told.expected is not None
        _tell(f"ratings, {model.name}, fitted each quarter", told.trust, told.expected, told.intensity)
        _fitted_once("ratings", model, ratings, figures, first)
        _fitted_once("third sides, fairness and goodness too", model, ratings, more, first)


def tell_ways(folder: Path) -> None:
    """Print how each way to fit boosted trees once fares."""
    sets = [read_data(folder / name) for name in ("bitcoin_wsn", "icews0515", "icews14")]
    own = [of_each(one) for one in sets]
    more = [np.column_stack([rows, of_third_sides(one)]) for rows, one in zip(own, sets, strict=True)]
    shapes = product(((0.1, 100), (0.05, 200), (0.06, 150), (0.05, 300)), (15, 31), (20, 40), (0.0, 5.0))
    for (rate, trees), leaves, least, shrunk in shapes:
        shape = {"learning_rate": rate, "max_iter": trees, "max_leaf_nodes": leaves, "min_samples_leaf": least}
        make = boosted(**shape, l2_regularization=shrunk, early_stopping=False)
        for (kind, figures), skipped in product((("seventy figures", own), ("third sides too", more)), (0, 8)):
            name = f"{rate} x {trees}, {leaves} leaves of {least}, shrunk by {shrunk:g}, {kind}"
            name += ", from an eighth on" if skipped else ", from the first on"
            begins = [one.test_from // skipped if skipped else 0 for one in sets]
            ratings, *events = zip(sets, figures, begins, strict=True)
            if _tell_way(f"{name}: ratings", make, *ratings):
                for found in events:
                    _tell_way(f"{name}: {found[0].name}", make, *found)


def _tell_way(
    name: str, make: Callable[[Numbers, Numbers], Fit], dataset: Dataset, figures: Numbers, first: int
) -> bool:
    """Print how a way fares on one set; return whether it comes close to what was expected of ratings."""
    outcomes, begins = np.array([act.intensity for act in dataset.acts]), dataset.test_from
    fit, came = make(figures[first:begins], outcomes[first:begins]), outcomes[begins:]
    trust, expected, signed = fit.trust(figures[begins:]), fit.intensity(figures[begins:]), came != 0
    kind = came[signed] > 0
    told = (rmse(expected * dataset.unit, came * dataset.unit), pearson(expected, came), auc(expected[signed], kind))
    signs = f"trust {auc(trust[signed], kind):.4f} calibration error {calibration_error(trust[signed], kind):.4f}"
    print(name, *(f"{one:.4f}" for one in told), signs, flush=True)
    return all(abs(one - other) < CLOSE for one, other in zip(told, EXPECTED_OF_RATINGS, strict=True))


def _fitted_once(name: str, model: Learned, dataset: Dataset, figures: Numbers, first: int) -> None:
    outcomes, begins = np.array([act.intensity for act in dataset.acts]), dataset.test_from
    fit = model.make(figures[first:begins], outcomes[first:begins])
    expected = fit.intensity(figures[begins:]) * dataset.unit
    _tell(f"{name}, {model.name}, fitted once", fit.trust(figures[begins:]), expected, outcomes[begins:] * dataset.unit)


def _tell(name: str, trust: Numbers, expected: Numbers, outcomes: Numbers) -> None:
    signed = outcomes != 0
    signs = [f"{auc(one[signed], outcomes[signed] > 0):.3f}" for one in (trust, expected)]
    errors = f"{rmse(expected, outcomes):.3f} {pearson(expected, outcomes):.3f}"
    print(f"{name}: {errors} trust {signs[0]} expected {signs[1]}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
