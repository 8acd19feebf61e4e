"""What is read from the files of entry points is what `importlib.metadata` reads from them."""

from __future__ import annotations

import importlib.metadata
import sys
import zipfile
from pathlib import Path

import pytest

from trustcrm.hooks.entry_points import entry_points_of

GROUP = "trustcrm"


def told_by_python() -> list[tuple[str, str]]:
    return sorted((point.name, point.value) for point in importlib.metadata.entry_points(group=GROUP))


def read() -> list[tuple[str, str]]:
    return sorted((point.name, point.target) for point in entry_points_of(GROUP))


def put(folder: Path, distribution: str, text: str) -> Path:
    metadata = folder / distribution
    metadata.mkdir(parents=True)
    (metadata / "METADATA").write_text(f"Name: {distribution.partition('-')[0]}\nVersion: 1\n", encoding="utf-8")
    (metadata / "entry_points.txt").write_text(text, encoding="utf-8")
    return metadata


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    first, second = tmp_path / "first", tmp_path / "second"
    monkeypatch.setattr(sys, "path", [str(first), str(second), *sys.path])
    return first, second


def test_the_plugins_of_this_environment_are_found() -> None:
    assert read() == told_by_python()
    assert {"gazetteer", "table", "twinnings"} <= {name for name, _ in read()}


@pytest.mark.parametrize(
    "text",
    [
        "[trustcrm]\nflags = flags.plugin\n",
        "[console_scripts]\nflags = flags:main\n\n[trustcrm]\n  flags=flags.plugin:spec\n\n[other]\nx = y\n",
        "[trustcrm]\n# a word\n\nflags = flags.plugin [extra]\n",
        "[trustcrm.more]\nflags = flags\n",
        "",
    ],
)
def test_a_file_of_entry_points_is_read_as_python_reads_it(places: tuple[Path, Path], text: str) -> None:
    put(places[0], "flags-1.0.dist-info", text)
    assert read() == told_by_python()


def test_of_two_copies_of_a_distribution_the_first_on_the_path_counts(places: tuple[Path, Path]) -> None:
    put(places[0], "Flags_Of.Ann-1.0.dist-info", "[trustcrm]\nflags = new\n")
    put(places[1], "flags_of_ann-0.9.egg-info", "[trustcrm]\nflags = old\n")
    assert read() == told_by_python()
    assert ("flags", "new") in read()


def test_what_is_installed_in_an_archive_is_found_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = tmp_path / "all.zip"
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("flags-1.0.dist-info/METADATA", "Name: flags\nVersion: 1.0\n")
        file.writestr("flags-1.0.dist-info/entry_points.txt", "[trustcrm]\nflags = flags_in_archive\n")
        file.writestr("flags_in_archive.py", "WORD = 'here'\n")
    monkeypatch.syspath_prepend(archive)
    (found,) = [point for point in entry_points_of(GROUP) if point.name == "flags"]
    assert (found.told("Version"), found.load().WORD) == (["1.0"], "here")


@pytest.mark.parametrize("name", ["flags-1.0.dist-info", "flags-1.0.egg-info"])
def test_what_the_metadata_tell_is_what_python_finds_in_them(places: tuple[Path, Path], name: str) -> None:
    (put(places[0], name, "[trustcrm]\nflags = some_flags\n") / "METADATA").unlink()
    told = "Metadata-Version: 2.1\nName: flags\nVersion: 1.0\nRequires-Dist: click>=8\nRequires-Dist: trustcrm>=0.1\n"
    file = "METADATA" if name.endswith("dist-info") else "PKG-INFO"
    (places[0] / name / file).write_text(f"{told}License: as it\n  stands\n\nName: of the text\n", encoding="utf-8")
    (found,) = [point for point in entry_points_of(GROUP) if point.name == "flags"]
    by_python = importlib.metadata.Distribution.at(places[0] / name).metadata
    for field in ("Name", "Version", "Requires-Dist", "Summary"):
        assert found.told(field) == (by_python.get_all(field) or [])


def test_an_attribute_of_a_module_may_be_the_plugin(places: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    put(places[0], "flags-1.0.dist-info", "[trustcrm]\nflags = some_flags:Box.inner\n")
    (places[0] / "some_flags.py").write_text("class Box:\n    inner = 7\n", encoding="utf-8")
    (found,) = [point for point in entry_points_of(GROUP) if point.name == "flags"]
    assert found.load() == 7
    monkeypatch.delitem(sys.modules, "some_flags")
