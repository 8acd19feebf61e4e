"""`trustcrm calendar`: putting what stands ahead into calendars, and looking calendars over."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import click

from trustcrm.plugin import PluginContext, Refused, pass_plugin_context, visible
from trustcrm_calendar.ahead import WHAT, Ahead
from trustcrm_calendar.engagements import calendar_of
from trustcrm_calendar.import_command import import_
from trustcrm_calendar.lines import Line, NotACalendar, escaped, parse, written
from trustcrm_calendar.lint import Fault, faults
from trustcrm_calendar.merge_command import merge_tool
from trustcrm_calendar.sync_command import conflicts, status, sync
from trustcrm_calendar.whole_files import put

_FEED_SINCE = timedelta(days=365)
_HOURLY = "PT1H"


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
    count = _write(file, ahead, what)
    click.echo(f"Wrote {file}: {_counted(count, 'entry', 'entries')}.{_held_back(ahead)}", err=True)


@calendar.command(short_help="Keep a calendar file that programs subscribe to.")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--name", required=True, help="What the calendar is called where somebody subscribes to it.")
@pass_plugin_context
def feed(context: PluginContext, file: Path, name: str) -> None:
    """Write the calendar file that a web server gives to subscribers: from a year ago on, with how often to look.

    Nobody is named in it, and what is restricted stays here. Run it whenever you like; where nothing has changed, the
    file is left alone, so that the server can answer "not modified".
    """
    ahead = Ahead(context)
    named = escaped(name)
    further = [
        written("NAME", named),
        written("X-WR-CALNAME", named),
        written("REFRESH-INTERVAL", _HOURLY, {"VALUE": "DURATION"}),
        written("X-PUBLISHED-TTL", _HOURLY),
    ]
    count = _write(file, ahead, WHAT[:2], further, since=True)
    click.echo(f"{file} holds {_counted(count, 'entry', 'entries')}.{_held_back(ahead)}", err=True)


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
        raise Refused(f"{_counted(len(told), 'thing', 'things')} may be read differently by different programs.")
    if not as_json:
        click.echo("Every program reads this alike, as far as is known.", err=True)


calendar.add_command(import_)
calendar.add_command(sync)
calendar.add_command(status)
calendar.add_command(conflicts)
calendar.add_command(merge_tool)


def _faults(file: Path) -> list[Fault]:
    try:
        return list(faults(parse(file.read_bytes())))
    except NotACalendar as error:
        raise NotACalendar(f"{file}: {error}") from None
    except OSError as error:
        raise Refused(f"{file} cannot be read: {error.strerror}.") from None


def _write(
    file: Path, ahead: Ahead, what: tuple[str, ...], further: list[Line] | None = None, *, since: bool = False
) -> int:
    first = ahead.today - _FEED_SINCE if since else None
    components = list(ahead.components(what, first))
    put(file, calendar_of(components, further or ()).octets())
    return len(components)


def _held_back(ahead: Ahead) -> str:
    if not ahead.held_back:
        return ""
    return f" {_counted(ahead.held_back, 'restricted engagement stays', 'restricted engagements stay')} here."


def _counted(count: int, one: str, many: str) -> str:
    return f"{count:,} {one if count == 1 else many}"
