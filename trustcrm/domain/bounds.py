"""What a document may hold: how much of it, and how it is refused at once where it cannot be."""

from __future__ import annotations

import math
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

MOST_BLOCKS = 50_000
"""So many blocks a document may have, so many items a block: a ledger of a large office heads every pair of sides."""
MOST_ROWS = 200_000
"""So many rows a table may have, and so many records one sum may rest on: those of thirty years of a large office."""
MOST_DIGITS = 1_000
"""So many digits a number may have before or behind its point."""
LONGEST_TEXT = 100_000
"""So many characters one text may have."""

Number = int | float | Decimal


def is_size(size: object) -> bool:
    """Return whether something is a number from nought up that can be written out."""
    return isinstance(size, Number) and not isinstance(size, bool) and is_finite(size) and size >= 0


def is_finite(number: Number) -> bool:
    """Return whether a number can be written out in at most some thousand digits."""
    if isinstance(number, int):
        return number.bit_length() <= MOST_DIGITS * 3
    if isinstance(number, Decimal):
        return number.is_finite() and abs(number.adjusted()) <= MOST_DIGITS
    return math.isfinite(number)


def is_text(text: object) -> bool:
    """Return whether something is a text, and not too long."""
    return isinstance(text, str) and len(text) <= LONGEST_TEXT


def require(holds: bool, otherwise: str) -> None:
    """Raise `ValueError` where something does not hold."""
    if not holds:
        raise ValueError(f"This cannot be in a document: {otherwise}.")


def settle(value: Any, name: str, *kinds: type[Any], most: int = MOST_BLOCKS) -> None:
    """Make a tuple of what a field was given, and refuse what is of none of `kinds`, or too much."""
    given = getattr(value, name)
    told = f"the {name} of a {type(value).__name__}"
    require(isinstance(given, Iterable) and not isinstance(given, str), f"{told} are no sequence")
    settled = tuple(given)
    require(len(settled) <= most, f"{told} are more than {most:,}")
    for item in settled:
        require(isinstance(item, kinds), f"{told} hold a {type(item).__name__}")
    value.__dict__[name] = settled
