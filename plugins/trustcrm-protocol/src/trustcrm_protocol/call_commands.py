"""`trustcrm protocol calls …`: courtesy calls and delegations, in and out, with their guests and requests."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

import click

from trustcrm.plugin import (
    Day,
    Engagement,
    PluginContext,
    json_option,
    pass_plugin_context,
    say,
    tell,
    tell_json,
    tell_table,
)
from trustcrm_protocol.requests import Request, requests
from trustcrm_protocol.visits import Direction, Guest, Visit, arrange, hold, soon, visit, visits


class Hour(click.ParamType[time]):
    """A wall time as 14:30."""

    name = "HH:MM"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> time:
        """Return the time."""
        try:
            return value if isinstance(value, time) else datetime.strptime(value, "%H:%M").time()
        except ValueError:
            self.fail(f"{value!r} is no time of day; write it as 14:30.", param, ctx)


@click.group("calls", short_help="Courtesy calls and delegations, in and out.")
def calls_group() -> None:
    """Courtesy calls and delegations, in and out, with who comes, why, and what they ask for."""


@calls_group.command("list")
@click.option("--days", type=click.IntRange(0), default=90, help="How far ahead; 90 days where not given.")
@click.option("--past", type=click.IntRange(0), default=0, help="How many days back as well.")
@json_option
@pass_plugin_context
def list_command(context: PluginContext, days: int, past: int, as_json: bool) -> None:
    """List what lies ahead, and which requests of it are late."""
    today = context.clock.today()
    found = visits(context, today - timedelta(days=min(past, (today - date.min).days)), soon(today, days))
    asked = _by_visit(requests(context))
    if as_json:
        tell_json([_told(one, asked.get(one.id, []), today) for one in found])
    elif found:
        titles = ("call", "on", "at", "way", "what", "with", "who", "requests")
        tell_table(titles, [_row(one, asked.get(one.id, []), today) for one in found], right=(0,), spare=(6,))
    else:
        say("No call and no delegation is planned; `trustcrm protocol calls add` plans one.")


@calls_group.command("add")
@click.argument("side")
@click.option("--on", "on", type=Day(), required=True, help="The day.")
@click.option("--at", "at", type=Hour(), default=None, help="The hour, in the office's time zone.")
@click.option("--in", "direction", flag_value="in", default=None, help="They come to us.")
@click.option("--out", "direction", flag_value="out", help="We go to them.")
@click.option("--delegation", is_flag=True, help="A group with a programme, not a courtesy call.")
@click.option("--guest", "guests", multiple=True, metavar="NAME[=ROLE]", help="Who comes, as what; may be repeated.")
@click.option("--reason", default=None, help="What it is for.")
@click.option("--place", default=None, help="Where.")
@pass_plugin_context
def add_command(
    context: PluginContext, side: str, on: date, at: time | None, direction: Direction | None, delegation: bool,
    guests: Sequence[str], reason: str | None, place: str | None,
) -> None:  # fmt: skip
    """Plan a courtesy call or a delegation with SIDE, in or out; it stands in calendars like any engagement."""
    if direction is None:
        raise click.UsageError("Say which way it goes: --in where they come to us, --out where we go to them.")
    row = context.ask.found("side", side)
    kind = "delegation" if delegation else "courtesy call"
    name = context.ask.mention("side", row).name
    engagement = Engagement(
        title=f"{kind.capitalize()} {'of' if direction == 'in' else 'to'} {name}", starts_on=on, starts_at=at,
        kind=kind, side=row, words=reason, place=place,
    )  # fmt: skip
    told = [one.partition("=") for one in guests]
    number = arrange(context, engagement, direction, [(one.strip(), role.strip()) for one, _, role in told])
    tell(f"Call {number}: {engagement.title}, {on.isoformat()}.")
    say(f"`trustcrm protocol requests add {number} KIND` notes what it asks for: interpreter, press, parking, gift.")


@calls_group.command("show")
@click.argument("call", type=int)
@json_option
@pass_plugin_context
def show_command(context: PluginContext, call: int, as_json: bool) -> None:
    """Show CALL with its guests, their titles on the day, its reason and its requests."""
    found, today = visit(context, call), context.clock.today()
    asked = requests(context, call)
    if as_json:
        tell_json(_told(found, asked, today))
        return
    told = found.engagement
    way = {"in": ", they come to us", "out": ", we go to them", None: ""}[found.direction]
    tell(
        f"Call {call}: {told.title}, {told.starts_on.isoformat()}{f' {told.starts_at:%H:%M}' if told.starts_at else ''}"
    )
    tell(f"  {told.kind}{way}, {told.state}")
    for label, words in (("reason", told.words), ("place", told.place)):
        if words:
            tell(f"  {label}: {words}")
    for guest in found.guests:
        tell(f"  guest: {_guest(guest)}")
    for one in asked:
        tell(f"  [{'x' if one.follow_up.done_on else ' '}] {one.follow_up.what}: {one.standing(today)}")


@calls_group.command("held")
@click.argument("call", type=int)
@click.option("--words", default="", help="What was said.")
@pass_plugin_context
def held_command(context: PluginContext, call: int, words: str) -> None:
    """Say that CALL took place: it becomes an interaction, begun by whoever came, its guests the participants."""
    row = hold(context, call, words)
    tell(f"Call {call} took place: interaction {row}.")
    left = [one for one in requests(context, call) if one.follow_up.done_on is None]
    if left:
        say(f"Never ticked off: {', '.join(one.kind for one in left)}.")


def _by_visit(found: Sequence[Request]) -> dict[int, list[Request]]:
    told: dict[int, list[Request]] = {}
    for one in found:
        told.setdefault(one.engagement_id, []).append(one)
    return told


def _row(one: Visit, asked: Sequence[Request], today: date) -> tuple[Any, ...]:
    late = [request.kind for request in asked if request.is_late(today)]
    open_ones = [request.kind for request in asked if request.is_open and not request.is_late(today)]
    told = [f"late: {', '.join(late)}"] * bool(late) + [", ".join(open_ones)] * bool(open_ones)
    done = sum(request.follow_up.done_on is not None for request in asked)
    told += [f"{done} done"] * bool(done)
    at = one.engagement.starts_at
    kind = one.engagement.kind if not one.is_over else f"{one.engagement.kind}, {one.engagement.state}"
    return (
        one.id, one.engagement.starts_on, f"{at:%H:%M}" if at else None, one.direction, kind, one.with_whom,
        "; ".join(_guest(guest) for guest in one.guests), "; ".join(told),
    )  # fmt: skip


def _guest(guest: Guest) -> str:
    told = ", ".join((*guest.titles, *((guest.role,) if guest.role else ())))
    return f"{guest.name} ({told})" if told else guest.name


def _told(one: Visit, asked: Sequence[Request], today: date) -> dict[str, Any]:
    told = one.engagement
    at = told.starts_at.isoformat("minutes") if told.starts_at else None
    return {
        "call": one.id, "title": told.title, "kind": told.kind, "direction": one.direction, "state": told.state,
        "side": one.side, "with": one.with_whom, "on": told.starts_on, "at": at, "ends_on": told.ends_on,
        "place": told.place, "reason": told.words,
        "guests": [vars(guest) for guest in one.guests],
        "requests": [request_told(request, today) for request in asked],
    }  # fmt: skip


def request_told(one: Request, today: date) -> dict[str, Any]:
    """Return a request as JSON holds it."""
    return {
        "request": one.id, "kind": one.kind, "call": one.engagement_id, "title": one.engagement.title,
        "with": one.with_whom, "what": one.follow_up.what, "follow_up": one.follow_up_id, "by": one.by or None,
        "lead_days": one.lead_days, "latest_on": one.latest_on, "due_on": one.follow_up.due_on,
        "done_on": one.follow_up.done_on, "late": one.is_late(today), "moved": one.was_moved,
        "standing": one.standing(today),
    }  # fmt: skip
