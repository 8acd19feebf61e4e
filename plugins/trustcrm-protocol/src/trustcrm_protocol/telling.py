"""How the commands speak: tables and lines on stdout, talk on stderr, JSON for scripts, days and amounts as options."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar

import click

from trustcrm.plugin import PluginContext, shown, visible

F = TypeVar("F", bound=Callable[..., Any])


class Day(click.ParamType[date]):
    """A day as 2020-04-15."""

    name = "DAY"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Return the day."""
        try:
            return value if isinstance(value, date) else date.fromisoformat(value)
        except ValueError:
            self.fail(f"{visible(str(value))!r} is no day; write it as 2020-04-15.", param, ctx)


class Amount(click.ParamType[Decimal]):
    """An amount as 250, 1,250.50 or 0.92."""

    name = "AMOUNT"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Decimal:
        """Return the amount."""
        if isinstance(value, Decimal):
            return value
        try:
            return Decimal(value.replace(",", ""))
        except InvalidOperation:
            self.fail(f"{visible(str(value))!r} is no amount; write it as 250 or 1,250.50.", param, ctx)


class Currency(click.ParamType[str]):
    """A currency by its ISO 4217 code, such as EUR."""

    name = "CURRENCY"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the code in capitals."""
        if not (len(value) == 3 and value.isascii() and value.isalpha()):
            self.fail(f"{visible(str(value))!r} is no currency; write its three letters, such as EUR.", param, ctx)
        return str(value).upper()


def json_option(command: F) -> F:
    """Give a command the flag --json."""
    return click.option("--json", "as_json", is_flag=True, help="Answer in JSON, for scripts.")(command)


def as_of_option(command: F) -> F:
    """Give a command the option --as-of."""
    told = "As things stood on a day; today where not given."
    return click.option("--as-of", "as_of", type=Day(), default=None, help=told)(command)


def meant(context: PluginContext, noun: str, words: str | None) -> int | None:
    """Return the row that a number or name means, None for nothing. Raises `NotFound` or `Ambiguous`."""
    return context.ask.found(noun, words) if words else None


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
    """Write JSON on stdout: ISO 8601 days and instants, amounts as texts that keep every digit."""
    click.echo(json.dumps(content, indent=2, ensure_ascii=False, default=_plain))


def _plain(value: Any) -> Any:
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    raise TypeError(f"a {type(value).__name__} is nothing for JSON")
