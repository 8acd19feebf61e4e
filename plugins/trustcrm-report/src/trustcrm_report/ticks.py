"""What is filled in by hand: a box to tick stands where other lists have their bullet, and rules have room to sign."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from trustcrm.plugin import Bullets, Facts, Words

_BOX = re.compile(r"\[ *\] +")
_RULE = "_" * 8


def ticks(bullets: Bullets) -> tuple[bool, Sequence[Words]]:
    """Return whether every item begins with an empty box, and the items, without it where all do."""
    if not bullets.items or not all(item and _BOX.match(item[0].text) for item in bullets.items):
        return False, bullets.items
    return True, [(replace(first, text=_BOX.sub("", first.text, count=1)), *rest) for first, *rest in bullets.items]


def is_to_sign(facts: Facts) -> bool:
    """Return whether a rule to write on stands in place of every fact."""
    return bool(facts.facts) and all(any(_RULE in run.text for run in one.value) for one in facts.facts)
