"""How the commands speak: tables and lines on stdout, talk on stderr, JSON for scripts, days and amounts as options."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar

import click

from trustcrm.plugin import Citation, shown, visible

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


class Amount(click.ParamType[Decimal]):
    """An amount above 0, as 40000, 40,000 or 2.5."""

    name = "AMOUNT"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Decimal:
        """Return the amount."""
        if isinstance(value, Decimal):
            return value
        try:
            amount = Decimal(value.replace(",", ""))
        except InvalidOperation:
            amount = Decimal(0)
        if not amount.is_finite() or amount <= 0:
            self.fail(f"{visible(str(value))!r} is no amount above 0; write it as 40000 or 2.5.", param, ctx)
        return amount


def json_option(command: F) -> F:
    """Give a command the flag --json."""
    return click.option("--json", "as_json", is_flag=True, help="Answer in JSON, for scripts.")(command)


def on_option(told: str) -> Callable[[F], F]:
    """Give a command the option --on, which says `told`."""
    return click.option("--on", "on", type=Day(), default=None, help=f"{told}; today where not given.")


def tell(words: str = "") -> None:
    """Write a line of data on stdout."""
    click.echo(visible(words))


def say(words: str) -> None:
    """Write a line of talk on stderr."""
    click.echo(visible(words), err=True)


def tell_table(titles: Sequence[str], rows: Sequence[Sequence[Any]], right: Collection[int] = ()) -> None:
    """Write a table on stdout, the columns in `right` at the right; one that is empty everywhere is left out."""
    cells = [[visible(shown(value)) for value in row] for row in rows]
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


def named(cites: Iterable[Citation]) -> list[str]:
    """Return records as JSON tells them: "interaction 12"."""
    return [str(cited) for cited in cites]


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    raise TypeError(f"a {type(value).__name__} is nothing for JSON")
