"""The portfolio: every tie as it was on an earlier day and as it is, from the readings of those days alone."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from trustcrm.plugin import Bullets, City, Interaction, InvalidValue, Paragraph, Table, Tie, Wheel, WorldMap

Desk = Any
"""The office of `conftest.py`."""


def of(desk: Desk, kind: type[Any], **settings: str) -> Any:
    document = desk.report("portfolio", noun="office", **settings)
    return next(block for block in document.blocks if isinstance(block, kind))


def test_each_tie_stands_beside_what_it_was(desk: Desk) -> None:
    add = desk.context.do.add
    genoa = int(add(City(name="Genoa", country="IT", latitude=44.4, longitude=8.9)).ids[0])
    add(Tie(one=desk.us, other=genoa, kind="partner", since=date(2030, 5, 1)))
    for on in (date(2029, 1, 1), date(2030, 6, 1)):
        add(Interaction(kind="call", giver=desk.them, receiver=desk.us, on=on))
    glances = {
        day: {one.name: one for one in desk.context.ask.overview(day)} for day in (date(2029, 6, 30), date(2030, 6, 30))
    }
    then, now = (round(100 * (glances[day]["Wuxi (CN)"].trust or 0), 1) for day in glances)
    assert then != now
    table = of(desk, Table)
    genoa_now = round(100 * (glances[date(2030, 6, 30)]["Genoa (IT)"].trust or 0), 1)
    assert [row.cells for row in table.rows] == [
        ("Genoa (IT)", "partner", "active", "2030-05-01", None, genoa_now, None, "never", None),
        (
            "Wuxi (CN)", "sister", "active", "2009-04-15", then, now, round(now - then, 1), "warm",
            date(2030, 6, 1),
        ),
    ]  # fmt: skip
    told = ["".join(run.text for run in item) for item in of(desk, Bullets).items]
    assert told[:2] == ["2 ties: 1 partner, 1 sister.", "1 began since 2029-06-30: Genoa (IT)."]
    wheel = of(desk, Wheel)
    assert [(one.label, one.sector, one.near) for one in wheel.spokes] == [
        ("Genoa", "partner", genoa_now),
        ("Wuxi", "sister", now),
    ]


def test_the_map_shows_what_has_a_place_and_to_whom_it_is_our_turn(desk: Desk) -> None:
    do = desk.context.do
    assert not any(isinstance(block, WorldMap) for block in desk.report("portfolio", noun="office").blocks)
    do.correct("city", desk.us, {"latitude": 34.1, "longitude": -118.2})
    do.correct("city", desk.them, {"latitude": 31.5, "longitude": 120.3})
    desk.gift("masks", desk.them, ("received", "2030-04-01", 5))
    (spot,) = of(desk, WorldMap).spots
    assert (spot.label, spot.latitude, spot.longitude, spot.marked) == ("Wuxi", 31.5, 120.3, True)
    assert str(spot.cites[0]) == "tie 1"


def test_an_earlier_day_is_a_day_before(desk: Desk) -> None:
    for then in ("2030-06-30", "2031-01-01", "yesterday"):
        with pytest.raises(InvalidValue, match=r"a day before 2030-06-30|a day such as"):
            desk.report("portfolio", noun="office", then=then)
    document = desk.report("portfolio", noun="office", then="2000-01-01")
    assert "beside what it was on 2000-01-01" in document.blocks[0].words[0].text
    assert next(block for block in document.blocks if isinstance(block, Table)).rows[0].cells[4] is None


def test_an_office_without_ties_says_so(desk: Desk) -> None:
    desk.context.do.withdraw("tie", 1)
    (block,) = desk.report("portfolio", noun="office").blocks
    assert isinstance(block, Paragraph)
    assert block.words[0].text == "There is no tie yet."


def test_what_ended_since_is_told_and_what_ended_before_is_not(desk: Desk) -> None:
    do = desk.context.do
    others = [int(do.add(City(name=name, country="IT")).ids[0]) for name in ("Genoa", "Turin", "Rome")]
    for other, ended in zip(others, (date(2030, 1, 1), date(2020, 1, 1), None), strict=True):
        state = "ended" if ended else "exploring"
        do.add(Tie(one=desk.us, other=other, state=state, since=date(1999, 1, 1), ended_on=ended, why="a war"))
    assert [row.cells[:3] for row in of(desk, Table).rows] == [
        ("Genoa (IT)", "sister", "ended"), ("Wuxi (CN)", "sister", "active"),
    ]  # fmt: skip
    told = ["".join(run.text for run in item) for item in of(desk, Bullets).items]
    assert "1 ended since: Genoa (IT)." in told
    assert "Homeville stands in 1 tie" in desk.report("value", noun="office").blocks[2].items[0][0].text
