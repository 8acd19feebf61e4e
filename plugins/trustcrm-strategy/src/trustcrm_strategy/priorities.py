"""Priorities: what the city wants for a while, the goals each serves, and how much of which tie's time is for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import delete, insert, select, update

from trustcrm.plugin import (
    DatabaseUnusable,
    InvalidValue,
    NotFound,
    PluginContext,
    Refused,
    TableAccess,
    fold,
)
from trustcrm_strategy.goals import goal_in
from trustcrm_strategy.tables import PRIORITY, SERVES, SHARE
from trustcrm_strategy.ties import OurTie, ties_of


@dataclass(frozen=True, kw_only=True)
class Share:
    """So many percent of a tie's time are for a priority, from one day to another; `to_on` is the last, None while."""

    id: int
    priority: int
    tie: int
    percent: int
    from_on: date
    to_on: date | None

    def is_on(self, day: date) -> bool:
        """Return whether it holds on a day."""
        return self.from_on <= day and (self.to_on is None or day <= self.to_on)


@dataclass(frozen=True, kw_only=True)
class Priority:
    """What the city wants, from one day to another, with the codes of the goals it serves and its shares of ties."""

    id: int
    name: str
    from_on: date
    to_on: date | None
    words: str | None
    goals: tuple[str, ...] = ()
    shares: tuple[Share, ...] = ()

    def is_on(self, day: date) -> bool:
        """Return whether it holds on a day."""
        return self.from_on <= day and (self.to_on is None or day <= self.to_on)

    def on(self, day: date) -> tuple[Share, ...]:
        """Return its shares that hold on a day."""
        return tuple(share for share in self.shares if share.is_on(day))


def priorities(context: PluginContext) -> list[Priority]:
    """Return every priority, in the order they began."""
    with context.tables.reading() as tables:
        return _all(tables)


def priorities_if_any(context: PluginContext) -> list[Priority]:
    """Return every priority; none where the plugin's tables are not made yet, as before an upgrade."""
    try:
        return priorities(context)
    except (DatabaseUnusable, Refused):
        return []


def priority(context: PluginContext, words: str) -> Priority:
    """Return a priority by number or name. Raises `NotFound`."""
    with context.tables.reading() as tables:
        return _one(tables, words)


def add(
    context: PluginContext, name: str, from_on: date, to_on: date | None = None, *, words: str | None = None,
    goals: Iterable[str] = (),
) -> int:  # fmt: skip
    """Keep a priority with the goals it serves and return its number. Raises `Refused` where the name is taken."""
    values = {"name": name.strip(), "from_on": from_on, "to_on": to_on, "words": words}
    with context.tables.writing() as tables:
        _require_possible(tables, values)
        key: Any = tables.execute(insert(PRIORITY), values).inserted_primary_key
        for code in {goal_in(tables, one).code: None for one in goals}:
            tables.execute(insert(SERVES), {"priority_id": key[0], "code": code})
        return int(key[0])


def correct(context: PluginContext, words: str, values: Mapping[str, Any]) -> Priority:
    """Give a priority another name, other days or words; what it is given ends no later than it. Returns it as it is.

    Raises `NotFound`, `InvalidValue`, `Refused`.
    """
    with context.tables.writing() as tables:
        found = _one(tables, words)
        whole: dict[str, Any] = {
            "name": found.name,
            "from_on": found.from_on,
            "to_on": found.to_on,
            "words": found.words,
        } | dict(values)
        _require_possible(tables, whole, besides=found.id)
        outside = [one for one in found.shares if one.from_on < whole["from_on"]]
        if whole["to_on"] is not None:
            outside += [one for one in found.shares if one.from_on > whole["to_on"]]
            longer = (SHARE.c.to_on.is_(None)) | (SHARE.c.to_on > whole["to_on"])
            chosen = update(SHARE).where(SHARE.c.priority_id == found.id, longer)
            tables.execute(chosen.values({"to_on": whole["to_on"]}))
        if outside:
            raise Refused(
                f"Tie {outside[0].tie} serves {found.name} from {outside[0].from_on.isoformat()}, which those days "
                "leave out; `trustcrm priority untie` comes first."
            )
        tables.execute(update(PRIORITY).where(PRIORITY.c.id == found.id).values(whole))
        return _one(tables, str(found.id))


def remove(context: PluginContext, words: str) -> Priority:
    """Take back a priority that was kept by mistake, with what hangs on it. Raises `NotFound`."""
    with context.tables.writing() as tables:
        found = _one(tables, words)
        tables.execute(delete(PRIORITY).where(PRIORITY.c.id == found.id))
    return found


def serve(context: PluginContext, words: str, goal: str, *, yes: bool = True) -> tuple[Priority, str]:
    """Say that a priority serves a goal, or that it does not; return both. Raises `NotFound`, `Refused`."""
    with context.tables.writing() as tables:
        found, code = _one(tables, words), goal_in(tables, goal).code
        if yes == (code in found.goals):
            raise Refused(f"{found.name} serves {code} already." if yes else f"{found.name} does not serve {code}.")
        if yes:
            tables.execute(insert(SERVES), {"priority_id": found.id, "code": code})
        else:
            tables.execute(delete(SERVES).where(SERVES.c.priority_id == found.id, SERVES.c.code == code))
    return found, code


def tie_to(
    context: PluginContext, words: str, tie: OurTie, percent: int, from_on: date | None = None,
    to_on: date | None = None,
) -> Share:  # fmt: skip
    """Say that so many percent of a tie's time are for a priority, from a day on, else from the priority's first.

    What was said of the two before ends the day before. Raises `Refused` where on some day more than all of the time
    with that side would be given away, `InvalidValue` where it lies outside the priority's days.
    """
    if not 1 <= percent <= 100:
        raise InvalidValue(f"{percent} is no share; give whole percents from 1 to 100.")
    sides = {one.tie: one.them for one in ties_of(context)}
    with context.tables.writing() as tables:
        found = _one(tables, words)
        values: dict[str, Any] = {
            "priority_id": found.id, "tie_id": tie.tie, "percent": percent, "from_on": from_on or found.from_on,
            "to_on": found.to_on if to_on is None else to_on,
        }  # fmt: skip
        _require_within(found, values)
        _end_before(tables, found, tie.tie, values["from_on"])
        key: Any = tables.execute(insert(SHARE), values).inserted_primary_key
        _require_room(_shares(tables), sides, tie)
    return Share(
        id=int(key[0]), priority=found.id, tie=tie.tie, percent=percent, from_on=values["from_on"],
        to_on=values["to_on"],
    )  # fmt: skip


def untie(context: PluginContext, words: str, tie: int, last: date | None) -> Priority:
    """Let a tie serve a priority no longer, its `last` day kept; without one take back that it ever did.

    Raises `NotFound` where it does not.
    """
    with context.tables.writing() as tables:
        found = _one(tables, words)
        own = [
            one for one in found.shares if one.tie == tie and (last is None or one.to_on is None or one.to_on > last)
        ]
        if not own:
            raise NotFound(f"Tie {tie} does not serve {found.name}; `trustcrm priority show {found.id}` says which do.")
        for one in own:
            if last is None or one.from_on > last:
                tables.execute(delete(SHARE).where(SHARE.c.id == one.id))
            else:
                tables.execute(update(SHARE).where(SHARE.c.id == one.id).values({"to_on": last}))
    return found


def _end_before(tables: TableAccess, found: Priority, tie: int, day: date) -> None:
    for one in found.shares:
        if one.tie != tie or (one.to_on is not None and one.to_on < day):
            continue
        if one.from_on >= day:
            tables.execute(delete(SHARE).where(SHARE.c.id == one.id))
        else:
            before = {"to_on": day - timedelta(days=1)}
            tables.execute(update(SHARE).where(SHARE.c.id == one.id).values(before))


def _require_within(found: Priority, values: Mapping[str, Any]) -> None:
    first, last = values["from_on"], values["to_on"]
    if last is not None and last < first:
        raise InvalidValue(f"The last day, {last.isoformat()}, comes before the first, {first.isoformat()}.")
    if first < found.from_on or (found.to_on is not None and (last is None or last > found.to_on)):
        until = f" to {found.to_on.isoformat()}" if found.to_on else " on"
        raise InvalidValue(f"{found.name} holds from {found.from_on.isoformat()}{until}; give days within.")


def _require_room(shares: Sequence[Share], sides: Mapping[int, int], tie: OurTie) -> None:
    """Refuse where the shares of all ties with one side are more than all of the time with it."""
    own = [one for one in shares if sides.get(one.tie) == tie.them]
    for day in sorted({one.from_on for one in own}):
        given = sum(one.percent for one in own if one.is_on(day))
        if given > 100:
            raise Refused(
                f"On {day.isoformat()} {given} % of the time with {tie.name} would be given away; lessen a share "
                "first: `trustcrm strategy ties` lists them."
            )


def _require_possible(tables: TableAccess, values: Mapping[str, Any], besides: int | None = None) -> None:
    if not values["name"] or values["name"].isdigit():
        raise InvalidValue("A priority needs a name that is no number, as in `trustcrm priority add 'Clean air'`.")
    if values["to_on"] is not None and values["to_on"] < values["from_on"]:
        raise InvalidValue(
            f"The last day, {values['to_on'].isoformat()}, comes before the first, {values['from_on'].isoformat()}."
        )
    for row in tables.execute(select(PRIORITY.c.id, PRIORITY.c.name)).mappings():
        if row["id"] != besides and fold(row["name"]) == fold(values["name"]):
            raise Refused(f"{row['name']} is a priority already, number {row['id']}.")


def _one(tables: TableAccess, words: str) -> Priority:
    every = _all(tables)
    found = next((one for one in every if str(one.id) == words.strip()), None)
    found = found or next((one for one in every if fold(one.name) == fold(words)), None)
    if found is None:
        raise NotFound(f"There is no priority {words!r}; `trustcrm priority list` lists those there are.")
    return found


def _all(tables: TableAccess) -> list[Priority]:
    codes: dict[int, list[str]] = defaultdict(list)
    for row in tables.execute(select(SERVES).order_by(SERVES.c.id)).mappings():
        codes[row["priority_id"]].append(row["code"])
    shares: dict[int, list[Share]] = defaultdict(list)
    for share in _shares(tables):
        shares[share.priority].append(share)
    rows = tables.execute(select(PRIORITY).order_by(PRIORITY.c.from_on, PRIORITY.c.id)).mappings()
    return [
        Priority(
            id=row["id"], name=row["name"], from_on=row["from_on"], to_on=row["to_on"], words=row["words"],
            goals=tuple(codes[row["id"]]), shares=tuple(shares[row["id"]]),
        )
        for row in rows
    ]  # fmt: skip


def _shares(tables: TableAccess) -> list[Share]:
    rows = tables.execute(select(SHARE).order_by(SHARE.c.from_on, SHARE.c.id)).mappings()
    return [
        Share(
            id=row["id"], priority=row["priority_id"], tie=row["tie_id"], percent=row["percent"],
            from_on=row["from_on"], to_on=row["to_on"],
        )
        for row in rows
    ]  # fmt: skip
