"""Which crisis something belongs to that is told while several are on."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from datetime import date
from typing import cast

from trustcrm.domain.noun import Record
from trustcrm.domain.nouns import Contribution, Step, Window
from trustcrm.store.engine import Connection
from trustcrm.store.queries.rows import records


def with_crisis(connection: Connection, record: Record, parts: Iterable[Record]) -> Record:
    """Return a contribution with the crisis it belongs to, the latest begun of several that were on at its first step.

    Where one alone is on, its days tell it; where the need or the crisis is told already, that stands.
    """
    if not isinstance(record, Contribution) or record.need is not None or record.window is not None:
        return record
    days = [part.on for part in parts if isinstance(part, Step)]
    return dataclasses.replace(record, window=crisis_of_several(connection, min(days))) if days else record


def crisis_of_several(connection: Connection, day: date) -> int | None:
    """Return the latest begun of the crises that are on on a day; None where fewer than two are."""
    on = crises_on(connection, day)
    return on[0] if len(on) > 1 else None


def crises_on(connection: Connection, day: date) -> list[int]:
    """Return the crises that are on on a day, by their ids, the latest begun first."""
    kept = [(one.id, cast(Window, one.record)) for one in records(connection, "window", {"kind": "crisis"})]
    on = [
        (window.starts_on, row) for row, window in kept
        if window.starts_on <= day and (window.ends_on is None or day <= window.ends_on)
    ]  # fmt: skip
    return [row for _, row in sorted(on, reverse=True)]
