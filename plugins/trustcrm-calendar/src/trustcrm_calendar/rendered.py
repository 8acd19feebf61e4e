"""The events of engagements as they were written last, kept so that a feed is joined and not worked out again."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import cast

from sqlalchemy import BigInteger, Boolean, Column, Date, Integer, MetaData, String, Table, Text, delete, insert, select

from trustcrm.plugin import PluginContext, TableAccess
from trustcrm_calendar.ahead import RESTRICTED, Ahead, Told
from trustcrm_calendar.touched import touched

_FORM = "1"
"""How events are written; another number where that is changed, so that all are written anew."""
_NOTE = "rendered"
_AT_ONCE = 500
_RENDERED = Table(
    "plugin_calendar_rendered", MetaData(),
    Column("id", Integer, primary_key=True), Column("engagement_id", BigInteger), Column("version", Integer),
    Column("said_with", String), Column("ics", Text), Column("zone", String), Column("first_on", Date),
    Column("last_on", Date), Column("called_off_on", Date), Column("open", Boolean),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rendered:
    """An engagement as an event: its text, the zone it names, its days, when it was called off, and who may see it."""

    ics: str
    zone: str
    first_on: date
    last_on: date
    called_off_on: date | None
    is_open: bool


def held_back(context: PluginContext) -> int:
    """Return how many engagements are restricted, as far as whoever is at work may know: none of them is written."""
    return context.ask.count("engagement", {"confidentiality": RESTRICTED})


def rendered(context: PluginContext, change: int) -> list[Rendered]:
    """Return every engagement that may leave as an event, by row, as of a change; only what changed is written anew."""
    held = held_back(context)  # who is not cleared cannot take out what is restricted since
    mark, before = f"{_FORM} {change} {held}", context.keys.get(_NOTE) or ""
    if before != mark:
        form, since, still = [*before.split(), "", "", ""][:3]
        changed = touched(context, "engagement", int(since), change) if (form, still) == (_FORM, str(held)) else None
        _refresh(context, changed)
        context.keys.put(_NOTE, mark)
    chosen = select(
        _RENDERED.c.ics, _RENDERED.c.zone, _RENDERED.c.first_on, _RENDERED.c.last_on, _RENDERED.c.called_off_on,
        _RENDERED.c.open,
    )  # fmt: skip
    with context.tables.reading() as own:
        rows = own.execute(chosen.order_by(_RENDERED.c.engagement_id)).all()
    return [Rendered(*cast("tuple[str, str, date, date, date | None, bool]", row)) for row in rows]


def _refresh(context: PluginContext, changed: Mapping[int, Collection[str]] | None) -> None:
    """Write anew what is stale of what was changed, or of everything where nobody knows what that is."""
    ahead = Ahead(context)
    some = ahead.told_of(changed) if changed is not None else None
    wanted = some if some is not None else {told.row: told for told in ahead.told()}
    chosen = select(_RENDERED.c.engagement_id, _RENDERED.c.version, _RENDERED.c.said_with)
    if changed is not None and some is not None:
        chosen = chosen.where(_RENDERED.c.engagement_id.in_(changed))
    with context.tables.reading() as own:
        before = {row["engagement_id"]: (row["version"], row["said_with"]) for row in own.execute(chosen).mappings()}
    stale = {row for row, told in wanted.items() if before.get(row) != (told.version, _said_with(told, ahead.zone))}
    gone = (before.keys() - wanted.keys()) | (stale & before.keys())
    rows = [_columns(wanted[row], ahead.zone) for row in sorted(stale)]
    with context.tables.writing() as own:
        _remove(own, gone)
        for start in range(0, len(rows), _AT_ONCE):
            own.execute(insert(_RENDERED), rows[start : start + _AT_ONCE])


def _remove(own: TableAccess, rows: Iterable[int]) -> None:
    gone = sorted(rows)
    for start in range(0, len(gone), _AT_ONCE):
        own.execute(delete(_RENDERED).where(_RENDERED.c.engagement_id.in_(gone[start : start + _AT_ONCE])))


def _said_with(told: Told, zone: str) -> str:
    return f"{_FORM} {zone} {told.uid}"


def _columns(told: Told, zone: str) -> dict[str, object]:
    event, engagement = told.event(zone), told.engagement
    key = next((line.param("TZID") for line in event.lines("DTSTART")), "")
    return {
        "engagement_id": told.row, "version": told.version, "said_with": _said_with(told, zone),
        "ics": event.octets().decode("utf-8"), "zone": key,
        "first_on": engagement.starts_on, "last_on": engagement.ends_on or engagement.starts_on,
        "called_off_on": told.stamps.last.date() if engagement.state == "cancelled" else None,
        "open": engagement.confidentiality == "open",
    }  # fmt: skip
