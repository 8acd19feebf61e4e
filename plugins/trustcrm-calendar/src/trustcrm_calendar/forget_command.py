"""`trustcrm calendar forget`: letting go of a calendar that was taken out of the configuration."""

from __future__ import annotations

import click

from trustcrm.plugin import PluginContext, counted, pass_plugin_context, visible
from trustcrm_calendar.forgetting import forget


@click.command("forget", short_help="Forget a calendar that the configuration names no more.")
@click.argument("name")
@pass_plugin_context
def forget_command(context: PluginContext, name: str) -> None:
    """Forget what is left of the calendar NAME, which the configuration names no more.

    What it brought stays: engagements, follow-ups and promises, and of what both sides changed what stands now. Nothing
    is done in the calendar itself. Named in the configuration again, it is synced as if for the first time: an event
    and an engagement of one UID are one then, too. This is refused while the configuration names it.
    """
    gone = forget(context, name)
    told = [counted(gone.agreed, "engagement agreed on", "engagements agreed on")] if gone.agreed else []
    told += [counted(gone.dates, "date of agreements", "dates of agreements")] if gone.dates else []
    said = f"Forgot {name}: {', '.join(told) or 'what was noted of it'}. What it brought stays as it is."
    if gone.conflicts:
        what = counted(gone.conflicts, "conflict stays", "conflicts stay")
        said += f" {what} as it stands now; `trustcrm calendar conflicts --all` tells."
    click.echo(visible(said), err=True)
