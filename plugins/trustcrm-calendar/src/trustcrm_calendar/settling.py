"""Deciding about what collided: one side's lines of one unit are put in place on both sides."""

from __future__ import annotations

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
    """Decide whose of a collision is to stand on both sides, and return it. Raises as `put_on_both`, and `NotFound`."""
    told = collision(context.tables, number)
    stands = told.settled or told.kept
    if take != stands:
        if told.calendar not in context.calendars.names():
            raise NotFound(
                f"The configuration names the calendar {visible(told.calendar)} no more; put its table "
                f"[calendars.{visible(told.calendar)}] into trustcrm.toml again to take {take}, or let {stands} stand."
            )
        with alone(context, told.calendar):
            put_on_both(context, told, take)
    settle(context.tables, number, take)
    return told


def put_on_both(context: PluginContext, told: Told, take: str) -> None:
    """Make a side's lines of what collided stand in the calendar and in the office, as one batch.

    Raises `Refused` where there is nothing any more in which they could stand, `Conflict` where either was changed just
    then.
    """
    agreed = LastAgreed(context.tables, told.calendar)
    base = agreed.everything().get(told.uid)
    if base is None or not base.intact or not base.etag:
        raise Refused(f"Sync {told.calendar} first: what it holds of this engagement is not known as it stands.")
    lines = told.ours if take == "ours" else told.theirs
    ics = _with(base.ics, told.unit, lines)
    ahead = Ahead(context)
    fields = fields_of(calendar_in(parse(ics)), ahead.zone, ahead.today)
    before = fields_of(calendar_in(parse(base.ics)), ahead.zone, ahead.today)
    news = {name: fields[name] for group in differing(fields, before) for name in GROUPS[group]}
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
