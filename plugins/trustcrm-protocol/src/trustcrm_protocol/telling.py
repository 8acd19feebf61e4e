"""What several of the commands take: a day as of which they tell, and things meant by number or name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from trustcrm.plugin import Day, PluginContext

F = TypeVar("F", bound=Callable[..., Any])


def as_of_option(command: F) -> F:
    """Give a command the option --as-of."""
    told = "As things stood on a day; today where not given."
    return click.option("--as-of", "as_of", type=Day(), default=None, help=told)(command)


def meant(context: PluginContext, noun: str, words: str | None) -> int | None:
    """Return the row that a number or name means, None for nothing. Raises `NotFound` or `Ambiguous`."""
    return context.ask.found(noun, words) if words else None
