"""Quantiles of the Beta distribution, which Python's standard library lacks.

The regularised incomplete beta function I_x(α, β) is reckoned by its continued fraction (DLMF 8.17.22, evaluated by the
modified Lentz method as in Numerical Recipes, 3rd ed., 6.4), and inverted by Newton steps that a shrinking bracket
keeps in check.
"""

from __future__ import annotations

import math

_TINY = 1e-300
_ENOUGH = 1e-15
_MOST_TERMS = 1000


def cumulative(x: float, alpha: float, beta: float) -> float:
    """Return I_x(α, β), the probability that a Beta(α, β) value is at most `x`; α and β above 0, x in [0, 1]."""
    if x <= 0.0:
        return 0.0
    if x >= 1.0:
        return 1.0
    front = math.exp(alpha * math.log(x) + beta * math.log1p(-x) - _log_beta(alpha, beta))
    if x < (alpha + 1.0) / (alpha + beta + 2.0):
        return min(1.0, front * _continued_fraction(x, alpha, beta) / alpha)
    return max(0.0, 1.0 - front * _continued_fraction(1.0 - x, beta, alpha) / beta)


def quantile(probability: float, alpha: float, beta: float) -> float:
    """Return the x in [0, 1] with I_x(α, β) = `probability`, to within 1e-12; α and β above 0."""
    if probability <= 0.0:
        return 0.0
    if probability >= 1.0:
        return 1.0
    low, high = 0.0, 1.0
    x = alpha / (alpha + beta)
    while high - low > 1e-13:
        miss = cumulative(x, alpha, beta) - probability
        if miss == 0.0:
            return x
        low, high = (low, x) if miss > 0.0 else (x, high)
        step = miss / _density(x, alpha, beta)
        following = x - step
        if not low < following < high:
            following = (low + high) / 2.0
        elif abs(step) < 1e-14:
            return following
        x = following
    return x


def beta_interval(mean: float, weight: float) -> tuple[float, float]:
    """Return the 5 % and 95 % quantiles of the Beta distribution of this mean that rests on `weight` whole acts."""
    alpha, beta = mean * weight, (1.0 - mean) * weight
    return quantile(0.05, alpha, beta), quantile(0.95, alpha, beta)


def _log_beta(alpha: float, beta: float) -> float:
    return math.lgamma(alpha) + math.lgamma(beta) - math.lgamma(alpha + beta)


def _density(x: float, alpha: float, beta: float) -> float:
    if not 0.0 < x < 1.0:
        return _TINY
    logarithm = (alpha - 1.0) * math.log(x) + (beta - 1.0) * math.log1p(-x) - _log_beta(alpha, beta)
    return max(math.exp(min(logarithm, 700.0)), _TINY)


def _continued_fraction(x: float, alpha: float, beta: float) -> float:
    c, d = 1.0, 1.0 / _away_from_zero(1.0 - (alpha + beta) * x / (alpha + 1.0))
    result = d
    for m in range(1, _MOST_TERMS):
        even = m * (beta - m) * x / ((alpha + 2 * m - 1) * (alpha + 2 * m))
        odd = -(alpha + m) * (alpha + beta + m) * x / ((alpha + 2 * m) * (alpha + 2 * m + 1))
        for term in (even, odd):
            d = 1.0 / _away_from_zero(1.0 + term * d)
            c = _away_from_zero(1.0 + term / c)
            result *= c * d
        if abs(c * d - 1.0) < _ENOUGH:
            break
    return result


def _away_from_zero(value: float) -> float:
    return value if abs(value) > _TINY else _TINY
