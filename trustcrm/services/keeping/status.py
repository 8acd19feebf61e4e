"""What condition an office's database is in, told without changing anything."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import closing
from types import MappingProxyType
from typing import Literal, cast

from trustcrm.domain.nouns import Office
from trustcrm.services.plugin_tables import Standing, standing
from trustcrm.store.engine import open_database
from trustcrm.store.plugin_tables.steps import Steps
from trustcrm.store.queries.condition import Condition, condition_of
from trustcrm.store.queries.replica import Lag, lag_of
from trustcrm.store.queries.rows import how_many, records
from trustcrm.store.revisions import HEAD, known_revisions
from trustcrm.values import dataclass

Fit = Literal["current", "older", "newer", "empty"]

_NO_PLANS: Mapping[str, Steps] = MappingProxyType({})


@dataclass(frozen=True, kw_only=True)
class Status:
    """What `db status` tells: where the database is, how its schema fits this release, what it holds, if whole.

    `counts` and `office` are told only where the schema is current, `replica` where it is read from one, `tables` of
    each plugin that brings or left any.
    """

    where: str
    revision: str | None
    newest: str
    fit: Fit
    condition: Condition
    office: str
    counts: Mapping[str, int]
    replica: Lag | None = None
    tables: Sequence[Standing] = ()


def status_of(
    address: str, read_from: str = "", plans: Mapping[str, Steps] = _NO_PLANS, known: Collection[str] = ()
) -> Status:
    """Return the status of the database at an address, and of the replica it is read from.

    `plans` tell what tables plugins bring, `known` are the names of all plugins. Raises `DatabaseUnusable` where
    neither can be read.
    """
    with closing(open_database(address, read_from=read_from)) as database:
        revision = database.revision()
        fit = fit_of(revision)
        with database.reading() as connection:
            office = records(connection, "office", limit=1) if fit == "current" else []
            return Status(
                where=database.where,
                revision=revision,
                newest=HEAD,
                fit=fit,
                condition=condition_of(connection),
                office=cast(Office, office[0].record).name if office else "",
                counts=how_many(connection) if fit == "current" else {},
                replica=lag_of(database),
                tables=standing(connection, plans, known) if revision is not None else (),
            )


def fit_of(revision: str | None) -> Fit:
    """Return how a database's revision fits this release."""
    if revision is None:
        return "empty"
    if revision == HEAD:
        return "current"
    return "older" if revision in known_revisions() else "newer"
