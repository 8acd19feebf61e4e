"""Fitted baselines foretell from what was known, by a fit that is made anew each quarter."""

from __future__ import annotations

import os
from datetime import date
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from trustcrm.plugin import TrustModel
from trustcrm.testing import TrustModelConformance
from trustcrm_evaluate.baselines.features import Numbers
from trustcrm_evaluate.baselines.learned import Fit, LearnedOnce, boosting, ridge
from trustcrm_evaluate.dataset import Dataset
from trustcrm_evaluate.metrics import auc, columns
from trustcrm_evaluate.protocol import AwaitsTest, prequential
from trustcrm_evaluate.readers import read_data

pytestmark = pytest.mark.skipif(find_spec("sklearn") is None, reason="scikit-learn is not installed")


class TestTheRidge(TrustModelConformance):
    @pytest.fixture
    def model(self) -> TrustModel:
        return ridge()


@pytest.mark.parametrize("make", [ridge, boosting] if "TRUSTCRM_TESTS_THOROUGH" in os.environ else [ridge])
def test_a_fit_tells_kind_from_unkind(make: type, quadruples: Path) -> None:
    told = columns(prequential(make(), read_data(quadruples, date(2014, 1, 1))))
    signed = told.of(told.signed)
    assert auc(signed.trust, signed.kind) > 0.8
    assert told.expected is not None


def test_the_order_of_taking_and_what_comes_later_change_nothing(quadruples: Path) -> None:
    acts = list(read_data(quadruples, date(2014, 1, 1)).acts)
    day, pairs = date(2014, 4, 10), [(0, 7), (8, 9)]
    model = ridge()
    known = model.take(model.empty(), [act for act in acts if act.day <= day])
    turned = model.take(model.empty(), acts[::-1])
    assert model.read_values(turned, pairs, day) == pytest.approx(model.read_values(known, pairs, day), abs=1e-9)


@pytest.mark.parametrize("folder", ["quadruples", "ratings"])
def test_a_fit_made_once_is_to_all_that_is_known_as_the_test_begins(
    folder: str, request: pytest.FixtureRequest
) -> None:  # fmt: skip
    dataset = read_data(request.getfixturevalue(folder), date(2014, 1, 1))
    fitted_to, usual = list[int](), ridge()

    def make(figures: Numbers, outcomes: Numbers) -> Fit:
        fitted_to.append(len(outcomes))
        return usual.make(figures, outcomes)

    prequential(LearnedOnce("once", make), dataset)
    assert fitted_to == [dataset.test_from]


def test_a_day_before_the_test_is_read_by_the_fit_of_its_quarter(quadruples: Path) -> None:
    acts, model = read_data(quadruples, date(2014, 1, 1)).acts, LearnedOnce("once", ridge().make)
    by_quarter = model.take(model.empty(), acts)
    held = model.take(model.empty(), acts)
    assert isinstance(held, AwaitsTest)
    held.begin_test()
    first, last, pairs = date(2014, 4, 10), acts[-1].day, [(0, 7), (8, 9)]
    assert model.read_values(held, pairs, first) == model.read_values(by_quarter, pairs, first)
    assert model.read_values(held, pairs, last) != model.read_values(by_quarter, pairs, last)


def test_a_fit_to_ratings_knows_of_each_what_was_told_seconds_before(ratings: Path) -> None:
    dataset, model, day = read_data(ratings), ridge(), date(2011, 4, 2)  # all lie on one day of the quarter before
    pairs = [(act.giver, act.receiver) for act in dataset.tested]

    def read(known: Dataset) -> list[float]:
        acts = known.acts[dataset.test_from - 1 :: -1]
        return list(model.read_values(model.take(model.empty(), acts), pairs, day))

    assert auc(np.array(read(dataset)), np.array([act.intensity > 0 for act in dataset.tested])) > 0.8
    by_day = read(dataset.by_day())
    assert by_day == pytest.approx([by_day[0]] * len(pairs))  # of a day's first acts no figure tells anything


def test_acts_of_one_day_that_come_one_by_one_are_as_if_they_came_together(quadruples: Path) -> None:
    acts = [act for act in read_data(quadruples, date(2014, 1, 1)).acts if act.day <= date(2014, 4, 10)]
    day, pairs = acts[-1].day, [(0, 7), (8, 9)]
    model = ridge()
    together = model.take(model.empty(), acts)
    one_by_one = model.take(model.empty(), acts[:-4])
    for act in acts[:-5:-1]:
        model.read_values(one_by_one, pairs, day)
        one_by_one = model.take(one_by_one, [act])
    assert model.read_values(one_by_one, pairs, day) == pytest.approx(model.read_values(together, pairs, day), abs=1e-9)
    assert one_by_one.figures((0, 7), day) == pytest.approx(together.figures((0, 7), day), abs=1e-9)
