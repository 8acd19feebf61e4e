"""The whole portfolio as of several days, side by side: before the crisis, at its height, now.

Each reading is what `trustcrm show --as-of` tells of that day; nothing that happened later is in it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import MAX_EMAX, MAX_PREC, MIN_EMIN, Context, Decimal
from functools import reduce
from typing import cast

from trustcrm.plugin import Glance, InvalidValue, PluginContext, StepTaken, Window
from trustcrm_strategy.ties import OurTie, ties_of, year_before

WARMTH = {"warm": "warm", "cooling": "cooling", "cold": "cold", "never": "without contact on record"}
"""How warm a tie is, as readings call it, and how it is told here."""

_WIDE = Context(prec=MAX_PREC, Emax=MAX_EMAX, Emin=MIN_EMIN)
"""Arithmetic that rounds nothing; Python's own stops at 28 digits."""


@dataclass(frozen=True, kw_only=True)
class Arrived:
    """What had arrived by a day one way, ours to others or theirs to us, of one kind in one unit.

    `count` is how many contributions, `sum` how much of those that were counted, None where none was.
    """

    ours: bool
    kind: str
    unit: str
    count: int
    sum: Decimal | None
    steps: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class Moment:
    """The portfolio as of a day: the ties that stood then, by number, and what had arrived either way until then."""

    day: date
    glances: Mapping[int, Glance]
    arrived: Sequence[Arrived]

    @property
    def warmth(self) -> Counter[str]:
        """How many ties were how warm."""
        return Counter(one.warmth_word for one in self.glances.values())


@dataclass(frozen=True, kw_only=True)
class Compared:
    """The days side by side, and every tie that stood on any of them."""

    moments: Sequence[Moment]
    ties: Sequence[OurTie]


def compare(context: PluginContext, days: Sequence[date]) -> Compared:
    """Return the portfolio as of each of these days, the earliest first. Raises `InvalidValue` for one ahead."""
    today = context.clock.today()
    ahead = [day for day in days if day > today]
    if ahead:
        raise InvalidValue(f"{ahead[0].isoformat()} lies ahead of today, {today.isoformat()}; nothing is known of it.")
    every = ties_of(context)
    home, received = context.ask.home().side, context.ask.steps_taken("received")
    moments = []
    for day in sorted(set(days)):
        stood = {one.tie for one in every if one.stood(day)}
        glances = {one.tie: one for one in context.ask.overview(day) if one.tie in stood}
        moments.append(Moment(day=day, glances=glances, arrived=_arrived(received, home, day)))
    seen = {tie for moment in moments for tie in moment.glances}
    return Compared(moments=moments, ties=[one for one in every if one.tie in seen])


def usual_days(context: PluginContext, today: date) -> list[date]:
    """Return the day before the latest crisis began and today; a year before and today where there was none."""
    windows = (cast(Window, row.kept.record) for row in context.ask.page("window", {"kind": "crisis"}).rows)
    begun = max((one.starts_on for one in windows if one.starts_on <= today), default=None)
    return [year_before(today) if begun is None else begun - timedelta(days=1), today]


def side_by_side(moments: Sequence[Moment]) -> list[tuple[bool, str, str, list[Arrived | None]]]:
    """Return for each way, kind and unit what had arrived by each of the days; given first."""
    keys = sorted({(not one.ours, one.kind, one.unit) for moment in moments for one in moment.arrived})
    by_key = [{(not one.ours, one.kind, one.unit): one for one in moment.arrived} for moment in moments]
    return [(not key[0], key[1], key[2], [there.get(key) for there in by_key]) for key in keys]


def _arrived(steps: Iterable[StepTaken], home: int, day: date) -> list[Arrived]:
    """Return what arrived until a day between our own city and others, unit by unit; units are never added."""
    groups: dict[tuple[bool, str, str], list[StepTaken]] = {}
    for one in steps:
        if one.on <= day and home in (one.giver, one.receiver):
            groups.setdefault((one.giver == home, one.kind, one.unit or ""), []).append(one)
    return [
        Arrived(
            ours=ours, kind=kind, unit=unit, count=len({one.contribution for one in found}), sum=_sum(found),
            steps=tuple(one.id for one in found),
        )
        for (ours, kind, unit), found in sorted(groups.items())
    ]  # fmt: skip


def _sum(steps: Iterable[StepTaken]) -> Decimal | None:
    counted = [one.quantity for one in steps if one.quantity is not None]
    return reduce(_WIDE.add, counted) if counted else None
