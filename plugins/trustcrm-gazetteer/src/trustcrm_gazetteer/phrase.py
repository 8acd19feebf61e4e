"""What a written name is made of: a head, and words after a comma or in brackets that say which one is meant."""

from __future__ import annotations

import re
from dataclasses import dataclass

_PARTS = re.compile(r"[,;()\[\]،，、（）]+")
_MOST_PARTS = 4
_CIVIC_BEFORE = re.compile(
    r"^(?:the\s+)?(?:city|town|municipality|metropolitan city) of\s+"
    r"|^(?:comune di|città di|ville de|commune de|ciudad de|ayuntamiento de|município de|cidade de|stadt"
    r"|landeshauptstadt|hansestadt|gemeente|miasto)\s+",
    re.IGNORECASE,
)
_CIVIC_AFTER = re.compile(
    r"[\s-]+(?:city|shi|si|municipality|kommune|kommun|district|metropole|métropole)$", re.IGNORECASE
)


@dataclass(frozen=True, kw_only=True)
class Phrase:
    """A name taken apart: "Portland, Oregon, USA" has the head Portland and two qualifiers."""

    head: str
    qualifiers: tuple[str, ...] = ()

    @property
    def around(self) -> str:
        """The qualifiers as a name of their own: "Wuxi, Jiangsu" of "Xinwu, Wuxi, Jiangsu"."""
        return ", ".join(self.qualifiers)


def phrase(text: str) -> Phrase:
    """Return `text` taken apart at commas and brackets; what stands beyond the fourth part is left out."""
    parts = [part.strip() for part in _PARTS.split(text) if part.strip()][:_MOST_PARTS]
    return Phrase(head=parts[0], qualifiers=tuple(parts[1:])) if parts else Phrase(head="")


def without_civic_words(text: str) -> str:
    """Return `text` without a leading "City of", "Comune di" or a closing "City", "Shi", where one stands."""
    return _CIVIC_AFTER.sub("", _CIVIC_BEFORE.sub("", text.strip())).strip()
