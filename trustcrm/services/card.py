"""One side whole: what ties us to it, how it reads, who is there, what was said and given, what comes next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, cast

from trustcrm.domain.kept import Kept
from trustcrm.domain.noun import Record
from trustcrm.domain.nouns import FollowUp, Tie
from trustcrm.services.desk import Desk, home_of
from trustcrm.services.readings.overview import Glance, glances, sides_of
from trustcrm.store.queries.rows import record_by_id, records, side_nouns, titles
from trustcrm.store.queries.ties import (
    agreements_of,
    contacts_between,
    custodians,
    next_engagements,
    present_holders,
    standing_ties,
)
from trustcrm.values import dataclass

if TYPE_CHECKING:
    from trustcrm.store.engine import Connection

LAST_CONTACTS = 5


@dataclass(frozen=True, kw_only=True)
class TieCard:
    """One tie of a side: its other end, how it reads, who looks after it, its agreements and its last contacts."""

    tie: Kept[Record]
    other: int
    other_name: str
    glance: Glance
    custodians: tuple[str, ...]
    agreements: tuple[Kept[Record], ...]
    contacts: tuple[Kept[Record], ...]


@dataclass(frozen=True, kw_only=True)
class SideCard:
    """A city or organisation with its ties, the people who hold its posts, its follow-ups, and notes on it and them."""

    noun: str
    side: Kept[Record]
    name: str
    day: date
    ties: tuple[TieCard, ...]
    holders: tuple[tuple[str, str, int], ...]
    follow_ups: tuple[Kept[Record], ...]
    notes: tuple[Kept[Record], ...]
    next_engagement: date | None
    names: Mapping[int, str]


def card(desk: Desk, side: int, as_of: date | None = None) -> SideCard:
    """Return one city or organisation whole, as of a day; ties with our own city come first."""
    day = as_of or desk.today()
    with desk.database.reading() as connection:
        home = home_of(connection)
        noun = side_nouns(connection, [side])[side]
        ties = sorted(standing_ties(connection, side), key=lambda kept: home not in _ends(kept))
        lines = _glances_from(desk, connection, ties, day, side, home)
        others = [line.them if line.them != side else line.us for line in lines]
        names = {row: title for (_, row), title in titles(connection, {"side": {side, home, *others}}).items()}
        looked_after = custodians(connection, day)
        cards = [
            TieCard(
                tie=kept,
                other=other,
                other_name=names[other],
                glance=line,
                custodians=tuple(looked_after.get(kept.id, ())),
                agreements=tuple(agreements_of(connection, [kept.id])),
                contacts=tuple(contacts_between(connection, line.us, line.them, day, LAST_CONTACTS)),
            )
            for kept, line, other in zip(ties, lines, others, strict=True)
        ]
        to_do = records(connection, "follow-up", {"side_id": side, "done_on": None})
        return SideCard(
            noun=noun,
            side=record_by_id(connection, noun, side),
            name=names[side],
            day=day,
            ties=tuple(cards),
            holders=tuple(present_holders(connection, [side], day)),
            follow_ups=tuple(sorted(to_do, key=lambda kept: cast(FollowUp, kept.record).due_on)),
            notes=(
                *records(connection, "note", {"about_noun": noun, "about_row": side}),
                *records(connection, "note", {"about_noun": "tie", "about_row": [kept.id for kept in ties]}),
            ),
            next_engagement=next_engagements(connection, day).get(side),
            names=names,
        )


def _ends(kept: Kept[Record]) -> tuple[int, int]:
    tie = cast(Tie, kept.record)
    return cast(int, tie.one), cast(int, tie.other)


def _glances_from(
    desk: Desk, connection: Connection, ties: Sequence[Kept[Record]], day: date, side: int, home: int
) -> list[Glance]:
    """Read each tie from our own city's end where it is one, else from the end that is not the side looked at."""
    by_us: dict[int, list[Kept[Record]]] = {}
    for kept in ties:
        us = home if home in _ends(kept) else sides_of(cast(Tie, kept.record), side)[1]
        by_us.setdefault(us, []).append(kept)
    lines = {line.tie: line for us, some in by_us.items() for line in glances(desk, connection, some, day, us)}
    return [lines[kept.id] for kept in ties]
