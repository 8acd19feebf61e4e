"""Starting an office: the schema, the first list of kinds, the home city and the office's own record."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import cast

from trustcrm.domain.kinds import first_kinds
from trustcrm.domain.noun import Mention
from trustcrm.domain.nouns import City, Kind, Office
from trustcrm.domain.place import PlaceMatch, PlaceQuery
from trustcrm.domain.rules import check
from trustcrm.errors import Refused
from trustcrm.services.desk import AskPlaces, Desk, OfferedKind
from trustcrm.services.match import CLEAR_PLACE, outranks
from trustcrm.services.record import Clerk
from trustcrm.store.migrations import upgrade
from trustcrm.store.queries.rows import record_by_id, records
from trustcrm.store.writing import writing
from trustcrm.values import dataclass


@dataclass(frozen=True, kw_only=True)
class Opening:
    """What a new office is told: its home city as a mention, and what else is known already.

    `name` falls back to "International affairs, CITY", `time_zone` (an IANA key) to the home city's own.
    """

    home: Mention
    name: str = ""
    time_zone: str = ""
    cadence_days: int = 180


def possible_homes(ask: AskPlaces, home: Mention) -> Sequence[PlaceMatch]:
    """Return what a home city's name could mean: one place where it is clear, none where no gazetteer knows it."""
    clear = [place for place in ask(PlaceQuery(name=home.name, country=home.country)) if place.certainty >= CLEAR_PLACE]
    return clear[:1] if clear and outranks(clear, by_size=True) else clear


def start_office(desk: Desk, opening: Opening) -> Office:
    """Start the office of an empty database, tables and all, in one transaction, and return it.

    Raises `Refused` where there is one already, and what finding the home city raises; nothing is then kept.
    """
    signature = desk.sign("init", f"office for {opening.home}")
    with writing(desk.database, signature, prepare=upgrade) as writer:
        if records(writer.connection, "office", limit=1):
            raise Refused(f"There is an office in {desk.database.where} already; give another place with --db.")
        for kind in (*first_kinds(), *signal_kinds(desk.signal_kinds.values())):
            writer.add(kind)
        office = Office(name="-", home=opening.home, cadence_days=opening.cadence_days)
        home = cast(Office, Clerk(desk, writer).resolved(office, [])).home
        writer.flush()
        city = cast(City, record_by_id(writer.connection, "city", cast(int, home)).record)
        kept = replace(
            office,
            home=home,
            name=opening.name or f"International affairs, {city.name}",
            time_zone=opening.time_zone or city.time_zone or "UTC",
        )
        check(kept, desk.today())
        writer.add(kept)
    return kept


def signal_kinds(offered: Iterable[OfferedKind]) -> Iterable[Kind]:
    """Yield offered kinds of signals as the office's list keeps them."""
    for kind in offered:
        yield Kind(
            name=kind.name, family="signal", intensity=kind.intensity, cameo=kind.cameo, summary=kind.summary,
            plugin=kind.plugin,
        )  # fmt: skip
