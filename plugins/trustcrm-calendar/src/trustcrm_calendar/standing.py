"""How calendars stand: what was agreed on, what is missing, what collided, the last run.

Those of the configuration are told, and those that it names no more, while anything of them is left.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from trustcrm.plugin import ConfigError, NotFound, PluginContext, counted
from trustcrm_calendar.agreed import LastAgreed, agreed_with
from trustcrm_calendar.collided import collisions
from trustcrm_calendar.dates import AWAY
from trustcrm_calendar.last_run import Ran, last_run

UNCONFIGURED = "the configuration names it no more"
"""What is said of a calendar of which what was agreed on is left."""


@dataclass(frozen=True, kw_only=True)
class CalendarStands:
    """A calendar: its backend, what it and the office agreed on, and how the last run about it ended, if any did.

    `dates` counts those of agreements. In `fault` is why it cannot be opened, or why the last run was not whole. One
    that the configuration names no more is not `configured`, and has no backend.
    """

    name: str
    backend: str
    agreed: int = 0
    missing: int = 0
    conflicts: int = 0
    dates: int = 0
    ran: Ran | None = None
    fault: str = ""
    configured: bool = True

    @property
    def in_words(self) -> str:
        """What was agreed on, what is missing there and what collided; of a calendar of to-dos how many there are."""
        if self.ran is not None and self.ran.todos is not None:
            return counted(self.ran.todos, "to-do", "to-dos")
        told = f"{self.agreed:,} agreed on, {self.missing:,} missing there, {self.conflicts:,} changed on both sides"
        return f"{told}, {counted(self.dates, 'date', 'dates')} of agreements" if self.dates else told


def calendars_standing(context: PluginContext) -> Iterator[CalendarStands]:
    """Yield how each calendar stands, in the order of the configuration, then those left of others; none is asked."""
    collided = Counter(one.calendar for one in collisions(context.tables, settled=False))
    configured = context.calendars.names()
    left = sorted({*agreed_with(context.tables), *collided} - set(configured))
    for name in (*configured, *left):
        try:
            backend, fault = context.calendars.spec(name).name, ""
        except ConfigError as error:
            backend, fault = "", str(error)
        except NotFound:
            backend, fault = "", ""
        agreed = LastAgreed(context.tables, name).everything().values()
        dates = LastAgreed(context.tables, name, "agreement").everything().values()
        ran = last_run(context, name)
        yield CalendarStands(
            name=name, backend=backend, agreed=len(agreed), missing=sum(one.missed > 0 for one in agreed),
            conflicts=collided[name], dates=sum(one.missed < AWAY for one in dates), ran=ran,
            fault=fault or (ran.fault if ran is not None else ""), configured=name not in left,
        )  # fmt: skip
