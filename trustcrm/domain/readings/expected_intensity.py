"""Expected intensity: how kind or unkind the giver's next act is likely to be, in Goldstein units."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from trustcrm.domain.act import Act
from trustcrm.domain.reading import Share
from trustcrm.domain.readings.constants import BetaHabitConstants
from trustcrm.domain.readings.estimate import estimate_intensity
from trustcrm.domain.readings.evidence import PairEvidence
from trustcrm.domain.readings.explanation import explain_intensity
from trustcrm.values import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedIntensity:
    """An expected intensity, the part of it that is prior, and, where asked for, the shares that sum to it."""

    value: float
    uncertainty: float
    shares: tuple[Share, ...] = ()


def expected_intensity(
    evidence: PairEvidence, day: date, constants: BetaHabitConstants, *, acts: Collection[Act] | None = None
) -> ExpectedIntensity:
    """Return the expected intensity as of `day`: trust's formula with the intensity in place of the sign.

    Neutral acts count here. Where `acts`, the very acts summed in `evidence`, are given, the shares are filled in.
    Raises `InvalidValue` where the sums hold acts later than `day` or were made with other half-lives.
    """
    estimate = estimate_intensity(evidence, day, constants)
    shares = () if acts is None else explain_intensity(estimate, evidence, acts, constants)
    return ExpectedIntensity(value=estimate.value, uncertainty=estimate.uncertainty, shares=shares)
