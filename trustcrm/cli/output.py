"""How answers look: JSON for scripts, aligned columns for people; nothing from the data ever acts on the terminal."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

import click

from trustcrm.text import json_text, visible, width_of

F = TypeVar("F", bound=Callable[..., Any])


def _note_json(ctx: click.Context, param: click.Parameter, value: bool) -> bool:
    """Remember on the run's session that JSON was asked for, so that a conflict is told so too."""
    session = ctx.find_root().obj
    if value and session is not None:
        session.as_json = True
    return value


json_option = click.option("--json", "as_json", is_flag=True, callback=_note_json, help="Answer in JSON, for scripts.")
"""The flag every command that lists or shows has."""


def say(sentence: str) -> None:
    """Tell a person something on stderr; on a terminal a long sentence is broken between words."""
    click.echo(_broken(visible(sentence), "") if sys.stderr.isatty() else visible(sentence), err=True)


def emit_json(content: Any) -> None:
    """Write JSON on stdout: stable keys, ISO 8601 dates, numbers unrounded, unseen characters as their codes."""
    click.echo(json_text(content))


def emit_line(words: str = "") -> None:
    """Write a line of data on stdout; on a terminal a long one is broken between words and goes on indented."""
    line = visible(words)
    click.echo(_broken(line, "  ") if sys.stdout.isatty() else line)


def _broken(line: str, indent: str) -> str:
    """Break a line between words where the terminal is narrower; a path or a command's name stays whole."""
    columns = shutil.get_terminal_size().columns
    if width_of(line) <= columns:
        return line
    from textwrap import fill

    return fill(
        line, columns, subsequent_indent=indent, replace_whitespace=False, break_long_words=False,
        break_on_hyphens=False,
    )  # fmt: skip


def emit_heading(words: str) -> None:
    """Write a heading: bold on a terminal, plain in a pipe."""
    click.echo(click.style(visible(words), bold=True))


def emit_table(
    titles: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    right: Iterable[int] = (),
    spare: Sequence[int] = (),
    talk: bool = False,
) -> None:
    """Write rows under titles in aligned columns, by the width they take on a terminal; `talk` goes to stderr.

    On a narrow terminal the `spare` columns are left out, first one first, and then the widest column gives way; in a
    pipe nothing is lost. `right` names columns of numbers by their place.
    """
    cells = [[visible("" if cell is None else str(cell)) for cell in row] for row in rows]
    shown = [list(titles), *cells]
    widths = [max(width_of(row[place]) for row in shown) for place in range(len(titles))]
    kept = list(range(len(titles)))
    if (sys.stderr if talk else sys.stdout).isatty():
        columns = shutil.get_terminal_size().columns
        kept = _affordable(widths, spare, columns)
        _fit(widths, kept, columns)
    numbers = frozenset(right)
    for index, row in enumerate(shown):
        line = "  ".join(_padded(row[place], widths[place], place in numbers) for place in kept).rstrip()
        click.echo(click.style(line, bold=True) if index == 0 else line, err=talk)


def cut(text: str, width: int) -> str:
    """Return `text` cut to `width` cells, an ellipsis at its end where anything was lost."""
    if width_of(text) <= width:
        return text
    from wcwidth import wcwidth

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


_NARROWEST = 16
"""A column gives way down to so many cells before one more spare column is left out."""


def _taken(widths: Sequence[int], kept: Sequence[int]) -> int:
    return sum(widths[place] for place in kept) + 2 * (len(kept) - 1)


def _affordable(widths: Sequence[int], spare: Sequence[int], columns: int) -> list[int]:
    kept = list(range(len(widths)))
    for place in spare:
        widest = max(widths[kept_place] for kept_place in kept)
        if _taken(widths, kept) - max(0, widest - _NARROWEST) <= columns:
            break
        kept.remove(place)
    return kept


def _fit(widths: list[int], kept: Sequence[int], columns: int) -> None:
    while _taken(widths, kept) > columns:
        widest = max(kept, key=lambda place: widths[place])
        if widths[widest] <= 8:
            return
        widths[widest] -= 1
