"""The map: land where there is land, our city in the middle, the nearest way round the world."""

from __future__ import annotations

from typing import Any

import pytest

from trustcrm.plugin import land
from trustcrm_tui.chart import HIGH, WIDE, Chart
from trustcrm_tui.glyphs import SETS


def is_land(latitude: float, longitude: float) -> bool:
    """Return what the mask says of a place."""
    place = int((90 - latitude) * 2) * WIDE + int((longitude + 180) * 2)
    return bool(land()[place >> 3] >> (7 - (place & 7)) & 1)


def test_the_mask_covers_the_world() -> None:
    assert len(land()) == WIDE * HIGH // 8


@pytest.mark.parametrize(
    ("latitude", "longitude", "dry"),
    [
        (40, -100, True), (48, 10, True), (-25, 135, True), (0, 25, True), (-10, -55, True), (60, 100, True),
        (0, -30, False), (30, -140, False), (-30, 80, False), (50, -30, False), (35.5, 18, False), (-40, 170, False),
    ],
)  # fmt: skip
def test_land_is_land_and_sea_is_sea(latitude: float, longitude: float, dry: bool) -> None:
    assert is_land(latitude, longitude) is dry


def test_from_los_angeles_seoul_lies_in_the_west() -> None:
    chart = Chart.fitting(118, 28, -118.2)
    ours, theirs = chart.place(34.1, -118.2), chart.place(37.6, 127.0)
    assert ours is not None
    assert theirs is not None
    assert ours[1] == 59
    assert theirs[1] < ours[1]


@pytest.mark.parametrize("glyphs", sorted(SETS))
@pytest.mark.parametrize(("width", "height"), [(58, 10), (78, 18), (118, 28), (198, 50)])
def test_it_is_as_large_as_the_room_there_is(width: int, height: int, glyphs: str) -> None:
    lines = Chart.fitting(width, height, 9.0).lines(SETS[glyphs])
    assert len(lines) == height
    assert {len(line) for line in lines} == {width}
    assert glyphs != "letters" or set("".join(lines)) == {" ", "#"}


def test_every_tie_abroad_has_a_letter_and_its_words_below(show: Any) -> None:
    async def act(seat: Any) -> None:
        await seat.press("2", "m")
        text = seat.text()
        world = seat.app.listing.rows.rows[0]
        assert "@ Los Angeles" in text
        assert len(world.places) + world.unplaced == len(seat.app.context.ask.overview())
        letters = [place.sign for place in world.places]
        assert len(set(letters)) == len(letters)
        legend = text[text.index("@ Los Angeles") :]
        assert all(f"{place.sign} {place.glance.name[:8]}" in legend for place in world.places[:8])
        await seat.press("escape")
        assert "[2 Ties]" in seat.text()

    show(act, (200, 60))
