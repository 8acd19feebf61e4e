"""The categories in which Sister Cities International tells what its members do; an office assigns them by tags.

Arts and culture, youth and education, business and trade, and community development are its programme areas
(sistercities.org, "What We Do"); humanitarian assistance is the fifth category of its yearly awards. Nothing is
assigned by guessing: a record without such a tag stands under "not assigned".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from trustcrm.plugin import fold

CATEGORIES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "arts and culture": ("arts and culture", "arts", "culture"),
        "youth and education": ("youth and education", "youth", "education"),
        "business and trade": ("business and trade", "business", "trade"),
        "community development": ("community development", "community"),
        "humanitarian assistance": ("humanitarian assistance", "humanitarian"),
    }
)
"""Each category with the tags that put a record into it, in any case."""
NOT_ASSIGNED = "not assigned"


def categories_of(tags: Iterable[str]) -> frozenset[str]:
    """Return the categories that a record's tags put it into; none where no tag is one of theirs."""
    borne = {fold(tag) for tag in tags}
    return frozenset(name for name, known in CATEGORIES.items() if borne & {fold(tag) for tag in known})
