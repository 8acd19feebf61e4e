"""How long and how many, in words."""

from __future__ import annotations


def long(minutes: int) -> str:
    """Return how long so many minutes are: "40 min", "6 h", "6 h 20"."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest} min"
    return f"{hours:,} h {rest:02}" if rest else f"{hours:,} h"


def counted(count: int, thing: str) -> str:
    """Return how many of a thing there are: "1 tie", "3 ties"."""
    return f"{count:,} {thing}" if count == 1 else f"{count:,} {thing}s"
