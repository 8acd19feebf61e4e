"""The one formula: T = (k·a + r_ij + ρ·r_ji) / (k + W_ij + ρ·W_ji), pair shrunk to the sides' habits, habits to all.

It reads trust where y is the sign of an act (1 kind, 0 unkind) and expected intensity where y is its intensity; each
has its own k, ρ and receiver's pull. The global mean μ used for a pair leaves that pair's own acts out: trust's
a = -0.35·μ + 0.8·out_i + 0.55·in_j falls as μ rises, so that otherwise a kind act could lower its own pair's reading
by raising μ.

A prior lies within what an act can be: without that, a giver and a receiver who are both hostile to all would be
expected to go beyond the worst act there is.
"""

from __future__ import annotations

from datetime import date

from trustcrm.domain.readings.constants import BetaHabitConstants
from trustcrm.domain.readings.decay import as_of
from trustcrm.domain.readings.evidence import PairEvidence
from trustcrm.domain.readings.habits import HabitSums
from trustcrm.domain.readings.sums import Tally
from trustcrm.values import dataclass

_MOST_INTENSITY = 10.0
"""No act is kinder than this, and none is less kind than minus this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """The formula's result and every term of it.

    The prior is `global_mean` + `giver_term` + `receiver_term` + `clip`. `evidence_value` and `evidence_weight` are
    r_ij + ρ·r_ji and W_ij + ρ·W_ji, decayed, saturated and capped. An act's own weight is its size in the stored sum
    times `there_factor`, or `back_factor` where it went the other way.
    """

    global_mean: float
    giver_term: float
    receiver_term: float
    clip: float
    prior_weight: float
    evidence_value: float
    evidence_weight: float
    there_factor: float
    back_factor: float

    @property
    def prior(self) -> float:
        """What is expected of the pair before its own acts are looked at: a."""
        return self.global_mean + self.giver_term + self.receiver_term + self.clip

    @property
    def total_weight(self) -> float:
        """The prior's and the evidence's weight together: D."""
        return self.prior_weight + self.evidence_weight

    @property
    def value(self) -> float:
        """The estimate: T."""
        return (self.prior_weight * self.prior + self.evidence_value) / self.total_weight

    @property
    def uncertainty(self) -> float:
        """The part of the estimate that is prior: u = k/D."""
        return self.prior_weight / self.total_weight


@dataclass(frozen=True, slots=True, kw_only=True)
class _Question:
    there: Tally
    back: Tally
    giver: HabitSums
    receiver: HabitSums
    total: Tally
    usual: float
    prior_weight: float
    reverse_share: float
    receiver_pull: float
    lowest: float
    highest: float


def estimate_sign(evidence: PairEvidence, day: date, constants: BetaHabitConstants) -> Estimate:
    """Return the estimate of the probability that the giver's next signed act is kind, as of `day`.

    Raises `InvalidValue` where `evidence` is not usable for that day and these constants.
    """
    evidence.require_usable(day, constants)
    question = _Question(
        there=evidence.there.sign,
        back=evidence.back.sign,
        giver=evidence.giver_side.sign,
        receiver=evidence.receiver_side.sign,
        total=evidence.totals.sign,
        usual=constants.usual_share,
        prior_weight=constants.prior_weight,
        reverse_share=constants.reverse_share,
        receiver_pull=constants.receiver_pull,
        lowest=constants.lowest_prior,
        highest=1.0 - constants.lowest_prior,
    )
    return _estimate(question, day, constants)


def estimate_intensity(evidence: PairEvidence, day: date, constants: BetaHabitConstants) -> Estimate:
    """Return the estimate of the intensity of the giver's next act, in Goldstein units, as of `day`.

    Raises `InvalidValue` where `evidence` is not usable for that day and these constants.
    """
    evidence.require_usable(day, constants)
    question = _Question(
        there=evidence.there.intensity,
        back=evidence.back.intensity,
        giver=evidence.giver_side.intensity,
        receiver=evidence.receiver_side.intensity,
        total=evidence.totals.intensity,
        usual=constants.usual_intensity,
        prior_weight=constants.intensity_prior_weight,
        reverse_share=constants.intensity_reverse_share,
        receiver_pull=constants.intensity_receiver_pull,
        lowest=-_MOST_INTENSITY,
        highest=_MOST_INTENSITY,
    )
    return _estimate(question, day, constants)


def _estimate(question: _Question, day: date, constants: BetaHabitConstants) -> Estimate:
    mean = _mean_of_others(question, constants)
    giver, receiver = question.giver, question.receiver
    giver_term = constants.giver_pull * (_habit(mean, giver.out_num, giver.out_den, constants) - mean)
    receiver_term = question.receiver_pull * (_habit(mean, receiver.in_num, receiver.in_den, constants) - mean)
    decay = as_of(day, constants.half_life_days)
    there_factor = _capped(question.there.weight, decay, constants.most_evidence)
    back_factor = question.reverse_share * _capped(question.back.weight, decay, constants.most_evidence)
    return Estimate(
        global_mean=mean,
        giver_term=giver_term,
        receiver_term=receiver_term,
        clip=_clip(mean + giver_term + receiver_term, question.lowest, question.highest),
        prior_weight=question.prior_weight,
        evidence_value=question.there.value * there_factor + question.back.value * back_factor,
        evidence_weight=question.there.weight * there_factor + question.back.weight * back_factor,
        there_factor=there_factor,
        back_factor=back_factor,
    )


def _mean_of_others(question: _Question, constants: BetaHabitConstants) -> float:
    value = question.total.plain_value - question.there.plain_value
    weight = question.total.plain_weight - question.there.plain_weight
    return (constants.usual_weight * question.usual + value) / (constants.usual_weight + weight)


def _habit(mean: float, num: float, den: float, constants: BetaHabitConstants) -> float:
    return (constants.habit_weight * mean + num) / (constants.habit_weight + den)


def _capped(stored_weight: float, decay: float, most: float) -> float:
    """Return the factor from a stored sum to the present one, so that the present weight is at most `most`."""
    weight = stored_weight * decay
    return decay if weight <= most else decay * (most / weight)


def _clip(prior: float, lowest: float, highest: float) -> float:
    """Return what must be added to `prior` to bring it within [lowest, highest]."""
    return min(max(prior, lowest), highest) - prior
