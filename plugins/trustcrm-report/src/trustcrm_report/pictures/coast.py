"""The coasts of the earth as outlines, with any meridian in the middle, on the Equal Earth projection.

The outlines are traced around core's mask of the land, so that there is one home of that data. Projection: Šavrič,
Patterson and Jenny 2018 (*International Journal of Geographical Information Science* 33).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache
from math import asin, cos, hypot, radians, sin, sqrt

from trustcrm.plugin import land

PER_DEGREE = 2
COLUMNS, ROWS = 360 * PER_DEGREE, 180 * PER_DEGREE
NORTH, SOUTH = 84.0, -57.0
"""Nobody's city lies beyond."""
SMALLEST = 8
"""An island of so many half degrees around, and smaller, would be a speck."""
FINE = 0.7
"""Points nearer than so many half degrees to a straight line are left out of it."""

_A1, _A2, _A3, _A4 = 1.340264, -0.081106, 0.000893, 0.003796
_M = sqrt(3) / 2

Point = tuple[float, float]


def projected(latitude: float, away: float) -> Point:
    """Return where a place lies on the plane, `away` degrees east of the middle; the earth is 5.41 wide, 2.63 high."""
    angle = asin(_M * sin(radians(latitude)))
    square, sixth = angle * angle, angle**6
    x = radians(away) * cos(angle) / (_M * (_A1 + 3 * _A2 * square + sixth * (7 * _A3 + 9 * _A4 * square)))
    return x, angle * (_A1 + _A2 * square + sixth * (_A3 + _A4 * square))


@lru_cache(maxsize=8)
def coasts(middle: int) -> tuple[tuple[Point, ...], ...]:
    """Return the outlines as latitude and degrees east of the middle, which is told in half degrees from 180° west."""
    outlines = (_smoothed(loop) for loop in _loops(_rows(middle)) if len(loop) > SMALLEST)
    return tuple(
        tuple((90 - row / PER_DEGREE, column / PER_DEGREE - 180) for row, column in outline)
        for outline in outlines
        if len(outline) > 2
    )


def _rows(middle: int) -> list[str]:
    """Return the mask as a row of signs each, the middle in the middle, nothing beyond north and south."""
    octets, wide = land(), COLUMNS // 8
    first, last = int((90 - NORTH) * PER_DEGREE), int((90 - SOUTH) * PER_DEGREE)
    turned = (middle + COLUMNS // 2) % COLUMNS
    rows = []
    for row in range(ROWS):
        bits = f"{int.from_bytes(octets[row * wide : (row + 1) * wide], 'big'):0{COLUMNS}b}"
        rows.append(bits[turned:] + bits[:turned] if first <= row < last else "0" * COLUMNS)
    return rows


def _loops(rows: Sequence[str]) -> Iterator[list[tuple[int, int]]]:
    """Yield the closed lines around the land, point by point, the land at the same hand all the way."""
    ways: defaultdict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    empty = "0" * COLUMNS
    for row, signs in enumerate(rows):
        if signs == empty:
            continue
        above, below = rows[row - 1], rows[row + 1]
        for column in range(COLUMNS):
            if signs[column] == "0":
                continue
            if above[column] == "0":
                ways[row, column].append((row, column + 1))
            if below[column] == "0":
                ways[row + 1, column + 1].append((row + 1, column))
            if column == 0 or signs[column - 1] == "0":
                ways[row + 1, column].append((row, column))
            if column == COLUMNS - 1 or signs[column + 1] == "0":
                ways[row, column + 1].append((row + 1, column + 1))
    while ways:
        start = next(iter(ways))
        loop, at = [start], start
        while True:
            onward = ways[at]
            at_next = onward.pop()
            if not onward:
                del ways[at]
            at = at_next
            if at == start:
                break
            loop.append(at)
        yield loop


def _smoothed(loop: Sequence[tuple[int, int]]) -> list[Point]:
    """Return a line of steps as one of slopes: through the middles of the steps, and no finer than can be seen."""
    middles = [
        ((one[0] + other[0]) / 2, (one[1] + other[1]) / 2)
        for one, other in zip(loop, [*loop[1:], loop[0]], strict=True)
    ]
    half = len(middles) // 2
    return [*_thinned(middles[: half + 1])[:-1], *_thinned([*middles[half:], middles[0]])[:-1]]


def _thinned(line: Sequence[Point]) -> list[Point]:
    """Return a line without the points that hardly bend it (Douglas and Peucker 1973)."""
    kept, open_ = {0, len(line) - 1}, [(0, len(line) - 1)]
    while open_:
        first, last = open_.pop()
        (row, column), (row_to, column_to) = line[first], line[last]
        long = hypot(row_to - row, column_to - column)
        farthest, at = 0.0, first
        for place in range(first + 1, last):
            y, x = line[place]
            off = (
                abs((column_to - column) * (row - y) - (column - x) * (row_to - row)) / long
                if long
                else hypot(y - row, x - column)
            )
            if off > farthest:
                farthest, at = off, place
        if farthest > FINE:
            kept.add(at)
            open_ += [(first, at), (at, last)]
    return [line[place] for place in sorted(kept)]
