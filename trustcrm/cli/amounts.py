"""Amounts on the command line, as people write them: 40000, 40,000, 2.5, 50k."""

from __future__ import annotations

import re
from decimal import Decimal

_LONGEST = 40
"""No number of an office has more digits; what is longer was pasted by mistake."""
_AMOUNT = re.compile(r"([+-]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?)(k?)", re.IGNORECASE)


def amount_in(words: str) -> Decimal | None:
    """Return the number that words tell with every digit, None where they tell none.

    A comma parts thousands and nothing else, so that 2,5 is refused and not taken for 25.
    """
    match = _AMOUNT.fullmatch(words.strip()) if len(words) <= _LONGEST else None
    if match is None:
        return None
    number = Decimal(match[1].replace(",", ""))
    return number * 1000 if match[2] else number
