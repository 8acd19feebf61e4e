"""How often the garbage collector looks for cycles while much is read that has none.

Records, accounts and the rows of a paper are thousands of objects that stay in hand and refer to nothing that refers to
them. At its own pace the collector goes through all of them again and again: a tenth of an import's time, and half of
what reading twenty thousand contributions takes.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

SELDOM = 10_000
"""How many more objects may be held, while something is read, before the collector looks for cycles."""


@contextmanager
def collecting_seldom(after: int = SELDOM) -> Iterator[None]:
    """Let the garbage collector look for cycles once so many more objects are held, not sooner."""
    usual = gc.get_threshold()
    if not 0 < usual[0] < after:  # somebody around this said so already
        yield
        return
    gc.set_threshold(after, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)
