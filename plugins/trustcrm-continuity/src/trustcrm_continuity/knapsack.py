"""Choosing what is worth most within so many minutes: exactly, and the same whatever order things are told in.

The method is Bellman's: from the last thing to the first, the best that each number of minutes can hold. Two steps make
it quick and change nothing. Of things that take equally long, no more than fit can ever be chosen, so only the
worthiest of them are looked at; and minutes are counted in the largest unit that divides all of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import gcd
from operator import ge


@dataclass(frozen=True, kw_only=True)
class Thing:
    """Something that takes `minutes`, from 1 up; `name` tells it from every other.

    `worth` is what it is worth first and second, as whole numbers from 0 up: the first of all that is chosen counts
    before any of the second.
    """

    name: tuple[str, int]
    minutes: int
    worth: tuple[int, int]


def choose(things: Iterable[Thing], minutes: int) -> list[Thing]:
    """Return those that are together worth most and take at most `minutes`, by name.

    Of several best choices it is the one that takes the least time, then the one whose names come first.
    """
    ordered = sorted((one for one in things if any(one.worth)), key=lambda one: one.name)
    fitting = [one for one in ordered if one.minutes <= minutes]
    if sum(one.minutes for one in fitting) <= minutes:
        return fitting
    looked_at = _worthiest(fitting, minutes)
    unit = gcd(*(one.minutes for one in looked_at))
    return _best(looked_at, _weighed(looked_at, minutes), unit, minutes // unit)


def _worthiest(things: Sequence[Thing], minutes: int) -> list[Thing]:
    """Return, of things that take equally long, the worthiest that would fit together; equal ones by name."""
    alike: dict[int, list[Thing]] = defaultdict(list)
    for one in things:
        alike[one.minutes].append(one)
    found: list[Thing] = []
    for long, some in alike.items():
        found += sorted(some, key=lambda one: (-one.worth[0], -one.worth[1], one.name))[: minutes // long]
    return sorted(found, key=lambda one: one.name)


def _weighed(things: Sequence[Thing], minutes: int) -> list[int]:
    """Return each worth as one number: the first before the second before the time that is spared."""
    second = sum(one.worth[1] for one in things) + 1
    return [(one.worth[0] * second + one.worth[1]) * (minutes + 1) - one.minutes for one in things]


def _best(things: Sequence[Thing], worth: Sequence[int], unit: int, room: int) -> list[Thing]:
    best = [0] * (room + 1)
    taken: list[bytearray] = []
    for one, worthy in zip(reversed(things), reversed(worth), strict=True):
        long = one.minutes // unit
        with_it = [before + worthy for before in best[: room + 1 - long]]
        without = best[long:]
        taken.append(bytearray(long) + bytearray(map(ge, with_it, without)))
        best = best[:long] + list(map(max, with_it, without))
    found = []
    for one, takes in zip(things, reversed(taken), strict=True):
        if takes[room]:
            found.append(one)
            room -= one.minutes // unit
    return found
