"""Verifying an office, a backup or an export: every way in which one can be damaged, each told in a plain sentence.

What concerns the thing itself is looked at where it lies: its files, its pages. What concerns the office is looked at
in a copy that nobody reads: the journal's chain, every row against the journal, everything reckoned made anew.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import field
from itertools import chain, islice
from pathlib import Path
from typing import Literal

from trustcrm.errors import DatabaseFull, DatabaseMissing, DatabaseUnusable, TrustCrmError
from trustcrm.services.keeping.folder import Folder, faults_of_files, faults_of_tables, is_export
from trustcrm.services.keeping.private import sum_beside
from trustcrm.services.keeping.restore import fault_of_sum
from trustcrm.store.copying import copy_pages
from trustcrm.store.derive.checked import wrong_reckonings
from trustcrm.store.engine import Connection, Database, open_database
from trustcrm.store.journal import broken_links
from trustcrm.store.replay import strayed_rows
from trustcrm.store.revisions import HEAD
from trustcrm.store.soundness import (
    damaged_pages,
    dangling_references,
    ids_given_twice,
    lost_words,
    odd_columns,
    odd_sides,
    refused_steps,
)  # fmt: skip
from trustcrm.store.tables import JOURNALLED
from trustcrm.store.transfer.office import Lying, Parcel, Tell, revision_of, unpack
from trustcrm.values import dataclass

MOST_FAULTS = 20
"""How many faults of one kind are told; more of them tell nothing new."""

Told = Callable[[str], Tell]
"""Told the name of each check that begins, and then how far it has come."""


@dataclass(frozen=True, kw_only=True)
class Check:
    """One thing that was looked at, and what was wrong with it: nothing where `faults` is empty."""

    name: str
    faults: tuple[str, ...] = ()


@dataclass(kw_only=True)
class Verdict:
    """What became of verifying: what kind of thing it was, where, and every check in order."""

    kind: Literal["database", "backup", "export"]
    where: str
    checks: list[Check] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        """True where nothing at all was wrong."""
        return not any(check.faults for check in self.checks)

    def look(self, name: str, faults: Iterator[str]) -> bool:
        """Take in a check's faults and return whether there were none; an expected error is a fault like any other."""
        found: list[str] = []
        try:
            found += islice(faults, MOST_FAULTS)
        except TrustCrmError as error:
            found.append(str(error))
        self.checks.append(Check(name=name, faults=tuple(found)))
        return not found


def verify_database(address: str, told: Told) -> Verdict:
    """Look at every side of the office at an address. Raises `DatabaseUnusable` where it cannot be opened at all."""
    with closing(open_database(address)) as database, database.reading() as connection:
        verdict = Verdict(kind="database", where=database.where)
        revision_of(connection, database.where)
        _look_at(verdict, connection, database.where, told)
    return verdict


def verify_copy(path: Path, told: Told) -> Verdict:
    """Look at every side of a backup file or an export's folder.

    A file with no sum beside it is taken for a database. Raises `DatabaseMissing` where there is nothing to verify.
    """
    if not path.exists():
        raise DatabaseMissing(f"There is no backup and no export at {path}.")
    if path.is_dir():
        if not is_export(path):
            raise DatabaseMissing(f"The folder {path} holds no export.")
        return _verify_export(path, told)
    if not sum_beside(path).exists():
        return verify_database(str(path), told)
    verdict = Verdict(kind="backup", where=str(path))
    if not verdict.look("sum", (said for said in [fault_of_sum(path, told("sum"))] if said)):
        return verdict
    with closing(open_database(str(path), still=True)) as database, database.reading() as connection:
        _look_at(verdict, connection, str(path), told)
    return verdict


def _verify_export(path: Path, told: Told) -> Verdict:
    verdict = Verdict(kind="export", where=str(path))
    if not verdict.look("files", faults_of_files(path, told("files"))):
        return verdict
    folder: list[Folder] = []

    def rows() -> Iterator[str]:
        folder.append(Folder(path))
        yield from faults_of_tables(folder[0], told("rows and schema"))

    if verdict.look("rows and schema", rows()) and folder[0].complete:
        with _scratch() as copy:
            _unpack_and_look(verdict, folder[0], copy, told)
    return verdict


def _look_at(verdict: Verdict, connection: Connection, where: str, told: Told) -> None:
    told("pages")
    if not verdict.look("pages", damaged_pages(connection)):
        return
    with _scratch() as copy:
        if connection.dialect.name != "sqlite":
            _unpack_and_look(verdict, Lying(connection, where), copy, told)
            return
        told("copy")
        copy_pages(connection, copy)
        with closing(open_database(str(copy))) as database:
            revision = database.revision()
            with _never_committed(database) as scratch:
                if verdict.look("references", dangling_references(scratch)):
                    _look_inside(verdict, scratch, str(revision), told)


def _unpack_and_look(verdict: Verdict, parcel: Parcel, copy: Path, told: Told) -> None:
    with closing(open_database(str(copy), create=True)) as database, _never_committed(database) as scratch:

        def references() -> Iterator[str]:
            unpack(parcel, scratch, told("references"))
            yield from dangling_references(scratch)

        if verdict.look("references", references()):
            _look_inside(verdict, scratch, parcel.revision, told)


def _look_inside(verdict: Verdict, scratch: Connection, revision: str, told: Told) -> None:
    steps = refused_steps(scratch) if revision != HEAD else iter(())
    if not verdict.look("schema", chain(steps, odd_columns(scratch))):
        return
    told("journal")
    if verdict.look("journal", broken_links(scratch)):
        told("rows against the journal")
        strayed = chain.from_iterable(strayed_rows(scratch, noun) for noun in JOURNALLED)
        verdict.look("rows against the journal", strayed)
    told("ids")
    verdict.look("ids", chain(odd_sides(scratch), ids_given_twice(scratch)))
    told("index of words")
    verdict.look("index of words", lost_words(scratch))
    told("acts, sums, names and words")
    verdict.look("acts, sums, names and words", wrong_reckonings(scratch))


@contextmanager
def _scratch() -> Iterator[Path]:
    """Yield where a copy may be written; it is gone at the end. Raises `DatabaseFull` where there is no room for it."""
    try:
        made = tempfile.TemporaryDirectory(prefix="trustcrm-verify-")
    except OSError as error:
        raise DatabaseUnusable(
            f"No folder for temporary files takes the copy to look into ({error.strerror}); name one in TMPDIR."
        ) from error
    try:
        with made as folder:
            yield Path(folder) / "office.db"
    except DatabaseFull as error:
        raise DatabaseFull(
            f"The folder for temporary files, {tempfile.gettempdir()}, has no room for the copy to look into; free "
            "some space there, or name another folder in TMPDIR."
        ) from error


class _Enough(Exception):
    pass


@contextmanager
def _never_committed(database: Database) -> Iterator[Connection]:
    try:
        with database.writing() as connection:
            yield connection
            raise _Enough
    except _Enough:
        pass
