"""What ails a database, told by the codes its driver gives, and said in plain words."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum

from sqlalchemy.exc import DBAPIError

from trustcrm.errors import DatabaseBusy, DatabaseFull, DatabaseUnreachable, DatabaseUnusable


class _Ill(Enum):
    """What can ail a database, in the words that end the sentence "The database … ."."""

    BUSY = "is in use by another program; nothing was saved, try again when it is done"
    READ_ONLY = "is read-only; nothing was saved, make the file and its folder writable"
    READ_ONLY_SERVER = "may only be read here; nothing was saved, give the address of the primary server"
    FULL = "has no room left on its disk; nothing was saved, free some space and try again"
    DISK = "cannot be read or written (disk error); nothing was saved, check the disk"
    NO_DATABASE = "is no database; give another path, or restore a backup"
    DAMAGED = "is damaged; restore a backup"
    CANNOT_OPEN = "cannot be opened; check that the folder exists and may be written"
    CROWDED = "has too many connections; nothing was saved, try again when others are done"
    FORBIDDEN = "may not be used so by this login; nothing was saved, a steward grants it with `trustcrm db grant`"
    REFUSED = "refuses this user or password; check the address and ~/.pgpass, or whether the user's role has ended"
    GONE = "does not answer; nothing was saved, check that the server runs and the address is right"


_SQLITE_CODES = {
    sqlite3.SQLITE_BUSY: _Ill.BUSY,
    sqlite3.SQLITE_LOCKED: _Ill.BUSY,
    sqlite3.SQLITE_READONLY: _Ill.READ_ONLY,
    sqlite3.SQLITE_FULL: _Ill.FULL,
    sqlite3.SQLITE_IOERR: _Ill.DISK,
    sqlite3.SQLITE_IOERR_SHMSIZE: _Ill.FULL,
    sqlite3.SQLITE_NOTADB: _Ill.NO_DATABASE,
    sqlite3.SQLITE_CORRUPT: _Ill.DAMAGED,
    sqlite3.SQLITE_CANTOPEN: _Ill.CANNOT_OPEN,
}
"""By SQLite's extended result code, else by the primary one, its low eight bits."""

_SQLSTATES = {
    "55P03": _Ill.BUSY,
    "40001": _Ill.BUSY,
    "40P01": _Ill.BUSY,
    "25006": _Ill.READ_ONLY_SERVER,
    "53100": _Ill.FULL,
    "53": _Ill.CROWDED,
    "58": _Ill.DISK,
    "XX001": _Ill.DAMAGED,
    "XX002": _Ill.DAMAGED,
    "42501": _Ill.FORBIDDEN,
    "28": _Ill.REFUSED,
    "57P": _Ill.GONE,
    "08": _Ill.GONE,
}
"""By PostgreSQL's SQLSTATE or the beginning of one; the first that fits."""


_KINDS = {_Ill.BUSY: DatabaseBusy, _Ill.FULL: DatabaseFull, _Ill.GONE: DatabaseUnreachable}


@contextmanager
def plain_errors(where: str) -> Iterator[None]:
    """Turn what a driver says of a lock, a full disk or a lost server into a `DatabaseUnusable` in plain words."""
    try:
        yield
    except (DBAPIError, sqlite3.Error) as error:
        plain = in_plain_words(error.orig if isinstance(error, DBAPIError) else error, where)
        if plain is None:
            raise
        raise plain from error


def in_plain_words(error: BaseException | None, where: str) -> DatabaseUnusable | None:
    """Return what a driver says of a database in plain words, None where it is nothing that can ail one."""
    ill = _ill(error)
    return None if ill is None else _KINDS.get(ill, DatabaseUnusable)(f"The database {where} {ill.value}.")


def is_of_the_disk(error: DBAPIError) -> bool:
    """Return whether an error tells of the disk under a database, and so nothing of what the database holds."""
    return _ill(error.orig) in (_Ill.FULL, _Ill.DISK)


def _ill(error: BaseException | None) -> _Ill | None:
    if isinstance(error, sqlite3.Error):
        code = getattr(error, "sqlite_errorcode", 0)
        return _SQLITE_CODES.get(code) or _SQLITE_CODES.get(code & 0xFF)
    state = getattr(error, "sqlstate", None)
    if state is not None:
        return next((ill for begin, ill in _SQLSTATES.items() if state.startswith(begin)), None)
    return _unstated(str(error)) if type(error).__name__ == "OperationalError" else None


def _unstated(said: str) -> _Ill:
    """Tell apart what a driver says before there is a session, and so without a SQLSTATE."""
    if "password" in said or "authentication" in said or "role" in said:
        return _Ill.REFUSED
    return _Ill.CROWDED if "too many" in said else _Ill.GONE
