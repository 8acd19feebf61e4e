"""The few signs the screens use, in three sets: for every font, for fonts without braille, and letters alone.

No sign means anything by itself: a word or a number stands beside each.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, kw_only=True)
class Glyphs:
    """One set of signs; `blocks` says whether a share may be drawn as a bar, `map` of what a map is made.

    A strip is a `way` to a `spot`. A `course` over time is drawn in the signs of that name, from the lowest to the
    highest; where there are none, in braille, or told in numbers where not even blocks may be drawn.
    """

    cursor: str
    up: str
    down: str
    level: str
    ours: str
    theirs: str
    rule: str
    bar: str
    waiting: str
    way: str
    spot: str
    course: str
    blocks: bool = True
    map: Literal["braille", "halves", "signs"] = "braille"


SETS = {
    "braille": Glyphs(
        cursor="▌", up="▲", down="▼", level="=", ours="◀", theirs="▶", rule="─", bar="│", waiting="…",
        way="·", spot="●", course="",
    ),
    "boxes": Glyphs(
        cursor="▌", up="+", down="-", level="=", ours="<", theirs=">", rule="─", bar="│", waiting="…",
        way="·", spot="●", course="▁▂▃▄▅▆▇█", map="halves",
    ),
    "letters": Glyphs(
        cursor=">", up="+", down="-", level="=", ours="<", theirs=">", rule="-", bar="|", waiting="...",
        way=".", spot="o", course="", blocks=False, map="signs",
    ),
}  # fmt: skip
