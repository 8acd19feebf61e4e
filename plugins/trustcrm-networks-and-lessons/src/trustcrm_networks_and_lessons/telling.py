"""The day that an event is recorded under, and records as JSON names them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import click

from trustcrm.plugin import Citation, Day

F = TypeVar("F", bound=Callable[..., Any])


def on_option(told: str) -> Callable[[F], F]:
    """Give a command the option --on, which says `told`."""
    return click.option("--on", "on", type=Day(), default=None, help=f"{told}; today where not given.")


def named(cites: Iterable[Citation]) -> list[str]:
    """Return records as JSON tells them: "interaction 12"."""
    return [str(cited) for cited in cites]
