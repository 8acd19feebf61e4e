"""Draw the land that maps show: `uv run --with pyogrio --with shapely python -m tools.land`.

The outlines are Natural Earth's 1:110m countries, in the public domain, as pyogrio carries them in its own tests. Their
union alone is kept, one bit for half a degree each way from the north pole at 180° west, since a border on a map would
be a statement.
"""

from __future__ import annotations

import zlib
from pathlib import Path
from typing import Any

TARGET = Path(__file__).parents[1] / "trustcrm/domain/land.bin"
PER_DEGREE = 2


def main() -> None:
    """Write the mask."""
    land = _land()
    octets = bytearray()
    for row in range(180 * PER_DEGREE):
        latitude = 90 - (row + 0.5) / PER_DEGREE
        bits = "".join("01"[_holds(land, _longitude(column), latitude)] for column in range(360 * PER_DEGREE))
        octets += int(bits, 2).to_bytes(len(bits) // 8, "big")
    TARGET.write_bytes(zlib.compress(bytes(octets), 9))


def _longitude(column: int) -> float:
    return (column + 0.5) / PER_DEGREE - 180


def _land() -> Any:
    import pyogrio  # type: ignore[import-not-found, import-untyped, unused-ignore]
    from shapely import from_wkb, prepare, union_all  # type: ignore[import-not-found, import-untyped, unused-ignore]

    outlines = Path(pyogrio.__file__).parent / "tests/fixtures/naturalearth_lowres/naturalearth_lowres.shp"
    land = union_all(from_wkb(pyogrio.raw.read(outlines)[2]))
    prepare(land)
    return land


def _holds(land: Any, longitude: float, latitude: float) -> bool:
    from shapely import contains_xy  # type: ignore[import-not-found, import-untyped, unused-ignore]

    return bool(contains_xy(land, longitude, latitude))


if __name__ == "__main__":
    main()
