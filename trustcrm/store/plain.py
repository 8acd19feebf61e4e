"""Values of columns as JSON holds them, and back again, exactly."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from sqlalchemy import Date, DateTime, Float, Table, Time

from trustcrm.store.tables.types import Exact


def plain(value: Any) -> Any:
    """Return a column's value as JSON holds it: days and hours in ISO 8601, decimals as text, tuples as lists."""
    if value is None or isinstance(value, (str, int, float, bool)):
        return value
    if isinstance(value, (date, time, datetime)):
        return value.isoformat()
    if isinstance(value, (list, tuple)):
        return list(value)
    if isinstance(value, dict):
        return value
    return str(value)


def kept(table: Table, image: Mapping[str, Any]) -> dict[str, Any]:
    """Return an image's values as the table's columns take them; columns the table no longer has are left out."""
    return {name: _as_column(table, name, value) for name, value in image.items() if name in table.columns}


def _as_column(table: Table, name: str, value: Any) -> Any:
    kind = table.columns[name].type
    if value is None:
        return None
    if isinstance(kind, Date):
        return date.fromisoformat(value)
    if isinstance(kind, DateTime):
        return datetime.fromisoformat(value)
    if isinstance(kind, Time):
        return time.fromisoformat(value)
    if isinstance(kind, Exact):
        return Decimal(value)
    return float(value) if isinstance(kind, Float) else value
