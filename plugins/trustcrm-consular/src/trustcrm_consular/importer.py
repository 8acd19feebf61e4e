"""The importer `consular`: one published list, and with the list before it who has left."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from trustcrm.plugin import Draft, Rejected, Source, UnreadableSource, WrongUsage
from trustcrm_consular.columns import columns_in, told_in_columns
from trustcrm_consular.days import ORDERS, day_within
from trustcrm_consular.drafts import Drafting, Edition
from trustcrm_consular.entry import Entry, Told
from trustcrm_consular.lines import encoding_of, encoding_told, lines
from trustcrm_consular.prose import day_above, looks_like_prose, told_in_prose
from trustcrm_consular.words import country_of

HEAD = 65_536
_DAY_IN_NAME = re.compile(r"(?<!\d)\d{4}-\d{2}-\d{2}(?!\d)")


class ConsularImporter:
    """Reads consular lists of either layout, columns or text, which it tells by their beginning."""

    def read(self, source: Source) -> Iterator[Draft | Rejected]:
        """Yield drafts for each entry, and with the setting `former` the end of the tenures that are told no more.

        Raises `UnreadableSource` where a file is no consular list, `WrongUsage` where the day of the list is not told.
        """
        layout = _layout(source)
        order = source.option("order")
        if order and order not in ORDERS:
            raise WrongUsage(f"--order says what 03/04/2025 means, dmy or mdy; it cannot be {order[:20]!r}.")
        former, edition = _former(source), _edition(source, layout)
        drafting = Drafting(edition)
        unread = 0
        for entry in _entries(source, layout, order):
            unread += isinstance(entry, Rejected) or entry.is_nameless
            yield from (entry,) if isinstance(entry, Rejected) else drafting.drafts(entry)
        if former:
            yield from _departures(drafting, former, order, unread)

    def sniff(self, head: bytes, name: str) -> float:
        """Return how likely a file is a consular list: its headings say so, or a country with a consulate below it."""
        text = head.decode(encoding_told(head) or "utf-8-sig", "replace")
        if columns_in(text.partition("\n")[0].rstrip("\r"))[0]:
            return 0.9 if any(word in text.casefold() for word in ("consul", "konsul", "consol")) else 0.4
        return 0.9 if looks_like_prose(text) else 0.0


def _departures(drafting: Drafting, former: Source, order: str, unread: int) -> Iterator[Draft | Rejected]:
    """Yield who left; nobody where the new list is damaged, or so short that it may have been cut."""
    where = f"end of {former.name}"
    if unread:
        reason = (
            f"Nobody was taken to have left, since {unread} pieces of the new list cannot be read; mend them first."
        )
        yield Rejected(where=where, reason=reason)
        return
    entries = [entry for entry in _entries(former, _layout(former), order) if isinstance(entry, Entry) and entry.name]
    stayed = sum(map(drafting.stays, entries))
    if stayed * 2 < len(entries):
        reason = (
            f"Nobody was taken to have left, since the new list names only {stayed} of the {len(entries)} people in "
            f"{former.name}; where that is so, end their tenures by hand."
        )
        yield Rejected(where=where, reason=reason)
        return
    ended: set[str] = set()
    for entry in entries:
        for draft in drafting.departures(entry):
            if draft.key not in ended:
                ended.add(draft.key)
                yield draft


def _entries(source: Source, layout: str, order: str) -> Iterator[Entry | Rejected]:
    read = told_in_columns if layout == "columns" else told_in_prose
    for told in read(lines(source)):
        yield told.entry(order) if isinstance(told, Told) else told


def _layout(source: Source) -> str:
    head = source.head(HEAD).decode(encoding_of(source), "replace").replace("\r\n", "\n")
    if columns_in(head.partition("\n")[0])[0]:
        return "columns"
    if looks_like_prose(head):
        return "prose"
    raise UnreadableSource(
        f"{source.name} is no consular list; it must be CSV with columns such as country and name, or text with each "
        "country in capitals above its consulates."
    )


def _former(source: Source) -> Source | None:
    named = source.option("former")
    if named and not Path(named).is_file():
        raise WrongUsage(f"The former list {named} does not exist; check its path.")
    return Source(path=Path(named)) if named else None


def _edition(source: Source, layout: str) -> Edition:
    on = _day(source, layout)
    former = _former(source)
    before = _told_day(former, _layout(former)) if former else None
    if before is not None and before >= on:
        raise WrongUsage(f"The former list is of {before}, which is not before {on}; name the older one with --former.")
    host = country_of(source.option("host"))
    called = source.option("source") or "consular list"
    return Edition(on=on, source=called, city=source.option("city"), host=host[0] or host[1] or None)


def _day(source: Source, layout: str) -> date:
    told = source.option("on")
    try:
        on = date.fromisoformat(told) if told else _told_day(source, layout)
    except ValueError:
        on = None
    if on is None:
        raise WrongUsage(f"{source.name} does not tell of which day it is; say it with --on 2025-04-01.")
    return on


def _told_day(source: Source, layout: str) -> date | None:
    """Return the day of a list by its head or its file's name."""
    named = _DAY_IN_NAME.search(source.name)
    above = day_above(lines(source)) if layout == "prose" else None
    return above or (day_within(named[0]) if named else None)
