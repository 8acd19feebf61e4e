"""Which crisis is on: asked before anything is shown, so that nothing of its board is needed for it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from trustcrm.plugin import Listed, PluginContext


def crises_on(office: PluginContext) -> list[Listed]:
    """Return the crises that are on, the latest begun first."""
    today = office.clock.today()
    standing = [row for row in office.ask.page("window", {"kind": "crisis"}).rows if _is_on(row.kept.record, today)]
    return sorted(standing, key=lambda row: (begun(row), row.kept.id), reverse=True)


def open_crisis(office: PluginContext) -> Listed | None:
    """Return the crisis that is on, the latest begun of several, None where none is."""
    return next(iter(crises_on(office)), None)


def _is_on(window: Any, today: date) -> bool:
    return bool(window.starts_on <= today and (window.ends_on is None or window.ends_on >= today))


def begun(row: Listed) -> date:
    """Return the day a crisis began."""
    window: Any = row.kept.record
    began: date = window.starts_on
    return began
