"""The constants that an office keeps: the last that were fitted and kept, and those before, to go back to."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import delete, insert, select

from trustcrm.plugin import DatabaseOutdated, NotFound, PluginContext, Refused, TableAccess, TrustModel
from trustcrm_evaluate.calibration.family import BETA_HABIT, FAMILIES
from trustcrm_evaluate.tables import CALIBRATION

FITTED = "fitted"
"""The name by which an office reads by its own constants: `trust_model = "fitted"`."""
_KEY = "calibrations"
"""The note in which constants were kept before there was a table; it tells as long as the table is empty."""
_NO_MODEL = ""


@dataclass(frozen=True, kw_only=True)
class Kept:
    """Constants that were kept, of which model, when, and how many signed acts they were fitted to."""

    model: str
    constants: Mapping[str, float]
    on: date
    signed: int


_BY_THE_DEFAULTS = Kept(model=_NO_MODEL, constants={}, on=date.min, signed=0)


def kept(context: PluginContext) -> Kept | None:
    """Return the constants that the office keeps, None where it keeps none."""
    try:
        with context.tables.reading() as tables:
            rows = _rows(tables)
    except DatabaseOutdated:
        rows = []
    return _newest(rows or _noted(context))


def keep(context: PluginContext, one: Kept) -> None:
    """Keep constants; those kept before can be gone back to, and `trustcrm undo` takes it back."""
    noted = _noted(context)
    with context.tables.writing("calibrate", f"kept {one.model} as fitted to {one.signed:,} signed acts") as tables:
        _take_over(tables, noted)
        _insert(tables, one)


def take_back(context: PluginContext) -> Kept | None:
    """Give up the constants that were kept last, and return those before them. Raises `NotFound` for none."""
    noted, found = _noted(context), kept(context)
    if found is None:
        raise NotFound("No fitted constants are kept, so there is nothing to take back; the defaults are in use.")
    with context.tables.writing("calibrate", f"gave up {found.model} as kept on {found.on.isoformat()}") as tables:
        _take_over(tables, noted)
        newest = tables.execute(select(CALIBRATION.c.id).order_by(CALIBRATION.c.id.desc()).limit(1)).scalar_one()
        tables.execute(delete(CALIBRATION).where(CALIBRATION.c.id == newest))
        left = _rows(tables)
        if noted and not left:
            _insert(tables, _BY_THE_DEFAULTS)
    return _newest(left)


def fitted_model(context: PluginContext) -> TrustModel:
    """Return the model by the constants that the office keeps; by the defaults where it keeps none or none is open."""
    try:
        found = kept(context)
    except Refused:
        found = None
    if found is None:
        return BETA_HABIT.model(BETA_HABIT.defaults)
    return FAMILIES[found.model].model(found.constants)


def _newest(told: Sequence[Kept]) -> Kept | None:
    return told[-1] if told and told[-1].model else None


def _rows(tables: TableAccess) -> list[Kept]:
    return [
        Kept(model=row.model, constants=json.loads(row.constants), on=row.on, signed=row.signed)
        for row in tables.execute(select(CALIBRATION).order_by(CALIBRATION.c.id))
    ]


def _insert(tables: TableAccess, one: Kept) -> None:
    values = {"model": one.model, "constants": json.dumps(dict(one.constants)), "on": one.on, "signed": one.signed}
    tables.execute(insert(CALIBRATION), values)


def _take_over(tables: TableAccess, noted: Sequence[Kept]) -> None:
    """Put what was noted into the table, where that is empty: taken back with whatever is written beside it."""
    if not _rows(tables):
        for one in noted:
            _insert(tables, one)


def _noted(context: PluginContext) -> list[Kept]:
    found = context.keys.get(_KEY)
    return [_as_told(one) for one in json.loads(found)] if found else []


def _as_told(noted: Mapping[str, Any]) -> Kept:
    """Return noted constants; those of intensities were one with those of trust when they were noted."""
    model, constants = noted["model"], dict(noted["constants"])
    for name in FAMILIES[model].of_intensities:
        constants.setdefault(name, constants[name.removeprefix("intensity_")])
    return Kept(model=model, constants=constants, on=date.fromisoformat(noted["on"]), signed=noted["signed"])
