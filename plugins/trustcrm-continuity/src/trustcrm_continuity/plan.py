"""What so many hours are best spent on: duties first, then the contacts that keep most trust.

Trust kept is counted in days of trust: our trust in them on the next date of a tie with a contact today, less the same
without one, times the days until then. The next date is the next engagement, or the day by which a contact would be due
after one today. Of a tie that owes thanks the contact is to thank: nobody calls to chat and passes a gift over.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from trustcrm.plugin import Ahead, Due, InvalidValue, PluginContext, alphabetical
from trustcrm_continuity.knapsack import Thing, choose
from trustcrm_continuity.settings import CHANNELS, MOST_HOURS, ContinuitySettings, settings_of

WEEK = 7
"""A plan is for the days of a week; what is due within them is a duty of it."""

DUTIES: Mapping[str, int] = {
    "thanks": 6, "promise": 6, "ask": 5, "notice": 3, "follow-up": 4, "term": 2, "national day": 2, "custody": 2,
}  # fmt: skip
"""What is ours to do and how much each weighs where the hours do not suffice for all; one more where it is late."""
LAST_CHANCE = 12
"""What a notice weighs whose last day is within the week: nothing that is missed there can be made up for."""

BY_CONTACT = ("thanks", "national day")
"""Duties that are done by being in touch: one contact does all of those towards one side."""

_USUAL = timedelta(days=365)
"""The way we were in touch last, within a year, is the way we are again."""
_FINE = 1_000_000
"""Days of trust are compared to a millionth: as whole numbers, whose order no rounding can change."""


@dataclass(frozen=True, kw_only=True)
class Errand:
    """One thing to do: a contact with a side, with the duties that it does, or a duty by itself.

    `how` is the kind of contact, "" for a duty at the desk; `weight` what its duties weigh, 0 for a mere contact;
    `keeps` the days of trust that the contact keeps; `ahead` what lies ahead of the side, None where there is no tie.
    """

    name: str
    side: int | None
    minutes: int
    how: str = ""
    duties: tuple[Due, ...] = ()
    weight: int = 0
    keeps: float = 0.0
    ahead: Ahead | None = None

    @property
    def key(self) -> tuple[str, int]:
        """What tells it from every other errand and puts them in order."""
        about = f"{self.duties[0].noun} {self.duties[0].kind}" if self.duties and not self.how else ""
        return f"{alphabetical(self.name)}\0{about}", self.duties[0].id if about else self.side or 0

    @property
    def what(self) -> str:
        """What is to be done, in words."""
        return "; ".join(one.reason for one in self.duties) or f"{self.how}: be in touch"


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What the hours are spent on, what is left undone, and which ties go cold, the first to do so first."""

    day: date
    minutes: int
    errands: tuple[Errand, ...]
    undone: tuple[Errand, ...]
    left: tuple[Errand, ...]

    @property
    def spent(self) -> int:
        """How many minutes of it are spent."""
        return sum(one.minutes for one in self.errands)

    @property
    def duty_minutes(self) -> int:
        """How many minutes all duties take, done or undone."""
        return sum(one.minutes for one in (*self.errands, *self.undone) if one.weight)

    @property
    def all_minutes(self) -> int:
        """How many minutes everything would take."""
        return sum(one.minutes for one in (*self.errands, *self.undone, *self.left))

    @property
    def suffices(self) -> bool:
        """Whether every duty is done."""
        return not self.undone

    @property
    def keeps(self) -> float:
        """How many days of trust are kept."""
        return sum(one.keeps for one in self.errands)

    @property
    def loses(self) -> float:
        """How many more could be, had we the hours."""
        return sum(one.keeps for one in (*self.undone, *self.left))

    def cold_by(self, day: date) -> list[Ahead]:
        """Return the ties nobody is in touch with by this plan that are cold by a day, never met ones last."""
        silent = [one.ahead for one in (*self.undone, *self.left) if one.ahead is not None]
        cold = [one for one in silent if one.last_contact is None or (one.cold_on is not None and one.cold_on <= day)]
        return sorted(cold, key=lambda one: (one.cold_on or date.max, alphabetical(one.name), one.side))


def plan(context: PluginContext, hours: float) -> Plan:
    """Return the plan of so many hours from today. Raises `InvalidValue` where they cannot be."""
    if not 0 < hours <= MOST_HOURS:
        raise InvalidValue(f"A plan is for more than 0 and at most {MOST_HOURS:,} hours, not {hours:g}.")
    return planned(errands(context), int(hours * 60), context.clock.today())


def planned(errands: Iterable[Errand], minutes: int, day: date) -> Plan:
    """Return the best plan: all that can be done of duties by their weight, then most trust, then the least time."""
    by_key = {one.key: one for one in errands}
    things = [
        Thing(name=key, minutes=one.minutes, worth=(one.weight, round(one.keeps * _FINE)))
        for key, one in by_key.items()
    ]
    chosen = {one.name for one in choose(things, minutes)}
    others = [one for key, one in by_key.items() if key not in chosen]
    return Plan(
        day=day,
        minutes=minutes,
        errands=tuple(sorted((by_key[key] for key in chosen), key=_order)),
        undone=tuple(sorted((one for one in others if one.weight), key=_order)),
        left=tuple(sorted((one for one in others if not one.weight), key=_order)),
    )


def _order(one: Errand) -> tuple[object, ...]:
    """Put duties first, the weightier before the others, then contacts by what a minute of them keeps."""
    return -one.weight, -one.keeps / one.minutes if not one.weight else 0.0, one.key


def errands(context: PluginContext) -> list[Errand]:
    """Return everything that could be done this week: what is due and ours to do, and a contact with every tie."""
    settings, day = settings_of(context), context.clock.today()
    ties = {one.side: one for one in context.ask.ahead()}
    ways = _ways(context, ties, settings)
    found, by_contact = [], defaultdict[int, list[Due]](list)
    for due in context.ask.due(WEEK):
        if due.kind in BY_CONTACT and due.side is not None:
            by_contact[due.side].append(due)
        elif due.kind in DUTIES:
            found.append(_at_the_desk(due, settings.minutes(due.kind), day))
    for side in {**ties, **by_contact}:
        found.append(_in_touch(side, ties.get(side), by_contact[side], ways.get(side, CHANNELS[0]), settings, day))
    return found


def _at_the_desk(due: Due, minutes: int, day: date) -> Errand:
    return Errand(name=due.name, side=due.side, minutes=minutes, duties=(due,), weight=_weight(due, day))


def _in_touch(
    side: int, ahead: Ahead | None, duties: Sequence[Due], how: str, settings: ContinuitySettings, day: date
) -> Errand:
    return Errand(
        name=ahead.name if ahead is not None else duties[0].name, side=side, how=how, duties=tuple(duties),
        minutes=max((settings.minutes(one.kind) for one in duties), default=settings.minutes(how)),
        weight=sum(_weight(one, day) for one in duties), keeps=_keeps(ahead, day), ahead=ahead,
    )  # fmt: skip


def _weight(due: Due, day: date) -> int:
    if due.kind == "notice" and day <= due.on <= day + timedelta(days=WEEK):
        return LAST_CHANCE
    return DUTIES[due.kind] + (due.on < day)


def _keeps(ahead: Ahead | None, day: date) -> float:
    """Return the days of trust that a contact today keeps, 0 where there is no reading of them."""
    if ahead is None or ahead.with_contact is None or ahead.without is None:
        return 0.0
    return max(0.0, ahead.with_contact - ahead.without) * (ahead.next_on - day).days


def _ways(context: PluginContext, sides: Iterable[int], settings: ContinuitySettings) -> dict[int, str]:
    """Return by which kind of contact we were in touch last with each side; of two on one day the shorter."""
    day = context.clock.today()
    found: dict[int, tuple[date, int, str]] = {}
    for one in context.ask.tally(day - _USUAL, day).counted:
        if one.kind in CHANNELS:
            told = (one.last_on, -settings.minutes(one.kind), one.kind)
            found[one.them] = max(found.get(one.them, told), told)
    return {side: found[side][2] for side in sides if side in found}
