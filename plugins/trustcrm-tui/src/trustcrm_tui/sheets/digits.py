"""The screens by their digits. A further one is a line here and a module beside."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from trustcrm_tui.sheets.agenda import AgendaSheet
from trustcrm_tui.sheets.crisis import CrisisSheet
from trustcrm_tui.sheets.health import HealthSheet
from trustcrm_tui.sheets.imports import ImportsSheet
from trustcrm_tui.sheets.ledger import LedgerSheet
from trustcrm_tui.sheets.pacts import Pacts
from trustcrm_tui.sheets.reports import Reports
from trustcrm_tui.sheets.sheet import Sheet
from trustcrm_tui.sheets.ties import Ties
from trustcrm_tui.sheets.today import Today

CRISIS = 8
"""The digit of the screen that is named only while a crisis is on."""
SCREENS: Mapping[int, Callable[[], Sheet]] = {
    1: Today,
    2: Ties,
    3: LedgerSheet,
    4: AgendaSheet,
    5: Pacts,
    6: ImportsSheet,
    7: Reports,
    CRISIS: CrisisSheet,
    9: HealthSheet,
}
NAMES: Mapping[int, str] = {number: make().name for number, make in SCREENS.items()}
IDS: Mapping[str, int] = {make().id: number for number, make in SCREENS.items()}
