"""`trustcrm calendar settle` and `origins`: deciding about what collided, and who wrote what."""

from __future__ import annotations

import json
from typing import cast

import click

from trustcrm.plugin import Engagement, PluginContext, pass_plugin_context, visible
from trustcrm_calendar.agreed import LastAgreed
from trustcrm_calendar.collision_words import named
from trustcrm_calendar.origin import Written, written_here, written_there
from trustcrm_calendar.reading import GROUPS
from trustcrm_calendar.settling import decide, when_sent


@click.command("settle", short_help="Decide about what both sides had changed otherwise.")
@click.argument("number", type=int)
@click.option("--take", required=True, type=click.Choice(("ours", "theirs")), help="Whose is to stand.")
@pass_plugin_context
def settle_command(context: PluginContext, number: int, take: str) -> None:
    """Decide about the conflict NUMBER of `trustcrm calendar conflicts`: what stands then stands on both sides.

    What was written since is written over in that one property alone. Ends with 5 where the calendar was changed just
    then.
    """
    told = decide(context, number, take)
    what = f"{take} stands for {named(told.unit, told.uid)} of engagement {told.row}"
    click.echo(visible(f"{what}{when_sent(context, told, take)}."), err=True)


@click.command(short_help="Tell who wrote what of an engagement, here and there.")
@click.argument("engagement")
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON, for scripts.")
@pass_plugin_context
def origins(context: PluginContext, engagement: str, as_json: bool) -> None:
    """Tell who wrote each part of an ENGAGEMENT last and when, by a sync or by hand, and what calendars say of it."""
    row = context.ask.found("engagement", engagement)
    record = cast("Engagement", context.ask.one("engagement", row).kept.record)
    here, zone = written_here(context, row), context.ask.home().time_zone
    there = {
        name: written_there(one.ics, zone)
        for name in context.calendars.names()
        for one in LastAgreed(context.tables, name).everything().values()
        if one.row == row
    }
    if as_json:
        told = {
            "here": {key: _row(one) for key, one in here.items()},
            "there": {key: _row(one) for key, one in there.items()},
        }
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    for group, names in GROUPS.items():
        if group in here:
            value = " ".join(str(value) for name in names if (value := getattr(record, name)) is not None)
            click.echo(visible(f"{group:<8}  {value or '–'}  ({here[group]})"))
    for name, one in there.items():
        click.echo(visible(f"{name}, last written there  ({one})"))


def _row(one: Written) -> dict[str, str | None]:
    return {"who": one.who, "by": one.by, "at": one.at.isoformat() if one.at is not None else None}
