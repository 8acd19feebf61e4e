"""`trustcrm calendar status`: how the calendars of the configuration stand."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import click

from trustcrm.plugin import PluginContext, pass_plugin_context, visible
from trustcrm_calendar.standing import UNCONFIGURED, CalendarStands, calendars_standing


@click.command(short_help="Tell how the calendars of the configuration stand.")
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON, for scripts.")
@pass_plugin_context
def status(context: PluginContext, as_json: bool) -> None:
    """Tell of each calendar that the configuration names how many entries were agreed on, are missing, and collided.

    So are those that it names no more, while anything of them is left. Where one shows dates of agreements, these are
    counted apart. The last run is told, and why it was not whole.
    """
    told = list(calendars_standing(context))
    if as_json:
        click.echo(json.dumps([_row(one) for one in told], ensure_ascii=False, indent=2))
        return
    for one in told:
        ran = f"; last run {one.ran.at:%Y-%m-%d %H:%M} by {one.ran.who}" if one.ran is not None else ""
        kept = (one.backend or "?") if one.configured else UNCONFIGURED
        click.echo(visible(f"{one.name:<20}  {kept}: {one.in_words}{ran}"))
        if one.fault:
            click.echo(visible(f"{'':<20}  {one.fault}"))
    if left := [one.name for one in told if not one.configured]:
        click.echo(visible(f"`trustcrm calendar forget {left[0]}` lets go of what is left of it."), err=True)
    if not told:
        click.echo("The configuration names no calendar; put a table [calendars.NAME] into trustcrm.toml.", err=True)


def _row(one: CalendarStands) -> Mapping[str, Any]:
    return {
        "calendar": one.name, "configured": one.configured, "backend": one.backend, "agreed": one.agreed,
        "missing": one.missing, "conflicts": one.conflicts, "dates": one.dates,
        "to_dos": one.ran.todos if one.ran else None, "last_run": one.ran.at.isoformat() if one.ran else None,
        "last_run_by": one.ran.who if one.ran else None, "fault": one.fault,
    }  # fmt: skip
