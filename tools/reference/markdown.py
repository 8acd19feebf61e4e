"""The few shapes a reference page is made of."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Sequence

GENERATED = "<!-- Written by `python -m tools.reference`; change the code, not this page. -->"
"""What stands first on every page that is written from the code."""


def page(title: str, *parts: str) -> str:
    """Return a page of parts with one empty line between them."""
    return "\n\n".join([f"# {title}", GENERATED, *(part.strip("\n") for part in parts if part)]) + "\n"


def table(titles: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a table; the cells of `rows` are taken as Markdown, pipes and line breaks made harmless."""
    lines = [f"| {' | '.join(titles)} |", f"|{'---|' * len(titles)}"]
    lines += [f"| {' | '.join(_cell(cell) for cell in row)} |" for row in rows]
    return "\n".join(lines)


def code(words: object) -> str:
    """Return words as code, nothing where there are none."""
    return f"`{words}`" if str(words) else ""


def told(thing: object) -> str:
    """Return the docstring of a thing, its indentation taken away."""
    return inspect.getdoc(thing) or ""


def one_line(words: str) -> str:
    """Return words on one line."""
    return " ".join(words.split())


def _cell(cell: object) -> str:
    return one_line(str(cell)).replace("|", "\\|")
