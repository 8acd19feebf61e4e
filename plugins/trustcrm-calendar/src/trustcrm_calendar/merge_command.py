"""`trustcrm calendar merge-tool`: two versions of an event merged, as vdirsyncer asks for it."""

from __future__ import annotations

from pathlib import Path

import click

from trustcrm.plugin import (
    Conflict,
    DatabaseUnusable,
    InvalidValue,
    PluginContext,
    Refused,
    pass_plugin_context,
    visible,
)
from trustcrm_calendar.agreed import versions_of
from trustcrm_calendar.lines import unescaped
from trustcrm_calendar.merge import Merged, Side, merge
from trustcrm_calendar.vdir import uid_of
from trustcrm_calendar.whole_files import put

_PREFERRED: dict[str, Side] = {"first": "ours", "second": "theirs"}


@click.command("merge-tool", short_help="Merge two versions of an event, as vdirsyncer asks for it.")
@click.argument("first", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.argument("second", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--base", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="What both began from.")
@click.option("--prefer", type=click.Choice(tuple(_PREFERRED)), help="Whose change stands where both changed the same.")
@pass_plugin_context
def merge_tool(context: PluginContext, first: Path, second: Path, base: Path | None, prefer: str | None) -> None:
    """Merge two versions of an event property by property and write the result into both files.

    What both began from is looked for by UID in what the office agreed on with a calendar, unless --base tells it.
    Where both changed the same property, neither file is touched and the command ends with 5, unless --prefer says
    whose change stands.
    """
    ours, theirs = _read(first), _read(second)
    if uid_of(ours) != uid_of(theirs):
        raise Refused(f"{first} and {second} are two events, not two versions of one; their UIDs differ.")
    history = [_read(base)] if base is not None else _agreed_on(context, ours)
    merged = merge(history, ours, theirs, prefer=_PREFERRED.get(prefer or "first", "ours"))
    _tell(merged)
    if merged.collisions and prefer is None:
        raise Conflict(f"Both changed the same; {first} and {second} are as they were. Say whose stands with --prefer.")
    put(first, merged.ics)
    put(second, merged.ics)


def _agreed_on(context: PluginContext, ics: bytes) -> list[bytes]:
    """Return what the office and a calendar ever agreed on; without an office, or without its tables, nothing is."""
    try:
        return versions_of(context.tables, unescaped(uid_of(ics).decode("utf-8", "surrogateescape")))
    except (DatabaseUnusable, Refused):
        return []


def _tell(merged: Merged) -> None:
    for one in merged.collisions:
        click.echo(visible(f"both changed {one.unit}"), err=True)
        for side, lines in (("before", one.base), ("first", one.ours), ("second", one.theirs)):
            click.echo(visible(f"  {side:<6}  {lines or '–'}"), err=True)


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise InvalidValue(f"{file} cannot be read: {error.strerror}.") from None
