"""Where our time went: the minutes of interactions, by priority and by side, and what no priority has.

The database counts, once for each stretch in which no share changed; so a million interactions take a moment.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from trustcrm.plugin import PluginContext, alphabetical
from trustcrm_strategy.hundred import allotted, hundred
from trustcrm_strategy.priorities import Priority, Share
from trustcrm_strategy.ties import ties_of

UNASSIGNED = 0
"""What stands in the place of a priority's number for the time that none has."""


@dataclass(frozen=True, kw_only=True)
class Spent:
    """Time from `first` to `last`: minutes by priority and side, exactly; `UNASSIGNED` is the time that none has.

    `names` are the sides by id. `untimed` of all `interactions` say nothing of how long they lasted, and count for
    nothing. `whole` is False where whoever asks may not read what is restricted, which is then in no figure.
    """

    first: date
    last: date
    minutes: Mapping[tuple[int, int], Fraction]
    names: Mapping[int, str]
    interactions: int
    untimed: int
    whole: bool

    @property
    def by_priority(self) -> dict[int, Fraction]:
        """Minutes by priority, `UNASSIGNED` always among them."""
        found: dict[int, Fraction] = defaultdict(Fraction, {UNASSIGNED: Fraction(0)})
        for (priority, _), minutes in self.minutes.items():
            found[priority] += minutes
        return dict(found)

    @property
    def total(self) -> Fraction:
        """All minutes."""
        return sum(self.minutes.values(), Fraction(0))

    @property
    def shares(self) -> dict[int, int]:
        """The share of each priority in whole percents that sum to exactly 100; nothing where no time is on record."""
        return hundred(self.by_priority)

    @property
    def whole_minutes(self) -> dict[int, int]:
        """The minutes of each priority in whole ones, which sum to the whole minutes of all."""
        return allotted(self.by_priority, whole(self.total))

    def sides_of(self, priority: int) -> list[tuple[int, Fraction]]:
        """Return the sides on which a priority's time was spent, most first."""
        own = [(side, minutes) for (one, side), minutes in self.minutes.items() if one == priority and minutes]
        return sorted(own, key=lambda pair: (-pair[1], alphabetical(self.names.get(pair[0], "")), pair[0]))

    def whole_sides_of(self, priority: int) -> list[tuple[int, int]]:
        """Return the same in whole minutes, which sum to the whole minutes of the priority."""
        sides = self.sides_of(priority)
        told = allotted(dict(sides), self.whole_minutes.get(priority, 0))
        return sorted(((side, told[side]) for side, _ in sides), key=lambda pair: -pair[1])


def spent(context: PluginContext, found: Sequence[Priority], first: date, last: date) -> Spent:
    """Return the time from one day to another, as the shares of ties say what it was for on each day."""
    sides = {one.tie: one.them for one in ties_of(context)}
    shares = [share for one in found for share in one.shares if share.tie in sides]
    by_side: dict[int, list[Share]] = defaultdict(list)
    for share in shares:
        by_side[sides[share.tie]].append(share)
    minutes: dict[tuple[int, int], Fraction] = defaultdict(Fraction)
    names: dict[int, str] = {}
    interactions, timed, whole = 0, 0, True
    for begin, end in _stretches(shares, first, last):
        tally = context.ask.tally(begin, end)
        names |= tally.names
        whole = whole and tally.whole
        parts = {them: _parts(by_side.get(them, ()), begin) for them in {one.them for one in tally.counted}}
        for one in tally.counted:
            interactions += one.interactions
            timed += one.timed
            for priority, part in parts[one.them].items():
                minutes[priority, one.them] += one.minutes * part
    return Spent(
        first=first, last=last, minutes={key: one for key, one in minutes.items() if one}, names=names,
        interactions=interactions, untimed=interactions - timed, whole=whole,
    )  # fmt: skip


def _stretches(shares: Sequence[Share], first: date, last: date) -> list[tuple[date, date]]:
    """Return stretches of days, one after the other, within each of which the same shares hold."""
    begins = {share.from_on for share in shares}
    begins |= {share.to_on + timedelta(days=1) for share in shares if share.to_on not in (None, date.max)}
    cuts = [first, *sorted(day for day in begins if first < day <= last)]
    ends = [day - timedelta(days=1) for day in cuts[1:]]
    return list(zip(cuts, [*ends, last], strict=True))


def _parts(shares: Sequence[Share], day: date) -> dict[int, Fraction]:
    """Return which part of the time with a side of these shares is for which priority on a day; what is left too.

    They sum to 1. Shares of two sides that turned out to be one may be more than all of it; then they are parts of
    their sum.
    """
    own: dict[int, int] = defaultdict(int)
    for share in shares:
        if share.is_on(day):
            own[share.priority] += share.percent
    whole = max(100, sum(own.values()))
    return {
        **{priority: Fraction(percent, whole) for priority, percent in own.items()},
        UNASSIGNED: Fraction(whole - sum(own.values()), whole),
    }


def whole(minutes: Fraction) -> int:
    """Return whole minutes; a half one and more is one."""
    return int(minutes + Fraction(1, 2))


def hours(minutes: Fraction | int) -> str:
    """Return minutes as hours and minutes, such as "3:05"; a half minute and more is a whole one."""
    told = whole(Fraction(minutes))
    return f"{told // 60}:{told % 60:02d}"
