"""Who wrote what: here as the journal tells it, there as far as the object says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from trustcrm.plugin import NotFound, PluginContext
from trustcrm_calendar.lines import Component, NotACalendar, calendar_in, parse
from trustcrm_calendar.reading import GROUPS, Unreadable, event_in

MOST_CHANGES = 200
"""So many of an engagement's changes are looked through for who wrote a field last."""
_STAMPS = ("LAST-MODIFIED", "DTSTAMP")


@dataclass(frozen=True, kw_only=True)
class Written:
    """Who wrote something, by which run if by one, and when in the office's zone; who is "" if nobody knows."""

    who: str
    at: datetime | None = None
    by: str = ""

    def __str__(self) -> str:
        at = f", {self.at:%Y-%m-%d %H:%M}" if self.at is not None else ""
        by = f" by {self.by}" if self.by else ""
        return f"{self.who or 'somebody'}{by}{at}"


def written_here(context: PluginContext, row: int) -> Mapping[str, Written]:
    """Return who wrote each group of an engagement's fields last."""
    try:
        changes = context.ask.history_of(f"engagement {row}", MOST_CHANGES)
    except NotFound:
        return {}
    found: dict[str, Written] = {}
    runs: dict[int | None, str] = {None: ""}
    for told, done in changes:
        change = told.change
        for group, names in GROUPS.items():
            if group not in found and any(name in done.after for name in names):
                if change.batch not in runs:
                    runs[change.batch] = _run(context, change.batch)
                found[group] = Written(who=change.actor, at=told.at, by=runs[change.batch])
    return found


def written_there(ics: bytes, zone: str) -> Written:
    """Return which program wrote an object last and when, by the clocks of a zone, as far as it says."""
    try:
        calendar = calendar_in(parse(ics))
        event = event_in(calendar, series=True)
    except (NotACalendar, Unreadable):
        return Written(who="")
    at = next(filter(None, map(_moment, _values(event))), None)
    return Written(who=_program(calendar), at=at.astimezone(ZoneInfo(zone)) if at is not None else None)


def _run(context: PluginContext, batch: int | None) -> str:
    """Return what a change's batch came from, as "calendar shared" for a sync's."""
    try:
        return context.ask.batch(batch, limit=0)[0].batch.source if batch is not None else ""
    except NotFound:
        return ""


def _program(calendar: Component) -> str:
    """Return the name that a PRODID bears, as "-//GNOME//Evolution 3.46//EN" does."""
    parts = [part.strip() for part in calendar.text("PRODID").split("//")]
    named = [part for part in parts if len(part) > 2]
    return named[-1] if named else ""


def _values(event: Component) -> Iterable[str]:
    return (event.value(name).strip() for name in _STAMPS)


def _moment(value: str) -> datetime | None:
    try:
        return datetime.strptime(value, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    except ValueError:
        return None
