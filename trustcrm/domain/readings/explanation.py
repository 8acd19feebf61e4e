"""Every term of an estimate, act by act, so that whoever reads the number can follow it back to the rows.

T = a + Σ w_e·(y_e - a)/D exactly, where w_e is an act's decayed, saturated and capped weight (times ρ for the reverse
direction): so an act's share is w_e·(y_e - a)/D, and the shares of a and of all acts sum to T. Beside it stands the
act's `effect`, the reading with it minus the reading without it: w_e·(y_e - T')/D with T' = (D·T - w_e·y_e)/(D - w_e),
habits, cap and the other acts' saturation held fixed. Effects do not sum to anything.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from trustcrm.domain.act import Act
from trustcrm.domain.reading import Share
from trustcrm.domain.readings.constants import BetaHabitConstants
from trustcrm.domain.readings.estimate import Estimate
from trustcrm.domain.readings.evidence import PairEvidence
from trustcrm.domain.readings.sums import intensity_sizes, sign_sizes


def explain_sign(
    estimate: Estimate, evidence: PairEvidence, acts: Iterable[Act], constants: BetaHabitConstants
) -> tuple[Share, ...]:
    """Return the shares of an estimate of trust; `acts` are exactly those summed in `evidence`, in both directions."""
    there, back = _both_ways(evidence, acts)
    weighed = _weighed(estimate, sign_sizes(there, constants), sign_sizes(back, constants))
    terms = [(act, weight, 1.0 if act.intensity > 0 else 0.0) for act, weight in weighed]
    return (*_prior_shares(estimate), *_act_shares(estimate, terms))


def explain_intensity(
    estimate: Estimate, evidence: PairEvidence, acts: Iterable[Act], constants: BetaHabitConstants
) -> tuple[Share, ...]:
    """Return the shares of an estimate of intensity; `acts` are exactly those summed in `evidence`."""
    there, back = _both_ways(evidence, acts)
    weighed = _weighed(estimate, intensity_sizes(there, constants), intensity_sizes(back, constants))
    terms = [(act, weight, act.intensity) for act, weight in weighed]
    return (*_prior_shares(estimate), *_act_shares(estimate, terms))


def _both_ways(evidence: PairEvidence, acts: Iterable[Act]) -> tuple[list[Act], list[Act]]:
    there: list[Act] = []
    back: list[Act] = []
    for act in acts:
        (there if act.giver == evidence.giver else back).append(act)
    return there, back


def _weighed(
    estimate: Estimate, there: Collection[tuple[Act, float]], back: Collection[tuple[Act, float]]
) -> Iterator[tuple[Act, float]]:
    for act, size in there:
        yield act, size * estimate.there_factor
    for act, size in back:
        yield act, size * estimate.back_factor


def _prior_shares(estimate: Estimate) -> Iterator[Share]:
    yield Share(about="global share", value=estimate.global_mean)
    yield Share(about="giver's habit", value=estimate.giver_term)
    yield Share(about="receiver's habit", value=estimate.receiver_term)
    if estimate.clip:
        yield Share(about="clip", value=estimate.clip)


def _act_shares(estimate: Estimate, terms: Iterable[tuple[Act, float, float]]) -> Iterator[Share]:
    prior, total, value = estimate.prior, estimate.total_weight, estimate.value
    for act, weight, said in sorted(terms, key=lambda term: (term[0].day, term[0].id)):
        without = (total * value - weight * said) / (total - weight)
        yield Share(
            about=act.id, value=weight * (said - prior) / total, act=act, effect=weight * (said - without) / total
        )
