"""Lists of things to tick off: a box to tick stands where other lists have their bullet."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from trustcrm.plugin import Bullets, Words

_BOX = re.compile(r"\[ *\] +")


def ticks(bullets: Bullets) -> tuple[bool, Sequence[Words]]:
    """Return whether every item begins with an empty box, and the items, without it where all do."""
    if not bullets.items or not all(item and _BOX.match(item[0].text) for item in bullets.items):
        return False, bullets.items
    return True, [(replace(first, text=_BOX.sub("", first.text, count=1)), *rest) for first, *rest in bullets.items]
