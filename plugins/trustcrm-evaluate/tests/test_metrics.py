"""Each measure agrees with its definition written out, and a weight is as good as a copy."""

from __future__ import annotations

from math import isnan, log

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trustcrm_evaluate.league import Standing
from trustcrm_evaluate.metrics import (
    Columns,
    auc,
    calibration_error,
    log_loss,
    pearson,
    reliability,
    rmse,
    worst_decile_gap,
)
from trustcrm_evaluate.printing import markdown
from trustcrm_evaluate.scores import difference, scores

TOLD = st.lists(st.tuples(st.floats(0, 1), st.booleans(), st.integers(0, 3)), min_size=10, max_size=60)


@settings(max_examples=60, deadline=None)
@given(TOLD)
def test_measures_of_signs_are_as_written_out(told: list[tuple[float, bool, int]]) -> None:
    trust, kind = np.array([one[0] for one in told]), np.array([one[1] for one in told])
    good, bad = trust[kind], trust[~kind]
    wins = [(one > other) + (one == other) / 2 for one in good for other in bad]
    assert auc(trust, kind) == pytest.approx(sum(wins) / len(wins)) if wins else isnan(auc(trust, kind))
    lost = [-log(min(max(p if k else 1 - p, 1e-6), 1 - 1e-6)) for p, k in zip(trust, kind, strict=True)]
    assert log_loss(trust, kind) == pytest.approx(sum(lost) / len(lost))
    bins = [[n for n, p in enumerate(trust) if min(int(p * 15), 14) == place] for place in range(15)]
    gaps = [len(some) * abs(trust[some].mean() - kind[some].mean()) for some in bins if some]
    assert calibration_error(trust, kind) == pytest.approx(sum(gaps) / len(trust))


@settings(max_examples=60, deadline=None)
@given(TOLD)
def test_a_weight_is_as_good_as_so_many_copies(told: list[tuple[float, bool, int]]) -> None:
    told = [*told, (0.5, True, 1), (0.4, False, 1)]
    trust, kind, times = (np.array([one[place] for one in told]) for place in range(3))
    weight = times.astype(float)
    outcome = kind * 3.0 - trust
    again = np.repeat(trust, times), np.repeat(kind, times)
    for measure in (auc, log_loss, calibration_error):
        assert measure(trust, kind, weight) == pytest.approx(measure(*again), nan_ok=True)
    for of_sizes in (rmse, pearson):
        copied = of_sizes(again[0], np.repeat(outcome, times))
        assert of_sizes(trust, outcome, weight) == pytest.approx(copied, nan_ok=True, abs=1e-6)


def test_the_worst_decile_is_the_one_that_misses_most() -> None:
    trust = np.repeat(np.arange(10) / 10 + 0.05, 20)
    kind = np.array([place < round(p * 20) for p in np.arange(10) / 10 + 0.05 for place in range(20)])
    assert worst_decile_gap(trust, kind) == pytest.approx(0.0, abs=1e-9)
    kind[:20] = True
    assert worst_decile_gap(trust, kind) == pytest.approx(0.95)
    assert isnan(worst_decile_gap(trust[:9], kind[:9]))


def test_reliability_tells_what_was_said_and_what_happened() -> None:
    (only,) = reliability(np.full(4, 0.9), np.array([True, True, True, False]))
    assert (only.acts, only.kind) == (4, 0.75)
    assert only.trust == pytest.approx(0.9)


def told_of(trust: np.ndarray, kind: np.ndarray, pair: np.ndarray) -> Columns:
    yes = np.ones(len(trust), dtype=bool)
    return Columns(trust, kind, yes, None, kind * 2.0 - 1.0, ~yes, pair)


def test_an_interval_holds_the_figure_and_is_wider_where_pairs_are_few() -> None:
    chance = np.random.default_rng(1)
    trust = chance.random(600)
    kind = chance.random(600) < trust
    many = scores(told_of(trust, kind, np.arange(600)), draws=100)["sign_auc"]
    few = scores(told_of(trust, kind, np.sort(trust).searchsorted(trust) // 100), draws=100)["sign_auc"]
    assert many.low < many.value < many.high
    assert few.high - few.low > many.high - many.low


def test_a_model_does_not_differ_from_itself_and_a_worse_one_does() -> None:
    chance = np.random.default_rng(2)
    trust = chance.random(500)
    kind = chance.random(500) < trust
    pair = np.arange(500)
    one = scores(told_of(trust, kind, pair), draws=60)["sign_auc"]
    other = scores(told_of(chance.random(500), kind, pair), draws=60)["sign_auc"]
    same, gap = difference(one, one), difference(one, other)
    assert (same.value, same.low, same.high) == (0.0, 0.0, 0.0)
    assert 0 < gap.low < gap.value < gap.high


def test_what_the_expected_intensity_tells_of_signs_is_in_a_table_only_where_it_is_asked_for() -> None:
    told = told_of(np.array([0.2, 0.8]), np.array([False, True]), np.arange(2))
    found = scores(told._replace(expected=np.array([3.0, -3.0])), draws=20)
    assert (found["sign_auc"].value, found["sign_auc_by_intensity"].value) == (1.0, 0.0)
    standing = Standing(name="at odds", version="1", summary="", scores=found)
    assert "by intensity" not in markdown([standing])
    assert "sign AUC by intensity (n = 2)" in markdown([standing], by_intensity=True)


def test_errors_of_intensity_are_left_out_where_none_was_expected() -> None:
    told = told_of(np.array([0.2, 0.8]), np.array([False, True]), np.arange(2))
    assert "rmse" not in scores(told, draws=20)
    assert scores(told, draws=20)["new_sign_auc"].n == 0
