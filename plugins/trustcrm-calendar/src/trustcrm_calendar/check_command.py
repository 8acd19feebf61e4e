"""`trustcrm calendar check`: what of calendar files programs read differently."""

from __future__ import annotations

import json
from pathlib import Path

import click

from trustcrm.plugin import Refused, counted, visible
from trustcrm_calendar.lines import NotACalendar, parse
from trustcrm_calendar.lint import Fault, faults


@click.command(short_help="Say what programs would read differently.")
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


def _faults(file: Path) -> list[Fault]:
    try:
        return list(faults(parse(file.read_bytes())))
    except NotACalendar as error:
        raise NotACalendar(f"{file}: {error}") from None
    except OSError as error:
        raise Refused(f"{file} cannot be read: {error.strerror}.") from None
