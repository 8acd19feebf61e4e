"""`trustcrm calendar slots`: days and hours at which every city can meet in daylight, as far as there are any."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, cast
from zoneinfo import ZoneInfo

import click

from trustcrm.plugin import (
    Engagement,
    Person,
    PluginContext,
    Refused,
    Seat,
    WrongUsage,
    pass_plugin_context,
    visible,
)
from trustcrm_calendar.slots import Guest, Local, Slot, Wanted, slots

_MOST_DAYS = 366


@click.command("slots", short_help="Propose hours that are kind to every city that takes part.")
@click.argument("engagement", type=int, required=False)
@click.option("--with", "cities", multiple=True, metavar="CITY", help="A city or organisation that takes part too.")
@click.option("--from", "first", default="", metavar="DAY", help="First day, such as 2030-07-01; tomorrow otherwise.")
@click.option("--days", type=click.IntRange(1, _MOST_DAYS), default=14, show_default=True, help="How many days.")
@click.option("--minutes", type=click.IntRange(5, 24 * 60), default=60, show_default=True, help="How long it lasts.")
@click.option("--step", type=click.IntRange(5, 240), default=30, show_default=True, help="Minutes between proposals.")
@click.option(
    "--holiday", "holidays", multiple=True, metavar="[COUNTRY=]DAY",
    help="A day that is free everywhere, or in the country of this code, as in JP=2030-07-15.",
)  # fmt: skip
@click.option("--count", type=click.IntRange(1, 100), default=5, show_default=True, help="How many to propose.")
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON, for scripts.")
@pass_plugin_context
def slots_command(
    context: PluginContext, engagement: int | None, cities: tuple[str, ...], first: str, days: int, minutes: int,
    step: int, holidays: tuple[str, ...], count: int, as_json: bool,
) -> None:  # fmt: skip
    """Propose hours that are kind to every city that takes part, ours among them: the best of each day, best first.

    Who takes part are the seats of an ENGAGEMENT, and whoever else is named. From 8 to 18 where they are is good, from
    7 to 21 acceptable; nights, weekends and holidays are named with each proposal. Hours at which clocks change
    somewhere are never proposed, nor those at which we have something else.
    """
    begins = _day(first) if first else context.clock.today() + timedelta(days=1)
    ends = begins + timedelta(days=days - 1)
    guests = list(_guests(context, engagement, cities))
    home = context.ask.home()
    wanted = Wanted(
        first=begins, last=ends, zone=home.time_zone, minutes=minutes, step=step,
        holidays=_holidays(holidays), busy=context.ask.busy(begins, ends, engagement),
    )  # fmt: skip
    found = slots(guests, wanted)[:count]
    if as_json:
        click.echo(json.dumps([_row(slot) for slot in found], ensure_ascii=False, indent=2))
        return
    for slot in found:
        _tell(slot, home.time_zone)
    if not found:
        click.echo("No hour of these days is free; look further with --days.", err=True)


def _guests(context: PluginContext, engagement: int | None, cities: Sequence[str]) -> Iterator[Guest]:
    sides = [context.ask.home().side]
    if engagement is not None:
        sides += _expected(context, engagement)
    sides += [context.ask.found("side", words) for words in cities]
    if len(set(sides)) == 1:
        raise WrongUsage("Nobody but us takes part; name an engagement that has seats, or cities by --with CITY.")
    for side in dict.fromkeys(sides):
        yield _guest(context, side)


def _expected(context: PluginContext, engagement: int) -> Iterator[int]:
    """Yield the sides that are expected at an engagement: whom it is with, and whom its seats are for."""
    whole = context.ask.whole("engagement", str(engagement))
    record = cast(Engagement, whole.row.kept.record)
    if isinstance(record.side, int):
        yield record.side
    for listed in whole.parts.get("seat", ()):
        seat = cast(Seat, listed.kept.record)
        side = seat.side
        if side is None and isinstance(seat.person, int):
            side = cast(Person, context.office.read("person", seat.person)).side
        if isinstance(side, int):
            yield side


def _guest(context: PluginContext, side: int) -> Guest:
    city, home = context.ask.city_of(side), context.ask.home()
    if side == home.side:
        return Guest(name=home.name, zone=home.time_zone, country=home.country)
    if city is None or not city.time_zone:
        name = context.ask.mention("side", side).name
        raise Refused(
            f"It is not known what time it is for {visible(name)}; say so with `trustcrm city correct "
            f"{visible(city.name if city else name)!r} --time-zone KEY`."
        )
    return Guest(name=city.name, zone=city.time_zone, country=city.country or "")


def _holidays(told: Iterable[str]) -> Mapping[str, set[date]]:
    found: dict[str, set[date]] = {}
    for one in told:
        country, _, day = one.rpartition("=")
        found.setdefault(country.strip().upper(), set()).add(_day(day))
    return found


def _day(told: str) -> date:
    try:
        return date.fromisoformat(told.strip())
    except ValueError:
        raise WrongUsage(f"{told[:40]!r} is no day; write it as 2030-07-04.") from None


def _tell(slot: Slot, zone: str) -> None:
    counts = Counter(one.kindness for one in slot.locals)
    here, until = (moment.astimezone(ZoneInfo(zone)) for moment in (slot.starts, slot.ends))
    said = ", ".join(f"{word} for {counts[word]}" for word in ("good", "acceptable", "unkind") if counts[word])
    click.echo(f"{here:%a %Y-%m-%d %H:%M}–{until:%H:%M} here, {slot.starts:%Y-%m-%d %H:%M} UTC: {said}")
    for one in slot.locals:
        if one.kindness != "good":
            click.echo(visible(f"  {one.guest.name:<20}  {one.starts:%a %H:%M}–{one.ends:%H:%M}  {one.why}"))


def _row(slot: Slot) -> Mapping[str, Any]:
    counts = Counter(one.kindness for one in slot.locals)
    return {
        "starts": slot.starts.isoformat(), "ends": slot.ends.isoformat(), "good": counts["good"],
        "acceptable": counts["acceptable"], "unkind": counts["unkind"],
        "cities": [_city_row(one) for one in slot.locals],
    }  # fmt: skip


def _city_row(one: Local) -> Mapping[str, Any]:
    return {
        "city": one.guest.name, "country": one.guest.country, "time_zone": one.guest.zone,
        "starts": one.starts.isoformat(), "ends": one.ends.isoformat(), "kindness": one.kindness, "why": one.why,
        "minutes_outside": one.minutes_outside,
    }  # fmt: skip
