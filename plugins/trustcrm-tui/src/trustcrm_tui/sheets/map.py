"""The ties on a map, our city in its middle: land alone, no borders, a letter for each tie."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from string import ascii_lowercase, ascii_uppercase
from typing import TYPE_CHECKING, Any

from trustcrm.plugin import NotFound, counted
from trustcrm_tui.chart import Chart
from trustcrm_tui.glyphs import Glyphs
from trustcrm_tui.ink import Content, Role, cell, ink, joined, shortened
from trustcrm_tui.rows import Held
from trustcrm_tui.sheets.sheet import Loaded, Manner, Subject
from trustcrm_tui.words import points, short_name, trend_words

if TYPE_CHECKING:
    from trustcrm.plugin import Glance, PluginContext

LETTERS = ascii_uppercase + ascii_lowercase
MOST = 400
"""So many ties are looked for on the map."""
HOME, OTHER = "@", "*"
"""The signs of our own city, and of ties for which there is no letter any more."""
LEGEND = 26
"""Cells that a tie takes below the map."""


@dataclass(frozen=True)
class Place:
    """A tie, its letter, and where it lies."""

    sign: str
    glance: Glance
    latitude: float
    longitude: float


@dataclass(frozen=True)
class World:
    """Our own city's name and place, the ties that have one, and how many have none, or lie in our own city."""

    home: str
    latitude: float
    longitude: float
    places: Sequence[Place]
    unplaced: int


class MapSheet:
    """The map over the whole window; `chosen` is the side that the cursor stood on."""

    id = "map"
    name = "Map"

    def __init__(self, chosen: int | None = None) -> None:
        self._chosen = chosen

    def load(self, office: PluginContext) -> Loaded:
        """Return the world as one row."""
        world = world_of(office)
        told = [ink(f"{counted(len(world.places), 'tie')} on the map", "strong")]
        rest = f"{world.unplaced} in our own city, or without a place on record"
        told += [ink(rest, "quiet")] if world.unplaced else []
        return Loaded(Held((world,), key=lambda row: row.home), tuple(told))

    def draw(self, row: World, width: int, manner: Manner) -> Content:
        """Return whose map it is."""
        return ink(row.home)

    def card(self, office: PluginContext, row: World, manner: Manner) -> Sequence[Content]:
        """Return the map and, below it, who is where."""
        columns = max(1, manner.width // LEGEND)
        needed = -(-(len(row.places) + 1) // columns)
        high = max(6, manner.height - min(needed, max(2, manner.height // 3)))
        chart = Chart.fitting(manner.width, high, row.longitude)
        return [*drawn(chart, row, manner.glyphs, self._chosen), *self._legend(row, columns, manner)]

    def _legend(self, row: World, columns: int, manner: Manner) -> Iterator[Content]:
        told = [cell(joined(ink(f"{HOME} ", "field"), ink(row.home, "strong")), LEGEND - 1)]
        for place in row.places:
            here = place.glance.them == self._chosen
            tail = joined(ink(f" {points(place.glance.trust)} "), trend_words(place.glance.trend, manner.glyphs))
            name = shortened(
                ink(short_name(place.glance.name), "strong" if here else ""), LEGEND - 3 - tail.cell_length
            )
            told.append(cell(joined(ink(f"{place.sign} ", "field"), name, tail), LEGEND - 1))
        for first in range(0, len(told), columns):
            yield joined(*(part for one in told[first : first + columns] for part in (one, ink(" "))))

    def subject(self, row: World) -> Subject:
        """Return nothing: the map is of all ties."""
        return Subject()

    def kind(self, row: World) -> str:
        """Return nothing."""
        return ""

    def empty(self) -> tuple[Content, ...]:
        """Return nothing: our own city is always there."""
        return ()


def drawn(chart: Chart, world: World, glyphs: Glyphs, chosen: int | None) -> list[Content]:
    """Return the land with the letters on it; of letters that would cover one another each takes the next free cell."""
    signs: dict[tuple[int, int], tuple[str, Role]] = {}
    for place in sorted(world.places, key=lambda place: place.glance.them != chosen):
        role: Role = "cursor" if place.glance.them == chosen else "field"
        _put(signs, chart, (place.latitude, place.longitude), (place.sign, role))
    _put(signs, chart, (world.latitude, world.longitude), (HOME, "strong"))
    lines = []
    for row, line in enumerate(chart.lines(glyphs)):
        parts: list[Content] = []
        before = 0
        for _, column in sorted(spot for spot in signs if spot[0] == row):
            sign, role = signs[row, column]
            parts += [ink(line[before:column], "quiet"), ink(sign, role)]
            before = column + 1
        lines.append(joined(*parts, ink(line[before:], "quiet")))
    return lines


def _put(
    signs: dict[tuple[int, int], tuple[str, Role]], chart: Chart, at: tuple[float, float], sign: tuple[str, Role]
) -> None:  # fmt: skip
    spot = chart.place(*at)
    if spot is None:
        return
    row, column = spot
    nearest = sorted(
        ((y, x) for y in range(chart.height) for x in range(column - 6, column + 7) if abs(y - row) < 3),
        key=lambda other: (abs(other[0] - row) * 2 + abs(other[1] - column), other),
    )
    for y, x in nearest:
        if (y, x % chart.width) not in signs:
            signs[y, x % chart.width] = sign
            return


def world_of(office: PluginContext) -> World:
    """Return our city and every tie with its place, those by name first."""
    home = office.ask.home()
    ours: Any = office.ask.one("city", home.side).kept.record
    glances = office.ask.overview()
    found = [(glance, _place(office, glance.them, home.side)) for glance in glances[:MOST]]
    placed = [(glance, at) for glance, at in found if at is not None]
    signs = LETTERS + OTHER * len(placed)
    places = [Place(sign, glance, *at) for sign, (glance, at) in zip(signs, placed, strict=False)]
    return World(home.name, ours.latitude or 0.0, ours.longitude or 0.0, places, len(glances) - len(places))


def _place(office: PluginContext, side: int, home: int) -> tuple[float, float] | None:
    """Return where a side lies, an organisation where its city does; None in our own city, which is drawn as it is."""
    try:
        city: Any = office.ask.one("city", side).kept.record
    except NotFound:
        organisation: Any = office.ask.one("organisation", side).kept.record
        if organisation.city in (None, home):
            return None
        city = office.ask.one("city", organisation.city).kept.record
    return None if city.latitude is None or city.longitude is None else (city.latitude, city.longitude)
