"""Which way a text runs, and how a line goes on behind one that runs from right to left."""

from __future__ import annotations

import re
from typing import Literal
from unicodedata import bidirectional

LEFT_TO_RIGHT = "\u200e"
"""The mark of that name, which nobody sees."""


def way(text: str) -> Literal["ltr", "rtl"]:
    """Return whether a text runs from right to left: where it begins so, and no letter of it runs the other way.

    A name from right to left within one of our sentences, or behind a day, must not turn the whole line round.
    """
    kinds = [kind for letter in text if (kind := bidirectional(letter)) in ("L", "R", "AL", "EN")]
    return "rtl" if kinds and kinds[0] in ("R", "AL") and "L" not in kinds else "ltr"


def turns(text: str) -> bool:
    """Return whether anything in a text runs from right to left."""
    return any(bidirectional(letter) in ("R", "AL") for letter in text)


def closed(text: str) -> str:
    """Return a text behind which the line goes on from left to right, whichever way the text itself runs.

    It does so behind each part of a list too: else the figure behind one name would stand with the name before it.
    """
    return "".join(f"{part}{LEFT_TO_RIGHT}" if turns(part) else part for part in re.split("([,;()])", text))
