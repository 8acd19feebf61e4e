"""How the commands speak: tables and lines on stdout, talk on stderr, JSON for scripts, days as options."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Sequence
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


def as_of_option(command: F) -> F:
    """Give a command the option --as-of."""
    return click.option("--as-of", "as_of", type=Day(), default=None, help="As things stood on a day.")(command)


def period_options(command: F) -> F:
    """Give a command the options --from and --to."""
    last = click.option("--to", "to_on", type=Day(), default=None, help="The last day; today where not given.")
    first = click.option("--from", "from_on", type=Day(), default=None, help="The first day; a year where not given.")
    return first(last(command))


def tell(words: str = "") -> None:
    """Write a line of data on stdout."""
    click.echo(visible(words))


def say(words: str) -> None:
    """Write a line of talk on stderr."""
    click.echo(visible(words), err=True)


def tell_table(titles: Sequence[str], rows: Sequence[Sequence[Any]], right: Collection[int] = ()) -> None:
    """Write a table on stdout, the columns in `right` at the right; one that is empty everywhere is left out."""
    cells = [[visible(value if isinstance(value, str) else shown(value)) for value in row] for row in rows]
    kept = [place for place in range(len(titles)) if any(row[place] for row in cells)]
    lines = [[titles[place] for place in kept], *([row[place] for place in kept] for row in cells)]
    widths = [max(len(line[place]) for line in lines) for place in range(len(kept))]
    for line in lines:
        told = (
            cell.rjust(width) if kept[place] in right else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(line, widths, strict=True))
        )  # fmt: skip
        click.echo("  ".join(told).rstrip())


def tell_json(content: Any) -> None:
    """Write JSON on stdout: ISO 8601 days, amounts as texts that keep every digit."""
    click.echo(json.dumps(content, indent=2, ensure_ascii=False, default=_plain))


def span(first: date, last: date | None) -> str:
    """Return two days in words: "2020-05-01 on", "2020-05-01 to 2021-06-30"."""
    return f"{first.isoformat()} on" if last is None else f"{first.isoformat()} to {last.isoformat()}"


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    raise TypeError(f"a {type(value).__name__} is nothing for JSON")
