"""Pictures as data: ties on a map, how near they are, what happened when; exporters draw them, or tell their table."""

from __future__ import annotations

from datetime import date, datetime

from trustcrm.domain.bounds import MOST_ROWS, Number, is_size, is_text, require, settle
from trustcrm.domain.document import Citation, Column, Figure, Row, Table
from trustcrm.values import dataclass

WHOLE = 100
"""How near, and how weighty, something can be at most."""


@dataclass(frozen=True)
class Spot:
    """A place on a map, in degrees north and east, and what it weighs from 0 to 100; None where nobody can say."""

    label: str
    latitude: float
    longitude: float
    weight: Number | None = None
    marked: bool = False
    cites: tuple[Citation, ...] = ()

    def __post_init__(self) -> None:
        require(is_text(self.label), "a Spot's label is no text, or too long")
        for degrees, most in ((self.latitude, 90), (self.longitude, 180)):
            is_number = isinstance(degrees, int | float) and not isinstance(degrees, bool)
            require(is_number and -most <= degrees <= most, "a Spot lies nowhere on earth")
        require(_is_share(self.weight), "a Spot's weight is none from 0 to 100")
        settle(self, "cites", Citation, most=MOST_ROWS)


@dataclass(frozen=True)
class WorldMap(Figure):
    """Places that something joins with `home`, drawn on land without borders, `home` in the middle.

    `weight` says what their weight is, and `marked` what is said of those that are marked, as by a broken line.
    """

    home: Spot
    spots: tuple[Spot, ...]
    weight: str = "weight"
    marked: str = "marked"
    title: str = ""

    def __post_init__(self) -> None:
        require(isinstance(self.home, Spot), "the home of a WorldMap is no Spot")
        settle(self, "spots", Spot)
        for text in (self.weight, self.marked, self.title):
            require(is_text(text), "a text of a WorldMap is no text, or too long")

    def as_table(self) -> Table:
        """Return each place, our own first, with its degrees, its weight, and whether it is marked."""
        columns = (
            Column("place"), Column("north", "number"), Column("east", "number"),
            Column(self.weight, "number"), Column(self.marked),
        )  # fmt: skip
        rows = tuple(
            Row((one.label, one.latitude, one.longitude, one.weight, "yes" if one.marked else None), one.cites)
            for one in (self.home, *self.spots)
        )
        return Table(columns, rows, self.title)


@dataclass(frozen=True)
class Spoke:
    """Something at its distance from a hub: 100 is nearest, 0 farthest; None where nobody can say."""

    label: str
    sector: str
    near: Number | None
    cites: tuple[Citation, ...] = ()

    def __post_init__(self) -> None:
        require(is_text(self.label) and is_text(self.sector), "a Spoke's label or sector is no text, or too long")
        require(_is_share(self.near), "a Spoke's nearness is none from 0 to 100")
        settle(self, "cites", Citation, most=MOST_ROWS)


@dataclass(frozen=True)
class Wheel(Figure):
    """How near things are to a hub, sector by sector; `near` says what nearness is, such as "trust in %"."""

    spokes: tuple[Spoke, ...]
    hub: str = ""
    near: str = "nearness"
    sector: str = "sector"
    title: str = ""

    def __post_init__(self) -> None:
        settle(self, "spokes", Spoke)
        for text in (self.hub, self.near, self.sector, self.title):
            require(is_text(text), "a text of a Wheel is no text, or too long")

    def as_table(self) -> Table:
        """Return each with its sector and how near it is."""
        columns = (Column("with"), Column(self.sector), Column(self.near, "number"))
        return Table(
            columns, tuple(Row((one.label, one.sector, one.near), one.cites) for one in self.spokes), self.title
        )


@dataclass(frozen=True)
class Happening:
    """What happened on a day, told above the line of a timeline, or below it where it is an answer."""

    on: date
    label: str
    below: bool = False
    cites: tuple[Citation, ...] = ()

    def __post_init__(self) -> None:
        is_day = isinstance(self.on, date) and not isinstance(self.on, datetime)
        require(is_day, "a Happening's day is no date")
        require(is_text(self.label), "a Happening's label is no text, or too long")
        settle(self, "cites", Citation, most=MOST_ROWS)


@dataclass(frozen=True)
class Timeline(Figure):
    """What happened day by day; `above` and `below` say what stands where ("asked" above, "received" below)."""

    happenings: tuple[Happening, ...]
    above: str = "asked"
    below: str = "received"
    title: str = ""

    def __post_init__(self) -> None:
        settle(self, "happenings", Happening)
        for text in (self.above, self.below, self.title):
            require(is_text(text), "a text of a Timeline is no text, or too long")

    def as_table(self) -> Table:
        """Return each with its day and where it stands, as told."""
        columns = (Column("on", "day"), Column("as"), Column("what"))
        rows = (Row((one.on, self.below if one.below else self.above, one.label), one.cites) for one in self.happenings)
        return Table(columns, tuple(rows), self.title)


def _is_share(share: Number | None) -> bool:
    return share is None or (is_size(share) and share <= WHOLE)
