"""How answers look: JSON for scripts, aligned columns for people; nothing from the data ever acts on the terminal."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, TypeVar

import click
from wcwidth import wcswidth, wcwidth

from trustcrm.text import visible

F = TypeVar("F", bound=Callable[..., Any])

json_option = click.option("--json", "as_json", is_flag=True, help="Answer in JSON, for scripts.")
"""The flag every command that lists or shows has."""


def say(sentence: str) -> None:
    """Tell a person something on stderr."""
    click.echo(visible(sentence), err=True)


def emit_json(content: Any) -> None:
    """Write JSON on stdout: stable keys, ISO 8601 dates, numbers unrounded."""
    click.echo(json.dumps(content, default=_plain, ensure_ascii=False, indent=2))


def _plain(value: Any) -> Any:
    if isinstance(value, (date, datetime, time)):
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, (set, frozenset, tuple)):
        return list(value)
    return str(value)


def emit_line(words: str = "") -> None:
    """Write one line of data on stdout."""
    click.echo(visible(words))


def emit_heading(words: str) -> None:
    """Write a heading: bold on a terminal, plain in a pipe."""
    click.echo(click.style(visible(words), bold=True))


def emit_table(titles: Sequence[str], rows: Iterable[Sequence[object]], *, right: Iterable[int] = ()) -> None:
    """Write rows under titles in aligned columns, by the width they take on a terminal.

    On a terminal the widest column gives way so that lines fit; in a pipe nothing is cut. `right` names columns of
    numbers by their place.
    """
    cells = [[visible("" if cell is None else str(cell)) for cell in row] for row in rows]
    shown = [list(titles), *cells]
    widths = [max(width_of(row[place]) for row in shown) for place in range(len(titles))]
    if sys.stdout.isatty():
        _fit(widths, shutil.get_terminal_size().columns)
    numbers = frozenset(right)
    for index, row in enumerate(shown):
        padded = [_padded(cell, widths[place], place in numbers) for place, cell in enumerate(row)]
        line = "  ".join(padded).rstrip()
        click.echo(click.style(line, bold=True) if index == 0 else line)


def width_of(text: str) -> int:
    """Return how many cells a text takes on a terminal."""
    width = wcswidth(text)
    return width if width >= 0 else len(text)


def cut(text: str, width: int) -> str:
    """Return `text` cut to `width` cells, an ellipsis at its end where anything was lost."""
    if width_of(text) <= width:
        return text
    taken, cells = "", 0
    for character in text:
        cells += max(0, wcwidth(character))
        if cells > width - 1:
            break
        taken += character
    return taken + "…"


def _padded(text: str, width: int, right: bool) -> str:
    text = cut(text, width)
    space = " " * (width - width_of(text))
    return space + text if right else text + space


def _fit(widths: list[int], columns: int) -> None:
    while sum(widths) + 2 * (len(widths) - 1) > columns and max(widths) > 8:
        widths[widths.index(max(widths))] -= 1
