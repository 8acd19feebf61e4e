"""A ready-made office that was built already, kept to be copied: building it anew takes most of a demo's start.

What is kept is known by all it was made of, so that it is never another than what would be built now, and by its own
octets, so that a damaged one is built anew.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from contextlib import suppress
from hashlib import blake2b, file_digest
from pathlib import Path


def made_of(folders: Iterable[Path], words: Iterable[str]) -> str:
    """Return a few letters for all files below some folders, as they are now, and for some words."""
    known = blake2b(digest_size=16)
    for folder in folders:
        for file in sorted(found for found in folder.rglob("*") if found.suffix not in (".pyc", "")):
            told = file.stat()
            known.update(f"{file}\0{told.st_size}\0{told.st_mtime_ns}\n".encode())
    for word in words:
        known.update(f"{word}\n".encode())
    return known.hexdigest()


class DemoShelf:
    """A folder that holds one office, in a file named by what it was made of and by its octets."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def copy(self, made_of: str, path: Path) -> bool:
        """Copy the office that was made of this to a new file; return False where there is none, or not as it was."""
        for kept in self._folder.glob(f"{made_of}-*.db"):
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
                _copy(kept, path)
                if _digest(path) == kept.stem.removeprefix(f"{made_of}-"):
                    return True
                kept.unlink()
            except OSError:  # then it is built, and what is wrong with the place is told by that
                pass
            path.unlink(missing_ok=True)
        return False

    def put(self, made_of: str, path: Path) -> None:
        """Keep a copy of an office in place of any other; where the folder cannot be written in, nothing is kept."""
        with suppress(OSError):
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            coming = self._folder / f".{os.getpid()}.coming"
            _copy(path, coming)
            kept = self._folder / f"{made_of}-{_digest(coming)}.db"
            coming.replace(kept)
            for other in self._folder.glob("*.db"):
                if other != kept:
                    other.unlink(missing_ok=True)


def _copy(source: Path, path: Path) -> None:
    """Copy a file to one that its owner alone can read."""
    with (
        source.open("rb") as opened,
        os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as to,
    ):
        shutil.copyfileobj(opened, to, 1 << 20)


def _digest(path: Path) -> str:
    with path.open("rb") as opened:
        return file_digest(opened, lambda: blake2b(digest_size=16)).hexdigest()
