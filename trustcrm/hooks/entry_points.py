"""The entry points of installed plugins and what is told of them, from the same files as `importlib.metadata` reads.

That module takes as long to import as the whole command line (it brings the mail parser along), so it is asked only
where something is installed that is no plain folder.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from functools import reduce
from importlib import import_module
from importlib.machinery import PathFinder
from typing import TYPE_CHECKING, Any

from trustcrm.values import dataclass

if TYPE_CHECKING:
    import importlib.metadata

_METADATA = (".dist-info", ".egg-info")


@dataclass(frozen=True)
class EntryPoint:
    """An entry point: its name, what it leads to ("module" or "module:attribute"), and what it was found in.

    `found_in` is the folder of the distribution's metadata, or the entry point as `importlib.metadata` tells it.
    """

    name: str
    target: str
    found_in: str | importlib.metadata.EntryPoint

    def load(self) -> Any:
        """Import what it leads to."""
        module, _, attributes = self.target.partition("[")[0].partition(":")
        return reduce(getattr, [part for part in attributes.strip().split(".") if part], import_module(module.strip()))

    def told(self, field: str) -> list[str]:
        """Return what the metadata of the distribution that brings it tell in a field, once for each time it stands.

        Raises `OSError` or `UnicodeDecodeError` where they cannot be read.
        """
        if isinstance(self.found_in, str):
            return [value for name, value in _headings(self.found_in) if name == field]
        distribution = self.found_in.dist
        return (distribution.metadata.get_all(field) if distribution else None) or []


def entry_points_of(group: str) -> Sequence[EntryPoint]:
    """Return the entry points of a group: of each distribution those of the first place on the path that has it."""
    if all(_is_plain(place) for place in sys.path) and all(_is_usual(finder) for finder in sys.meta_path):
        return list(_read(group))
    from importlib.metadata import entry_points

    return [EntryPoint(point.name, point.value, point) for point in entry_points(group=group)]


def _is_plain(place: str) -> bool:
    """Return whether a place on the path is a folder, or nothing at all."""
    return not place or os.path.isdir(place) or not os.path.exists(place)  # noqa: PTH110, PTH112 - pathlib takes 0.1 ms


def _is_usual(finder: object) -> bool:
    return finder is PathFinder or not hasattr(finder, "find_distributions")


def _read(group: str) -> Iterator[EntryPoint]:
    known: set[str] = set()
    for place in dict.fromkeys(sys.path):
        for folder in _metadata_in(place or "."):
            distribution = _distribution_of(folder)
            if distribution not in known:
                known.add(distribution)
                yield from (EntryPoint(name, target, folder) for name, target in _points(folder, group))


def _metadata_in(place: str) -> Iterator[str]:
    try:
        names = os.listdir(place)  # noqa: PTH208
    except OSError:
        return
    for name in names:
        if name.lower().endswith(_METADATA):
            yield os.path.join(place, name)  # noqa: PTH118


def _distribution_of(folder: str) -> str:
    """Return the name of the distribution that a folder of metadata is of, in one spelling for all that are alike."""
    stem = os.path.basename(folder).rpartition(".")[0]  # noqa: PTH119
    return stem.partition("-")[0].lower().replace(".", "_").replace("-", "_")


def _headings(folder: str) -> Iterator[tuple[str, str]]:
    """Yield the fields of a folder of metadata, of those that run over several lines the first one."""
    name = "METADATA" if folder.endswith(".dist-info") else "PKG-INFO"
    with open(os.path.join(folder, name), encoding="utf-8") as file:  # noqa: PTH118, PTH123
        for line in file:
            if not line.strip():
                return
            field, colon, value = line.partition(":")
            if colon and not field[0].isspace():
                yield field, value.strip()


def _points(folder: str, group: str) -> Iterator[tuple[str, str]]:
    try:
        with open(os.path.join(folder, "entry_points.txt"), encoding="utf-8") as file:  # noqa: PTH118, PTH123
            text = file.read()
    except (OSError, UnicodeDecodeError):
        return
    section = ""
    for line in map(str.strip, text.splitlines()) if group in text else ():
        if line.startswith("[") and line.endswith("]"):
            section = line[1:-1]
        elif section == group and line and line[0] != "#":
            name, _, target = line.partition("=")
            yield name.strip(), target.strip()
