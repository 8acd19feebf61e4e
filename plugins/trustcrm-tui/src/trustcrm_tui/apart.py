"""Two values side by side that begin alike: cut in what they have in common, so that where they differ is seen."""

from __future__ import annotations

import unicodedata
from itertools import takewhile

from rich.cells import cell_len

SEEN = 6
"""So many cells of what differs must be seen at the least."""
BEFORE = 3
"""So many characters before it show where it stands."""


def apart(one: str, other: str, width: int) -> tuple[str, str]:
    """Return both as they are to be shown in so many cells each; whatever is too long still is cut at its end later."""
    alike = takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False))
    same = _whole(one, sum(1 for _ in alike))
    if one == other or max(cell_len(one), cell_len(other)) <= width or cell_len(one[:same]) <= width - SEEN:
        return one, other
    head = _whole(one, _fitting(one, max(1, width - SEEN - BEFORE - 1)))
    begins = _whole(one, max(head, same - BEFORE))
    return f"{one[:head]}…{one[begins:]}", f"{other[:head]}…{other[begins:]}"


def _fitting(text: str, width: int) -> int:
    """Return how many characters fit into so many cells."""
    fits = 0
    while fits < len(text) and cell_len(text[: fits + 1]) <= width:
        fits += 1
    return fits


def _whole(text: str, at: int) -> int:
    """Return a place at or before `at` that tears no mark from its letter."""
    while 0 < at < len(text) and unicodedata.combining(text[at]):
        at -= 1
    return at
