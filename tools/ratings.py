"""Tell baselines on ratings as the model contract cannot: `python -m tools.ratings DATA`, DATA the public sets.

An act tells its day and no second, so that ridge and boosting, asked of ratings by the second, are fitted to figures as
of the day before. Here they are fitted once, to the ratings from the first tenth to the test, each figure as of its
second; and once more with figures of third sides, fairness and goodness beside, which those baselines go without. And
fairness and goodness are solved anew each day, every other day, each week or never, since how often is not always told.
Each line tells RMSE, correlation and sign AUC of the test, the last by each figure that a sign can be told by.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence
from pathlib import Path

import numpy as np

from trustcrm.plugin import Act
from trustcrm_evaluate.baselines.fairness_goodness import Fairness
from trustcrm_evaluate.baselines.features import Figures
from trustcrm_evaluate.baselines.learned import boosting, ridge
from trustcrm_evaluate.dataset import Dataset
from trustcrm_evaluate.metrics import Numbers, auc, pearson, rmse
from trustcrm_evaluate.readers import read_data

SOLVED: dict[str, Callable[[Act], int]] = {
    "each day": lambda act: act.day.toordinal(),
    "every other day": lambda act: act.day.toordinal() // 2,
    "each week": lambda act: act.day.toordinal() // 7,
    "never": lambda act: 0,
}
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


def fairness_and_goodness(ratings: Dataset, begins: int, when: Callable[[Act], int]) -> Numbers:
    """Return the giver's fairness and the receiver's goodness at each rating from `begins` on.

    They are those that were solved when `when` last changed.
    """
    known, waiting, told = Fairness(), list(ratings.acts[:begins]), list[tuple[float, float]]()
    last = None
    for act in ratings.acts[begins:]:
        if when(act) != last:
            for one in waiting:
                known.add(one)
            waiting, last = [], when(act)
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
    tested = outcomes[begins:]

    def line(name: str, expected: Numbers, **signs: Numbers) -> None:
        figures = f"{rmse(expected, tested) / MOST:.3f} {pearson(expected, tested):.3f}"
        print(name, figures, *(f"{by} {auc(sign, tested > 0):.3f}" for by, sign in signs.items()))

    for name, when in SOLVED.items():
        fair, good = fairness_and_goodness(ratings, begins, when).T
        line(f"fairness and goodness, solved {name}:", MOST * fair * good, rating=fair * good, goodness=good)
    figures = of_the_second(ratings)
    more = np.column_stack([figures, fairness_and_goodness(ratings, 0, SOLVED["each week"]), of_third_sides(ratings)])
    first = len(outcomes) // 10
    for model in (ridge(), boosting()):
        for name, known in (("figures as of the second", figures), ("third sides, fairness and goodness too", more)):
            fit = model.make(known[first:begins], outcomes[first:begins])
            expected = fit.intensity(known[begins:])
            line(f"{model.name}, {name}:", expected, trust=fit.trust(known[begins:]), rating=expected)


if __name__ == "__main__":
    main(sys.argv[1:])
