"""What moved in a consular corps between two lists: who arrived, who left, who holds another title."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from trustcrm.plugin import Rejected
from trustcrm_consular.drafts import folded, place_of, rank_held
from trustcrm_consular.entry import Entry
from trustcrm_consular.words import country_of

_DUTY = re.compile(r"\s*\([^()]*\)")
_RISING = (
    "consular agent", "honorary vice consul", "vice consul", "honorary consul", "consul", "honorary consul general",
    "deputy consul general", "consul general",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Movement:
    """One person's move: `what` is "arrived", "left", "promoted", or "retitled" where no rank is the higher one."""

    what: str
    name: str
    country: str
    city: str
    title: str
    before: str = ""
    since: date | None = None


def movements(former: Iterable[Entry | Rejected], later: Iterable[Entry | Rejected], city: str) -> Iterator[Movement]:
    """Yield what moved, in the order of the later list, then who left; a person is known by place and name."""
    before, after = _by_person(former, city), _by_person(later, city)
    for person, seats in after.items():
        held = before.get(person, {})
        gone = [entry for rank, entry in held.items() if rank not in seats]
        for rank, entry in seats.items():
            if rank not in held:
                yield _taken(entry, gone.pop(0) if gone else None, city, arrived=not held)
        yield from (_left(entry, city) for entry in gone)
    for person, seats in before.items():
        if person not in after:
            yield from (_left(entry, city) for entry in seats.values())


def _by_person(entries: Iterable[Entry | Rejected], city: str) -> Mapping[tuple[str, str], Mapping[str, Entry]]:
    found: dict[tuple[str, str], dict[str, Entry]] = {}
    for entry in entries:
        if isinstance(entry, Entry) and entry.name and entry.title:
            person = place_of(entry, entry.city or city), folded(entry.name)
            found.setdefault(person, {}).setdefault(rank_held(entry), entry)
    return found


def _taken(entry: Entry, given_up: Entry | None, city: str, *, arrived: bool) -> Movement:
    risen = given_up is not None and _is_above(entry, given_up)
    what = "arrived" if arrived else "promoted" if risen else "retitled"
    return _movement(what, entry, city, before=given_up.title if given_up else "")


def _left(entry: Entry, city: str) -> Movement:
    return _movement("left", entry, city)


def _movement(what: str, entry: Entry, city: str, before: str = "") -> Movement:
    return Movement(
        what=what, name=entry.name, country=country_of(entry.country)[1], city=entry.city or city, title=entry.title,
        before=before, since=entry.from_on,
    )  # fmt: skip


def _is_above(one: Entry, other: Entry) -> bool:
    ranks = [rank_held(replace(entry, title=_DUTY.sub("", entry.title))) for entry in (one, other)]
    return all(rank in _RISING for rank in ranks) and _RISING.index(ranks[0]) > _RISING.index(ranks[1])
