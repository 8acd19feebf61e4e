"""Opening a crisis, and ending it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from trustcrm.plugin import NotFound, Window
from trustcrm_tui.ink import Content, ink
from trustcrm_tui.sheets.crisis import open_crisis

if TYPE_CHECKING:
    from trustcrm.plugin import PluginContext
    from trustcrm_tui.workplace import Workplace


class OpenCrisis:
    """What a crisis is called, of which it is then the first day."""

    def __init__(self, app: Workplace) -> None:
        self._app = app

    def title(self) -> Sequence[Content]:
        """Return what is asked, and the keys."""
        return ink("Open a crisis", "title"), *(
            ink(part, "quiet") for part in ("its name", "enter opens it", "esc cancels")
        )

    def changed(self, text: str) -> None:
        """Say what will be."""
        name = text.strip()
        words = (
            f"→ The crisis {name} begins today; no cadence runs while it is on." if name else "flood, fire, outbreak …"
        )
        self._app.bar.echo([ink(words, "" if name else "quiet")])

    def submitted(self, text: str) -> None:
        """Open it, and show its board."""
        name = text.strip()
        if not name:
            self._app.leave_bar()
        elif self._app.may_write():
            self._app.ask(lambda office: begin(office, name), lambda _: self._opened(name))

    def _opened(self, name: str) -> None:
        self._app.leave_bar(f"The crisis {name} is open.", undo=True)
        self._app.crisis = True
        self._app.lists.go_to(8)

    def cancelled(self, text: str) -> None:
        """Open none."""
        self._app.leave_bar()


def begin(office: PluginContext, name: str) -> None:
    """Keep a crisis that begins today."""
    office.do.add(Window(name=name, kind="crisis", starts_on=office.clock.today()))


def end(office: PluginContext) -> str:
    """End the crisis that is on as of today, and return its name. Raises `NotFound` where none is."""
    window = open_crisis(office)
    if window is None:
        raise NotFound("No crisis is on.")
    office.do.correct("window", window.kept.id, {"ends_on": office.clock.today()})
    return window.title


def end_crisis(app: Workplace) -> None:
    """End the crisis that is on; its board stays in the records."""

    def ended(name: str) -> None:
        app.say(f"The crisis {name} ends today.", undo=True)
        app.reload()

    if app.may_write():
        app.ask(end, ended)
