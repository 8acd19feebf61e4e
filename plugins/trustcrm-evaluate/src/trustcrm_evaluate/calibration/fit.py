"""The fit: constants are moved, within their ranges, until what they foretell is told best.

COBYQA looks for them: it draws a quadratic picture of the loss around the best constants so far and goes where that is
lowest. On ratings it was, after 120 tries, where the simplex of Nelder and Mead had not come after 400.

Tom M. Ragonneau and Zaikun Zhang, "COBYQA: a derivative-free trust-region SQP method for nonlinear optimization", 2022.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Literal

import numpy as np

from trustcrm.plugin import Refused, TrustModel
from trustcrm_evaluate.dataset import Dataset
from trustcrm_evaluate.metrics import columns, log_loss, rmse
from trustcrm_evaluate.protocol import prequential

if TYPE_CHECKING:
    from trustcrm_evaluate.calibration.family import Family
    from trustcrm_evaluate.league import Foretell
    from trustcrm_evaluate.metrics import Numbers

Loss = Literal["sign", "intensity"]
"""What is to become small: the log loss of signs, or the root of the mean squared error of intensities."""

TRIES = 120
_STEP = 0.1
"""How far of its range a constant is moved to begin with."""
_LESS = 3
"""The few constants that only the other loss tells are looked for by so many times fewer tries."""


def fit(
    family: Family, dataset: Dataset, *, loss: Loss = "sign", tries: int = TRIES, foretell: Foretell = prequential,
    progress: Callable[[float], None] = lambda done: None,
) -> dict[str, float]:  # fmt: skip
    """Return the constants by which a family foretells the tested acts of a data set best, found in so many tries.

    Constants that the loss cannot tell, since they serve the other kind of reading alone, are then fitted to the other
    loss, where the set has acts that tell of it. It begins at the defaults and never ends worse than they are. The same
    acts give the same constants. `progress` is told what share is done. Raises `Refused` where scipy is not installed,
    or where nothing is tested that the loss could be reckoned of.
    """
    family = family if dataset.profiles else family.for_acts_alone()
    other: Loss = "intensity" if loss == "sign" else "sign"
    of_other = family.of_intensities if loss == "sign" else family.of_signs
    of_loss = family.moving_only(name for name in family.moving if name not in of_other)
    share = _LESS / (_LESS + 1) if of_other else 1.0
    best = _searched(of_loss, dataset, loss, tries, foretell, lambda done: progress(share * done))
    if best is None:
        raise Refused(f"{dataset.name} tests no act that constants could be fitted to.")
    if not of_other:
        return best
    rest = family.moving_only((name for name in family.moving if name in of_other), best)
    found = _searched(
        rest, dataset, other, tries // _LESS, foretell, lambda done: progress(share + (1.0 - share) * done)
    )  # fmt: skip
    return found or best


def _searched(
    family: Family, dataset: Dataset, loss: Loss, tries: int, foretell: Foretell, progress: Callable[[float], None]
) -> dict[str, float] | None:  # fmt: skip
    """Return the best constants of a family by one loss, None where no act tells of it."""
    minimize = _minimize()
    best, lost, tried = dict(family.defaults), np.inf, 0
    for constants in (family.defaults, family.constants(family.places(family.defaults))):
        cost = loss_of(family.model(constants), dataset, loss, foretell)
        if np.isnan(cost):
            return None
        if cost < lost:
            best, lost = dict(constants), cost

    def cost_at(places: Numbers) -> float:
        nonlocal best, lost, tried
        constants = family.constants([float(place) for place in places])
        cost = loss_of(family.model(constants), dataset, loss, foretell)
        if cost < lost:
            best, lost = constants, cost
        tried += 1
        progress(tried / tries)
        return cost

    start = np.array(family.places(family.defaults))
    minimize(
        cost_at, start, method="COBYQA", bounds=[(0.0, 1.0)] * len(start),
        options={"maxfev": tries, "initial_tr_radius": _STEP, "final_tr_radius": 1e-4},
    )  # fmt: skip
    return best


def loss_of(model: TrustModel, dataset: Dataset, loss: Loss, foretell: Foretell = prequential) -> float:
    """Return how far what a model foretells of the tested acts is from what happened; NaN where nothing can be told."""
    predictions = foretell(model, dataset, lambda passed: None)
    if not predictions:
        return float("nan")
    told = columns(predictions, dataset.unit)
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
