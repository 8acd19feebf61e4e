"""Which ties stood on a day: begun by then, and not ended; what is only explored is no tie yet."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, cast

from trustcrm.plugin import Tie

if TYPE_CHECKING:
    from trustcrm.plugin import PluginContext


def ties_of(context: PluginContext, home: int) -> Mapping[int, Tie]:
    """Return every tie of our own city by its id."""
    return {row.kept.id: cast(Tie, row.kept.record) for row in context.ask.page("tie", between=str(home)).rows}


def stood(tie: Tie, day: date) -> bool:
    """Return whether a tie stood on a day; one that ended nobody knows when stands on none."""
    if tie.state == "exploring" or (tie.since is not None and tie.since > day):
        return False
    return tie.state != "ended" or (tie.ended_on is not None and tie.ended_on > day)
