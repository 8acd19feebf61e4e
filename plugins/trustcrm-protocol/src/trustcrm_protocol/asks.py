"""Gifts near an ask of the same side: computed from the records, and kept as a note where one is entered.

An ask is a contribution that they asked us for, a signal that they did, or a flag or proclamation that they wished. The
same side is the one that gave, and every one to which the person who gave belonged on the day.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, cast

from trustcrm.plugin import Citation, Listed, Note, Person, PluginContext, Post, Signal, Tenure, counted, measured
from trustcrm_protocol.gifts import Gift
from trustcrm_protocol.honours import honours
from trustcrm_protocol.settings import settings_of
from trustcrm_protocol.tables_made import if_made
from trustcrm_protocol.visits import lasting

ASKED = "asked us for help"
"""The kind of signal that is an ask."""


@dataclass(frozen=True, kw_only=True)
class Ask:
    """Something that a side asked us for on a day, and the record that says so."""

    side: int
    name: str
    on: date
    what: str
    cited: Citation
    confidentiality: str = "internal"


@dataclass(frozen=True, kw_only=True)
class Nearness:
    """A gift and an ask of the same side that lie so near that somebody should look at both."""

    gift: Gift
    ask: Ask

    @property
    def days(self) -> int:
        """The days from the ask to the gift, below 0 where the gift came first."""
        return (self.gift.parcel.on - self.ask.on).days

    @property
    def words(self) -> str:
        """What is to be looked at, both records named."""
        gift, ask = self.gift, self.ask
        count = abs(self.days)
        apart = counted(count, "day")
        when = "on the day" if not count else f"{apart} {'after' if self.days > 0 else 'before'}"
        return (
            f"Gift {gift.id} ({gift.parcel.what}, {gift.parcel.on.isoformat()}, {gift.donor}; {gift.noun} {gift.row}) "
            f"came {when} {ask.name} asked for: {ask.what} ({ask.on.isoformat()}, {ask.cited})."
        )


def belongings(context: PluginContext, gifts: Iterable[Gift]) -> dict[int, dict[int, str]]:
    """Return by gift the sides to which its person belonged on its day: their own, and those of posts they held."""
    told = [(one.id, one.giver.person, one.parcel.on) for one in gifts if one.giver.person is not None]
    people = context.ask.several("person", {person for _, person, _ in told})
    tenures = {row: context.ask.page("tenure", {"person": str(row)}).rows for row in people}
    held = {_post_of(one) for rows in tenures.values() for one in rows}
    posts = {row: cast(int, cast(Post, one.kept.record).side) for row, one in context.ask.several("post", held).items()}
    own = {row: cast("int | None", cast(Person, one.kept.record).side) for row, one in people.items()}
    sides = {*posts.values(), *(side for side in own.values() if side is not None)}
    names = {row: cast(Any, one.kept.record).name for row, one in context.ask.several("side", sides).items()}
    found = {}
    for gift, person, day in told:
        there = (own[person], *(posts[_post_of(one)] for one in lasting(tenures[person], day)))
        found[gift] = {side: names[side] for side in there if side is not None}
    return found


def _post_of(tenure: Listed) -> int:
    return cast(int, cast(Tenure, tenure.kept.record).post)


def asks(context: PluginContext, sides: Collection[int], since: date) -> list[Ask]:
    """Return whatever these sides asked us for since a day, and what else was wished, in the order of days."""
    home = context.ask.home().side
    told = [one for one in context.ask.steps_taken("asked", since) if one.giver == home and one.receiver in sides]
    names = {row: one.title for row, one in context.ask.several("side", {one.receiver for one in told}).items()}
    found = [
        Ask(
            side=one.receiver, name=names[one.receiver], on=one.on, what=measured(one.what, one.quantity, one.unit),
            cited=Citation("step", one.id, one.source or ""), confidentiality=one.confidentiality,
        )
        for one in told
    ]  # fmt: skip
    found += _signalled(context, home)
    for one in if_made(lambda: honours(context)):
        found.append(
            Ask(
                side=one.side, name=one.for_whom, on=one.asked_on, what=f"a {one.form}",
                cited=Citation("engagement", one.engagement_id), confidentiality=one.engagement.confidentiality,
            )
        )  # fmt: skip
    return sorted(found, key=lambda one: (one.on, str(one.cited)))


def nearnesses(context: PluginContext, gifts: Iterable[Gift]) -> list[Nearness]:
    """Return the gifts that came near an ask of the same side, in the order of gifts."""
    told = list(gifts)
    if not told:
        return []
    belongs, days = belongings(context, told), settings_of(context).near_ask_days
    sides = {one.giver.side for one in told if one.giver.side is not None}.union(*belongs.values())
    first = min(one.parcel.on for one in told)
    since = first - timedelta(days=min(days, (first - date.min).days))
    return near(told, belongs, asks(context, sides, since), days)


def near(
    gifts: Iterable[Gift], belongs: Mapping[int, Mapping[int, str]], asked: Iterable[Ask], days: int
) -> list[Nearness]:
    """Return each gift with each ask of a side of its giver's that lies no more than so many days from it."""
    known: dict[int, list[tuple[int, Ask]]] = {}
    for place, ask in enumerate(asked):
        known.setdefault(ask.side, []).append((place, ask))
    found = []
    for gift in gifts:
        sides = {gift.giver.side or 0, *belongs.get(gift.id, {})}
        theirs = sorted((one for side in sides for one in known.get(side, ())), key=lambda one: one[0])
        found += [Nearness(gift=gift, ask=ask) for _, ask in theirs if abs((gift.parcel.on - ask.on).days) <= days]
    return found


def raise_notes(context: PluginContext, found: Iterable[Nearness]) -> list[int]:
    """Keep a note for each that has none yet, about the gift's record, and return their numbers."""
    made = []
    for one in found:
        noun, row = ("contribution", one.gift.row) if one.gift.noun == "contribution" else _person(one.gift)
        about = {"about_noun": noun, "about_row": str(row)}
        kept = [cast(Note, listed.kept.record).words for listed in context.ask.page("note", about).rows]
        if not any(words.startswith(f"Gift {one.gift.id} (") and f", {one.ask.cited})." in words for words in kept):
            secret = "restricted" in (one.gift.parcel.confidentiality, one.ask.confidentiality)
            note = Note(
                words=one.words, about_noun=noun, about_row=row, author=context.do.login, on=context.clock.today(),
                confidentiality="restricted" if secret else "internal",
            )  # fmt: skip
            made.append(context.do.add(note, again=True).ids[0])
    return made


def _person(gift: Gift) -> tuple[str, int]:
    return "person", cast(int, gift.giver.person)


def _signalled(context: PluginContext, home: int) -> Iterator[Ask]:
    for row in context.ask.page("signal", {"kind": ASKED}).rows:
        signal = cast(Signal, row.kept.record)
        if signal.receiver == home:
            yield Ask(
                side=cast(int, signal.giver), name=row.referred["giver"], on=signal.on,
                what=signal.words or "help", cited=Citation("signal", row.kept.id, signal.source or signal.witness),
                confidentiality=signal.confidentiality,
            )  # fmt: skip
