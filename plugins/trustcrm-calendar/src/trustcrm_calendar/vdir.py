"""The backend `vdir`: a folder in which each calendar object is a file, as khal and vdirsyncer keep them."""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from filelock import FileLock

from trustcrm.plugin import CalendarObject, EventExists, InvalidValue, NoSuchEvent, StaleEtag, Unreachable, visible

SUFFIX = ".ics"
LARGEST_FILE = 16_000_000
"""Most octets of a file that is read; one that is larger stops whoever lists the folder, and is named."""
_LOCK = ".trustcrm.lock"
_HREF = re.compile(r"[^./\\\0][^/\\\0]{0,250}", re.DOTALL)
_FOLD = re.compile(rb"\r?\n[ \t]")
_UID = re.compile(rb"^UID(?:;[^:\r\n]*)?:([^\r\n]*)", re.IGNORECASE | re.MULTILINE)


class Vdir:
    """Keeps one calendar in one folder.

    A file is written beside its place, brought to the disk and moved there whole, so that nobody ever reads half of
    one. Etags are digests of the octets. Whoever writes through TrustCRM holds a lock from comparing the etag to the
    move; other programs know no lock, and one that writes in just that moment is not seen.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._uids: dict[str, bytes] = {}
        self._as_of = -1

    def list(self) -> Iterable[tuple[str, str]]:
        """Return href and etag of every object, each once."""
        found = []
        for href in self._hrefs():
            ics = self._octets(href)
            if ics is not None:
                found.append((href, _etag(ics)))
        return found

    def get(self, hrefs: Iterable[str]) -> Iterator[CalendarObject]:
        """Yield the objects asked for, in that order; one that is not there is left out."""
        self._there()
        for href in hrefs:
            ics = self._octets(href)
            if ics is not None:
                yield CalendarObject(href=href, etag=_etag(ics), ics=ics)

    def create(self, ics: bytes) -> tuple[str, str]:
        """Keep a new object in a file named for a digest of its UID; raise `EventExists` where that UID is there."""
        uid = uid_of(ics)
        href = hashlib.sha256(uid).hexdigest()[:40] + SUFFIX
        with self._locked():
            if uid in self._known().values() or self._octets(href) is not None:
                raise EventExists(
                    f"An event of the UID {visible(uid.decode('utf-8', 'replace'))[:80]!r} is in {self._path} already; "
                    "nothing was written, replace it."
                )
            self._write(href, ics)
            self._uids[href] = uid
            self._as_of = self._path.stat().st_mtime_ns
        return href, _etag(ics)

    def replace(self, href: str, ics: bytes, etag: str) -> str:
        """Put other octets in place of an object that stands at `etag`; raise `StaleEtag` or `NoSuchEvent`."""
        with self._locked():
            self._check(href, etag)
            self._write(href, ics)
        return _etag(ics)

    def remove(self, href: str, etag: str) -> None:
        """Remove an object that stands at `etag`; raise `StaleEtag` or `NoSuchEvent`."""
        with self._locked():
            self._check(href, etag)
            (self._path / href).unlink()
            self._settle()

    def _check(self, href: str, etag: str) -> None:
        ics = self._octets(href)
        if ics is None:
            raise NoSuchEvent(f"There is no event {visible(href)[:80]!r} in {self._path} any more; list it anew.")
        if _etag(ics) != etag:
            raise StaleEtag(
                f"The event {href!r} in {self._path} was changed meanwhile; nothing was written, read it again."
            )

    def _known(self) -> dict[str, bytes]:
        """Return the UID of each file; the folder is gone through again only where a name came or went."""
        stands = self._path.stat().st_mtime_ns
        if stands != self._as_of:
            hrefs = self._hrefs()
            octets = {href: self._octets(href) for href in hrefs if href not in self._uids}
            found = {href: _uid(ics) for href, ics in octets.items() if ics is not None}
            self._uids = {href: uid for href in hrefs if (uid := self._uids.get(href, found.get(href))) is not None}
            self._as_of = stands
        return self._uids

    def _hrefs(self) -> Iterable[str]:
        self._there()
        with self._reaching(), os.scandir(self._path) as entries:
            return sorted(
                entry.name for entry in entries
                if entry.name.endswith(SUFFIX) and _HREF.fullmatch(entry.name) and entry.is_file(follow_symlinks=False)
            )  # fmt: skip

    def _octets(self, href: str) -> bytes | None:
        """Return a file's octets, None where there is no such file of the calendar's own."""
        if not (href.endswith(SUFFIX) and _HREF.fullmatch(href)):
            return None
        path = self._path / href
        with self._reaching():
            try:
                told = path.lstat()
                if told.st_size > LARGEST_FILE:
                    raise Unreachable(f"{path} has {told.st_size:,} octets, which no event has; take it out first.")
                return path.read_bytes() if stat.S_ISREG(told.st_mode) else None
            except FileNotFoundError:
                return None

    def _write(self, href: str, ics: bytes) -> None:
        beside = self._path / f".{uuid4().hex}.tmp"
        try:
            with beside.open("xb") as file:
                file.write(ics)
                file.flush()
                os.fsync(file.fileno())
            beside.replace(self._path / href)
        finally:
            beside.unlink(missing_ok=True)
        self._settle()

    def _settle(self) -> None:
        """Bring the folder itself to the disk, where the system can."""
        if hasattr(os, "O_DIRECTORY"):
            folder = os.open(self._path, os.O_RDONLY | os.O_DIRECTORY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        self._there()
        with self._reaching(), FileLock(self._path / _LOCK, timeout=60):
            yield

    @contextmanager
    def _reaching(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            why = error.strerror or str(error)
            raise Unreachable(f"The calendar {self._path} cannot be used just now: {why}.") from error

    def _there(self) -> None:
        if not self._path.is_dir():
            raise Unreachable(f"There is no folder {self._path}; make it, or correct `path` of the calendar.")


def uid_of(ics: bytes) -> bytes:
    """Return the UID of a calendar object as it stands. Raises `InvalidValue` where it has none."""
    uid = _uid(ics)
    if not uid:
        raise InvalidValue("The calendar object has no UID; every event needs one.")
    return uid


def _uid(ics: bytes) -> bytes | None:
    found = _UID.search(_FOLD.sub(b"", ics))
    return found[1] if found is not None else None


def _etag(ics: bytes) -> str:
    return hashlib.sha256(ics).hexdigest()
