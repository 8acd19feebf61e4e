"""Ties on a map: land alone, no borders, our city in the middle; a line is as wide as its tie weighs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import asin, atan2, cos, degrees, dist, radians, sin

from trustcrm.plugin import Spot, WorldMap
from trustcrm_report.pictures.coast import NORTH, PER_DEGREE, SOUTH, Point, coasts, projected
from trustcrm_report.pictures.ink import (
    GIVEN,
    GOT,
    INK,
    LAND,
    LINE,
    SEA,
    SIZE,
    WIDE,
    Box,
    legend,
    overlaps,
    picture,
    shortened,
    text,
    width_of,
)

EDGE = 10.0
CLEARLY = 2.0
"""So much nearer to a name without a line is its own place than any other."""
STEPS = 24
"""A line over the earth is bent in so many places."""
AROUND = [(1, 0), (-1, 0), (1, -1), (-1, -1), (1, 1), (-1, 1), (0, -1), (0, 1)]
"""Where a name is tried beside its place: right first, then left, then above and below."""
FAR = (4.0, 14.0, 26.0, 40.0, 56.0)
"""How far from its place, before it is left out."""
ASIDE = 5.0
"""So much stays free on both sides of a name, so that two in one line are not read as one."""


@dataclass(frozen=True)
class Sheet:
    """How degrees become places in the picture."""

    middle: float
    scale: float
    top: float

    @classmethod
    def around(cls, longitude: float) -> Sheet:
        """Return the sheet with a meridian in its middle, moved to the next half degree."""
        middle = round(longitude * PER_DEGREE) / PER_DEGREE
        return cls(middle, (WIDE - 2 * EDGE) / (2 * projected(0, 180)[0]), projected(NORTH, 0)[1])

    def place(self, latitude: float, longitude: float) -> Point:
        """Return where a place lies; beyond north and south at the edge."""
        return self.away(latitude, (longitude - self.middle + 180) % 360 - 180)

    def away(self, latitude: float, away: float) -> Point:
        """Return where a place lies that is so many degrees east of the middle."""
        x, y = projected(min(NORTH, max(SOUTH, latitude)), away)
        return WIDE / 2 + x * self.scale, EDGE + (self.top - y) * self.scale

    @property
    def high(self) -> float:
        """How high the map is."""
        return self.away(SOUTH, 0)[1] + EDGE


def world(figure: WorldMap, *, name: str = "map", font: str = "") -> str:
    """Return the map as SVG."""
    sheet = Sheet.around(figure.home.longitude)
    parts = [*_earth(sheet), *(_line(sheet, figure.home, spot) for spot in figure.spots)]
    placed = [(spot, sheet.place(spot.latitude, spot.longitude)) for spot in figure.spots]
    parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{GIVEN}" stroke="#fff"/>' for _, (x, y) in placed]
    at = sheet.place(figure.home.latitude, figure.home.longitude)
    parts.append(_star(*at))
    names, left = _names([(figure.home, at), *placed], sheet.high)
    parts += names
    signs = [
        (f'<path d="M-6 0H8" stroke="{GIVEN}" stroke-width="3"/>', f"the wider the line, the more {figure.weight}"),
        (f'<path d="M-6 0H8" stroke="{GIVEN}" stroke-width="2" stroke-dasharray="4 3"/>', figure.marked),
    ]
    if left:
        have = "has" if left == 1 else "have"
        signs.append(("", f"{left} of {len(placed) + 1} names {have} no room here; the table has every one"))
    told_signs, end = legend(signs, 8, sheet.high + 14)
    return picture(figure, figure.title or "Map", [*parts, *told_signs], end + 12, name=name, font=font)


def _earth(sheet: Sheet) -> Iterator[str]:
    rim = [sheet.away(latitude, -180) for latitude in range(int(SOUTH), int(NORTH) + 1, 3)]
    rim += [sheet.away(latitude, 180) for latitude in range(int(NORTH), int(SOUTH) - 1, -3)]
    yield f'<path d="{_path(rim)}" fill="{SEA}" stroke="{LINE}" stroke-width=".6"/>'
    outlines = coasts(round((sheet.middle + 180) * PER_DEGREE) % (360 * PER_DEGREE))
    drawn = "".join(_path([sheet.away(*point) for point in outline]) for outline in outlines)
    yield f'<path d="{drawn}" fill="{LAND}" fill-rule="evenodd"/>'


def _path(points: Sequence[Point]) -> str:
    """Return a closed line, told from point to point in tenths, which takes half the room."""
    tenths = [(round(x * 10), round(y * 10)) for x, y in points]
    steps = "".join(
        f"l{(x - back) / 10:g} {(y - down) / 10:g}"
        for (back, down), (x, y) in pairwise(tenths)
        if (x, y) != (back, down)
    )
    return f"M{tenths[0][0] / 10:g} {tenths[0][1] / 10:g}{steps}z" if tenths else ""


def _line(sheet: Sheet, home: Spot, spot: Spot) -> str:
    points = [sheet.place(*one) for one in _way(home, spot)]
    drawn = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
    wide = 0.6 if spot.weight is None else 0.6 + 2.0 * float(spot.weight) / 100
    dash = ' stroke-dasharray="4 3"' if spot.marked else ""
    return f'<path d="{drawn}" fill="none" stroke="{GIVEN}" stroke-opacity=".6" stroke-width="{wide:.1f}"{dash}/>'


def _way(home: Spot, spot: Spot) -> Iterator[tuple[float, float]]:
    """Yield the shortest way over the earth as latitudes and longitudes."""
    one, other = _unit(home), _unit(spot)
    angle = 2 * asin(min(1.0, sum((a - b) ** 2 for a, b in zip(one, other, strict=True)) ** 0.5 / 2))
    for step in range(STEPS + 1):
        part = step / STEPS
        ours, theirs = (sin((1 - part) * angle), sin(part * angle)) if sin(angle) > 1e-6 else (1 - part, part)
        x, y, z = (ours * a + theirs * b for a, b in zip(one, other, strict=True))
        yield degrees(atan2(z, (x * x + y * y) ** 0.5)), degrees(atan2(y, x))


def _unit(spot: Spot) -> tuple[float, float, float]:
    north, east = radians(spot.latitude), radians(spot.longitude)
    return cos(north) * cos(east), cos(north) * sin(east), sin(north)


def _star(x: float, y: float) -> str:
    return (
        f'<path d="M{x:.1f} {y - 6:.1f}l1.8 4.2 4.2 1.8-4.2 1.8-1.8 4.2-1.8-4.2-4.2-1.8 4.2-1.8z" fill="{GOT}" '
        'stroke="#fff" stroke-width=".8"/>'
    )


def _names(placed: Sequence[tuple[Spot, Point]], high: float) -> tuple[list[str], int]:
    """Return the names where none covers another or a place, and how many found no room."""
    dots = [at for _, at in placed]
    taken: list[Box] = [(x - 3, y - 3, x + 3, y + 3) for x, y in dots]
    drawn, left = [], 0
    for spot, at in placed:
        name = shortened(spot.label)
        found = _room(name, at, dots, taken, high)
        if found is None:
            left += 1
            continue
        box, anchor, far = found
        taken += [(box[0] - ASIDE, box[1], box[2] + ASIDE, box[3]), *(_leader(at, box) if far else ())]
        x = {"start": box[0], "end": box[2], "middle": (box[0] + box[2]) / 2}[anchor]
        if far:
            near = nearest(at, box)
            way = f"M{at[0]:.1f} {at[1]:.1f}L{near[0]:.1f} {near[1]:.1f}"
            drawn.append(f'<path d="{way}" stroke="{INK}" stroke-width=".6"/>')
        drawn.append(text(name, x, box[3] - 3, anchor=anchor, fill=INK))
    return drawn, left


def _room(
    name: str, at: Point, dots: Sequence[Point], taken: Sequence[Box], high: float
) -> tuple[Box, str, bool] | None:
    """Return where a name has room, which end of it is nearest to its place, and whether a line must join the two.

    Without a line no other place's dot may be about as near to the name as its own is.
    """
    wide, tall = width_of(name) + 2, SIZE + 2
    for far in FAR:
        for right, down in AROUND:
            x = at[0] + right * far if right > 0 else at[0] - far - wide if right < 0 else at[0] - wide / 2
            y = at[1] - tall / 2 if not down else at[1] + far if down > 0 else at[1] - far - tall
            box = (x, y, x + wide, y + tall)
            is_inside = box[0] >= 2 and box[2] <= WIDE - 2 and box[1] >= 2 and box[3] <= high
            room = [box, *(_leader(at, box) if far > FAR[0] else ())]
            is_free = is_inside and not any(overlaps(one, other) for other in taken for one in room)
            if is_free and (far > FAR[0] or _is_its_own(at, box, dots)):
                return box, "start" if right > 0 else "end" if right < 0 else "middle", far > FAR[0]
    return None


def _is_its_own(at: Point, box: Box, dots: Sequence[Point]) -> bool:
    """Return whether a box is read as the name of its own place: every other dot is clearly farther from it."""
    own = dist(at, nearest(at, box))
    return all(dist(dot, nearest(dot, box)) > own + CLEARLY for dot in dots if dist(dot, at) > 1)


def nearest(at: Point, box: Box) -> Point:
    """Return where a box is nearest to a place."""
    return min(max(at[0], box[0]), box[2]), min(max(at[1], box[1]), box[3])


def _leader(at: Point, box: Box) -> list[Box]:
    """Return the room of the line that joins a place to its name, outside of both."""
    near = nearest(at, box)
    across, down = near[0] - at[0], near[1] - at[1]
    steps = max(2, round(max(abs(across), abs(down)) / 2))
    points = [(across * step / steps, down * step / steps) for step in range(1, steps)]
    return [
        (at[0] + x - 0.5, at[1] + y - 0.5, at[0] + x + 0.5, at[1] + y + 0.5)
        for x, y in points
        if max(abs(x), abs(y)) > 4
    ]
