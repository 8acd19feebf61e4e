"""`trustcrm demo`: a ready-made office to look around in."""

from __future__ import annotations

import sys
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from trustcrm.cli.output import say
from trustcrm.cli.overview import print_overview
from trustcrm.cli.session import Session, pass_session
from trustcrm.errors import Refused

if TYPE_CHECKING:
    from trustcrm.office import OpenOffice


SCREENS = "tui"
"""The command that opens screens, if any plugin offers one."""


@click.command()
@click.option("--no-tui", is_flag=True, help="Print the overview, even on a terminal.")
@click.option("--into", type=click.Path(path_type=Path, dir_okay=False), help="Build it in this new file and keep it.")
@pass_session
def demo(session: Session, no_tui: bool, into: Path | None) -> None:
    """Build a ready-made office (Los Angeles, its real twinnings, the public stories of 2020) and look around in it.

    On a terminal its screens open where a plugin offers the command `tui`; else the overview is printed.

    Everything invented is marked so; docs/explanation/demo-office.md tells every source. Its day is 30 June 2020.
    """
    from trustcrm.services.readings.overview import overview

    path = into or _usual_place()
    if into is not None and path.exists():
        raise Refused(f"{path} is there already; give --into a new file.")
    office = _built(session, path)
    session.enter(office)
    screens = None if no_tui or not _on_terminal() else session.plugin_commands().get(SCREENS)
    if screens is not None:
        _run(session, screens)
        return
    print_overview(overview(office.desk))
    say(f"This is the demo office as of {office.desk.today()}. Look further: `trustcrm --db {path} show Nagoya`.")


def _on_terminal() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty()


def _run(session: Session, offer: Any) -> None:
    """Run the command of screens in the office that was just built."""
    from trustcrm.cli.plugin_command import guarded

    command = guarded(session, offer)
    with command.make_context(SCREENS, [], parent=click.get_current_context()) as context:
        command.invoke(context)


def _usual_place() -> Path:
    from trustcrm.office import data_folder

    return data_folder() / "demo.db"


def _built(session: Session, path: Path) -> OpenOffice:
    """Build the office beside its place and move it there whole, so that a half-built one is never seen."""
    from trustcrm.services.demo import build_demo

    building = path.with_name(f".{path.name}.building")
    _remove(building)
    office = session.at(str(building)).enter(create=True)
    try:
        told = [file for file in files("trustcrm.builtin").joinpath("demo").iterdir() if file.name.endswith(".toml")]
        build_demo(office.desk, told)  # type: ignore[arg-type]
        office.make_plugin_tables()
        office.database.settle()
    except BaseException:
        office.close()
        _remove(building)
        raise
    office.close()
    _remove(path)
    building.replace(path)
    return session.at(str(path)).enter()


def _remove(path: Path) -> None:
    for file in (path, path.with_name(path.name + "-wal"), path.with_name(path.name + "-shm")):
        file.unlink(missing_ok=True)


COMMANDS = {"demo": demo}
