"""Forgetting a calendar that the configuration names no more; what it brought into the office stays."""

from __future__ import annotations

from dataclasses import dataclass

from trustcrm.plugin import NotFound, PluginContext, Refused, visible
from trustcrm_calendar.agreed import LastAgreed
from trustcrm_calendar.collided import settle_as_they_stand
from trustcrm_calendar.last_run import forget_last_run
from trustcrm_calendar.listing import LastListed
from trustcrm_calendar.sync import alone
from trustcrm_calendar.taken import TakenIn
from trustcrm_calendar.todos import noted_of


@dataclass(frozen=True, kw_only=True)
class Forgotten:
    """How much was forgotten: engagements and dates of agreements that were agreed on, conflicts nobody decided about.

    `notes` counts whatever else was noted of the calendar: what it listed, what was taken in from it, its last run.
    """

    agreed: int
    dates: int
    conflicts: int
    notes: int


def forget(context: PluginContext, name: str) -> Forgotten:
    """Forget all that is kept of a calendar, and return how much that was; engagements, follow-ups and promises stay.

    Conflicts stay as they stand, and are told as settled so. What was agreed on goes last: ended in between, the next
    call does the rest. Raises `Refused` where the configuration names the calendar, `NotFound` where nothing is left.
    """
    if name in context.calendars.names():
        raise Refused(
            f"The configuration names the calendar {visible(name)}; take its table [calendars.{visible(name)}] out of "
            "trustcrm.toml first."
        )
    tables = context.tables
    with alone(context, name):
        notes = LastListed(tables, name).forget() + TakenIn(context, name).forget()
        notes += sum(noted.forget() for noted in noted_of(context, name)) + forget_last_run(context, name)
        gone = Forgotten(
            notes=notes,
            conflicts=settle_as_they_stand(tables, name),
            dates=LastAgreed(tables, name, "agreement").forget_all(),
            agreed=LastAgreed(tables, name).forget_all(),
        )
    if gone == Forgotten(agreed=0, dates=0, conflicts=0, notes=0):
        raise NotFound(
            f"Nothing is left of a calendar {visible(name)!r}; `trustcrm calendar status` tells what there is."
        )
    return gone
