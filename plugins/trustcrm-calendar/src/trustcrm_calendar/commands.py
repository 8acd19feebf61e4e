"""`trustcrm calendar`: putting what stands ahead into calendars, and looking calendars over."""

from __future__ import annotations

import json
from pathlib import Path

import click

from trustcrm.plugin import PluginContext, Refused, counted, pass_plugin_context, visible
from trustcrm_calendar.ahead import WHAT, Ahead
from trustcrm_calendar.counting import held_back
from trustcrm_calendar.engagements import calendar_of
from trustcrm_calendar.feed_command import feed
from trustcrm_calendar.forget_command import forget_command
from trustcrm_calendar.import_command import import_
from trustcrm_calendar.invite_command import answer, guests_command, invite, received
from trustcrm_calendar.lines import NotACalendar, parse
from trustcrm_calendar.lint import Fault, faults
from trustcrm_calendar.merge_command import merge_tool
from trustcrm_calendar.outbox_command import outbox
from trustcrm_calendar.settle_command import origins, settle_command
from trustcrm_calendar.slots_command import slots_command
from trustcrm_calendar.status_command import status
from trustcrm_calendar.sync_command import conflicts, sync
from trustcrm_calendar.todo_command import follow_ups, held
from trustcrm_calendar.whole_files import put


@click.group("calendar", help="Engagements in calendars: export them, keep a feed, sync, look a file over.")
def calendar() -> None:
    """Hold the commands together."""


@calendar.command(short_help="Write what stands ahead into a calendar file.")
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


@calendar.command(short_help="Say what programs would read differently.")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON, for scripts.")
def check(files: tuple[Path, ...], as_json: bool) -> None:
    """Say what in calendar files different programs read differently, and what to write instead.

    Ends with 1 where there is something.
    """
    told = [(file, fault) for file in files for fault in _faults(file)]
    if as_json:
        rows = [
            {"file": str(file), "line": fault.line, "property": fault.name, "why": fault.sentence}
            for file, fault in told
        ]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    else:
        for file, fault in told:
            click.echo(visible(f"{file}, line {fault.line}, {fault.name}: {fault.sentence}"))
    if told:
        raise Refused(f"{counted(len(told), 'thing', 'things')} may be read differently by different programs.")
    if not as_json:
        click.echo("Every program reads this alike, as far as is known.", err=True)


calendar.add_command(import_)
calendar.add_command(feed)
calendar.add_command(slots_command)
calendar.add_command(invite)
calendar.add_command(guests_command)
calendar.add_command(received)
calendar.add_command(answer)
calendar.add_command(outbox)
calendar.add_command(follow_ups)
calendar.add_command(held)
calendar.add_command(sync)
calendar.add_command(status)
calendar.add_command(forget_command)
calendar.add_command(conflicts)
calendar.add_command(settle_command)
calendar.add_command(origins)
calendar.add_command(merge_tool)


def _faults(file: Path) -> list[Fault]:
    try:
        return list(faults(parse(file.read_bytes())))
    except NotACalendar as error:
        raise NotACalendar(f"{file}: {error}") from None
    except OSError as error:
        raise Refused(f"{file} cannot be read: {error.strerror}.") from None
