"""How the commands speak: lines and tables on stdout, talk on stderr, JSON for scripts."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

import click

from trustcrm.plugin import shown, visible

F = TypeVar("F", bound=Callable[..., Any])


class Day(click.ParamType[date]):
    """A day as 2020-04-15."""

    name = "DAY"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Return the day."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"{visible(str(value))!r} is no day; write it as 2020-04-15.", param, ctx)


def json_option(command: F) -> F:
    """Give a command the flag --json."""
    return click.option("--json", "as_json", is_flag=True, help="Answer in JSON, for scripts.")(command)


def tell(words: str = "") -> None:
    """Write a line of data on stdout."""
    click.echo(visible(words))


def say(words: str) -> None:
    """Write a line of talk on stderr."""
    click.echo(visible(words), err=True)


def tell_table(titles: Sequence[str], rows: Sequence[Sequence[Any]], right: Sequence[int] = ()) -> None:
    """Write a table on stdout, the columns in `right` at the right; one that is empty everywhere is left out."""
    cells = [[visible(shown(value)) for value in row] for row in rows]
    kept = [place for place in range(len(titles)) if any(row[place] for row in cells)]
    lines = [[line[place] for place in kept] for line in (list(titles), *cells)]
    widths = [max(len(line[place]) for line in lines) for place in range(len(kept))]
    for line in lines:
        told = [
            cell.rjust(widths[place]) if kept[place] in right else cell.ljust(widths[place])
            for place, cell in enumerate(line)
        ]  # fmt: skip
        click.echo("  ".join(told).rstrip())


def tell_json(content: Any) -> None:
    """Write JSON on stdout: ISO 8601 days, amounts as texts that keep every digit."""
    click.echo(json.dumps(content, indent=2, ensure_ascii=False, default=_plain))


def _plain(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    raise TypeError(f"a {type(value).__name__} is nothing for JSON")


def long(minutes: int) -> str:
    """Return how long so many minutes are: "40 min", "6 h", "6 h 20"."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest} min"
    return f"{hours:,} h {rest:02}" if rest else f"{hours:,} h"


def counted(count: int, thing: str) -> str:
    """Return how many of a thing there are: "1 tie", "3 ties"."""
    return f"{count:,} {thing}" if count == 1 else f"{count:,} {thing}s"
