"""Options that several commands have, and how days are told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])


def as_of_option(command: F) -> F:
    """Give a command the option --as-of."""
    from trustcrm.plugin import Day

    return click.option("--as-of", "as_of", type=Day(), default=None, help="As things stood on a day.")(command)


def period_options(command: F) -> F:
    """Give a command the options --from and --to."""
    from trustcrm.plugin import Day

    last = click.option("--to", "to_on", type=Day(), default=None, help="The last day; today where not given.")
    first = click.option("--from", "from_on", type=Day(), default=None, help="The first day; a year where not given.")
    return first(last(command))


def span(first: date, last: date | None) -> str:
    """Return two days in words: "2020-05-01 on", "2020-05-01 to 2021-06-30"."""
    return f"{first.isoformat()} on" if last is None else f"{first.isoformat()} to {last.isoformat()}"


class Percent(click.ParamType[int]):
    """A whole number of percent, with its sign or without."""

    name = "PERCENT"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Return the number."""
        told = str(value).strip().removesuffix("%").strip()
        if not (told.isascii() and told.isdigit()):
            self.fail(f"{value!r} is no percent; write it as 40.", param, ctx)
        return int(told)
