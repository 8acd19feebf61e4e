"""Which keys may have come before, so that a first import need not ask the database about every one."""

from __future__ import annotations

from collections.abc import Sequence

_SLOTS = 1 << 22


class Seen:
    """Remembers keys by a few bits of their hashes, in four megabytes however many there are.

    A key that has come is always told; of a million that have not, one in five is told as well, for which asking finds
    nothing.
    """

    def __init__(self) -> None:
        """Begin with nothing seen."""
        self._slots = bytearray(_SLOTS)

    def again(self, keys: Sequence[str]) -> list[str]:
        """Return those keys that may have come before, and remember all of them."""
        slots, found = self._slots, []
        for key in keys:
            place = hash(key) & (_SLOTS - 1)
            if slots[place]:
                found.append(key)
            else:
                slots[place] = 1
        return found
