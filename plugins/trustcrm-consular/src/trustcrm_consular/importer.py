"""The importer `consular`: one published list, and with the list before it who has left."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

from trustcrm.plugin import Draft, Rejected, Source, WrongUsage, counted
from trustcrm_consular.drafts import Drafting, Edition
from trustcrm_consular.entry import Entry
from trustcrm_consular.lists import day_of_list, entries, likelihood
from trustcrm_consular.words import country_of


class ConsularImporter:
    """Reads consular lists of either layout, columns or text, which it tells by their beginning."""

    def read(self, source: Source) -> Iterator[Draft | Rejected]:
        """Yield drafts for each entry, and with the setting `former` the end of the tenures that are told no more.

        Raises `UnreadableSource` where a file is no consular list, `WrongUsage` where the day of the list is not told.
        """
        order = source.option("order")
        listed = entries(source, order)
        former = _former(source)
        drafting = Drafting(_edition(source, former))
        unread = 0
        for entry in listed:
            unread += isinstance(entry, Rejected) or entry.is_nameless
            yield from (entry,) if isinstance(entry, Rejected) else drafting.drafts(entry)
        if former:
            yield from _departures(drafting, former, order, unread)

    def sniff(self, head: bytes, name: str) -> float:
        """Return how likely a file is a consular list: its headings say so, or a country with a consulate below it."""
        return likelihood(head)


def _departures(drafting: Drafting, former: Source, order: str, unread: int) -> Iterator[Draft | Rejected]:
    """Yield who left; nobody where the new list is damaged, or so short that it may have been cut."""
    stays = [drafting.stays(entry) for entry in _holders(former, order)]
    why = ""
    if unread:
        pieces = counted(unread, "piece")
        why = f"{pieces} of the new list cannot be read; mend it and import it again"
    elif sum(stays) * 2 < len(stays):
        why = (
            f"the new list names only {sum(stays)} of the {len(stays)} people in {former.name}; where that is so, end "
            "their tenures by hand"
        )
    if why:
        yield Rejected(where=f"end of {former.name}", reason=f"Nobody was taken to have left, since {why}.")
        return
    for entry in _holders(former, order):
        yield from drafting.departures(replace(entry, where=f"{entry.where} of {former.name}"))


def _holders(former: Source, order: str) -> Iterator[Entry]:
    """Yield the entries of a list that name somebody; it is read anew each time, so that none need be held."""
    return (entry for entry in entries(former, order) if isinstance(entry, Entry) and entry.name)


def _former(source: Source) -> Source | None:
    named = source.option("former")
    if named and not Path(named).is_file():
        raise WrongUsage(f"The former list {named} does not exist; check its path.")
    return Source(path=Path(named)) if named else None


def _edition(source: Source, former: Source | None) -> Edition:
    on = _day(source)
    before = day_of_list(former) if former else None
    if before is not None and before >= on:
        raise WrongUsage(f"The former list is of {before}, which is not before {on}; name the older one with --former.")
    host = country_of(source.option("host"))
    called = source.option("source") or "consular list"
    return Edition(on=on, source=called, city=source.option("city"), host=host[0] or host[1] or None)


def _day(source: Source) -> date:
    told = source.option("on")
    try:
        on = date.fromisoformat(told) if told else day_of_list(source)
    except ValueError:
        on = None
    if on is None:
        raise WrongUsage(f"{source.name} does not tell of which day it is; say it with --on 2025-04-01.")
    return on
