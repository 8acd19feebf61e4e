"""`trustcrm corps FORMER LATER`: what moved between two lists, for a person to look at or a script to read."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

import click

from trustcrm.plugin import Rejected, Source
from trustcrm_consular.changes import Movement, movements
from trustcrm_consular.days import ORDERS
from trustcrm_consular.entry import Entry
from trustcrm_consular.lists import entries

HEADINGS = ("moved", "name", "title", "before", "since", "country", "city")
_LIST = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("corps")
@click.argument("former", type=_LIST)
@click.argument("later", type=_LIST)
@click.option("--city", default="", help="The city of consulates for which a list names none.")
@click.option("--order", type=click.Choice(ORDERS), default=None, help="What 03/04/2025 means.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def corps(former: Path, later: Path, city: str, order: str | None, as_json: bool) -> None:
    """Say who arrived, left or was promoted from the list FORMER to the list LATER; nothing is recorded."""
    moved = list(movements(_told(former, order), _told(later, order), city))
    if as_json:
        objects = [asdict(one) | {"since": one.since.isoformat() if one.since else None} for one in moved]
        click.echo(json.dumps(objects, indent=2, ensure_ascii=False))
    elif moved:
        click.echo(_table([HEADINGS, *map(_columns, moved)]))
    else:
        click.echo("Nobody arrived, left or holds another title.", err=True)


def _told(path: Path, order: str | None) -> Iterator[Entry | Rejected]:
    """Yield the entries of a list, and say on stderr what of it cannot be read: who stands there seems to have left."""
    for entry in entries(Source(path=path), order or ""):
        if isinstance(entry, Rejected):
            click.echo(f"{_shown(path.name)}, {entry.where} was left out: {_shown(entry.reason)}", err=True)
        yield entry


def _columns(one: Movement) -> tuple[str, ...]:
    since = one.since.isoformat() if one.since else ""
    return tuple(map(_shown, (one.what, one.name, one.title, one.before, since, one.country, one.city)))


def _table(rows: Sequence[Sequence[str]]) -> str:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def _shown(text: str) -> str:
    """Return a text in which no control or bidirectional character can act on a terminal."""
    return "".join(character if character.isprintable() else "\ufffd" for character in text)
