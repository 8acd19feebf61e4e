"""`trustcrm calendar export`: what stands ahead as a calendar file."""

from __future__ import annotations

from pathlib import Path

import click

from trustcrm.plugin import PluginContext, counted, pass_plugin_context
from trustcrm_calendar.ahead import WHAT, Ahead
from trustcrm_calendar.counting import held_back
from trustcrm_calendar.engagements import calendar_of
from trustcrm_calendar.whole_files import put


@click.command(short_help="Write what stands ahead into a calendar file.")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--what", multiple=True, type=click.Choice(WHAT), default=WHAT[:2], show_default=True,
    help="What goes into the file; follow-ups are to-dos, which most programs want in a calendar of their own.",
)  # fmt: skip
@pass_plugin_context
def export(context: PluginContext, file: Path, what: tuple[str, ...]) -> None:
    """Write what stands ahead into a calendar file, which any calendar program imports.

    Nobody is named in it, and what is restricted stays here. The same records give the same file, and an event keeps
    its UID, so that importing it again changes what is there instead of doubling it.
    """
    ahead = Ahead(context)
    components = list(ahead.components(what))
    put(file, calendar_of(components).octets())
    said = f"Wrote {file}: {counted(len(components), 'entry', 'entries')}."
    click.echo(f"{said}{held_back(ahead.held_back)}", err=True)
