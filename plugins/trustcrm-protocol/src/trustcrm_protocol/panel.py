"""The panel beside a tie: whether it hangs on one person, who changed there and was not met, and what opens next."""

from __future__ import annotations

from typing import cast

from trustcrm.plugin import Bullets, Document, PluginContext, Subject, Tie, Words, counted, quiet, strong, words
from trustcrm_protocol.hangs import hanging
from trustcrm_protocol.neighbours import neighbours
from trustcrm_protocol.openings import openings
from trustcrm_protocol.settings import settings_of
from trustcrm_protocol.turnover import turnover

MOST = 3
"""So many changes are told beside a tie."""


def panel(context: PluginContext, subject: Subject) -> Document | None:
    """Return what is to be watched of one side; None where there is nothing."""
    home = context.ask.home().side
    side = _side(context, subject, home)
    if side is None or side == home:
        return None
    settings, day = settings_of(context), subject.day
    known = neighbours(context, day, side)
    items: list[Words] = [
        words(strong("Hangs on one person: "), f"{one.words}.", cites=one.cites)
        for one in hanging(context, known, settings)
    ]
    changes = [one for one in turnover(context, known, settings.turnover_days) if one.side == side]
    for change in [one for one in changes if one.is_open][:MOST]:
        told = f"{change.words} as {change.title} on {change.on.isoformat()}: {change.since_then}."
        items.append(words(strong("Changed: "), told, cites=change.cites))
    coming = openings(context, known, settings.openings_days)
    if coming:
        first = coming[0]
        ahead = (first.on - day).days
        when = "today" if not ahead else f"in {counted(ahead, 'day')}"
        told = f"{first.on.isoformat()}, {when}: {first.why}."
        rest = f" {len(coming) - 1} more within {counted(settings.openings_days, 'day')}." if len(coming) > 1 else ""
        items.append(words(strong("Next opening: "), told, quiet(rest), cites=(first.cited,)))
    if not items:
        return None
    return Document(title="Protocol", day=day, blocks=(Bullets(tuple(items)),))


def _side(context: PluginContext, subject: Subject, home: int) -> int | None:
    if subject.noun != "tie":
        return subject.id
    tie = cast(Tie, context.ask.one("tie", subject.id).kept.record)
    if home not in (tie.one, tie.other):
        return None
    return cast(int, tie.other if tie.one == home else tie.one)
