"""Tell fitted baselines in other ways than `trustcrm evaluate`: `python -m tools.fitted_baselines DATA`.

DATA are the public sets. The command fits anew each quarter. Here boosting is fitted to the eleven years of events
once, to all before the test; and on ratings ridge and boosting are told as the command tells them, then fitted once, to
the ratings from the first tenth to the test, and so once more with figures of third sides, fairness and goodness
beside, which those baselines go without. Each line tells RMSE, correlation and sign AUC of the test, the last by the
trust, as the command does, and by the intensity expected.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from pathlib import Path

import numpy as np

from trustcrm.plugin import Act
from trustcrm_evaluate.baselines.fairness_goodness import Fairness
from trustcrm_evaluate.baselines.features import Figures
from trustcrm_evaluate.baselines.learned import Learned, boosting, ridge
from trustcrm_evaluate.dataset import Dataset
from trustcrm_evaluate.metrics import Numbers, auc, columns, pearson, rmse
from trustcrm_evaluate.protocol import prequential
from trustcrm_evaluate.readers import read_data

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
