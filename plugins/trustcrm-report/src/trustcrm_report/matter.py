"""What a briefing is made of, gathered from the office before a word is written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, cast

from trustcrm.plugin import Custody, Engagement, Post, Seat, Signal, Tenure
from trustcrm_report.given import as_of

if TYPE_CHECKING:
    from trustcrm.plugin import Account, Home, Kept, Listed, PluginContext, SideCard, Subject

SIGNALS = 3
"""So many of the latest signals are told."""


@dataclass(frozen=True, kw_only=True)
class Somebody:
    """A person of the other side: the post they hold and since when, how often and when last they were met."""

    id: int
    name: str
    post: str = ""
    tenure: int | None = None
    since: date | None = None
    checked: date | None = None
    met: int = 0
    last_met: date | None = None


@dataclass(frozen=True, kw_only=True)
class Matter:
    """Everything a briefing tells of one side, as of the subject's day."""

    subject: Subject
    home: Home
    card: SideCard
    accounts: Sequence[Account]
    people: Sequence[Somebody]
    signals: Sequence[Kept[Signal]]
    custodies: Sequence[Listed]
    coming: Sequence[Listed]


def matter_of(context: PluginContext, subject: Subject) -> Matter:
    """Ask the office for all of it."""
    ask, home = context.ask, context.ask.home()
    side = str(subject.id)
    both = {home.side, subject.id}
    accounts = [one for one in ask.ledger(side).accounts if {one.giver, one.receiver} == both]
    signals = [cast("Kept[Signal]", row.kept) for row in ask.page("signal", between=side).rows]
    seen = [one for one in signals if {one.record.giver, one.record.receiver} == both and one.record.on <= subject.day]
    card = ask.card(subject.id, subject.day)
    return Matter(
        subject=subject,
        home=home,
        card=card,
        accounts=as_of(accounts, subject.day),
        people=list(_people(context, subject)),
        signals=sorted(seen, key=lambda kept: (kept.record.on, kept.id), reverse=True)[:SIGNALS],
        custodies=[
            row for tie in card.ties if tie.other == home.side for row in _custodies(context, tie.tie.id, subject.day)
        ],
        coming=list(_coming(context, subject, card.next_engagement)) if card.next_engagement else [],
    )


def _custodies(context: PluginContext, tie: int, day: date) -> Iterator[Listed]:
    """Yield who looks after a tie on a day, whoever began first."""
    for row in reversed(context.ask.page("custody", {"tie": str(tie)}).rows):
        custody = cast(Custody, row.kept.record)
        if (custody.from_on or day) <= day <= (custody.to_on or day):
            yield row


def _coming(context: PluginContext, subject: Subject, on: date) -> Iterator[Listed]:
    """Yield the engagements of a day that are with the subject, or have a seat for it."""
    ask, side = context.ask, str(subject.id)
    own = {row.kept.id for row in ask.page("engagement", {"side": side, "starts_on": on.isoformat()}).rows}
    seats = (cast(Seat, row.kept.record) for row in ask.page("seat", {"side": side}).rows)
    for row in sorted(own | {cast(int, seat.engagement) for seat in seats}):
        listed = ask.one("engagement", row)
        engagement = cast(Engagement, listed.kept.record)
        if engagement.starts_on == on and engagement.state in ("planned", "confirmed"):
            yield listed


def _people(context: PluginContext, subject: Subject) -> Iterator[Somebody]:
    """Yield who holds a post on the subject's day, in order of precedence, then whoever else was met of late."""
    met = {} if subject.id == context.ask.home().side else _met(context, subject)
    holders = sorted(_holders(context, subject), key=lambda one: one[0])
    for _, one in holders:
        found = met.pop(one.id, None)
        yield one if found is None else _with_meetings(one, found)
    yield from met.values()


def _met(context: PluginContext, subject: Subject) -> dict[int, Somebody]:
    return {
        one.person: Somebody(id=one.person, name=one.name, met=one.contacts, last_met=one.last_on)
        for one in context.ask.people_met(subject.id, subject.day)
        if one.person is not None
    }


def _holders(context: PluginContext, subject: Subject) -> Iterator[tuple[tuple[bool, int, int], Somebody]]:
    for row in context.ask.page("post", {"side": str(subject.id)}).rows:
        post = cast(Post, row.kept.record)
        for held in context.ask.page("tenure", {"post": str(row.kept.id)}).rows:
            tenure = cast(Tenure, held.kept.record)
            begun = tenure.from_on is None or tenure.from_on <= subject.day
            if begun and (tenure.to_on is None or tenure.to_on >= subject.day):
                order = (post.precedence is None, post.precedence or 0, row.kept.id)
                yield (
                    order,
                    Somebody(
                        id=cast(int, tenure.person), name=held.referred.get("person", ""), post=post.title,
                        tenure=held.kept.id, since=tenure.from_on, checked=post.verified_on,
                    ),
                )  # fmt: skip


def _with_meetings(one: Somebody, found: Somebody) -> Somebody:
    return replace(one, met=found.met, last_met=found.last_met)
