"""The constants that an office keeps: the last that were fitted and kept, and those before, to go back to."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from trustcrm.plugin import KeyValues, NotFound, PluginContext, Refused, TrustModel
from trustcrm_evaluate.calibration.family import BETA_HABIT, FAMILIES

FITTED = "fitted"
"""The name by which an office reads by its own constants: `trust_model = "fitted"`."""
_KEY = "calibrations"


@dataclass(frozen=True, kw_only=True)
class Kept:
    """Constants that were kept, of which model, when, and how many signed acts they were fitted to."""

    model: str
    constants: Mapping[str, float]
    on: str
    signed: int


def kept(keys: KeyValues) -> Kept | None:
    """Return the constants that the office keeps, None where it keeps none."""
    told = _all(keys)
    return Kept(**told[-1]) if told else None


def keep(keys: KeyValues, one: Kept) -> None:
    """Keep constants; those kept before can be gone back to."""
    keys.put(_KEY, json.dumps([*_all(keys), asdict(one)]))


def take_back(keys: KeyValues) -> Kept | None:
    """Give up the constants that were kept last, and return those before them. Raises `NotFound` for none."""
    told = _all(keys)
    if not told:
        raise NotFound("No fitted constants are kept, so there is nothing to take back; the defaults are in use.")
    if told[:-1]:
        keys.put(_KEY, json.dumps(told[:-1]))
    else:
        keys.remove(_KEY)
    return kept(keys)


def fitted_model(context: PluginContext) -> TrustModel:
    """Return the model by the constants that the office keeps; by the defaults where it keeps none or none is open."""
    try:
        found = kept(context.keys)
    except Refused:
        found = None
    if found is None:
        return BETA_HABIT.model(BETA_HABIT.defaults)
    return FAMILIES[found.model].model(found.constants)


def _all(keys: KeyValues) -> list[Any]:
    told = keys.get(_KEY)
    return list(json.loads(told)) if told else []
