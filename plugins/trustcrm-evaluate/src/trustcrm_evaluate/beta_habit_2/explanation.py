"""Every term of an estimate, act by act: T = a + Σ w·(y - a)/D exactly, and a is the sum of its own terms."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from datetime import date

from trustcrm.plugin import Act, Share
from trustcrm_evaluate.beta_habit_2.estimate import Estimate
from trustcrm_evaluate.beta_habit_2.known import Known
from trustcrm_evaluate.beta_habit_2.tally import said, sizes


def explained(told: Estimate, known: Known, giver: Hashable, receiver: Hashable, day: date) -> tuple[Share, ...]:
    """Return the shares of an estimate of trust; beside an act's stands the reading less that without the act."""
    there = _weighed(known, known.pair(giver, receiver), day, told.there)
    back = _weighed(known, known.pair(receiver, giver), day, told.back)
    acts = sorted([*there, *back], key=lambda one: (one[0].day, one[0].id))
    return (*_of_prior(told), *_of_acts(told, acts))


def _weighed(
    known: Known, acts: Iterable[Act], day: date, factors: tuple[float, float]
) -> Iterator[tuple[Act, float]]:  # fmt: skip
    constants = known.constants
    signed = [act for act in acts if act.intensity]
    if not signed:
        return
    quick = {act.id: size for act, size in sizes(signed, day, constants.quick_half_life_days, constants.repeat_share)}
    for act, size in sizes(signed, day, constants.half_life_days, constants.repeat_share):
        yield act, factors[0] * size + factors[1] * quick[act.id]


def _of_prior(told: Estimate) -> Iterator[Share]:
    for name, value in told.terms.items():
        yield Share(about=name, value=value)


def _of_acts(told: Estimate, acts: Iterable[tuple[Act, float]]) -> Iterator[Share]:
    total, value, prior = told.total_weight, told.value, told.prior
    for act, weight in acts:
        says = said(act, signs=True)
        without = (total * value - weight * says) / (total - weight)
        yield Share(
            about=act.id, value=weight * (says - prior) / total, act=act, effect=weight * (says - without) / total
        )
