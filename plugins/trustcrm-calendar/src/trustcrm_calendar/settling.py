"""Deciding about what collided: one side's lines of one unit are put in place on both sides."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from trustcrm.plugin import Closes, NotFound, PluginContext, Refused, visible
from trustcrm_calendar.agreed import Agreed, LastAgreed
from trustcrm_calendar.ahead import Ahead
from trustcrm_calendar.canonical import TOP, Path, Unit, paths, unit_of, units
from trustcrm_calendar.collided import Told, collision, settle
from trustcrm_calendar.lines import Component, Line, calendar_in, folded, parse
from trustcrm_calendar.overlay import differing
from trustcrm_calendar.reading import GROUPS, fields_of, is_series
from trustcrm_calendar.sync import alone


def decide(context: PluginContext, number: int, take: str) -> Told:
    """Decide whose of a collision is to stand on both sides, and return it. Raises as `put_on_both`, and `NotFound`.

    Where the configuration names the calendar no more, it stands here alone, and the next sync with it sends it there.
    """
    told = collision(context.tables, number)
    if take != _stands(told):
        put = put_on_both if _is_configured(context, told) else put_here
        with alone(context, told.calendar):
            put(context, told, take)
    settle(context.tables, number, take)
    return told


def when_sent(context: PluginContext, told: Told, take: str) -> str:
    """Return when the calendar of a collision is sent what was decided, "" where it has it already."""
    later = take != _stands(told) and not _is_configured(context, told)
    return f"; sent once {told.calendar} is synced again" if later else ""


def _stands(told: Told) -> str:
    return told.settled or told.kept


def _is_configured(context: PluginContext, told: Told) -> bool:
    return told.calendar in context.calendars.names()


def put_here(context: PluginContext, told: Told, take: str) -> None:
    """Make a side's lines of what collided stand in the office, where they are a change since both sides agreed.

    Raises `NotFound` where the office has no field for them: the calendar alone can hold them.
    """
    base = LastAgreed(context.tables, told.calendar).everything().get(told.uid)
    sides = ("theirs", "ours") if take == "ours" else ("ours", "theirs")
    events = [_with(base.ics, told.unit, _lines(told, one)) for one in sides] if base is not None else []
    news = _news(Ahead(context), *events) if events else {}
    if not news:
        name = visible(told.calendar)
        raise NotFound(
            f"The configuration names the calendar {name} no more; put its table [calendars.{name}] into trustcrm.toml "
            f"again to take {take}, or let {_stands(told)} stand."
        )
    context.do.batch(f"calendar {told.calendar}").correct("engagement", told.row, news)


def _lines(told: Told, take: str) -> str:
    return told.ours if take == "ours" else told.theirs


def _news(ahead: Ahead, before: bytes, after: bytes) -> Mapping[str, Any]:
    """Return the fields of an engagement in which two states of its event differ, as the second has them."""
    fields = fields_of(calendar_in(parse(after)), ahead.zone, ahead.today)
    old = fields_of(calendar_in(parse(before)), ahead.zone, ahead.today)
    return {name: fields[name] for group in differing(fields, old) for name in GROUPS[group]}


def put_on_both(context: PluginContext, told: Told, take: str) -> None:
    """Make a side's lines of what collided stand in the calendar and in the office, as one batch.

    Raises `Refused` where there is nothing any more in which they could stand, `Conflict` where either was changed just
    then.
    """
    agreed = LastAgreed(context.tables, told.calendar)
    base = agreed.everything().get(told.uid)
    if base is None or not base.intact or not base.etag:
        raise Refused(f"Sync {told.calendar} first: what it holds of this engagement is not known as it stands.")
    ics = _with(base.ics, told.unit, _lines(told, take))
    news = _news(Ahead(context), base.ics, ics)
    backend = context.calendars.open(told.calendar)
    try:
        if news:
            context.do.batch(f"calendar {told.calendar}").correct("engagement", told.row, news)
        etag = backend.replace(base.href, ics, base.etag)
        if context.calendars.spec(told.calendar).rewrites:
            kept = next(iter(backend.get([base.href])), None)
            if kept is None or kept.ics != ics:
                etag = ""
    finally:
        if isinstance(backend, Closes):
            backend.close()
    agreed.keep(Agreed(uid=told.uid, href=base.href, etag=etag, ics=ics, row=base.row))


def _with(ics: bytes, named: str, lines: str) -> bytes:
    """Return octets in which these lines are all that is said of a unit, which is named as it was told."""
    tree = parse(ics)
    calendar = calendar_in(tree)
    unit = _unit(calendar, named)
    if unit is None or (unit.name == "DTSTART" and is_series(calendar)):
        raise Refused(
            f"{named} cannot be settled from here; change it in the calendar, and the next sync takes it over."
        )
    new = [Line(folded(line)) for line in lines.split("\n") if line]
    whole = _put(calendar, TOP, unit, new)
    return tree.with_parts(whole if part is calendar else part for part in tree.parts).octets()


def _unit(calendar: Component, named: str) -> Unit | None:
    """Return the unit of a name, None where there is no component any more in which it could lie."""
    within = [one for one in units(calendar) if not one.name and named.startswith(f"{one} ")]
    if not within:
        return None
    nearest = max(within, key=lambda one: len(one.path))
    name, _, key = named[len(str(nearest)) + 1 :].partition(" ")
    return Unit(nearest.path, name, key)


def _put(component: Component, path: Path, unit: Unit, lines: list[Line]) -> Component:
    if path == unit.path:
        others = [line for line in component.lines(*unit.properties) if unit_of(line, path) != unit]
        return component.with_lines(unit.properties, [*others, *lines])
    there = {id(one): within for within, one in paths(component, path)}
    return component.with_parts(
        _put(part, there[id(part)], unit, lines)
        if isinstance(part, Component) and unit.path[: len(path) + 1] == there[id(part)]
        else part
        for part in component.parts
    )
