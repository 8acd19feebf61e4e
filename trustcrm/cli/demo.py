"""`trustcrm demo`: a ready-made office to look around in."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import closing
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from trustcrm.cli.output import say
from trustcrm.cli.overview import print_overview
from trustcrm.cli.session import Session, pass_session
from trustcrm.errors import Refused

if TYPE_CHECKING:
    from trustcrm.office import Premises


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
    path = into or _usual_place()
    if into is not None and path.exists():
        raise Refused(f"{path} is there already; give --into a new file.")
    _make(session, path)
    session.go_to(session.at(str(path)))
    screens = None if no_tui or not _on_terminal() else session.plugin_commands().get(SCREENS)
    if screens is not None:
        _run(session, screens)
        return
    from trustcrm.services.readings.overview import overview

    desk = session.desk
    print_overview(overview(desk))
    say(f"This is the demo office as of {desk.today()}. Look further: `trustcrm --db {path} show Nagoya`.")


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


def _make(session: Session, path: Path) -> None:
    """Make a fresh office beside its place and move it there whole, so that a half-built one is never seen.

    One that was built of the same before is copied; it is as good as new, since nobody has worked in it.
    """
    from trustcrm.office import cache_folder
    from trustcrm.services.demo_shelf import DemoShelf

    building = path.with_name(f".{path.name}.building")
    _remove(building)
    premises = session.at(str(building), actor="demo")
    shelf, made_of = DemoShelf(cache_folder() / "demo"), _made_of(premises)
    try:
        if not shelf.copy(made_of, building):
            _build(premises)
            shelf.put(made_of, building)
    except BaseException:
        _remove(building)
        raise
    _remove(path)
    building.replace(path)


def _made_of(premises: Premises) -> str:
    """Return what stands for the program, the data, and what plugins bring to a new office."""
    import trustcrm
    from trustcrm.hooks.specs import DemoSpec, SignalKind
    from trustcrm.services.demo_shelf import made_of

    host = premises.host
    tables = [folder for _, folder, _ in host.tables()]
    furnishing = [_folder_of(offer.spec.furnish) for offer in host.offers(DemoSpec)]
    kinds = (f"{offer.plugin} {offer.spec!r}" for offer in host.offers(SignalKind))
    folders = [Path(trustcrm.__file__).parent, *tables, *furnishing]
    return made_of(folders, [*kinds, *sorted(host.names), sys.version])


def _folder_of(function: Callable[..., object]) -> Path:
    return Path(sys.modules[function.__module__].__file__ or "").parent


def _build(premises: Premises) -> None:
    from trustcrm.services.demo import build_demo

    told = [file for file in files("trustcrm.builtin").joinpath("demo").iterdir() if file.name.endswith(".toml")]
    with closing(premises.enter(create=True)) as office:
        build_demo(office.desk, told)  # type: ignore[arg-type]
        office.make_plugin_tables()
    _furnish(premises)


def _furnish(premises: Premises) -> None:
    """Let plugins add what they have to show; one that fails is told, and the rest stands without it."""
    from trustcrm.hooks.specs import DemoSpec

    with closing(premises.enter()) as office:
        office.desk  # noqa: B018 - opens the office to plugins
        for offer in office.host.offers(DemoSpec):
            with office.host.contained(offer, "the demo office lacks what it adds"):
                offer.spec.furnish(office.host.context(offer.plugin))
        office.database.settle()


def _remove(path: Path) -> None:
    for file in (path, path.with_name(path.name + "-wal"), path.with_name(path.name + "-shm")):
        file.unlink(missing_ok=True)


COMMANDS = {"demo": demo}
