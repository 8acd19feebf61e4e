"""What Enter does on a row: most open their card, some open what lies behind them or ask for a word."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from trustcrm_tui import correcting, deciding
from trustcrm_tui.folders import told_files
from trustcrm_tui.sheets.imports import BatchSheet

if TYPE_CHECKING:
    from trustcrm_tui.sheets.reports import Paper
    from trustcrm_tui.sheets.sheet import Sheet
    from trustcrm_tui.workplace import Workplace


def entered(app: Workplace, sheet: Sheet, row: Any) -> None:
    """Do what Enter means on a row of a screen."""
    deed = _DEEDS.get(sheet.id)
    if deed is None:
        app.open_card()
    else:
        deed(app, row)


def _batch(app: Workplace, row: Any) -> None:
    """Go through what the import left open."""
    app.lists.push(BatchSheet(row.batch.id, row.batch.source))


def _piece(app: Workplace, row: Any) -> None:
    """Ask which row a piece in doubt is; show any other whole."""
    if row.waits and row.difference is None:
        app.open_bar(deciding.WhichOne(app, row))
    else:
        app.open_card()


def _field(app: Workplace, row: Any) -> None:
    """Correct the field."""
    app.open_bar(correcting.Correcting(app, row), row.shown)


def _offered(app: Workplace, row: Any) -> None:
    """Open a plugin's screen."""
    from trustcrm_tui.offered import PluginSheet

    if row.spec is not None:
        app.lists.push(PluginSheet(row.plugin, row.spec))
    else:
        app.open_card()


def _paper(app: Workplace, row: Paper) -> None:
    """Show a report where there is no room beside the list, else have it written, and say where."""
    from trustcrm_tui.sheets.reports import written

    if app.narrow and not app.reading:
        app.open_card()
    elif app.may_write():
        app.ask(lambda office: written(office, row), lambda paths: app.say(told_files(paths, app.size.width)))


def _told(app: Workplace, row: Any) -> None:
    """Tick that a side was told."""
    from trustcrm_tui.sheets.told import ToldSheet
    from trustcrm_tui.telling import tick

    if isinstance(app.lists.page.sheet, ToldSheet):
        tick(app, app.lists.page.sheet, [app.lists.subject])


_DEEDS: Mapping[str, Callable[[Workplace, Any], None]] = {
    "imports": _batch,
    "batch": _piece,
    "record": _field,
    "conflict": lambda app, row: correcting.correct_anyway(app),
    "more": _offered,
    "told": _told,
    "reports": _paper,
    "brief": _paper,
}
"""By the id of a screen."""
