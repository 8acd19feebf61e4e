"""A whole number on the command line, with plain words where it is none or out of bounds."""

from __future__ import annotations

from typing import Any

import click

from trustcrm.text import visible

LARGEST = 2**31 - 1
"""The largest number a row, a version or a limit can have: what either engine keeps in four octets."""


class HowMany(click.ParamType[int]):
    """A whole number from `least` to `most`, both among them."""

    name = "n"

    def __init__(self, least: int, most: int = LARGEST) -> None:
        self._least = least
        self._most = most

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Return the number that was told."""
        try:
            number = int(value)
        except ValueError:
            self.fail(f"{visible(str(value))!r} is no whole number.", param, ctx)
        if not self._least <= number <= self._most:
            self.fail(f"{number} is not from {self._least} to {self._most}.", param, ctx)
        return number
