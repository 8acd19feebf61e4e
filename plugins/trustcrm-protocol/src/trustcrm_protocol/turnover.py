"""Who changed, on both sides: holders of posts and colleagues who look after ties, and who was not met since."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import cast

from trustcrm.plugin import (
    Citation,
    Custody,
    Interaction,
    Listed,
    Participant,
    PluginContext,
    Tenure,
    counted,
)
from trustcrm_protocol.neighbours import Neighbours


@dataclass(frozen=True, kw_only=True)
class Change:
    """A post that changed hands, or that a tie got another custodian, on a day; `ours` says on which side of it.

    `left` and `came` are names, "" where nobody left or nobody came. `met_on` is the day of the latest two-way contact
    since in which whoever came took part, None where there was none; `gone_on` when they left again, if they did.
    """

    on: date
    ours: bool
    side: int
    name: str
    title: str
    left: str
    came: str
    met_on: date | None
    contacts: int
    gone_on: date | None
    cites: tuple[Citation, ...]

    @property
    def is_met(self) -> bool:
        """Whether whoever came was met since; a seat that stands empty cannot be."""
        return self.met_on is not None

    @property
    def is_open(self) -> bool:
        """Whether it leaves something to do: an empty seat, or somebody to meet who is there still."""
        return not self.is_met and self.gone_on is None

    @property
    def waits_to_be_met(self) -> bool:
        """Whether somebody came who is there still and was not met since."""
        return bool(self.came) and self.is_open

    @property
    def words(self) -> str:
        """What changed, in words."""
        if self.left and self.came:
            return f"{self.came} followed {self.left}"
        return f"{self.came} came" if self.came else f"{self.left} left, nobody is known to follow"

    @property
    def since_then(self) -> str:
        """Whether they were met since, in words."""
        if not self.came:
            return "vacant"
        left = f"; left on {self.gone_on.isoformat()}" if self.gone_on is not None else ""
        if self.met_on is None:
            return f"not met{left}" if left else "not met since"
        return f"{counted(self.contacts, 'contact')}, last on {self.met_on.isoformat()}{left}"


def turnover(context: PluginContext, known: Neighbours, days: int) -> list[Change]:
    """Return what changed among the neighbours within so many days up to theirs, the latest first."""
    first = known.day - timedelta(days=min(days, (known.day - date.min).days))
    found = [*_posts(context, known, first), *_custodies(context, known, first)]
    return sorted(found, key=lambda one: (-one.on.toordinal(), one.ours, one.name, one.title, one.came, one.left))


def _posts(context: PluginContext, known: Neighbours, first: date) -> Iterator[Change]:
    for row, kept in known.posts.items():
        held = [one for one in known.tenures.get(row, []) if (_tenure(one).from_on or first) <= known.day]
        followed: set[int] = set()
        side, title = cast(int, kept.record.side), kept.record.title
        for place, one in enumerate(held):
            began = _tenure(one).from_on
            if began is not None and first <= began <= known.day:
                before = _before(held[:place], began, followed)
                yield _change(context, known, began, side, title, before, one)
        for one in held:
            ended = _tenure(one).to_on
            if ended is not None and first <= ended < known.day and one.kept.id not in followed:
                yield _change(context, known, ended, side, title, one, None)


def _before(held: list[Listed], began: date, followed: set[int]) -> Listed | None:
    """Return whom somebody followed: the latest who left by then and whom nobody else followed."""
    gone = [one for one in held if (ended := _tenure(one).to_on) and ended <= began and one.kept.id not in followed]
    if not gone:
        return None
    latest = max(gone, key=lambda one: (_tenure(one).to_on or date.min, one.kept.id))
    followed.add(latest.kept.id)
    return latest


def _change(
    context: PluginContext, known: Neighbours, on: date, side: int, title: str, left: Listed | None, came: Listed | None
) -> Change:
    met = _met(context, known, cast(int, _tenure(came).person), on) if came is not None else []
    return Change(
        on=on, ours=side == known.home, side=side, name=known.names[side], title=title,
        left=left.referred.get("person", "") if left is not None else "",
        came=came.referred.get("person", "") if came is not None else "",
        met_on=max(met, default=None), contacts=len(met),
        gone_on=_gone(_tenure(came).to_on, known) if came is not None else None,
        cites=tuple(_cited(one) for one in (left, came) if one is not None),
    )  # fmt: skip


def _met(context: PluginContext, known: Neighbours, person: int, since: date) -> list[date]:
    """Return the days of two-way contacts of our own city since a day in which a person took part."""
    seen = {}
    sat = context.ask.page("participant", {"person": str(person)}).rows
    numbers = {cast(int, cast(Participant, row.kept.record).interaction) for row in sat}
    for number, listed in context.ask.several("interaction", numbers).items():
        told = cast(Interaction, listed.kept.record)
        ours = known.home in (told.giver, told.receiver) and not listed.kept.withdrawn
        if ours and told.direction == "mutual" and since <= told.on <= known.day:
            seen[number] = told.on
    return list(seen.values())


def _custodies(context: PluginContext, known: Neighbours, first: date) -> Iterator[Change]:
    sides = known.sides
    by_tie: dict[int, list[Listed]] = {}
    narrowed = [{"tie": str(tie)} for tie in sides] if known.only is not None else [{}]
    for row in (row for where in narrowed for row in context.ask.page("custody", where).rows):
        custody = cast(Custody, row.kept.record)
        if custody.tie in sides and (custody.from_on or first) <= known.day:
            by_tie.setdefault(custody.tie, []).append(row)
    for tie, rows in by_tie.items():
        for row in rows:
            custody = cast(Custody, row.kept.record)
            began = custody.from_on
            if began is not None and first <= began:
                left = [one for one in rows if (ended := _custody(one).to_on) and ended <= began]
                before = max(left, key=lambda one: _custody(one).to_on or date.min, default=None)
                yield _handed(context, known, began, sides[tie], before, row)
            ended = custody.to_on
            if ended is not None and first <= ended < known.day and not _handed_on(rows, ended):
                yield _handed(context, known, ended, sides[tie], row, None)


def _handed_on(rows: list[Listed], ended: date) -> bool:
    return any((_custody(one).to_on or date.max) > ended for one in rows)


def _handed(
    context: PluginContext, known: Neighbours, on: date, side: int, left: Listed | None, came: Listed | None
) -> Change:
    met: list[date] = []
    contacts = 0
    if came is not None:
        for found in context.ask.attendance(on, known.day, side):
            for one in found.colleagues:
                if one.id == _custody(came).colleague:
                    met, contacts = [one.last_on], one.contacts
    return Change(
        on=on, ours=True, side=side, name=known.names[side], title="custodian of the tie",
        left=left.referred.get("colleague", "") if left is not None else "",
        came=came.referred.get("colleague", "") if came is not None else "",
        met_on=max(met, default=None), contacts=contacts,
        gone_on=_gone(_custody(came).to_on, known) if came is not None else None,
        cites=tuple(Citation("custody", one.kept.id) for one in (left, came) if one is not None),
    )  # fmt: skip


def _gone(until: date | None, known: Neighbours) -> date | None:
    return until if until is not None and until < known.day else None


def _tenure(row: Listed) -> Tenure:
    return cast(Tenure, row.kept.record)


def _custody(row: Listed) -> Custody:
    return cast(Custody, row.kept.record)


def _cited(row: Listed) -> Citation:
    return Citation("tenure", row.kept.id, _tenure(row).source or "")
