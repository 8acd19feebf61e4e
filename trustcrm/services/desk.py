"""Where a colleague works: the database, the clock, who is at work, and whom to ask about places and kinds."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, cast

from trustcrm.clock import Clock
from trustcrm.domain.nouns import Office
from trustcrm.domain.place import PlaceMatch, PlaceQuery
from trustcrm.errors import DatabaseMissing
from trustcrm.store.engine import Database
from trustcrm.store.queries.rows import records
from trustcrm.store.writing import Signature

if TYPE_CHECKING:
    from sqlalchemy import Connection

AskPlaces = Callable[[PlaceQuery], Sequence[PlaceMatch]]
"""Asks every gazetteer there is; empty where none knows, or none is installed."""


def no_places(query: PlaceQuery) -> Sequence[PlaceMatch]:
    """Know no place: what an office without a gazetteer asks."""
    return ()


@dataclass(frozen=True, kw_only=True)
class OfferedKind:
    """A kind of signal that a plugin offers, as the office's list would keep it."""

    name: str
    intensity: float
    cameo: str
    summary: str
    plugin: str


@dataclass(frozen=True, kw_only=True)
class Desk:
    """What every service is handed. `actor` is written into the journal; `places` asks the gazetteers."""

    database: Database
    clock: Clock
    actor: str
    places: AskPlaces = no_places
    signal_kinds: Mapping[str, OfferedKind] = field(default_factory=dict)

    def sign(self, verb: str, summary: str, *, batch: int | None = None, reverses: int | None = None) -> Signature:
        """Return the signature of a change made now at this desk."""
        return Signature(
            actor=self.actor, verb=verb, summary=summary, at=self.clock.now(), batch=batch, reverses=reverses
        )

    def today(self) -> date:
        """Return the office's present day."""
        return self.clock.today()


def office_of(connection: Connection) -> Office:
    """Return the office of this database. Raises `DatabaseMissing` where none was started yet."""
    found = records(connection, "office", limit=1)
    if not found:
        raise DatabaseMissing("This database holds no office yet; start one with `trustcrm init --home CITY`.")
    return cast(Office, found[0].record)


def home_of(connection: Connection) -> int:
    """Return the side id of the office's home city."""
    home = office_of(connection).home
    return cast(int, home)
