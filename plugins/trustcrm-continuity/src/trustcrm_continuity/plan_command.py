"""`trustcrm plan`: what so many hours are best spent on, what is left undone, and what goes cold and when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import click

from trustcrm.plugin import (
    Ahead,
    PluginContext,
    counted,
    json_option,
    pass_plugin_context,
    say,
    tell,
    tell_json,
    tell_table,
)
from trustcrm_continuity.plan import Errand, Plan, plan
from trustcrm_continuity.settings import settings_of
from trustcrm_continuity.telling import long

SOON = 28
"""What goes cold within so many days is named."""
LONGEST = 90
"""So many letters of a reason stand in a table."""
MOST = 12
"""So many of those that go cold are named on a terminal."""


@click.command("plan")
@click.option("--hours", type=float, default=None, help="How many hours there are; those of a week where not given.")
@click.option("--cold", type=click.IntRange(0, 3660), default=SOON, help="Name what goes cold within so many days.")
@json_option
@pass_plugin_context
def plan_command(context: PluginContext, hours: float | None, cold: int, as_json: bool) -> None:
    """Plan so many hours: duties first, then the contacts that keep most trust, and what goes cold all the same.

    It writes nothing, and gives the same plan for the same office and day.
    """
    found = plan(context, settings_of(context).hours if hours is None else hours)
    until = found.day + timedelta(days=cold)
    if as_json:
        tell_json(told(found, until))
        return
    _tell_plan(found)
    _tell_undone(found)
    _tell_cold(found.cold_by(until), until)


def _tell_plan(found: Plan) -> None:
    titles = ("with", "how", "takes", "why", "keeps")
    tell_table(titles, [_row(one, found.day) for one in found.errands], right=(2, 4))
    if not found.errands:
        say("Nothing is due and no tie is active, so there is nothing to plan.")
    more = f"; everything would take {long(found.all_minutes)}" if found.undone or found.left else ""
    say(
        f"{long(found.spent)} of {long(found.minutes)} keep {found.keeps:.1f} days of trust and lose "
        f"{found.loses:.1f}{more}."
    )


def _row(one: Errand, day: date) -> tuple[str, ...]:
    keeps = f"{one.keeps:.1f}" if one.keeps else ""
    return one.name, one.how or "desk", long(one.minutes), why(one, day), keeps


def why(one: Errand, day: date) -> str:
    """Return in a line why an errand is on the plan of a day."""
    if one.duties:
        more = f"; and {len(one.duties) - 1} more" if len(one.duties) > 1 else ""
        return cut(one.duties[0].reason) + more
    if one.ahead is None:
        return one.what
    if one.ahead.last_contact is None:
        return "no two-way contact is on record"
    return f"last contact {one.ahead.last_contact.isoformat()}, {cold_in_words(one.ahead, day)}"


def cut(words: str) -> str:
    """Return a reason cut between words where it is long."""
    return words if len(words) <= LONGEST else words[:LONGEST].rsplit(" ", 1)[0] + " …"


def cold_in_words(ahead: Ahead, day: date) -> str:
    """Return when a tie goes cold: "cold from 2020-09-01 on", "cold since 2019-04-01"."""
    if ahead.cold_on is None:
        return "never in touch" if ahead.last_contact is None else "never cold"
    if ahead.cold_on <= day:
        return f"cold since {ahead.cold_on.isoformat()}"
    return f"cold from {ahead.cold_on.isoformat()} on{' at the earliest: cadences are paused' if ahead.paused else ''}"


def _tell_undone(found: Plan) -> None:
    if found.suffices:
        return
    tell()
    tell(f"The hours do not suffice: the duties alone take {long(found.duty_minutes)}. Left undone:")
    for one in found.undone:
        tell(f"  {one.name or 'the office'}: {one.what} ({long(one.minutes)})")


def _tell_cold(cold: Sequence[Ahead], until: date) -> None:
    if not cold:
        return
    met = [one for one in cold if one.last_contact is not None]
    never = [one for one in cold if one.last_contact is None]
    tell()
    if met:
        tell(f"Cold by {until.isoformat()} if nobody is in touch:")
        rows = [(one.cold_on, one.name, f"last contact {one.last_contact}, cadence {one.cadence_days}") for one in met]
        tell_table(("on", "with", "why"), rows[:MOST])
        if len(met) > MOST:
            tell(f"and {len(met) - MOST:,} more; --json names all.")
    if never:
        names = ", ".join(one.name for one in never[:MOST])
        tell(f"Never in touch: {names}{' and others' if len(never) > MOST else ''} ({counted(len(never), 'tie')}).")
    if any(one.paused for one in cold):
        say("Cadences are paused: days of cold are those at the earliest, were the pause over today.")


def told(found: Plan, until: date) -> dict[str, Any]:
    """Return a plan for JSON."""
    return {
        "day": found.day, "minutes": found.minutes, "spent": found.spent, "suffices": found.suffices,
        "duty_minutes": found.duty_minutes, "all_minutes": found.all_minutes, "keeps": found.keeps,
        "loses": found.loses, "errands": [_told(one) for one in found.errands],
        "undone": [_told(one) for one in found.undone], "left": [_told(one) for one in found.left],
        "cold_until": until,
        "cold": [
            {"side": one.side, "name": one.name, "cold_on": one.cold_on, "last_contact": one.last_contact,
             "cadence_days": one.cadence_days, "paused": one.paused}
            for one in found.cold_by(until)
        ],
    }  # fmt: skip


def _told(one: Errand) -> dict[str, Any]:
    ahead = one.ahead
    return {
        "name": one.name, "side": one.side, "how": one.how, "minutes": one.minutes, "weight": one.weight,
        "keeps": one.keeps, "what": one.what,
        "duties": [{"kind": due.kind, "noun": due.noun, "id": due.id, "on": due.on} for due in one.duties],
        "cold_on": None if ahead is None else ahead.cold_on,
        "last_contact": None if ahead is None else ahead.last_contact,
        "trust": None if ahead is None else {
            "now": ahead.now, "next_on": ahead.next_on, "without": ahead.without, "with_contact": ahead.with_contact,
            "unavailable": ahead.unavailable,
        },
    }  # fmt: skip
