"""Which filed keys are spelled alike: the pieces that two keys share narrow the field, edit distance decides.

A key cut into one piece more than it has slips keeps at least one piece whole, and slips move that piece by few letters
(Li, Deng, Wang and Feng, "Pass-Join", 2011). So each key is filed under marks of its pieces, and every key within the
slips has a mark that is sought. Two letters that changed places across a cut, one slip here, would spoil two pieces:
each piece is sought with its last letter exchanged for the next one too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from zlib import crc32

SHORTEST, LONGEST = 4, 40
"""Keys shorter or longer than this are never guessed at: too little to go by, or no name."""


@dataclass(frozen=True, kw_only=True)
class Alike:
    """A filed key and how like the one sought it is, in [0, 1]."""

    key: str
    similarity: float


def slips(length: int) -> int:
    """Return how many slips a key of `length` letters may hold and still be taken for another."""
    return 1 if length < 8 else 2 if length < 14 else 3


def marks(key: str) -> set[int]:
    """Return the marks `key` is filed under; empty where it is never guessed."""
    name = key.encode()
    return {
        crc32(name[start : start + size], seed)
        for spare in _spares(len(name))
        for seed, start, size in _pieces(len(name), spare)
    }


def sought_marks(key: str) -> Iterator[tuple[int, set[int]]]:
    """Yield each length that keys like `key` may have, and the marks of which they have at least one."""
    name = key.encode()
    spare = slips(len(name))
    for length in range(max(SHORTEST, len(name) - spare), min(LONGEST, len(name) + spare) + 1):
        sought = {
            crc32(name[start : end - 1] + name[end : end + 1] if swapped else name[start:end], seed)
            for seed, start, end, swapped in _windows(len(name), length)
        }
        yield length, sought


def alike(key: str, filed: Callable[[int, Iterable[int]], Iterable[str]], most: int) -> list[Alike]:
    """Return at most `most` keys spelled like `key`, most alike first; `filed` gives the keys of a length with a mark.

    Slips are counted as optimal string alignment does: a letter missing, added, changed, or two swapped.
    """
    from rapidfuzz.distance import OSA
    from rapidfuzz.process import extract

    if not SHORTEST <= len(key) <= LONGEST:
        return []
    field: list[str] = []
    for length, sought in sought_marks(key):
        field += filed(length, sought)
    found = extract(key, field, scorer=OSA.distance, score_cutoff=slips(len(key)), limit=None)
    ranked = sorted({(slipped, hit) for hit, slipped, _ in found})
    return [Alike(key=hit, similarity=1 - slipped / max(len(hit), len(key))) for slipped, hit in ranked[:most]]


@cache
def _spares(length: int) -> frozenset[int]:
    """Return how many slips may be looked for in a key of `length` letters, by keys of any length near."""
    if not SHORTEST <= length <= LONGEST:
        return frozenset()
    return frozenset(slips(near) for near in range(SHORTEST, LONGEST + 1) if abs(near - length) <= slips(near))


@cache
def _pieces(length: int, spare: int) -> tuple[tuple[int, int, int], ...]:
    """Return (seed of its mark, start, size) of the pieces of a key in which `spare` slips are looked for."""
    cuts = [length * number // (spare + 1) for number in range(spare + 2)]
    return tuple((8 * spare + at, cuts[at], cuts[at + 1] - cuts[at]) for at in range(spare + 1))


@cache
def _windows(asked: int, length: int) -> tuple[tuple[int, int, int, bool], ...]:
    """Return (seed, start, end, swapped) of what may be a piece of a key of `length` in one of `asked` letters.

    Of the slips, as many as there are pieces before it may lie before a piece, and the others behind it, of which one
    is spent where its last letter is swapped with the next.
    """
    spare, longer = slips(asked), asked - length
    return tuple(
        (seed, place, place + size, swapped)
        for before, (seed, start, size) in enumerate(_pieces(length, spare))
        for swapped in ((False, True) if before < spare else (False,))
        for place in range(
            max(0, start - before, start + longer - (spare - before - swapped)),
            min(asked - size - swapped, start + before, start + longer + (spare - before - swapped)) + 1,
        )
    )
