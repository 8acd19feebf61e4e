"""Tell baselines on ratings as the model contract cannot: `python -m tools.ratings DATA`, DATA the public sets.

An act tells its day and no second, so that ridge and boosting, asked of ratings by the second, are fitted to figures as
of the day before. Here they are fitted once, to what comes before the test, with each figure as of its second. And
fairness and goodness are solved anew by the day, by the week or never, since how often it is done is not always told.
Each line tells RMSE, correlation and sign AUC of the test; of what is fitted also the AUC of the rating expected.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
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
    "by the day": lambda act: act.day.toordinal(),
    "by the week": lambda act: act.day.toordinal() // 7,
    "never": lambda act: 0,
}
MOST = 10.0


def of_the_second(ratings: Dataset) -> Numbers:
    """Return the figures of each rating as they stood before its second."""
    figures, rows = Figures(), list[list[float]]()
    for day, _, acts in ratings.steps():
        rows += [figures.of((act.giver, act.receiver), day) for act in acts]
        figures.note(acts, day)
    return np.array(rows)


def fairness_and_goodness(ratings: Dataset, when: Callable[[Act], int]) -> Numbers:
    """Return what is expected of each tested rating, from -1 to 1, by what was solved when `when` last changed."""
    known, waiting, told = Fairness(), list(ratings.acts[: ratings.test_from]), list[float]()
    last = None
    for act in ratings.tested:
        if when(act) != last:
            for one in waiting:
                known.add(one)
            waiting, last = [], when(act)
        told.append(known.fair(act.giver) * known.good(act.receiver))
        waiting.append(act)
    return np.array(told)


def main(arguments: Sequence[str]) -> None:
    """Print the lines."""
    ratings = read_data(Path(arguments[0]) / "bitcoin_wsn")
    outcomes, begins = np.array([act.intensity for act in ratings.acts]), ratings.test_from
    tested = outcomes[begins:]

    def line(name: str, expected: Numbers, trust: Numbers) -> None:
        figures = rmse(expected, tested) / MOST, pearson(expected, tested), auc(trust, tested > 0)
        print(
            name, " ".join(f"{one:.3f}" for one in figures), f"(by the rating expected {auc(expected, tested > 0):.3f})"
        )

    for name, when in SOLVED.items():
        expected = fairness_and_goodness(ratings, when)
        line(f"fairness and goodness, solved {name}:", MOST * expected, expected)
    figures = of_the_second(ratings)
    for model in (ridge(), boosting()):
        fit = model.make(figures[:begins], outcomes[:begins])
        line(f"{model.name}, figures as of the second:", fit.intensity(figures[begins:]), fit.trust(figures[begins:]))


if __name__ == "__main__":
    main(sys.argv[1:])
