"""The screens by their digits; each is imported when it is first shown. A further one is a line and a module beside."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from trustcrm_tui.sheets.sheet import Sheet

CRISIS = 8
"""The digit of the screen that is named only while a crisis is on."""


def _shown(module: str, name: str) -> Sheet:
    return cast("Sheet", getattr(import_module(f"trustcrm_tui.sheets.{module}"), name)())


IDS: Mapping[str, int] = {
    "today": 1, "ties": 2, "ledger": 3, "agenda": 4, "pacts": 5, "imports": 6, "reports": 7, "crisis": CRISIS,
    "health": 9,
}  # fmt: skip
"""The digit of each screen, by its id: also the name of its module and, with a capital, its own."""
_CLASSES = (
    "Today", "Ties", "LedgerSheet", "AgendaSheet", "Pacts", "ImportsSheet", "Reports", "CrisisSheet", "HealthSheet",
)  # fmt: skip
SCREENS: Mapping[int, Callable[[], Sheet]] = {
    number: partial(_shown, id, name) for (id, number), name in zip(IDS.items(), _CLASSES, strict=True)
}
NAMES: Mapping[int, str] = {number: id.capitalize() for id, number in IDS.items()}
