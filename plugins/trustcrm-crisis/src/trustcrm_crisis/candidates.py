"""Who could help with something, and is awake: each tie with reasons that sum to its score, or why it is left out.

The points are whole numbers, printed with each reason. Trust is no part of them: deeds, people and hours are. Ties of
one score are ordered by name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, cast

from trustcrm.plugin import (
    Account,
    Citation,
    Glance,
    LivingContact,
    PluginContext,
    Post,
    Tenure,
    Tie,
    alphabetical,
    counted,
    fold,
)
from trustcrm_crisis.hours import hour_at, zones_of
from trustcrm_crisis.in_need import Matter, Objection, objections

GAVE_US_SUCH, EACH_FURTHER, MOST_SUCH = 3, 1, 5
GAVE_US_ELSE = 1
GAVE_OTHERS_SUCH = 2
OPEN_OFFER = 3
OFFERED = "has offered or promised it"
EACH_TAG, MOST_TAGS = 2, 4
EACH_PERSON, MOST_PEOPLE = 1, 2
RECENT, LATELY = 30, 180
RECENT_POINTS, LATELY_POINTS = 2, 1
AT_WORK, AWAKE = 2, 1
EACH_OWED, MOST_OWED = -1, -3
PEOPLE_DAYS = 365
"""Within so many days somebody was in contact with us whom we can call a living contact."""
SHORTEST = 3
"""Words shorter than this say nothing of a thing."""
_SMALL = frozenset({"and", "from", "the", "with", "for", "our", "all"})
NO_CONTACT = "no living contact: nobody on record holds a post or took part in a two-way contact within two years"


@dataclass(frozen=True, kw_only=True)
class Reason:
    """Some points and what they are for."""

    points: int
    words: str
    cites: tuple[Citation, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A tie that could help; its reasons sum to its score."""

    tie: int
    side: int
    name: str
    reasons: tuple[Reason, ...]
    people: tuple[tuple[int, str], ...]
    hour: str
    trust: float | None

    @property
    def score(self) -> int:
        """The sum of its reasons."""
        return sum(reason.points for reason in self.reasons)


@dataclass(frozen=True, kw_only=True)
class LeftOut:
    """A tie that should not be asked now, and why."""

    tie: int
    side: int
    name: str
    why: tuple[str, ...]
    cites: tuple[Citation, ...]


@dataclass(frozen=True, kw_only=True)
class Answer:
    """Who could help with `what`, best first, and who is left out."""

    what: str
    candidates: tuple[Candidate, ...]
    left_out: tuple[LeftOut, ...]


People = Sequence[tuple[int | None, str, date | None]]
"""Persons we can reach, each with a name and the day of the last contact; None is one whom we may not name."""
Tags = Mapping[tuple[str, int], Sequence[tuple[int, str]]]
"""The tags of a record, each by its row and its name."""


@dataclass(frozen=True, kw_only=True)
class Known:
    """What is known of every tie whatever is sought, asked once however many things are: all by side but `tags`."""

    matter: Matter
    glances: Sequence[Glance]
    against: Mapping[int, Sequence[Objection]]
    owed: Mapping[int, Sequence[Reason]]
    given: Mapping[int, Sequence[tuple[Account, frozenset[str]]]]
    people: Mapping[int, People]
    tags: Tags


def known_of(matter: Matter) -> Known:
    """Ask it."""
    context, day = matter.context, matter.day
    glances = _one_each(glance for glance in context.ask.overview(day) if glance.us == matter.home)
    against: dict[int, list[Objection]] = {}
    for one in objections(matter):
        against.setdefault(one.side, []).append(one)
    given: dict[int, list[tuple[Account, frozenset[str]]]] = {}
    for account in matter.accounts:
        thing = frozenset(_words_in(f"{account.contribution.what} {account.contribution.unit or ''}"))
        given.setdefault(account.giver, []).append((account, thing))
    met, holders = context.ask.everybody_met(day), _holders(context, day)
    return Known(
        matter=matter, glances=glances, against=against, owed=_owed(matter), given=given,
        people={glance.them: _people(glance, met, holders) for glance in glances}, tags=_tags(context),
    )  # fmt: skip


def who_can(known: Known, what: str, now: datetime | None) -> Answer:
    """Return who could help with a thing in words. Where `now` is None nobody's hour counts, as on paper."""
    matter, sought, found, left = known.matter, _words_in(what), [], []
    zones = zones_of(known.matter.context, [glance.them for glance in known.glances]) if now is not None else {}
    for glance in known.glances:
        people = known.people[glance.them]
        aid = list(_aid(known, glance, sought))
        offers = any(reason.points == OPEN_OFFER and reason.words.startswith(OFFERED) for reason in aid)
        against = known.against.get(glance.them, ())
        why = list(_excluded(known.matter.context, glance, against, reachable=bool(people) or offers))
        if why:
            left.append(_left_out(glance, why))
            continue
        reasons = [
            *aid,
            *_tagged(known.tags, glance, sought),
            *_contact(glance, people, matter.day),
            *known.owed.get(glance.them, ()),
        ]
        hour = hour_at(now, zones.get(glance.them)) if now is not None else None
        if hour is not None:
            points = AT_WORK if hour.is_working else AWAKE if hour.is_awake else 0
            reasons.append(Reason(points=points, words=hour.in_words))
        found.append(
            Candidate(
                tie=glance.tie, side=glance.them, name=glance.name, reasons=tuple(reasons),
                people=tuple((row, name) for row, name, _ in people if row is not None),
                hour=hour.in_words if hour is not None else "", trust=glance.trust,
            )
        )  # fmt: skip
    found.sort(key=lambda one: (-one.score, alphabetical(one.name), one.tie))
    return Answer(what=what, candidates=tuple(found), left_out=tuple(left))


def _one_each(glances: Iterable[Glance]) -> list[Glance]:
    """Return one tie a side, an active one where there is any."""
    found: dict[int, Glance] = {}
    for glance in glances:
        if glance.them not in found or (glance.state == "active" and found[glance.them].state != "active"):
            found[glance.them] = glance
    return list(found.values())


def _excluded(
    context: PluginContext, glance: Glance, against: Sequence[Objection], *, reachable: bool
) -> Iterator[tuple[str, tuple[Citation, ...]]]:
    for one in against:
        yield one.words, one.cites
    if glance.state != "active":
        tie = cast(Tie, context.ask.one("tie", glance.tie).kept.record)
        why = f": {tie.why}" if tie.why else ""
        yield f"the tie is {glance.state}{why}", (Citation("tie", glance.tie),)
    elif not reachable:
        yield NO_CONTACT, (Citation("tie", glance.tie),)


def _left_out(glance: Glance, why: Sequence[tuple[str, tuple[Citation, ...]]]) -> LeftOut:
    return LeftOut(
        tie=glance.tie, side=glance.them, name=glance.name, why=tuple(words for words, _ in why),
        cites=tuple(cited for _, cites in why for cited in cites),
    )  # fmt: skip


def _people(
    glance: Glance, met: Mapping[int, Sequence[LivingContact]], holders: Mapping[int, Sequence[tuple[int, str]]]
) -> People:
    """Return whom we can reach: who was in two-way contact with us within two years, then who holds a post."""
    lately = met.get(glance.them, ()) if glance.last_contact is not None else ()
    found: list[tuple[int | None, str, date | None]] = [(one.person, one.name, one.last_on) for one in lately]
    known = {row for row, _, _ in found}
    return found + [(row, name, None) for row, name in holders.get(glance.them, ()) if row not in known]


def _holders(context: PluginContext, day: date) -> dict[int, list[tuple[int, str]]]:
    """Return who holds a post of each side on a day, with the post's title."""
    posts = {row.kept.id: cast(Post, row.kept.record) for row in context.ask.page("post").rows}
    found: dict[int, list[tuple[int, str]]] = {}
    for row in reversed(context.ask.page("tenure").rows):
        tenure = cast(Tenure, row.kept.record)
        post = posts.get(cast(int, tenure.post))
        if post is not None and (tenure.from_on or day) <= day <= (tenure.to_on or day):
            name = f"{row.referred.get('person', '')}, {post.title}"
            found.setdefault(cast(int, post.side), []).append((cast(int, tenure.person), name))
    return found


def _aid(known: Known, glance: Glance, sought: set[str]) -> Iterator[Reason]:
    home = known.matter.home
    such: list[Account] = []
    else_: list[Account] = []
    to_others: list[Account] = []
    open_offers: list[Account] = []
    for account, thing in known.given.get(glance.them, ()):
        alike = not sought.isdisjoint(thing)
        if account.is_received:
            kept = such if alike else else_
            if account.receiver == home:
                kept.append(account)
            elif alike:
                to_others.append(account)
        elif alike and account.receiver == home and account.is_open and account.state != "asked":
            open_offers.append(account)
    if such:
        points = min(MOST_SUCH, GAVE_US_SUCH + EACH_FURTHER * (len(such) - 1))
        yield Reason(points=points, words=f"gave us some before: {_listed(such)}", cites=_cites(such, "received"))
    if to_others:
        words = f"gave some to others: {_listed(to_others)}"
        yield Reason(points=GAVE_OTHERS_SUCH, words=words, cites=_cites(to_others, "received"))
    if open_offers:
        words = f"{OFFERED}: {_listed(open_offers)}"
        yield Reason(points=OPEN_OFFER, words=words, cites=_cites(open_offers))
    if else_:
        words = f"gave us something else: {_listed(else_)}"
        yield Reason(points=GAVE_US_ELSE, words=words, cites=_cites(else_, "received"))


def _listed(accounts: Sequence[Account]) -> str:
    newest = max(accounts, key=lambda one: (one.last_on or date.min, one.id))
    further = f" and {len(accounts) - 1} more" if len(accounts) > 1 else ""
    on = max(kept.record.on for kept in newest.steps)
    hoped = newest.expected[0] if newest.expected else ""
    return f"{newest.thing('received', hoped)} ({on.isoformat()}){further}"


def _cites(accounts: Iterable[Account], *states: str) -> tuple[Citation, ...]:
    return tuple(
        Citation("step", kept.id, kept.record.source or one.contribution.source or "")
        for one in accounts
        for kept in one.steps
        if not states or kept.record.state in states
    )


def _tags(context: PluginContext) -> Tags:
    found: dict[tuple[str, int], list[tuple[int, str]]] = {}
    told = (
        row for noun in ("city", "organisation", "tie") for row in context.ask.page("tag", {"about_noun": noun}).rows
    )
    for row in sorted(told, key=lambda row: row.kept.id, reverse=True):
        tag: Any = row.kept.record
        found.setdefault((tag.about_noun, tag.about_row), []).append((row.kept.id, tag.name))
    return found


def _tagged(tags: Tags, glance: Glance, sought: set[str]) -> Iterator[Reason]:
    about = (("city", glance.them), ("organisation", glance.them), ("tie", glance.tie))
    fitting = [tag for key in about for tag in tags.get(key, ()) if sought & _words_in(tag[1])]
    if fitting:
        names = ", ".join(name for _, name in fitting)
        points = min(MOST_TAGS, EACH_TAG * len(fitting))
        yield Reason(points=points, words=f"tagged {names}", cites=tuple(Citation("tag", row) for row, _ in fitting))


def _contact(glance: Glance, people: People, day: date) -> Iterator[Reason]:
    living = [one for one in people if one[2] is not None and one[2] >= day - timedelta(days=PEOPLE_DAYS)]
    names = ", ".join(name for _, name, _ in (living or people)[:2])
    cites = tuple(Citation("person", row) for row, _, _ in (living or people)[:2] if row is not None)
    points = min(MOST_PEOPLE, EACH_PERSON * len(living))
    if living:
        words = f"living contact: {names}"
    else:
        words = f"known there, not in contact within a year: {names}" if people else "nobody there is known to call"
    yield Reason(points=points, words=words, cites=cites)
    last = glance.last_contact
    if last is None:
        yield Reason(points=0, words="no two-way contact is on record")
        return
    ago = (day - last).days
    points = RECENT_POINTS if ago <= RECENT else LATELY_POINTS if ago <= LATELY else 0
    yield Reason(points=points, words=f"last two-way contact on {last.isoformat()}, {counted(ago, 'day')} ago")


def _owed(matter: Matter) -> dict[int, list[Reason]]:
    """Return what we owe each side: whoever waits for our thanks or our promise is asked with care."""
    owed: dict[int, list[Account]] = {}
    for account in matter.accounts:
        if account.receiver == matter.home and account.awaits_thanks and account.is_open:
            owed.setdefault(account.giver, []).append(account)
        elif account.giver == matter.home and account.was_promised and account.is_open and not account.is_received:
            owed.setdefault(account.receiver, []).append(account)
    return {
        side: [
            Reason(
                points=max(MOST_OWED, EACH_OWED * len(some)),
                words=f"we owe {'thanks' if some[0].receiver == matter.home else 'a promise'}: {_listed(some)}",
                cites=_cites(some),
            )
        ]
        for side, some in owed.items()
    }


def _words_in(text: str) -> set[str]:
    """Return the words of a text by which things are compared: folded, and without the s of a plural."""
    return {
        word[:-1] if len(word) > SHORTEST and word.endswith("s") else word
        for word in fold(text).split()
        if len(word) >= SHORTEST and word not in _SMALL and not word.isdigit()
    }
