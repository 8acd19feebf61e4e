"""How far a streaming replica is behind its primary."""

from __future__ import annotations

from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from trustcrm.store.engine import Database
from trustcrm.values import dataclass

_THERE = """
SELECT pg_is_in_recovery() AS streams, pg_last_wal_replay_lsn()::text AS reached,
  EXTRACT(EPOCH FROM clock_timestamp() - pg_last_xact_replay_timestamp())::float AS since
"""
_BEHIND = "SELECT GREATEST(pg_wal_lsn_diff(pg_current_wal_lsn(), CAST(:reached AS pg_lsn)), 0)::bigint"


@dataclass(frozen=True, kw_only=True)
class Lag:
    """How a replica stands: whether it answers and streams, and how far behind it is.

    `octets` of the primary's log it has not replayed, None where the primary does not answer; `seconds` since the last
    transaction it replayed, which grow while nobody writes.
    """

    where: str
    answers: bool
    streams: bool = False
    octets: int | None = None
    seconds: float | None = None


def lag_of(database: Database) -> Lag | None:
    """Return how far the replica that a database is read from is behind, None where there is none."""
    replica = database.replica
    if replica is None:
        return None
    where = replica.url.render_as_string(hide_password=True)
    try:
        with replica.connect() as connection:
            there = connection.execute(text(_THERE)).one()
    except DBAPIError:
        return Lag(where=where, answers=False)
    if not there.streams:
        return Lag(where=where, answers=True)
    octets = _behind(database.engine, there.reached)
    return Lag(where=where, answers=True, streams=True, octets=octets, seconds=there.since)


def _behind(primary: Engine, reached: str) -> int | None:
    try:
        with primary.connect() as connection:
            return int(connection.execute(text(_BEHIND), {"reached": reached}).scalar_one())
    except DBAPIError:
        return None
