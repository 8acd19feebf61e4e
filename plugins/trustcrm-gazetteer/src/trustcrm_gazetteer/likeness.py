"""Which filed keys are spelled alike: small buckets of keys narrow the field, edit distance decides.

A key lies in a few buckets: by its first three letters, by its last three, by its first consonants. Slips of the pen
rarely spoil all of them, and a bucket holds dozens of keys where the file holds a hundred thousand.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

SHORTEST, LONGEST = 4, 40
"""Keys shorter or longer than this are never guessed at: too little to go by, or no name."""

_SHORT = 7
_SOFT = re.compile(r"[aeiouywh]|(.)(?=\1)")


@dataclass(frozen=True, kw_only=True)
class Alike:
    """A filed key and how like the one sought it is, in [0, 1]."""

    key: str
    similarity: float


def stems(key: str) -> tuple[str, ...]:
    """Return the beginnings of the names of the buckets that hold `key`, two more where it is short.

    In a short key one slip in the middle spoils three letters at either end at once, so two letters have to do.
    """
    long = (f"<{key[:3]}", f">{key[-3:]}", f"~{_SOFT.sub('', key)[:4]}.")
    return (*long, f"({key[:2]}", f"){key[-2:]}") if len(key) <= _SHORT + 1 else long


def buckets(key: str) -> tuple[str, ...]:
    """Return the names of the buckets that hold `key`: a stem and a step of length; empty where it is never guessed."""
    if not SHORTEST <= len(key) <= LONGEST:
        return ()
    return tuple(stem + _step(len(key)) for stem in stems(key))


def _step(length: int) -> str:
    return chr(ord("A") + length // 4)


def slips(length: int) -> int:
    """Return how many slips a key of `length` letters may hold and still be taken for another."""
    return 1 if length < 8 else 2 if length < 14 else 3


def bucket_ranges(key: str) -> list[tuple[str, str]]:
    """Return the first and last name of each run of buckets where keys like `key` may lie."""
    spare = slips(len(key))
    first, last = _step(len(key) - spare), _step(len(key) + spare)
    return [(stem + first, stem + last) for stem in stems(key)]


def alike(key: str, filed: Callable[[list[tuple[str, str]]], Iterable[str]], most: int) -> list[Alike]:
    """Return at most `most` keys spelled like `key`, most alike first; `filed` gives the keys of runs of buckets.

    Slips are counted as optimal string alignment does: a letter missing, added, changed, or two swapped.
    """
    from rapidfuzz.distance import OSA
    from rapidfuzz.process import extract

    if not SHORTEST <= len(key) <= LONGEST:
        return []
    field = set(filed(bucket_ranges(key)))
    found = extract(key, field, scorer=OSA.distance, score_cutoff=slips(len(key)), limit=None)
    ranked = sorted(found, key=lambda hit: (hit[1], hit[0]))
    return [Alike(key=hit, similarity=1 - slipped / max(len(hit), len(key))) for hit, slipped, _ in ranked[:most]]
