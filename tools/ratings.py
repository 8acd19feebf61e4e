"""Tell fitted baselines on ratings in other ways than `trustcrm evaluate`: `python -m tools.ratings DATA`.

DATA are the public sets. Ridge and boosting are told as the command tells them, fitted anew each quarter; then fitted
once, to the ratings from the first tenth to the test; and so once more with figures of third sides, fairness and
goodness beside, which those baselines go without. Each line tells RMSE, correlation and sign AUC of the test, the last
by the trust, as the command does, and by the rating expected.
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
from trustcrm_evaluate.baselines.learned import boosting, ridge
from trustcrm_evaluate.dataset import Dataset
from trustcrm_evaluate.metrics import Numbers, auc, columns, pearson, rmse
from trustcrm_evaluate.protocol import prequential
from trustcrm_evaluate.readers import read_data

MOST = 10.0
IMAGINED = 3.0
"""So much of third sides is imagined to have said nothing either way."""
Told = Mapping[Hashable, float]
"""A rating by the side on its other end."""


def of_the_second(ratings: Dataset) -> Numbers:
    """Return the figures of each rating as they stood before its second."""
    figures, rows = Figures(), list[list[float]]()
    for day, _, acts in ratings.steps():
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
    ratings = read_data(Path(arguments[0]) / "bitcoin_wsn")
    outcomes, begins = np.array([act.intensity for act in ratings.acts]), ratings.test_from
    figures = of_the_second(ratings)
    more = np.column_stack([figures, fairness_and_goodness(ratings), of_third_sides(ratings)])
    first = len(outcomes) // 10
    for model in (ridge(), boosting()):
        told = columns(prequential(model, ratings))
        assert told.expected is not None
        _tell(f"{model.name}, fitted each quarter", told.trust, told.expected, told.intensity)
        for name, known in (("fitted once", figures), ("fitted once, third sides, fairness and goodness too", more)):
            fit = model.make(known[first:begins], outcomes[first:begins])
            _tell(f"{model.name}, {name}", fit.trust(known[begins:]), fit.intensity(known[begins:]), outcomes[begins:])


def _tell(name: str, trust: Numbers, expected: Numbers, outcomes: Numbers) -> None:
    signs = f"trust {auc(trust, outcomes > 0):.3f} rating {auc(expected, outcomes > 0):.3f}"
    print(f"{name}: {rmse(expected, outcomes) / MOST:.3f} {pearson(expected, outcomes):.3f} {signs}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
