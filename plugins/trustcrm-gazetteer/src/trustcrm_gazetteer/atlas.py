"""The file of places, opened read-only: every question put to it is SQL in this module and nowhere else."""

from __future__ import annotations

import sqlite3
import weakref
import zlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from trustcrm.plugin import Unreachable
from trustcrm_gazetteer.spelling import keys

PLACES = Path(__file__).with_name("places.sqlite")
"""The file that ships with this package; its rows are ordered by population, so that place 1 is the largest."""

_BY_KEY = "SELECT place, kind FROM spelling WHERE key = ? ORDER BY place"
_COUNTRIES = "SELECT country FROM country_name WHERE key = ?"
_REGIONS = "SELECT country, code FROM region_name WHERE key = ?"
_PLACE = """
SELECT place.id, geoname, place.name, place.country, place.region, coalesce(region.name, ''), latitude / 1e5,
       longitude / 1e5, zone.name, population, aliases
FROM place JOIN zone ON zone.id = place.zone
LEFT JOIN region ON region.country = place.country AND region.code = place.region
WHERE place.id = ?
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """One city of the file; `id` is its rank by population, `region_code` GeoNames' own code for its region."""

    id: int
    geoname: int
    name: str
    country: str
    region_code: str
    region: str
    latitude: float
    longitude: float
    time_zone: str
    population: int
    aliases: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Sense:
    """What a word beside a name may mean: countries by ISO 3166 alpha-2, regions as (country, code)."""

    countries: frozenset[str] = frozenset()
    regions: frozenset[tuple[str, str]] = frozenset()

    def __bool__(self) -> bool:
        """Return whether the word means anything at all."""
        return bool(self.countries or self.regions)

    def holds(self, place: Place) -> bool:
        """Return whether `place` lies in any of these countries or regions."""
        return place.country in self.countries or (place.country, place.region_code) in self.regions


class Atlas:
    """Answers from the file of places; opening reads nothing but its header, and reading it changes nothing.

    Raises `Unreachable` where the file is missing or damaged.
    """

    def __init__(self, path: Path = PLACES) -> None:
        uri = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
        try:
            self._file = sqlite3.connect(uri, uri=True, check_same_thread=False)
            weakref.finalize(self, self._file.close)
            self._file.execute("SELECT 1 FROM place LIMIT 1").fetchone()
        except sqlite3.Error as error:
            told = f"The places file {path.name} cannot be read; install trustcrm-gazetteer again."
            raise Unreachable(told) from error
        self.place = lru_cache(maxsize=4096)(self._read_place)
        self.sense = lru_cache(maxsize=1024)(self._read_sense)

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def spelled(self, key: str) -> list[tuple[int, bool]]:
        """Return (place id, whether this is its name rather than an alias) for each place filed under `key`."""
        return [(place, not kind) for place, kind in self._file.execute(_BY_KEY, (key,))]

    def alike_keys(self, ranges: list[tuple[str, str]]) -> list[str]:
        """Return the keys in all buckets whose names lie within one of `ranges`, ends included."""
        asked = " UNION ALL ".join(["SELECT keys FROM alike WHERE bucket BETWEEN ? AND ?"] * len(ranges))
        rows = self._file.execute(asked, [end for pair in ranges for end in pair])
        return "\n".join(_unpacked(row[0]) for row in rows).split("\n")

    def _read_place(self, place: int) -> Place:
        row = self._file.execute(_PLACE, (place,)).fetchone()
        *fields, aliases = row
        id_, geoname, name, country, code, region, latitude, longitude, zone, population = fields
        text = _unpacked(aliases)
        return Place(
            id=id_,
            geoname=geoname,
            name=name,
            country=country,
            region_code=code,
            region=region,
            latitude=latitude,
            longitude=longitude,
            time_zone=zone,
            population=population,
            aliases=tuple(text.split("\n")) if text else (),
        )

    def _read_sense(self, text: str) -> Sense:
        countries: set[str] = set()
        regions: set[tuple[str, str]] = set()
        for key in keys(text):
            countries.update(code for (code,) in self._file.execute(_COUNTRIES, (key,)))
            regions.update(self._file.execute(_REGIONS, (key,)))
        return Sense(countries=frozenset(countries), regions=frozenset(regions))


def _unpacked(text: str | bytes) -> str:
    return zlib.decompress(text).decode() if isinstance(text, bytes) else text
