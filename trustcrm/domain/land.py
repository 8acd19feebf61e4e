"""Where there is land: a mask of the earth, so that a map can be drawn without borders and without a network.

One bit for half a degree, made by `tools/land.py` from Natural Earth's outlines, which are in the public domain.
"""

from __future__ import annotations

import zlib
from functools import cache
from importlib.resources import files


@cache
def land() -> bytes:
    """Return the mask of the land, one bit for half a degree: 360 rows of 720 from the north pole at 180° west."""
    return zlib.decompress(files("trustcrm.domain").joinpath("land.bin").read_bytes())
