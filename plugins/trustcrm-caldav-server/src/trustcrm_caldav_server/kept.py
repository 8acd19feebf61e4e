"""What is kept of an object that is served, and what is to be kept of one."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache

FAR = 2**62
"""An instant that no calendar reaches: the end of what repeats for ever."""


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What is known of an object without reading it again: its component, when it begins and ends, in seconds of UTC.

    What repeats ends with its last repetition, as far as that is known; within `pace` seconds it comes once at least, 0
    where nobody has worked that out. `private` is what its owner marked so.
    """

    uid: str
    kind: str
    first: int
    last: int
    repeats: bool = False
    pace: int = 0
    private: bool = False


@dataclass(frozen=True, kw_only=True)
class Kept:
    """One object as it stands on the shelf.

    `row` is the engagement it stands for, None where it is none, `version` how often that was corrected when both last
    agreed. `owner` is who alone sees it, "" where everybody does. Of one that is `gone` its place is known, and the UID
    it had.
    """

    id: int
    collection: str
    uid: str
    href: str
    etag: str
    modseq: int
    kind: str
    first: int
    last: int
    repeats: bool
    pace: int
    owner: str
    version: int
    row: int | None
    gone: bool
    ics: bytes = b""

    def shown_to(self, person: str) -> bool:
        """Return whether somebody may see it."""
        return self.owner in ("", person)


@dataclass(frozen=True, kw_only=True)
class Put:
    """Octets to be kept: at which href, from whom; `over` is the object they take the place of, None for a new one."""

    href: str
    ics: bytes
    facts: Facts
    source: str
    over: Kept | None = None
    version: int = 0
    row: int | None = None
    owner: str = ""

    @property
    def etag(self) -> str:
        """What stands for the octets."""
        return etag_of(self.ics)


@dataclass(frozen=True, kw_only=True)
class Gone:
    """An object to be taken away: by which device's password, 0 by the office itself, as of which correction."""

    kept: Kept
    by: int = 0
    version: int = 0


@lru_cache(maxsize=1)  # whoever keeps octets and whoever answers for them ask one after the other
def etag_of(ics: bytes) -> str:
    """Return what stands for octets: it is the same as long as they are."""
    return hashlib.sha256(ics).hexdigest()[:40]
