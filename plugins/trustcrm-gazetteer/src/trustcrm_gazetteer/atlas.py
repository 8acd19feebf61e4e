"""The file of places, mapped read-only: how it is laid out, and every question that is put to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from mmap import ACCESS_READ, mmap
from pathlib import Path
from struct import Struct, error, unpack

from trustcrm.plugin import PlaceMatch, Unreachable
from trustcrm_gazetteer.shelf import Rows, Shelf
from trustcrm_gazetteer.spelling import keys

PLACES = Path(__file__).with_name("places.dat")
"""The file that ships with this package; its places are ordered by population, so that place 1 is the largest."""

MAGIC = b"places 1"
SECTIONS = ("zones", "regions", "countries", "region names", "spellings", "places", "alike keys", "alike")
"""What the file holds after `MAGIC` and the length of each.

Lines of a number and its time zone; lines of a number and its region's name; shelves of the countries, the regions and
the places that are called as the key says, a place by twice its rank, and one more where that is an alias; a row for
each place; a row of lines for the keys of each length; and for each length a row that is rows itself: by their marks,
the numbers of these keys, of 16 bits each.
"""

NAME, ALIAS = (1.0, "name"), (0.9, "alias")
"""How certain a place found by its name, or by an alias, is at most, and why."""

_HEAD = Struct(f"<8s{len(SECTIONS)}I")


@dataclass(frozen=True, kw_only=True, slots=True)
class Sense:
    """What a word beside a name may mean: countries by ISO 3166 alpha-2, regions by country and name."""

    countries: frozenset[str] = frozenset()
    regions: frozenset[tuple[str, str]] = frozenset()

    def __bool__(self) -> bool:
        """Return whether the word means anything at all."""
        return bool(self.countries or self.regions)

    def holds(self, place: PlaceMatch) -> bool:
        """Return whether a place lies in any of these countries or regions."""
        return place.country in self.countries or (place.country, place.region) in self.regions


class Atlas:
    """Answers from the file of places; opening reads nothing but its head, and reading it changes nothing.

    Raises `Unreachable` where the file is missing or damaged.
    """

    def __init__(self, path: Path = PLACES) -> None:
        try:
            with path.open("rb") as file:
                self._file = mmap(file.fileno(), 0, access=ACCESS_READ)
            starts = _starts(self._file)
        except (OSError, ValueError, error) as failed:
            told = f"The places file {path.name} cannot be read; install trustcrm-gazetteer again."
            raise Unreachable(told) from failed
        self._zones = _pairs(self._file[starts["zones"] : starts["regions"]])
        self._regions = _pairs(self._file[starts["regions"] : starts["countries"]])
        self._countries = Shelf(self._file, starts["countries"])
        self._region_names = Shelf(self._file, starts["region names"])
        self._spellings = Shelf(self._file, starts["spellings"])
        self._places = Rows(self._file, starts["places"])
        self._row, self._filed = self._places.row, self._spellings.find
        self._alike_keys = Rows(self._file, starts["alike keys"])
        self._alike = Rows(self._file, starts["alike"])
        self._of_length = lru_cache(maxsize=None)(self._read_of_length)
        self.sense = lru_cache(maxsize=1024)(self._read_sense)

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    @property
    def size(self) -> int:
        """How many places there are."""
        return len(self._places)

    def spelled(self, key: bytes, name: tuple[float, str] = NAME, alias: tuple[float, str] = ALIAS) -> list[PlaceMatch]:
        """Return the places filed under `key`, largest first; `name` or `alias` says how certain each is, and why."""
        filed = self._filed(key)
        if filed.isdigit():  # as nearly always: one place alone
            number = int(filed)
            return [self.place(number >> 1, alias if number & 1 else name)]
        return [self.place(number >> 1, alias if number & 1 else name) for number in map(int, filed.split())]

    def place(self, rank: int, found: tuple[float, str] = NAME) -> PlaceMatch:
        """Return a place by its rank among the largest, which is at most `size`, and how certain it is and why.

        Filled by one mapping: the constructor sets eleven fields one by one, which takes as long as finding the place.
        """
        row = self._row(rank - 1).decode().split("\t")
        place = object.__new__(PlaceMatch)
        place.__dict__.update(
            name=row[1], country=row[2], region=self._regions[row[7]], latitude=float(row[3]), longitude=float(row[4]),
            time_zone=self._zones[row[6]], population=int(row[5]), aliases=tuple(row[8:]), ids=(("geonames", row[0]),),
            certainty=found[0], how=found[1],
        )  # fmt: skip
        return place

    def marked(self, length: int, marks: Iterable[int]) -> Iterable[str]:
        """Return the keys of a length that have any of `marks`, and a few others; some more than once."""
        keys, rows = self._of_length(length)
        count = len(rows)
        numbers = rows.joined({mark % count for mark in marks})
        return map(keys.__getitem__, unpack(f"<{len(numbers) // 2}H", numbers))

    def _read_of_length(self, length: int) -> tuple[list[str], Rows]:
        return self._alike_keys.row(length).decode().split("\n"), self._alike.within(length)

    def _read_sense(self, text: str) -> Sense:
        named = keys(text)
        countries = [code for key in named for code in self._countries.find(key.encode()).decode().split()]
        regions = [number for key in named for number in self._region_names.find(key.encode()).decode().split()]
        return Sense(
            countries=frozenset(countries),
            regions=frozenset((number[:2], self._regions[number[2:]]) for number in regions),
        )


def graded(place: PlaceMatch, certainty: float, how: str) -> PlaceMatch:
    """Return a place as certain as this, for this reason; in a seventh of the time `dataclasses.replace` takes."""
    other = object.__new__(PlaceMatch)
    other.__dict__.update(place.__dict__, certainty=certainty, how=how)
    return other


def _starts(file: mmap) -> dict[str, int]:
    """Return where each section begins. Raises `ValueError` where this is no file of places, or a part of one."""
    magic, *lengths = _HEAD.unpack_from(file, 0)
    *starts, end = accumulate(lengths, initial=_HEAD.size)
    if magic != MAGIC or end != len(file):
        raise ValueError
    return dict(zip(SECTIONS, starts, strict=True))


def _pairs(lines: bytes) -> dict[str, str]:
    return dict(line.split("\t") for line in lines.decode().split("\n"))


def file_of(sections: Mapping[str, bytes]) -> bytes:
    """Return the whole file that holds `sections`."""
    parts = [sections[name] for name in SECTIONS]
    return _HEAD.pack(MAGIC, *map(len, parts)) + b"".join(parts)
