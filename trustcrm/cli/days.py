"""Days on the command line: ISO 8601, or today and yesterday."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])


class Day(click.ParamType[date]):
    """A day: 2020-02-04, today, yesterday or tomorrow in the office's own time zone."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Return the day meant."""
        if isinstance(value, date):
            return value
        word = str(value).strip().lower()
        if word in _NEAR:
            return _today(ctx) + timedelta(days=_NEAR[word])
        try:
            return date.fromisoformat(word)
        except ValueError:
            self.fail(f"{value!r} is no day; write it as 2020-02-04, or today or yesterday.", param, ctx)


_NEAR = {"yesterday": -1, "today": 0, "tomorrow": 1}


def _today(ctx: click.Context | None) -> date:
    from trustcrm.cli.session import Session

    if ctx is None:
        return date.today()
    return ctx.ensure_object(Session).desk.today()


DAY = Day()


def day_option(*names: str, **settings: Any) -> Callable[[F], F]:
    """Return an option that takes a day."""
    return click.option(*names, type=DAY, metavar="DAY", **settings)
