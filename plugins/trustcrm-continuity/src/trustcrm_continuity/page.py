"""The page of one tie: how it began, who is there, promises both ways, the next dates, and what is delicate."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, cast

from trustcrm.plugin import (
    Account,
    Agreement,
    Ahead,
    Block,
    Bullets,
    Citation,
    Engagement,
    Fact,
    Facts,
    FollowUp,
    Heading,
    Kept,
    Kind,
    Paragraph,
    PluginContext,
    Post,
    Seat,
    Signal,
    Subject,
    TieCard,
    Words,
    counted,
    next_yearly,
    quiet,
    strong,
    words,
    year_or_day,
)
from trustcrm_continuity.legacy import Charge, is_promise

LONGEST = 300
"""So many letters of what somebody wrote stand on the page; the record holds the rest."""
MOST_PEOPLE = 6
MOST_NOTES = 6
AHEAD = timedelta(days=365)
"""Dates within a year stand on the page."""


@dataclass(frozen=True, kw_only=True)
class NextDate:
    """Something that has a day, which has gone by where it `is_overdue`."""

    on: date
    told: str
    cite: Citation
    is_overdue: bool = False

    @property
    def in_words(self) -> Words:
        """The day and what is on it."""
        late = "overdue: " if self.is_overdue else ""
        return words(strong(f"{self.on.isoformat()} "), f"{late}{self.told}", cites=[self.cite])


@dataclass(frozen=True, kw_only=True)
class Matter:
    """All that a page tells of one tie, as of a day."""

    charge: Charge
    day: date
    home: int
    card: TieCard | None
    thanks: tuple[Account, ...]
    promises: tuple[Account, ...]
    hoped_for: tuple[Account, ...]
    people: tuple[str, ...]
    people_cites: tuple[Citation, ...]
    follow_ups: tuple[Kept[FollowUp], ...]
    owners: tuple[str, ...]
    dates: tuple[NextDate, ...]
    sensitivities: tuple[Words, ...]

    @property
    def next_date(self) -> date | None:
        """The first day ahead, of a date or of something to do."""
        days = (*(one.on for one in self.dates), *(kept.record.due_on for kept in self.follow_ups))
        return min((one for one in days if one >= self.day), default=None)

    @property
    def accounts(self) -> tuple[Account, ...]:
        """Every contribution that the page tells of."""
        return (*self.thanks, *self.promises, *self.hoped_for)


@dataclass(frozen=True, kw_only=True)
class Known:
    """What is asked once for all pages: accounts and what lies ahead, by side, and the names of unkind signals."""

    home: int
    accounts: Mapping[int, Sequence[Account]]
    ahead: Mapping[int, Ahead]
    unkind: Collection[str]


def known_of(context: PluginContext, day: date) -> Known:
    """Ask it."""
    home = context.ask.home().side
    accounts = defaultdict[int, list[Account]](list)
    for one in _as_of(context.ask.ledger().accounts, day):
        if home in (one.giver, one.receiver):
            accounts[one.receiver if one.giver == home else one.giver].append(one)
    kinds = [cast(Kind, row.kept.record) for row in context.ask.page("kind", {"family": "signal"}).rows]
    return Known(
        home=home,
        accounts=accounts,
        ahead={one.side: one for one in context.ask.ahead(as_of=day)},
        unkind={kind.name for kind in kinds if kind.intensity < 0},
    )


def matter_of(context: PluginContext, charge: Charge, subject: Subject, known: Known) -> Matter:
    """Ask the office for what is of one tie."""
    ask, home, side = context.ask, known.home, charge.side
    whole = ask.card(side, subject.day)
    card = next((one for one in whole.ties if one.tie.id == charge.tie.id), None)
    accounts = [one for one in known.accounts.get(side, ()) if one.is_open]
    to_come = [one for one in accounts if not one.is_received or one.is_partial]
    follow_ups = [cast("Kept[FollowUp]", kept) for kept in whole.follow_ups]
    titles = [ask.one("follow-up", kept.id).referred.get("colleague", "") for kept in follow_ups]
    met = {one.person: one for one in ask.people_met(side, subject.day) if one.person is not None}
    held = [(f"{name}, {title}", row) for title, name, row in whole.holders]
    others = [(one.name, row) for row, one in met.items() if row not in {found for _, found in held}]
    people = [(_met(name, met[row].last_on if row in met else None), row) for name, row in (*held, *others)]
    return Matter(
        charge=charge, day=subject.day, home=home, card=card,
        thanks=tuple(one for one in accounts if one.receiver == home and one.awaits_thanks),
        promises=tuple(one for one in accounts if is_promise(one, home)),
        hoped_for=tuple(one for one in to_come if one.receiver == home),
        people=tuple(told for told, _ in people),
        people_cites=tuple(Citation("person", row) for _, row in people),
        follow_ups=tuple(follow_ups), owners=tuple(titles),
        dates=tuple(sorted(_dates(context, charge, card, subject.day, known), key=lambda one: (one.on, one.told))),
        sensitivities=tuple(_sensitivities(context, charge, card, whole.notes, subject.day, known)),
    )  # fmt: skip


def _as_of(accounts: Sequence[Account], day: date) -> Iterator[Account]:
    for account in accounts:
        steps = tuple(kept for kept in account.steps if kept.record.on <= day)
        if steps:
            yield account if len(steps) == len(account.steps) else replace(account, steps=steps)


def _met(name: str, last: date | None) -> str:
    return f"{name} (last met {last.isoformat()})" if last is not None else name


def _dates(
    context: PluginContext, charge: Charge, card: TieCard | None, day: date, known: Known
) -> Iterator[NextDate]:  # fmt: skip
    until = day + AHEAD
    for kept in _engagements(context, charge.side):
        engagement = cast(Engagement, kept.record)
        if day <= engagement.starts_on <= until and engagement.state in ("planned", "confirmed"):
            yield NextDate(on=engagement.starts_on, told=engagement.title, cite=_of(kept))
    for kept in card.agreements if card is not None else ():
        agreement = cast(Agreement, kept.record)
        for on, told in ((agreement.notice_on, "last day to give notice or renew"), (agreement.ends_on, "ends")):
            if on is not None and day <= on <= until:
                yield NextDate(on=on, told=f"{agreement.title}: {told}", cite=_of(kept))
    for row in context.ask.page("post", {"side": str(charge.side)}).rows:
        post = cast(Post, row.kept.record)
        if post.national_day is not None:
            told = f"national day ({post.title})"
            yield NextDate(on=next_yearly(post.national_day, day), told=told, cite=_of(row.kept))
    ahead = known.ahead.get(charge.side)
    if ahead is not None and ahead.cold_on is not None and ahead.cold_on <= until:
        earliest = "; not before, while cadences are paused" if ahead.paused else ""
        told = (
            f"goes cold if nobody is in touch by then{earliest}"
            if ahead.cold_on > day
            else "has been cold since that day"
        )
        yield NextDate(on=ahead.cold_on, told=told, cite=_of(charge.tie))


def _engagements(context: PluginContext, side: int) -> Iterator[Kept[Any]]:
    """Yield the engagements with a side, and those in which it has a seat."""
    own = {row.kept.id: row.kept for row in context.ask.page("engagement", {"side": str(side)}).rows}
    yield from own.values()
    seats = (cast(Seat, row.kept.record) for row in context.ask.page("seat", {"side": str(side)}).rows)
    for row in sorted({cast(int, seat.engagement) for seat in seats} - own.keys()):
        yield context.ask.one("engagement", row).kept


def _sensitivities(
    context: PluginContext,
    charge: Charge,
    card: TieCard | None,
    notes: Sequence[Kept[Any]],
    day: date,
    known: Known,
) -> Iterator[Words]:
    if charge.tie.record.why:
        yield words(strong("Where it stands: "), _cut(charge.tie.record.why), cites=[_of(charge.tie)])
    for breach in card.glance.breaches if card is not None else ():
        noun, _, row = breach.partition(":")[0].rpartition(" ")
        yield words(strong("A breach is fresh."), " Read what happened first.", cites=[Citation(noun, int(row))])
    for listed in context.ask.page("signal", between=str(charge.side)).rows:
        signal = cast(Signal, listed.kept.record)
        both = {signal.giver, signal.receiver} == {known.home, charge.side}
        if signal.kind in known.unkind and both and signal.on <= day:
            who = "we" if signal.giver == known.home else "they"
            told = f" {signal.on.isoformat()}, {who}: {_cut(signal.words or 'no words are kept')}"
            yield words(strong(f"{signal.kind.capitalize()}."), told, cites=[_of(listed.kept)])
    seen = [note for note in notes if note.record.on is None or note.record.on <= day]
    newest = sorted(seen, key=lambda note: (note.record.on or date.min, note.id), reverse=True)
    for note in newest[:MOST_NOTES]:
        yield words(strong("Noted: "), _cut(note.record.words), cites=[_of(note)])
    if len(newest) > MOST_NOTES:
        yield words(quiet(f"and {len(newest) - MOST_NOTES} older notes, which trustcrm show {charge.side} tells"))


def page_of(matter: Matter) -> Iterator[Block]:
    """Yield the page, without what is to be ticked and signed."""
    yield Facts(tuple(_facts(matter)))
    yield Heading("Why it exists", 2)
    yield Paragraph(_origin(matter))
    yield Heading("People", 2)
    if matter.people:
        shown_first = list(zip(matter.people, matter.people_cites, strict=True))[:MOST_PEOPLE]
        items = [words(told, cites=[cite]) for told, cite in shown_first]
        if len(matter.people) > MOST_PEOPLE:
            items.append(words(quiet(f"and {len(matter.people) - MOST_PEOPLE} more")))
        yield Bullets(tuple(items))
    else:
        yield Paragraph(words(quiet("Nobody there holds a post that we know of, and nobody was met within two years.")))
    yield Heading("Promises, both ways", 2)
    promised = list(_promises(matter))
    yield Bullets(tuple(promised)) if promised else Paragraph(words(quiet("Nothing is open on either side.")))
    yield Heading("What comes next", 2)
    coming = [one.in_words for one in sorted((*matter.dates, *_to_do(matter)), key=lambda one: (one.on, one.told))]
    yield Bullets(tuple(coming)) if coming else Paragraph(words(quiet("No day within a year is on record.")))
    yield Heading("Delicate", 2)
    if matter.sensitivities:
        yield Bullets(matter.sensitivities)
    else:
        yield Paragraph(words(quiet("Nothing delicate is on record, which need not mean that there is nothing.")))


def _facts(matter: Matter) -> Iterator[Fact]:
    tie, glance = matter.charge.tie.record, matter.card.glance if matter.card is not None else None
    begun = f", since {year_or_day(tie.since)}" if tie.since else ""
    yield Fact("Tie", words(f"{tie.kind}, {tie.state}{begun}", cites=[_of(matter.charge.tie)]))
    if tie.cadence_days:
        yield Fact("Cadence", words(f"every {counted(tie.cadence_days, 'day')}", cites=[_of(matter.charge.tie)]))
    if glance is None:
        return
    last = glance.last_contact.isoformat() if glance.last_contact else "none is on record"
    paused = ", cadences are paused" if glance.paused else ""
    told = "" if glance.last_contact is None else f" ({glance.warmth_word}{paused})"
    yield Fact("Last two-way contact", words(f"{last}{told}", cites=[_of(matter.charge.tie)]))
    if glance.trust is not None:
        yield Fact(
            "Our trust in them",
            words(
                f"{100 * glance.trust:.1f} %: {glance.certainty}, {counted(glance.acts, 'act')}",
                cites=[_of(matter.charge.tie)],
            ),
        )


def _origin(matter: Matter) -> Words:
    tie = matter.charge.tie
    if not matter.charge.lacks_origin:
        return words(tie.record.origin or "A consulate of the city that it is in.", cites=[_of(tie)])
    signed = [
        cast(Agreement, kept.record).title for kept in (matter.card.agreements if matter.card is not None else ())
    ]
    papers = f" What was signed is on file: {', '.join(signed)}." if signed else " No signed text is on file either."
    begun = (
        f"It has stood since {year_or_day(tie.record.since)}." if tie.record.since else "Since when, nobody wrote down."
    )
    asked = " Ask the leaver, whoever was here before, the archive of either city, and the other side."
    return words(strong("No record of why."), f" {begun}{papers}{asked}", cites=[_of(tie)])


def _promises(matter: Matter) -> Iterator[Words]:
    for one in matter.thanks:
        yield words(strong("We owe thanks:"), f" {one.thing('received')}", cites=_steps(one, "received"))
    for one in matter.promises:
        yield words(
            strong("We promised:"),
            f" {one.thing('committed', 'pledged')}{_by(one, matter.day, 'overdue')}",
            cites=_steps(one),
        )
    for one in matter.hoped_for:
        state = "asked" if one.state == "asked" else "hoped for"
        told = f" {one.thing('committed', 'pledged', 'offered', 'asked')}{_by(one, matter.day, 'which has gone by')}"
        yield words(strong(f"{state.capitalize()}:"), told, cites=_steps(one))


def _by(account: Account, day: date, late: str) -> str:
    gone = f", {late}" if account.due_on is not None and account.due_on < day else ""
    due = f", due {account.due_on.isoformat()}{gone}" if account.due_on else ""
    return f"{due}{f'; {account.in_words}' if account.in_words else ''}"


def _to_do(matter: Matter) -> Iterator[NextDate]:
    for kept, owner in zip(matter.follow_ups, matter.owners, strict=True):
        who = f" ({owner})" if owner else ""
        due = kept.record.due_on
        yield NextDate(on=due, told=f"{kept.record.what}{who}", cite=_of(kept), is_overdue=due < matter.day)


def _steps(account: Account, *states: str) -> list[Citation]:
    return [_of(kept) for kept in account.steps if not states or kept.record.state in states]


def _of(kept: Kept[Any]) -> Citation:
    return Citation(kept.record.noun, kept.id, getattr(kept.record, "source", None) or "")


def _cut(text: str) -> str:
    """Return a text in one line, cut between words where it is long."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else line[:LONGEST].rsplit(" ", 1)[0] + " …"
