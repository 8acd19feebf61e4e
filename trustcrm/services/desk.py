"""Where a colleague works: the database, the clock, who is at work, and whom to ask about places and kinds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import field, replace
from datetime import date
from typing import TYPE_CHECKING, cast

from trustcrm.clock import Clock
from trustcrm.domain.change import CommittedChange
from trustcrm.domain.nouns import Office
from trustcrm.domain.place import PlaceMatch, PlaceQuery
from trustcrm.errors import DatabaseMissing
from trustcrm.services.roles import Needed, Roles, check_new_roles, roles_of
from trustcrm.store.engine import Database
from trustcrm.store.queries.roles import reads_everything
from trustcrm.store.queries.rows import records
from trustcrm.values import dataclass

if TYPE_CHECKING:
    from trustcrm.hooks.specs import TrustModel
    from trustcrm.services.readings.remembered import Remembered
    from trustcrm.services.run import Run
    from trustcrm.store.engine import Connection
    from trustcrm.store.writing import Signature, Writer

AskPlaces = Callable[[PlaceQuery], Sequence[PlaceMatch]]
"""Asks every gazetteer there is; empty where none knows, or none is installed."""


def no_places(query: PlaceQuery) -> Sequence[PlaceMatch]:
    """Know no place: what an office without a gazetteer asks."""
    return ()


Announce = Callable[[Iterable[CommittedChange]], None]
"""Tells whoever listens what a transaction has changed, if anything, after it is committed."""


def announce_to_nobody(changes: Iterable[CommittedChange]) -> None:
    """Tell nobody."""


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
    """What every service is handed.

    `actor` is written into the journal; `login` is whose role counts, where that is not the actor (a plugin acts in its
    own name, with the role of whoever runs it). `places` asks the gazetteers; `announce` tells plugins of commits.
    `model` opens the office's trust model where it is another than the reference one, whose sums the store keeps.
    `run` gathers what is written at this desk as one batch, where it does; a change that names a batch keeps to that.
    `remembered` are lines of the overview, where somebody asks for them again and again.
    `along` writes something more, of a plugin's own, in the transaction of every change that is made at this desk.
    """

    database: Database
    clock: Clock
    actor: str
    login: str = ""
    places: AskPlaces = no_places
    signal_kinds: Mapping[str, OfferedKind] = field(default_factory=dict)
    announce: Announce = announce_to_nobody
    model: Callable[[], TrustModel] | None = None
    run: Run | None = None
    remembered: Remembered | None = None
    along: Callable[[Writer], None] | None = None

    def sign(self, verb: str, summary: str, *, batch: int | None = None, reverses: int | None = None) -> Signature:
        """Return the signature of a change made now at this desk."""
        from trustcrm.store.writing import Signature

        return Signature(
            actor=self.actor, verb=verb, summary=summary, at=self.clock.now(), batch=batch, reverses=reverses
        )

    @contextmanager
    def writing(
        self, verb: str, summary: str, *, batch: int | None = None, reverses: int | None = None,
        role: Needed = "officer", doing: str = "write",
    ) -> Iterator[Writer]:  # fmt: skip
        """Yield the writer of one change; when it is committed, whoever listens is told.

        Raises `Refused`, before anything is written, where whoever works here lacks the `role`; `doing` says for what.
        """
        from trustcrm.store.writing import writing

        run = self.run if batch is None and reverses is None else None
        with writing(self.database, self.sign(verb, summary, batch=batch, reverses=reverses)) as writer:
            roles = self._roles(writer.connection)
            roles.require(self._login, role, doing)
            if not roles.is_cleared(self._login):
                writer.keep_off_restricted(roles.secret_to(self._login))
            if run is not None:
                run.enter(writer)
            yield writer
            if writer.wrote("colleague"):
                check_new_roles(roles, self._roles(writer.connection), self._login, undoing=reverses is not None)
            if self.along is not None:
                writer.flush()
                self.along(writer)
            if run is not None:
                run.count(writer, self.clock)
        if run is not None:
            run.committed()
        self.announce(writer.committed)

    def require(self, role: Needed, doing: str) -> None:
        """Raise `Refused` unless whoever works here has a role; `doing` says for what, as in "erase people"."""
        with self.database.reading() as connection:
            self._roles(connection).require(self._login, role, doing)

    @property
    def _login(self) -> str:
        return self.login or self.actor

    def _roles(self, connection: Connection) -> Roles:
        return roles_of(connection, self.today())

    def today(self) -> date:
        """Return the office's present day."""
        return self.clock.today()


def seated(desk: Desk) -> Desk:
    """Return a desk as whoever works there may use it: who is not cleared for what is restricted reads by a veil."""
    with desk.database.reading() as connection:
        roles = roles_of(connection, desk.today())
        cleared = roles.is_cleared(desk.login or desk.actor) and reads_everything(connection)
    return desk if cleared else replace(desk, database=desk.database.veiled())


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
