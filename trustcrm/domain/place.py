"""A place a gazetteer knows, and how sure it is that this was meant."""

from __future__ import annotations

from trustcrm.values import dataclass


@dataclass(frozen=True, kw_only=True)
class PlaceQuery:
    """What is asked of a gazetteer: a name in any spelling, and what else is known.

    `country` is an ISO 3166 alpha-2 code, an alpha-3 code or a country's name in English; `near` a (latitude,
    longitude) in degrees; `limit` the most matches wanted.
    """

    name: str
    country: str | None = None
    near: tuple[float, float] | None = None
    limit: int = 5


@dataclass(frozen=True, kw_only=True)
class PlaceMatch:
    """One place that could be meant.

    `certainty` in [0, 1]; `how` says in words what matched ("alias", "former name", "spelled alike"). `time_zone` is
    an IANA key, `latitude` and `longitude` are degrees, `country` is ISO 3166 alpha-2, `population` people.
    `ids` are (scheme, value) pairs such as ("geonames", "5368361"). As text it is "Milan, IT (Lombardy)".
    """

    name: str
    country: str
    region: str = ""
    latitude: float | None = None
    longitude: float | None = None
    time_zone: str | None = None
    population: int = 0
    aliases: tuple[str, ...] = ()
    ids: tuple[tuple[str, str], ...] = ()
    certainty: float = 1.0
    how: str = "name"

    def __str__(self) -> str:
        return f"{self.name}, {self.country}" + (f" ({self.region})" if self.region else "")
