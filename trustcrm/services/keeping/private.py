"""Files that only their owner may read, written whole or not at all, with the sums that tell whether they still are."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from trustcrm.errors import DatabaseUnusable, Refused

SUMS = "SHA256SUMS"
"""The file of an export that names every other file and its sum, in the form of the program sha256sum."""

_CHUNK = 1 << 20


def sha256_of(path: Path, tell: Callable[[int], None] | None = None) -> str:
    """Return the SHA-256 of a file in hexadecimal; `tell` is told how many octets are done."""
    found, done = hashlib.sha256(), 0
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            found.update(chunk)
            done += len(chunk)
            if tell is not None:
                tell(done)
    return found.hexdigest()


def sums_line(digest: str, name: str) -> str:
    """Return one line of a file of sums."""
    return f"{digest}  {name}\n"


def sum_beside(path: Path) -> Path:
    """Return the file that holds the sum of a backup."""
    return path.with_name(f"{path.name}.sha256")


@contextmanager
def private_text(path: Path) -> Iterator[TextIO]:
    """Open a new text file that only its owner may read, in UTF-8 and with no change of line ends; durable once closed.

    Raises `FileExistsError` where there is one of that name.
    """
    with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="utf-8", newline="") as it:
        yield it
        it.flush()
        os.fsync(it.fileno())


def write_whole(path: Path, content: str | bytes) -> None:
    """Write what only its owner may read, text in UTF-8, in the place of whatever stands at `path`; durably.

    Raises `OSError` where that cannot be; what stood there is then as it was.
    """
    number, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(number, "wb") as file:
            file.write(content.encode() if isinstance(content, str) else content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    make_durable(path.parent)


def make_private(path: Path) -> None:
    """Make an empty file that only its owner may read. Raises `FileExistsError` where there is one of that name."""
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR | getattr(os, "O_CLOEXEC", 0), 0o600))


def make_durable(path: Path) -> None:
    """Bring a file, or the names in a folder, from the machine's memory to the disk."""
    if path.is_dir() and os.name == "nt":
        return
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def put_in_place(file: Path, target: Path) -> None:
    """Give a finished file its name, durably. Raises `FileExistsError` where another has it by now."""
    try:
        os.link(file, target)
        file.unlink()
    except FileExistsError:
        raise
    except OSError:  # a file system without links
        if target.exists():
            raise FileExistsError(target) from None
        file.rename(target)
    make_durable(target.parent)


@contextmanager
def new_folder(target: Path) -> Iterator[Path]:
    """Yield a folder beside `target` to fill; it takes its name when all is done, and is gone if anything fails.

    Raises `Refused` where `target` is there and not empty, `DatabaseUnusable` where the disk will not take it.
    """
    if target.exists() and not (target.is_dir() and not any(target.iterdir())):
        raise Refused(f"{target} is not empty; name a new folder.")
    try:
        target.absolute().parent.mkdir(parents=True, exist_ok=True)
        filling = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.absolute().parent))
    except OSError as error:
        raise DatabaseUnusable(f"{target} cannot be made: {error.strerror}; choose another place.") from None
    try:
        yield filling
        filling.rename(target)
        make_durable(target.absolute().parent)
    except OSError as error:
        raise DatabaseUnusable(f"{target} cannot be written: {error.strerror}; nothing was left there.") from None
    finally:
        shutil.rmtree(filling, ignore_errors=True)
