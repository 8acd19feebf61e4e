"""What the office's records schedule says of its records: which are due for disposal, and what stands in the way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from trustcrm.domain.nouns import RetentionClass
from trustcrm.services.desk import Desk
from trustcrm.store.certificates import certificates
from trustcrm.store.engine import Connection
from trustcrm.store.queries.holds import HeldBy, Holds, Thing
from trustcrm.store.queries.retention import Schedule, Starts, belonging, filed_rows, others_referring
from trustcrm.store.queries.rows import titles
from trustcrm.values import dataclass

Belongs = Mapping[Thing, Sequence[Thing]]


@dataclass(frozen=True, kw_only=True)
class DueRow:
    """A record whose time is over: its class, from when that counted, since when it is due, and what stands in the way.

    `held` is the hold that covers it or a part of it; `referred` what refers to it and is to stay.
    """

    noun: str
    id: int
    title: str
    retention_class: RetentionClass
    counted_from: date
    due_on: date
    held: HeldBy | None = None
    referred: tuple[str, ...] = ()

    @property
    def disposable(self) -> bool:
        """True where nothing stands in the way."""
        return self.held is None and not self.referred


def due_rows(desk: Desk) -> list[DueRow]:
    """Return every record whose retention is over today, by noun and number."""
    with desk.database.reading() as connection:
        return due_among(connection, desk.today())


def due_among(connection: Connection, today: date) -> list[DueRow]:
    """Return what `due_rows` returns, as a connection sees it."""
    over = _over(connection, today)
    held, referred = in_the_way(connection, over, today)
    wanted: dict[str, list[int]] = {}
    for noun, row in over:
        wanted.setdefault(noun, []).append(row)
    named = titles(connection, wanted)
    return [
        DueRow(
            noun=noun, id=row, title=named.get((noun, row), ""), retention_class=retention_class,
            counted_from=start, due_on=due, held=held.get((noun, row)), referred=tuple(referred.get((noun, row), ())),
        )
        for (noun, row), (retention_class, start, due) in over.items()
    ]  # fmt: skip


def _over(connection: Connection, today: date) -> dict[Thing, tuple[RetentionClass, date, date]]:
    schedule, starts = Schedule(connection), Starts(connection)
    gone = {(row.noun, row.id) for one in certificates(connection) for row in one.rows}
    over: dict[Thing, tuple[RetentionClass, date, date]] = {}
    for noun in schedule.nouns:
        for row, filed in filed_rows(connection, schedule, noun):
            years = filed.retention_class.years
            if years is None or (noun, row["id"]) in gone:
                continue
            start = starts.of(noun, row, filed.retention_class.after)
            due = years_after(start, years) if start is not None else None
            if start is not None and due is not None and due <= today:
                over[noun, row["id"]] = (filed.retention_class, start, due)
    return over


def years_after(day: date, years: int) -> date | None:
    """Return the same day so many years on, 1 March for a leap day; None beyond the calendar."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1) if day.year + years <= date.max.year else None


def in_the_way(
    connection: Connection, wanted: Iterable[Thing], today: date
) -> tuple[dict[Thing, HeldBy], dict[Thing, list[str]]]:
    """Return what stands in the way of disposing of rows together: holds, and whatever else refers to them.

    A row is held where a part of it is. What refers to a row is no hindrance where it may go too.
    """
    going = set(wanted)
    holds = Holds(connection, today)
    parts = parts_of(connection, going)
    held = {thing: by for thing in going if (by := _first_hold(holds, (thing, *parts.get(thing, ())))) is not None}
    referred: dict[Thing, list[str]] = {}
    others = _others(connection, going | {part for some in parts.values() for part in some})
    standing = going - set(held)
    while True:
        leaving = standing | {part for thing in standing for part in parts.get(thing, ())}
        stays: dict[Thing, list[Thing]] = {thing: [] for thing in standing}
        for thing in standing:
            for one in (thing, *parts.get(thing, ())):
                stays[thing] += [other for other in others.get(one, ()) if other not in leaving]
        blocked = {thing for thing, refers in stays.items() if refers}
        if not blocked:
            return held, referred
        for thing in blocked:
            referred[thing] = [f"{noun} {row}" for noun, row in sorted(set(stays[thing]))]
        standing -= blocked


def parts_of(connection: Connection, things: Iterable[Thing]) -> dict[Thing, list[Thing]]:
    """Return what goes along with each row: its parts, and the tags, notes and the like about it and about them."""
    found: dict[Thing, list[Thing]] = {}
    ahead: dict[Thing, Thing] = {thing: thing for thing in things}
    while ahead:
        following: dict[Thing, Thing] = {}
        for noun, ids in _by_noun(ahead).items():
            for row, other, number in belonging(connection, noun, ids):
                whole = ahead[noun, row]
                if (other, number) not in found.get(whole, ()):
                    found.setdefault(whole, []).append((other, number))
                    following[other, number] = whole
        ahead = following
    return found


def _others(connection: Connection, things: Iterable[Thing]) -> dict[Thing, list[Thing]]:
    found: dict[Thing, list[Thing]] = {}
    for noun, ids in _by_noun(things).items():
        for row, other, number in others_referring(connection, noun, ids):
            found.setdefault((noun, row), []).append((other, number))
    return found


def _first_hold(holds: Holds, things: Iterable[Thing]) -> HeldBy | None:
    return next((by for noun, row in things if (by := holds.on(noun, row)) is not None), None)


def _by_noun(things: Iterable[Thing]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for noun, row in things:
        found.setdefault(noun, []).append(row)
    return found
