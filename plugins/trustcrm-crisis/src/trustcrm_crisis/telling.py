"""The option that says which crisis is meant."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])


def crisis_option(command: F) -> F:
    """Give a command the option that says which crisis is meant."""
    told = "Which crisis; the one that is on where not given, the latest begun of several."
    return click.option("--in", "crisis", default="", metavar="CRISIS", help=told)(command)
