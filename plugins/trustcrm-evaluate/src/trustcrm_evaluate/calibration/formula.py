"""The reference model's formula over columns: what `BetaHabit` says of one pair after the other, of all at once."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from trustcrm.plugin import BetaHabitConstants
from trustcrm_evaluate.metrics import Numbers

MOST_INTENSITY = 10.0
"""No act is kinder than this, and none is less kind than minus this."""


class Sums(NamedTuple):
    """What readings rest on, a row a reading: the pair's sums there and back as of the day, both sides' habits, others.

    All are over signs, 1 for kind and 0 for unkind, where trust is told, and over intensities where one is expected.
    `others_…` run over all acts but those of the pair itself.
    """

    there: Numbers
    there_weight: Numbers
    back: Numbers
    back_weight: Numbers
    gives: Numbers
    gives_weight: Numbers
    gets: Numbers
    gets_weight: Numbers
    others: Numbers
    others_weight: Numbers


def trust_of(sums: Sums, constants: BetaHabitConstants) -> Numbers:
    """Return the probability that the next signed act is kind."""
    mean = _mean(sums, constants.usual_share, constants)
    prior = mean + _moved(sums, mean, constants.receiver_pull, constants)
    within = np.clip(prior, constants.lowest_prior, 1.0 - constants.lowest_prior)
    return _shrunk(sums, within, constants.prior_weight, constants.reverse_share, constants)


def intensity_of(sums: Sums, constants: BetaHabitConstants) -> Numbers:
    """Return the intensity expected of the next act."""
    mean = _mean(sums, constants.usual_intensity, constants)
    prior = mean + _moved(sums, mean, constants.intensity_receiver_pull, constants)
    within = np.clip(prior, -MOST_INTENSITY, MOST_INTENSITY)
    return _shrunk(sums, within, constants.intensity_prior_weight, constants.intensity_reverse_share, constants)


def _mean(sums: Sums, usual: float, constants: BetaHabitConstants) -> Numbers:
    return (constants.usual_weight * usual + sums.others) / (constants.usual_weight + sums.others_weight)


def _moved(sums: Sums, mean: Numbers, receiver_pull: float, constants: BetaHabitConstants) -> Numbers:
    kappa = constants.habit_weight
    gives = (kappa * mean + sums.gives) / (kappa + sums.gives_weight)
    gets = (kappa * mean + sums.gets) / (kappa + sums.gets_weight)
    return constants.giver_pull * (gives - mean) + receiver_pull * (gets - mean)


def _shrunk(
    sums: Sums, prior: Numbers, prior_weight: float, reverse_share: float, constants: BetaHabitConstants
) -> Numbers:  # fmt: skip
    most = constants.most_evidence
    there, back = most / np.maximum(sums.there_weight, most), reverse_share * most / np.maximum(sums.back_weight, most)
    value = prior_weight * prior + there * sums.there + back * sums.back
    return value / (prior_weight + there * sums.there_weight + back * sums.back_weight)
