"""What would change a reading: one kind act today, or a stretch of silence."""

from __future__ import annotations

import calendar
from collections.abc import Collection
from dataclasses import replace
from datetime import date

from trustcrm.domain.act import Act
from trustcrm.domain.readings.constants import BetaHabitConstants
from trustcrm.domain.readings.estimate import estimate_sign
from trustcrm.domain.readings.evidence import PairEvidence
from trustcrm.domain.readings.habits import giver_part, receiver_part
from trustcrm.domain.readings.sums import pair_sums
from trustcrm.values import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatIf:
    """Trust as it stands, after one kind act today, and after three and twelve silent months."""

    now: float
    after_kind_act: float
    after_3_silent_months: float
    after_12_silent_months: float


def what_if(evidence: PairEvidence, day: date, constants: BetaHabitConstants) -> WhatIf:
    """Return what trust on `day` would become; the kind act is relied on in full and the first of its kind this week.

    Raises `InvalidValue` where the sums hold acts later than `day` or were made with other half-lives.
    """

    def trust(known: PairEvidence, on: date) -> float:
        return estimate_sign(known, on, constants).value

    return WhatIf(
        now=trust(evidence, day),
        after_kind_act=trust(_with_kind_act(evidence, day, constants), day),
        after_3_silent_months=trust(evidence, months_later(day, 3)),
        after_12_silent_months=trust(evidence, months_later(day, 12)),
    )


def months_later(day: date, months: int) -> date:
    """Return the day `months` calendar months on, or the last of that month where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def with_act(
    evidence: PairEvidence, act: Act, fellows: Collection[Act], constants: BetaHabitConstants
) -> PairEvidence:  # fmt: skip
    """Return what a pair's reading would rest on, had one of the two done a further act towards the other.

    `fellows` are that side's acts of its root kind and ISO week, all summed already: together they count for less.
    """
    forth = act.giver == evidence.giver
    former = evidence.there if forth else evidence.back
    present = former.replacing(pair_sums(fellows, constants), pair_sums([*fellows, act], constants))
    of_giver, of_receiver = (giver_part, receiver_part) if forth else (receiver_part, giver_part)
    return replace(
        evidence,
        there=present if forth else evidence.there,
        back=evidence.back if forth else present,
        giver_side=evidence.giver_side.plus(of_giver(former), -1.0).plus(of_giver(present)),
        receiver_side=evidence.receiver_side.plus(of_receiver(former), -1.0).plus(of_receiver(present)),
        totals=evidence.totals.replacing(former, present),
    )


def _with_kind_act(evidence: PairEvidence, day: date, constants: BetaHabitConstants) -> PairEvidence:
    act = Act(id="what if", giver=evidence.giver, receiver=evidence.receiver, day=day, kind="", root="", intensity=1.0)
    return with_act(evidence, act, (), constants)
