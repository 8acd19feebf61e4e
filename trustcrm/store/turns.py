"""Whose turn it is to write to a file: BEGIN IMMEDIATE, asked for so that nobody waits for ever."""

from __future__ import annotations

import random
import sqlite3
import time
from typing import cast

from sqlalchemy import Connection

BUSY_SECONDS = 60.0
"""How long a command waits for another program's lock before it gives up: longer than a large import takes."""

_ASKING = (0.001, 0.010)
"""Between how many seconds a writer that waits for its turn lets pass before it asks again."""
_LETTING_IN = (0.005, 0.020)
"""Between how many seconds a writer that had to wait for its last turn lets pass before it asks for the next."""
_WRITES = "trustcrm_writes"


def patience() -> str:
    """Return the statement that makes SQLite itself wait as long."""
    return f"PRAGMA busy_timeout = {int(BUSY_SECONDS * 1000)}"


class Turns:
    """Begins transactions in SQLite; those that write take turns, and whoever waits is as likely as others to be next.

    SQLite's own waiting asks ever more seldom, up to once in 100 ms: where eight programs write without a pause, one
    that has waited long hardly ever finds the lock free. So whoever waits asks at short random intervals, and whoever
    had to wait lets others in before asking for the next turn.
    """

    def __init__(self) -> None:
        self._others_wrote = False

    def begin(self, connection: Connection) -> None:
        """Begin a transaction, which writes where the connection was told so just before."""
        raw = cast(sqlite3.Connection, connection.connection.driver_connection)
        if connection.info.pop(_WRITES, False):
            self._take(raw)
        else:
            raw.execute("BEGIN")

    @staticmethod
    def write_next(connection: Connection) -> None:
        """Let the next transaction of a connection be one that writes."""
        connection.info[_WRITES] = True

    def _take(self, connection: sqlite3.Connection) -> None:
        until = time.monotonic() + BUSY_SECONDS
        connection.execute("PRAGMA busy_timeout = 0")
        try:
            if self._others_wrote:
                time.sleep(random.uniform(*_LETTING_IN))
            self._others_wrote = False
            while not _begun(connection, time.monotonic() >= until):
                self._others_wrote = True
                time.sleep(random.uniform(*_ASKING))
        finally:
            connection.execute(patience())


def _begun(connection: sqlite3.Connection, last: bool) -> bool:
    try:
        connection.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        if last or error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
            raise
        return False
    return True
