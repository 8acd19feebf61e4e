"""What goes on outside while the screens stand open: midnight comes, and a colleague opens a crisis or ends one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from trustcrm.plugin import PluginContext


@dataclass(frozen=True)
class Present:
    """Whose office it is, its present day, and whether a crisis is on."""

    office: str
    today: date
    crisis: bool


def present(office: PluginContext) -> Present:
    """Return how things stand now."""
    from trustcrm_tui.crises import open_crisis

    return Present(office.ask.home().name, office.clock.today(), open_crisis(office) is not None)
