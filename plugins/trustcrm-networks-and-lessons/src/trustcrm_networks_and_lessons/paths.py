"""Warm paths: who of ours knows somebody who knows somebody there, breadth-first from there to us, few people first.

What is known is asked for as the search goes on, so an office of fifty thousand people is never read whole. A path ends
at the first person whom one of ours met, since beyond somebody we know nobody need be asked to introduce us. It is
built of records alone: who held which post when, and who met whom. Nothing depends on the order in which they come.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from trustcrm.plugin import Citation, Encounter, counted, fold

DEEPEST = 4
"""So many people a path may go through at the most; what is longer is no introduction."""
KEPT = 3
"""So many ways to go on from one person are kept, the best ones."""
RECENCY = ((180, 3), (730, 2), (1826, 1))
"""Points for a last two-way contact within so many days."""
OFTEN = ((10.0, 3), (3.0, 2), (1.0, 1))
"""Points for so many two-way contacts, each weighing as in the readings: one part in the number of other sides."""
CURRENT = 1
"""Points for a colleague who still works here, and for each post that is still held."""
NOBODY = "we, by whom is not on record"


@dataclass(frozen=True, kw_only=True)
class Who:
    """Somebody or something that a path names, by its row; `to_on` is when a colleague left."""

    noun: str
    id: int
    name: str
    to_on: date | None = None

    @property
    def cite(self) -> Citation:
        """The row."""
        return Citation(self.noun, self.id)


@dataclass(frozen=True, kw_only=True)
class Stay:
    """A person at a side: in a post from one day to another, or, where `title` is "", belonging there without days."""

    person: int
    side: int
    title: str
    from_on: date | None
    to_on: date | None
    cites: tuple[Citation, ...]

    def is_current(self, day: date) -> bool:
        """Return whether it lasts on a day; without any days it is taken to."""
        return (self.from_on or day) <= day <= (self.to_on or day)

    def meets(self, other: Stay) -> bool:
        """Return whether both were there at one time, as far as days are known."""
        starts = max(self.from_on or date.min, other.from_on or date.min)
        return starts <= min(self.to_on or date.max, other.to_on or date.max)

    @property
    def key(self) -> tuple[object, ...]:
        """What orders the stays of one person at one side: the latest post first, a mere belonging last."""
        latest = -(self.to_on or date.max).toordinal(), -(self.from_on or date.min).toordinal()
        return (not self.title, *latest, self.title, tuple((one.noun, one.id) for one in self.cites))


class Records(Protocol):
    """What a search asks of the office."""

    def people_at(self, side: int) -> Collection[Stay]:
        """Return the stays of everybody who is or ever was at a side, whoever is alive."""

    def stays_of(self, person: int) -> Collection[Stay]:
        """Return every stay of a person."""

    def met(self, people: Collection[int]) -> Collection[Encounter]:
        """Return every two-way contact of these people with us."""

    def who(self, noun: str, row: int) -> Who:
        """Return a person, a colleague or a side ("side") by its row."""


@dataclass(frozen=True, kw_only=True)
class Reason:
    """Some points and what they are for."""

    points: int
    words: str
    cites: tuple[Citation, ...]


@dataclass(frozen=True, kw_only=True)
class Hop:
    """One step of a path: to whom or what, how they are known, and the records that say so."""

    to: str
    words: str
    cites: tuple[Citation, ...]


@dataclass(frozen=True, kw_only=True)
class Path:
    """A warm path: who of ours begins it, its hops, and its reasons, which sum to its score."""

    ours: str
    hops: tuple[Hop, ...]
    people: tuple[str, ...]
    reasons: tuple[Reason, ...]
    last_on: date | None
    contacts: int

    @property
    def score(self) -> int:
        """The sum of its reasons."""
        return sum(one.points for one in self.reasons)

    @property
    def in_words(self) -> str:
        """Who leads to whom: "Ana → Giulia Conti → Deputy Mayor → Milan"."""
        return " → ".join((self.ours, *(hop.to for hop in self.hops)))

    @property
    def key(self) -> tuple[object, ...]:
        """What ranks it: fewer people, more points, a later contact, more contacts; then by its words alone."""
        latest = -(self.last_on or date.min).toordinal()
        cites = tuple((one.noun, one.id) for hop in self.hops for one in hop.cites)
        return len(self.people), -self.score, latest, -self.contacts, self.in_words, cites


@dataclass(frozen=True, kw_only=True)
class _Chain:
    """A person and how it goes on from there to what is sought."""

    person: int
    hops: tuple[Hop, ...] = ()
    people: tuple[str, ...] = ()
    reasons: tuple[Reason, ...] = ()

    @property
    def key(self) -> tuple[object, ...]:
        cites = tuple((one.noun, one.id) for hop in self.hops for one in hop.cites)
        return -sum(one.points for one in self.reasons), self.people, cites


def paths_to_side(records: Records, side: int, home: int, day: date, depth: int = DEEPEST) -> list[Path]:
    """Return the warm paths to a city or organisation through at most `depth` people, the warmest first."""
    there = records.who("side", side)
    begun = []
    for person, stays in _by_person(records.people_at(side)):
        who, stay = records.who("person", person), min(stays, key=lambda one: one.key)
        hops, reason = _into(stay, who, there, day)
        begun.append(_Chain(person=person, hops=hops, people=(who.name,), reasons=(reason,)))
    return _search(records, begun, {side}, home, day, depth)


def paths_to_person(records: Records, person: int, home: int, day: date, depth: int = DEEPEST) -> list[Path]:
    """Return the warm paths to a person through at most `depth` people, that one included."""
    name = records.who("person", person).name
    return _search(records, [_Chain(person=person, people=(name,))], set(), home, day, depth)


def _search(
    records: Records, begun: Sequence[_Chain], through: set[int], home: int, day: date, depth: int
) -> list[Path]:  # fmt: skip
    found: list[Path] = []
    level, seen = _best(begun), set[int]()
    worked_here = {person: min(stays, key=lambda one: one.key) for person, stays in _by_person(_posts(records, home))}
    for people in range(min(depth, DEEPEST), 0, -1):
        met = _by_ours(records.met(sorted(level)))
        seen |= set(level)
        unknown: list[_Chain] = []
        for person, chains in level.items():
            ways = list(_contacts(records, person, met.get(person, {}), day))
            ways += [_worked_here(records, worked_here[person], home, day)] if person in worked_here else []
            found += [_joined(way, chain) for way in ways for chain in chains]
            unknown += chains if not ways and people > 1 else []
        further = [one for chain in unknown for one in _further(records, chain, through | {home}, day)]
        level = _best([one for one in further if one.person not in seen])
    return sorted(found, key=lambda one: one.key)


def _best(chains: Sequence[_Chain]) -> dict[int, list[_Chain]]:
    """Return the best few ways on from each person."""
    found: dict[int, list[_Chain]] = {}
    for chain in sorted(chains, key=lambda one: (one.person, one.key)):
        if len(found.setdefault(chain.person, [])) < KEPT:
            found[chain.person].append(chain)
    return found


def _by_person(stays: Collection[Stay]) -> Iterator[tuple[int, list[Stay]]]:
    found: dict[int, list[Stay]] = {}
    for stay in stays:
        found.setdefault(stay.person, []).append(stay)
    yield from sorted(found.items())


def _into(stay: Stay, who: Who, there: Who, day: date) -> tuple[tuple[Hop, ...], Reason]:
    """Return the hops from a person over a post to a side, and what being in that post is worth."""
    cites = (*stay.cites, there.cite)
    if not stay.title:
        words = f"{who.name} belongs to {there.name}; no post is on record"
        return (Hop(to=there.name, words=words, cites=cites),), Reason(points=0, words=words, cites=cites)
    current = stay.is_current(day)
    post = stay.title if fold(there.name) in fold(stay.title) else f"{stay.title} of {there.name}"
    words = f"{who.name} {'is' if current else 'was'} {post}{_days(stay, current)}"
    hops = (Hop(to=stay.title, words=words, cites=stay.cites), Hop(to=there.name, words=words, cites=cites))
    return hops, Reason(points=CURRENT if current else 0, words=words, cites=stay.cites)


def _days(stay: Stay, current: bool) -> str:
    since = f" from {stay.from_on.isoformat()}" if stay.from_on else ""
    until = f" until {stay.to_on.isoformat()}" if stay.to_on else ""
    return f",{since}{until}" if since or until else ("" if current else ", days unknown")


def _further(records: Records, chain: _Chain, closed: set[int], day: date) -> Iterator[_Chain]:
    """Yield the chains that begin at whoever was somewhere else together with the first of this one."""
    who = records.who("person", chain.person)
    for side, own in sorted(_by_side(records.stays_of(chain.person)).items()):
        if side in closed:
            continue
        there = records.who("side", side)
        for person, stays in _by_person(records.people_at(side)):
            together = [(one, other) for one in stays for other in own if one.meets(other)]
            if person == chain.person or not together:
                continue
            theirs, ours = min(together, key=lambda pair: (pair[0].key, pair[1].key))
            first = records.who("person", person)
            words = f"{first.name} ({_as_what(theirs)}) and {who.name} ({_as_what(ours)}) were at {there.name} together"
            cites = tuple(dict.fromkeys((*theirs.cites, *ours.cites)))
            current = theirs.is_current(day) and ours.is_current(day)
            yield _Chain(
                person=person,
                hops=(Hop(to=who.name, words=words, cites=cites), *chain.hops),
                people=(first.name, *chain.people),
                reasons=(Reason(points=CURRENT if current else 0, words=words, cites=cites), *chain.reasons),
            )


def _by_side(stays: Collection[Stay]) -> dict[int, list[Stay]]:
    found: dict[int, list[Stay]] = {}
    for stay in stays:
        found.setdefault(stay.side, []).append(stay)
    return found


def _as_what(stay: Stay) -> str:
    return stay.title or "no post on record"


Ends = dict[tuple[int, int], list[Encounter]]
"""Encounters by who of ours was there: a colleague, a person of ours, 0 for none."""


def _by_ours(met: Collection[Encounter]) -> dict[int, Ends]:
    found: dict[int, Ends] = {}
    for one in met:
        found.setdefault(one.person, {}).setdefault((one.colleague or 0, one.ours or 0), []).append(one)
    return found


@dataclass(frozen=True, kw_only=True)
class _Way:
    """How one of ours knows the first person of a chain."""

    ours: str
    hop: Hop
    reasons: tuple[Reason, ...]
    last_on: date | None
    contacts: int


def _contacts(records: Records, person: int, ends: Ends, day: date) -> Iterator[_Way]:
    who = records.who("person", person)
    for (colleague, ours), met in sorted(ends.items()):
        us = records.who("colleague", colleague) if colleague else records.who("person", ours) if ours else None
        name = us.name if us is not None else NOBODY
        each = {one.interaction: one for one in met}
        cites = tuple(Citation("interaction", row) for row in sorted(each, key=lambda row: (each[row].on, row)))
        last = max(one.on for one in met)
        weight = sum(1 / max(1, one.others) for one in each.values())
        reasons = [_recency(last, day, cites), _often(len(each), weight, cites)]
        if us is not None and colleague:
            reasons.append(_still_here(us, day))
        words = f"{name} and {who.name}: {_times(len(each))}, last on {last.isoformat()}"
        hop = Hop(to=who.name, words=words, cites=(*((us.cite,) if us is not None else ()), *cites))
        yield _Way(ours=name, hop=hop, reasons=tuple(reasons), last_on=last, contacts=len(each))


def _recency(last: date, day: date, cites: tuple[Citation, ...]) -> Reason:
    ago = (day - last).days
    points = next((points for within, points in RECENCY if ago <= within), 0)
    words = f"last two-way contact on {last.isoformat()}, {counted(ago, 'day')} ago"
    return Reason(points=points, words=words, cites=cites)


def _often(count: int, weight: float, cites: tuple[Citation, ...]) -> Reason:
    points = next((points for least, points in OFTEN if weight >= least), 0)
    shared = f", counted as {weight:.2f} for the others there" if round(weight, 6) != count else ""
    return Reason(points=points, words=f"{_times(count)}{shared}", cites=cites)


def _still_here(us: Who, day: date) -> Reason:
    if us.to_on is None or us.to_on >= day:
        return Reason(points=CURRENT, words=f"{us.name} works here", cites=(us.cite,))
    return Reason(points=0, words=f"{us.name} left on {us.to_on.isoformat()}", cites=(us.cite,))


def _times(count: int) -> str:
    return counted(count, "two-way contact")


def _posts(records: Records, home: int) -> list[Stay]:
    """Return who ever held a post of our own city."""
    return [one for one in records.people_at(home) if one.title]


def _worked_here(records: Records, stay: Stay, home: int, day: date) -> _Way:
    """Return how we know whoever held a post of our own city."""
    who, there = records.who("person", stay.person), records.who("side", home)
    _, reason = _into(stay, who, there, day)
    hop = Hop(to=who.name, words=reason.words, cites=reason.cites)
    return _Way(ours=there.name, hop=hop, reasons=(reason,), last_on=None, contacts=0)


def _joined(way: _Way, chain: _Chain) -> Path:
    return Path(
        ours=way.ours, hops=(way.hop, *chain.hops), people=chain.people, reasons=(*way.reasons, *chain.reasons),
        last_on=way.last_on, contacts=way.contacts,
    )  # fmt: skip
