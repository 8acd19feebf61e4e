"""Leaving one out, as Kumar et al. (2016) did: each act is foretold from all others, those that came later too.

Time is no part of it: all acts are dated alike, so that nothing fades. That flatters every model, since what happened
afterwards often answers what is asked; it is here because published figures were made so.

Srijan Kumar, Francesca Spezzano, V. S. Subrahmanian and Christos Faloutsos, "Edge Weight Prediction in Weighted Signed
Networks", ICDM 2016.
"""

from __future__ import annotations

from dataclasses import replace

from trustcrm.plugin import Forgets, Refused, TrustModel
from trustcrm_evaluate.dataset import Dataset
from trustcrm_evaluate.protocol import Prediction, Progress, begun, reads_of


def leave_one_out(
    model: TrustModel, dataset: Dataset, progress: Progress = lambda passed: None, *, every: int = 1
) -> list[Prediction]:  # fmt: skip
    """Return what a model says of every act, or of each `every`-th, when it knows all but that one.

    Raises `Refused` where it cannot forget a single act: reckoning everything anew for each would take hours.
    """
    if not isinstance(model, Forgets):
        raise Refused("It cannot forget a single act, which leaving one out asks of it.")
    day = dataset.acts[-1].day
    acts = [replace(act, day=day) for act in dataset.by_day().acts]
    state, reads = model.take(begun(model, dataset), acts), reads_of(model)
    told = []
    for place, act in enumerate(acts):
        if place % every:
            continue
        state = model.forget(state, [act])
        pair = (act.giver, act.receiver)
        trust, intensity = reads(state, [pair], day)[pair]
        told.append(Prediction(act, trust, intensity, True))
        state = model.take(state, [act])
        progress(place + 1)
    return told
