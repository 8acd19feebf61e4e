"""Quantiles of the Beta distribution against closed forms and exact binomial sums."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trustcrm.domain.readings.beta_distribution import cumulative, quantile

PROBABILITIES = st.floats(0.001, 0.999)
SHAPES = st.floats(0.05, 40.0)


@given(st.integers(1, 40), st.integers(1, 40), st.integers(1, 99))
def test_whole_shapes_agree_with_exact_binomial_sums(alpha: int, beta: int, hundredths: int) -> None:
    x, n = Fraction(hundredths, 100), alpha + beta - 1
    exact = sum(math.comb(n, k) * x**k * (1 - x) ** (n - k) for k in range(alpha, n + 1))
    assert cumulative(hundredths / 100, alpha, beta) == pytest.approx(float(exact), rel=1e-10, abs=1e-14)


@given(PROBABILITIES, SHAPES)
def test_a_shape_of_one_has_a_closed_form(probability: float, shape: float) -> None:
    assert quantile(probability, shape, 1.0) == pytest.approx(probability ** (1 / shape), abs=1e-11)
    assert quantile(probability, 1.0, shape) == pytest.approx(1 - (1 - probability) ** (1 / shape), abs=1e-11)


@given(PROBABILITIES)
def test_shapes_of_one_half_follow_the_arcsine_law(probability: float) -> None:
    assert quantile(probability, 0.5, 0.5) == pytest.approx(math.sin(math.pi * probability / 2) ** 2, abs=1e-11)


@given(PROBABILITIES, st.floats(0.5, 40.0), st.floats(0.5, 40.0))
def test_the_quantile_undoes_the_cumulative(probability: float, alpha: float, beta: float) -> None:
    x = quantile(probability, alpha, beta)
    assert cumulative(x, alpha, beta) == pytest.approx(probability, abs=1e-6)
    assert cumulative(max(0.0, x - 1e-9), alpha, beta) <= probability <= cumulative(min(1.0, x + 1e-9), alpha, beta)


@given(st.floats(0.0, 1.0), SHAPES, SHAPES)
def test_mirroring_x_swaps_the_shapes(x: float, alpha: float, beta: float) -> None:
    x = round(x, 6)
    assert cumulative(x, alpha, beta) == pytest.approx(1.0 - cumulative(1.0 - x, beta, alpha), abs=1e-9)


def test_published_quantiles_are_met() -> None:
    # F(0.05; 10, 10) tables of the F distribution: F = 2.9782, and x = F·10/(10 + F·10) for Beta(5, 5)
    assert quantile(0.95, 5.0, 5.0) == pytest.approx(2.9782 / 3.9782, abs=5e-6)
    # median of Beta(2, 2) by symmetry; 5 % of Beta(2, 3) solves 6x² - 8x³ + 3x⁴ = 0.05
    assert quantile(0.5, 2.0, 2.0) == pytest.approx(0.5, abs=1e-12)
    x = quantile(0.05, 2.0, 3.0)
    assert 6 * x**2 - 8 * x**3 + 3 * x**4 == pytest.approx(0.05, abs=1e-11)


@pytest.mark.parametrize(("probability", "expected"), [(0.0, 0.0), (1.0, 1.0)])
def test_the_ends_are_exact(probability: float, expected: float) -> None:
    assert quantile(probability, 0.3, 7.0) == expected


@pytest.mark.parametrize("shapes", [(1e-9, 1.0), (0.01, 0.99), (19.99, 0.01), (0.01, 25.0), (500.0, 700.0)])
def test_extreme_shapes_still_have_ordered_quantiles(shapes: tuple[float, float]) -> None:
    assert 0.0 <= quantile(0.05, *shapes) <= quantile(0.95, *shapes) <= 1.0
