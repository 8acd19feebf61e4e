"""`trustcrm protocol turnover`, `hangs`, `openings` and `elections`: what to watch."""

from __future__ import annotations

from datetime import date
from typing import Any

import click

from trustcrm.plugin import (
    Day,
    PluginContext,
    counted,
    json_option,
    pass_plugin_context,
    say,
    tell,
    tell_json,
    tell_table,
)
from trustcrm_protocol.elections import Election, elections, forget_election, note_election
from trustcrm_protocol.hangs import hanging
from trustcrm_protocol.neighbours import neighbours, tied
from trustcrm_protocol.openings import openings
from trustcrm_protocol.settings import settings_of
from trustcrm_protocol.telling import as_of_option
from trustcrm_protocol.turnover import turnover


@click.command("turnover", short_help="Who changed on both sides, and who was not met since.")
@click.option("--days", type=click.IntRange(0), default=None, help="How far back; a year where not given.")
@click.option("--not-met", is_flag=True, help="Those alone who were not met since.")
@as_of_option
@json_option
@pass_plugin_context
def turnover_command(
    context: PluginContext, days: int | None, not_met: bool, as_of: date | None, as_json: bool
) -> None:  # fmt: skip
    """Show whose posts changed hands on either side, and whether whoever came was met since."""
    day = as_of or context.clock.today()
    back = settings_of(context).turnover_days if days is None else days
    found = [one for one in turnover(context, neighbours(context, day), back) if not not_met or one.waits_to_be_met]
    if as_json:
        told = [vars(one) | {"cites": [str(cited) for cited in one.cites], "is_met": one.is_met} for one in found]
        tell_json(told)
    elif found:
        rows = [
            (
                one.on, "ours" if one.ours else "theirs", one.name, one.title, one.words, one.since_then,
                ", ".join(map(str, one.cites)),
            )
            for one in found
        ]  # fmt: skip
        tell_table(("on", "side", "of", "post", "who", "since then", "records"), rows, spare=(6,))
    else:
        say(f"Nobody changed within {counted(back, 'day')}.")


@click.command("hangs", short_help="Ties of which all contact ran through one person.")
@as_of_option
@json_option
@pass_plugin_context
def hangs_command(context: PluginContext, as_of: date | None, as_json: bool) -> None:
    """Show the ties of which all contact of some months ran through one colleague or one counterpart."""
    settings = settings_of(context)
    found = hanging(context, tied(context, as_of or context.clock.today()), settings)
    if as_json:
        tell_json([vars(one) for one in found])
    elif found:
        rows = [(one.name, one.person_name, one.end, f"{one.named} of {one.contacts}", one.last_on) for one in found]
        tell_table(("tie", "hangs on", "end", "contacts", "last"), rows, right=(3,))
    else:
        say(f"No tie hangs on one person: none has {settings.hang_contacts} contacts or more through one alone.")


@click.command("openings", short_help="Anniversaries, elections, ends, notice dates, national days ahead.")
@click.option("--days", type=click.IntRange(0), default=None, help="How far ahead; 180 days where not given.")
@as_of_option
@json_option
@pass_plugin_context
def openings_command(context: PluginContext, days: int | None, as_of: date | None, as_json: bool) -> None:
    """Show what opens within 180 days: each occasion with its reason and its record."""
    day = as_of or context.clock.today()
    ahead = settings_of(context).openings_days if days is None else days
    found = openings(context, neighbours(context, day), ahead)
    if as_json:
        tell_json([vars(one) | {"cited": str(one.cited), "source": one.cited.words or None} for one in found])
    elif found:
        rows = [(one.on, (one.on - day).days, one.kind, one.name, one.why, str(one.cited)) for one in found]
        tell_table(("on", "in", "what", "with", "why", "record"), rows, right=(1,), spare=(5, 1))
    else:
        say(f"Nothing is known to open within {counted(ahead, 'day')}.")


@click.group("elections", short_help="Elections that somebody here knows of.")
def elections_group() -> None:
    """Elections that somebody here knows of, each with its source."""


@elections_group.command("list")
@json_option
@pass_plugin_context
def list_elections(context: PluginContext, as_json: bool) -> None:
    """List the elections on record, by their days."""
    found = elections(context)
    if as_json:
        tell_json([_told(one) for one in found])
    elif found:
        rows = [(one.id, one.on, one.name, one.what, one.source) for one in found]
        tell_table(("election", "on", "of", "what", "source"), rows, right=(0,))
    else:
        say("No election is on record.")


@elections_group.command("add")
@click.argument("side")
@click.argument("on", type=Day())
@click.option("--what", required=True, help="Who is elected: mayor, council.")
@click.option("--source", required=True, help="Where it is known from.")
@pass_plugin_context
def add_election(context: PluginContext, side: str, on: date, what: str, source: str) -> None:
    """Write down that SIDE, our own city or another, votes ON a day."""
    made = note_election(context, context.ask.found("side", side), on, what, source)
    tell(f"Election {made.id}: {made.name}, {what}, {on.isoformat()}.")


@elections_group.command("remove")
@click.argument("election", type=int)
@pass_plugin_context
def remove_election(context: PluginContext, election: int) -> None:
    """Take ELECTION out, which was written down wrongly or called off."""
    forget_election(context, election)
    tell(f"Election {election} is removed.")


def _told(one: Election) -> dict[str, Any]:
    return dict(vars(one))
