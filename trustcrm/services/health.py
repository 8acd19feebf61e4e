"""What may ail an office: its database, backup, imports that wait, plugins and calendars, and who else is at work."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from trustcrm.errors import TrustCrmError
from trustcrm.hooks.calendars import ConfiguredCalendars
from trustcrm.hooks.host import Host
from trustcrm.hooks.states import PluginState
from trustcrm.services.desk import Desk, office_of
from trustcrm.services.importing.batches import BatchStanding, list_batches
from trustcrm.services.keeping.backup import backups_beside
from trustcrm.services.keeping.places import warning_about
from trustcrm.services.plugin_tables import Standing, standing
from trustcrm.store.queries.condition import Condition, condition_of
from trustcrm.store.queries.history import at_work_since
from trustcrm.store.queries.replica import Lag, lag_of
from trustcrm.values import dataclass

if TYPE_CHECKING:
    from trustcrm.store.plugin_tables.steps import Steps

LATELY = timedelta(days=7)
"""For so long somebody counts as at work lately."""


@dataclass(frozen=True, kw_only=True)
class Around:
    """What stands around an office's database: its folder, its name there, the steps of plugins' tables, the settings.

    `settings` is the configuration file, whether it is there or not.
    """

    folder: Path
    stem: str
    plans: Mapping[str, Steps]
    settings: Path


@dataclass(frozen=True, kw_only=True)
class BackupSeen:
    """A backup that lies beside the database: its file, when it was written, in the office's zone, and its size."""

    path: Path
    at: datetime
    octets: int


@dataclass(frozen=True, kw_only=True)
class CalendarStanding:
    """A calendar of the configuration: what keeps it, and in `fault` why it cannot be opened, "" where it can."""

    name: str
    backend: str
    fault: str = ""


@dataclass(frozen=True, kw_only=True)
class AtWork:
    """Somebody who wrote lately: how many changes, and when last, in the office's zone."""

    actor: str
    changes: int
    last: datetime


@dataclass(frozen=True, kw_only=True)
class Health:
    """Everything that may ail an office. `now` is the machine's own instant, in the office's zone.

    `risk` says why the database should not lie where it does; `backup` is the newest beside it; of the imports in
    `waiting` pieces wait for a person; `at_work` are who wrote lately, the last first, `actor` is whoever asks.
    """

    where: str
    now: datetime
    condition: Condition
    risk: str
    replica: Lag | None
    tables: Sequence[Standing]
    folder: Path
    backup: BackupSeen | None
    waiting: Sequence[BatchStanding]
    plugins: Sequence[PluginState]
    settings: Path
    calendars: Sequence[CalendarStanding]
    at_work: Sequence[AtWork]
    actor: str


def health(desk: Desk, host: Host, around: Around) -> Health:
    """Return how everything stands; nothing is changed, no calendar's server asked, and not every page read."""
    database = desk.database
    with database.reading() as connection:
        zone = ZoneInfo(office_of(connection).time_zone)
        condition = condition_of(connection, thorough=False)
        tables = standing(connection, around.plans, host.names)
        lately = at_work_since(connection, (desk.clock.now() - LATELY).isoformat())
    return Health(
        where=database.where,
        now=datetime.now(zone),
        condition=condition,
        risk=warning_about(database.path) if database.path else "",
        replica=lag_of(database),
        tables=tables,
        folder=around.folder,
        backup=_newest(around, zone),
        waiting=[one for one in list_batches(desk) if one.states["waiting"] and not one.undone],
        plugins=host.roster(),
        settings=around.settings,
        calendars=list(_calendars(host)),
        at_work=[
            AtWork(actor=actor, changes=count, last=datetime.fromisoformat(at).astimezone(zone))
            for actor, count, at in lately
        ],
        actor=desk.login or desk.actor,
    )


def _newest(around: Around, zone: ZoneInfo) -> BackupSeen | None:
    seen = []
    for path in backups_beside(around.folder, around.stem):
        told = path.stat()
        seen.append(BackupSeen(path=path, at=datetime.fromtimestamp(told.st_mtime, zone), octets=told.st_size))
    return max(seen, key=lambda one: one.at, default=None)


def _calendars(host: Host) -> Iterable[CalendarStanding]:
    calendars = ConfiguredCalendars(host)
    for name in calendars.names():
        backend = str(host.settings.calendars[name].get("backend", ""))
        try:
            calendars.spec(name)
        except TrustCrmError as error:
            yield CalendarStanding(name=name, backend=backend, fault=str(error))
        else:
            yield CalendarStanding(name=name, backend=backend)
