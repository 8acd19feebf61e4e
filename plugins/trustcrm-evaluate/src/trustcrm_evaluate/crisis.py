"""What it would cost to count acts in a crisis more than others: a question offices ask, and its answer in figures."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace
from datetime import date

from trustcrm_evaluate.dataset import Dataset

GRAVE = -7.0
"""An act of at most this intensity begins a crisis between the two, as it is a breach beside a reading."""
DAYS = 30


def crisis_weighted(dataset: Dataset, times: float) -> Dataset:
    """Return the data set in which an act within 30 days after a grave one between the two counts `times` another's.

    A weight lies in [0, 1], so the others count 1/`times`. The grave act itself is part of its crisis.
    """
    begun: dict[frozenset[Hashable], date] = {}
    acts = []
    inside = 0
    for act in dataset.acts:
        two = frozenset((act.giver, act.receiver))
        if act.intensity <= GRAVE:
            begun[two] = act.day
        in_crisis = two in begun and (act.day - begun[two]).days <= DAYS
        inside += in_crisis
        acts.append(act if in_crisis else replace(act, weight=act.weight / times))
    remark = f"{inside:,} of {len(acts):,} acts of {dataset.name} lie in a crisis and count {times:g} times."
    return replace(dataset, acts=acts, remarks=(*dataset.remarks, remark))
