"""Counts in words, as the commands say them."""

from __future__ import annotations


def counted(count: int, one: str, many: str) -> str:
    """Return a count with the word that goes with it."""
    return f"{count:,} {one if count == 1 else many}"


def held_back(count: int) -> str:
    """Return, after a blank, how many restricted engagements stay here, "" where none does."""
    if not count:
        return ""
    return f" {counted(count, 'restricted engagement stays', 'restricted engagements stay')} here."
