"""`trustcrm calendar deleted`: what devices have taken away, and bringing it back."""

from __future__ import annotations

import json

import click

from trustcrm.plugin import PluginContext, Refused, WrongUsage, pass_plugin_context, visible
from trustcrm_caldav_server.calendars import WRITTEN, collections_of
from trustcrm_caldav_server.passwords import by_hand
from trustcrm_caldav_server.shelf import Shelf


@click.command(short_help="List what devices deleted, and bring it back.")
@click.option("--back", type=click.IntRange(1), help="The number of what is to be there again.")
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON, for scripts.")
@pass_plugin_context
def deleted(context: PluginContext, back: int | None, as_json: bool) -> None:
    """List the events and to-dos that devices deleted, newest first, or bring one back.

    An engagement that was called off so is on again when it is brought back. A private one is told to its owner alone.
    """
    if back is not None:
        _bring_back(context, back)
        return
    found = [
        one for name in WRITTEN for one in Shelf(context.tables, context.clock, name).deleted(context.do.login)
    ]  # fmt: skip
    rows = [
        {"number": one.kept.id, "title": one.title, "device": one.device, "at": one.at.isoformat()}
        for one in sorted(found, key=lambda one: one.at, reverse=True)
    ]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for row in rows:
        click.echo(visible(f"{row['number']:>5}  {row['at']}  device {row['device']}  {row['title']}"))
    if not rows:
        click.echo("No device has deleted anything that is still gone.", err=True)


def _bring_back(context: PluginContext, number: int) -> None:
    parent = click.get_current_context().parent
    calendar = parent.obj if parent is not None else None
    if not isinstance(calendar, PluginContext):
        raise WrongUsage("This is run as `trustcrm calendar deleted`.")
    for name in WRITTEN:
        collection = collections_of(context, calendar)[name]
        collection.refresh()
        gone = collection.shelf.deleted(context.do.login)
        found = next((one for one in gone if one.kept.id == number), None)
        if found is not None and collection.intake is not None:
            collection.intake.put(by_hand(context.do.login), found.kept.href, found.ics)
            click.echo(visible(f"{found.title} is there again."), err=True)
            return
    raise Refused(f"Nothing of number {number} is deleted; `trustcrm calendar deleted` lists what is.")
