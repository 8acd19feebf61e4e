"""A map of the land in signs: no borders, any meridian in its middle, as many dots as there is room for.

The land is core's mask of one bit for half a degree, which reports draw their maps of too.
"""

from __future__ import annotations

from dataclasses import dataclass

from trustcrm.plugin import land
from trustcrm_tui.glyphs import Glyphs

PER_DEGREE = 2
WIDE, HIGH = 360 * PER_DEGREE, 180 * PER_DEGREE
NORTH, SOUTH = 84.0, -57.0
"""Nobody's city lies beyond."""
BRAILLE = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
"""The bit of each dot of a sign of braille, by its row and its column."""
HALVES = " ▀▄█"


@dataclass(frozen=True, kw_only=True)
class Chart:
    """A window on the world of so many cells, `middle` degrees east in its middle, `top` degrees north at its edge."""

    width: int
    height: int
    middle: float
    top: float
    span: float

    @classmethod
    def fitting(cls, width: int, height: int, middle: float) -> Chart:
        """Return the map that shows all round the world, and as much of north and south as has room, undistorted."""
        span = min(NORTH - SOUTH, 360 * 2 * height / width)
        return cls(width=width, height=height, middle=middle, top=NORTH - (NORTH - SOUTH - span) / 3, span=span)

    def place(self, latitude: float, longitude: float) -> tuple[int, int] | None:
        """Return the row and the cell of a place, None where it lies beyond the edge."""
        across = ((longitude - self.middle + 180) % 360) / 360
        down = (self.top - latitude) / self.span
        return (int(down * self.height), int(across * self.width)) if 0 <= down < 1 else None

    def lines(self, glyphs: Glyphs) -> list[str]:
        """Return the land, line by line."""
        if glyphs.map == "braille":
            return [self._line(row, 2, BRAILLE) for row in range(self.height)]
        return [self._plain(row, glyphs.map == "halves") for row in range(self.height)]

    def _line(self, row: int, across: int, bits: tuple[tuple[int, ...], ...]) -> str:
        down = len(bits)
        return "".join(
            chr(
                0x2800
                + sum(
                    bit
                    for y, dots in enumerate(bits)
                    for x, bit in enumerate(dots)
                    if self._land((row * down + y + 0.5) / down, (column * across + x + 0.5) / across)
                )
            )
            for column in range(self.width)
        )

    def _plain(self, row: int, halves: bool) -> str:
        if not halves:
            return "".join("#" if self._land(row + 0.5, column + 0.5) else " " for column in range(self.width))
        return "".join(
            HALVES[self._land(row + 0.25, column + 0.5) + 2 * self._land(row + 0.75, column + 0.5)]
            for column in range(self.width)
        )

    def _land(self, row: float, column: float) -> bool:
        latitude = self.top - row / self.height * self.span
        longitude = (column / self.width * 360 - 180 + self.middle + 180) % 360
        place = min(HIGH - 1, int((90 - latitude) * PER_DEGREE)) * WIDE + min(WIDE - 1, int(longitude * PER_DEGREE))
        return bool(land()[place >> 3] >> (7 - (place & 7)) & 1)
