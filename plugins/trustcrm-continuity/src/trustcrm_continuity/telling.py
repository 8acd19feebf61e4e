"""How long something takes, in words."""

from __future__ import annotations


def long(minutes: int) -> str:
    """Return how long so many minutes are: "40 min", "6 h", "6 h 20"."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest} min"
    return f"{hours:,} h {rest:02}" if rest else f"{hours:,} h"
