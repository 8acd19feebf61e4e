"""The fit: constants are moved, within their ranges, until what they foretell is told best.

COBYQA looks for them: it draws a quadratic picture of the loss around the best constants so far and goes where that is
lowest. On ratings it was, after 120 tries, where the simplex of Nelder and Mead had not come after 400.

Tom M. Ragonneau and Zaikun Zhang, "COBYQA: a derivative-free trust-region SQP method for nonlinear optimization", 2022.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Literal

import numpy as np

from trustcrm.plugin import Refused
from trustcrm_evaluate.dataset import Dataset
from trustcrm_evaluate.leave_one_out import leave_one_out
from trustcrm_evaluate.metrics import Columns, columns, log_loss, rmse
from trustcrm_evaluate.protocol import prequential

if TYPE_CHECKING:
    from trustcrm_evaluate.calibration.family import Family, Tells
    from trustcrm_evaluate.metrics import Numbers

Loss = Literal["sign", "intensity"]
"""What is to become small: the log loss of signs, or the root of the mean squared error of intensities."""

TRIES = 120
_STEP = 0.1
"""How far of its range a constant is moved to begin with."""
_LESS = 3
"""The few constants that only the other loss tells are looked for by so many times fewer tries."""
_MORE = 3
"""Where a quick way tells what constants come to, so many times more tries are made, and still take less time."""
_SCATTERED = 100
"""There the search begins also at the best of so many places all over the ranges: what is best near the defaults may
not be best of all."""
_SEED = 20_160_102


def fit(
    family: Family, dataset: Dataset, *, loss: Loss = "sign", tries: int = TRIES, one_out_every: int = 0,
    progress: Callable[[float], None] = lambda done: None,
) -> dict[str, float]:  # fmt: skip
    """Return the constants by which a family foretells the tested acts of a data set best, found in so many tries.

    With `one_out_every` each so many-th act is foretold from all others instead. Constants that the loss cannot tell,
    since they serve the other kind of reading alone, are then fitted to the other loss, where the set has acts that
    tell of it. It begins at the defaults and never ends worse than they are. The same acts give the same constants.
    `progress` is told what share is done. Raises `Refused` where scipy is not installed, or where nothing is tested
    that the loss could be reckoned of.
    """
    family = family if dataset.profiles else family.for_acts_alone()
    family = family.for_one_left_out() if one_out_every else family
    quick = family.quick(dataset, one_out_every)
    tells, tries = (quick, tries * _MORE) if quick else (by_model(family, dataset, one_out_every), tries)
    scattered = _SCATTERED if quick else 0
    other: Loss = "intensity" if loss == "sign" else "sign"
    of_other = family.of_intensities if loss == "sign" else family.of_signs
    of_loss = family.moving_only(name for name in family.moving if name not in of_other)
    share = _LESS / (_LESS + 1) if of_other else 1.0
    best = _searched(of_loss, tells, loss, tries, scattered, lambda done: progress(share * done))
    if best is None:
        raise Refused(f"{dataset.name} tests no act that constants could be fitted to.")
    if not of_other:
        return best
    rest = family.moving_only((name for name in family.moving if name in of_other), best)
    found = _searched(
        rest, tells, other, tries // _LESS, scattered, lambda done: progress(share + (1.0 - share) * done)
    )  # fmt: skip
    return found or best


def by_model(family: Family, dataset: Dataset, one_out_every: int = 0) -> Tells:
    """Return what a family's models tell of a data set, one act after the other."""

    def tells(constants: Mapping[str, float]) -> Columns | None:
        model = family.model(constants)
        if one_out_every:
            predictions = leave_one_out(model, dataset, every=one_out_every)
        else:
            predictions = prequential(model, dataset)
        return columns(predictions, dataset.unit) if predictions else None

    return tells


def _searched(
    family: Family, tells: Tells, loss: Loss, tries: int, scattered: int, progress: Callable[[float], None]
) -> dict[str, float] | None:  # fmt: skip
    """Return the best constants of a family by one loss, None where no act tells of it.

    The search begins at the defaults, and again at the best of `scattered` places where there are any.
    """
    minimize = _minimize()
    best, lost, tried = dict(family.defaults), loss_of(tells(family.defaults), loss), 0
    if np.isnan(lost):
        return None
    starts = 2 if scattered else 1

    def cost_at(places: Numbers) -> float:
        nonlocal best, lost, tried
        constants = family.constants([float(place) for place in places])
        cost = loss_of(tells(constants), loss)
        if cost < lost:
            best, lost = constants, cost
        tried += 1
        progress(min(1.0, tried / (tries * starts + scattered)))
        return cost

    begins = [np.array(family.places(family.defaults))]
    if scattered:
        begins.append(min(np.random.default_rng(_SEED).random((scattered, len(family.moving))), key=cost_at))
    for begin in begins:
        minimize(
            cost_at, begin, method="COBYQA", bounds=[(0.0, 1.0)] * len(begin),
            options={"maxfev": tries, "initial_tr_radius": _STEP, "final_tr_radius": 1e-4},
        )  # fmt: skip
    return best


def loss_of(told: Columns | None, loss: Loss) -> float:
    """Return how far what was told of acts is from what happened; NaN where nothing can be told."""
    if told is None or not len(told.trust):
        return float("nan")
    if loss == "sign":
        signed = told.of(told.signed)
        return log_loss(signed.trust, signed.kind)
    if told.expected is None:
        raise Refused("This model expects no intensities, so it cannot be fitted to them.")
    return rmse(told.expected, told.intensity)


def _minimize() -> Callable[..., object]:
    try:
        found: Callable[..., object] = import_module("scipy.optimize").minimize
    except ImportError:
        raise Refused(
            'Fitting needs scipy, which is not installed; install it by `pip install "trustcrm-evaluate[fit]"`.'
        ) from None
    return found
