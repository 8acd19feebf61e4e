"""The briefing: one page before a call or a visit. Our own thanks and promises come first; theirs are hoped for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, cast

from trustcrm.plugin import (
    Agreement,
    Block,
    Bullets,
    Citation,
    Column,
    Document,
    Fact,
    Facts,
    Heading,
    InvalidValue,
    Paragraph,
    Row,
    Table,
    Tie,
    Words,
    counted,
    quiet,
    shown,
    strong,
    words,
    year_or_day,
)
from trustcrm_report.given import PROMISED, bars, cites, day_of

if TYPE_CHECKING:
    from trustcrm.plugin import Account, Kept, TieCard
    from trustcrm_report.matter import Matter

LONGEST = 200
"""So many letters of what somebody wrote stand on the page; the record holds the rest."""
CONTACTS = 5
"""So many of the last contacts are told, whatever ties there are."""
AHEAD = timedelta(days=365)
"""An agreement that ends within a year is asked about."""


def briefing(matter: Matter, settings: Mapping[str, str]) -> Document:
    """Return the page. Raises `InvalidValue` where the setting `most` is no number from 1 up."""
    most = _most(settings["most"])
    blocks: list[Block] = [*_opening(matter)]
    for title, told, otherwise in (
        ("Say", _say(matter), "Nothing is owed on our side."),
        ("Ask", _ask(matter), "Nothing is open on theirs."),
        ("Know", _know(matter), "Nothing more is on record."),
    ):
        blocks += [Heading(title), _listed(list(told), most, otherwise)]
    blocks += [*_given(matter), *_people(matter), *_contacts(matter)]
    return Document(title=f"Briefing: {matter.subject.name}", day=matter.subject.day, blocks=tuple(blocks))


def _most(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 1000):
        raise InvalidValue(f"The setting 'most' is a number from 1 to 1,000; {text!r} is not that.")
    return int(text)


def _listed(told: Sequence[Words], most: int, otherwise: str) -> Block:
    if not told:
        return Paragraph(words(quiet(otherwise)))
    left = len(told) - most
    more = (words(quiet(f"and {left} more, which trustcrm show and trustcrm ledger list")),) if left > 0 else ()
    return Bullets((*told[:most], *more))


def _opening(matter: Matter) -> Iterator[Block]:
    ties = _ties(matter)
    if not ties:
        ours = matter.subject.id == matter.home.side
        told = "This is our own city." if ours else f"No tie joins {matter.home.name} and {matter.subject.name}."
        yield Paragraph(words(told))
    for card in ties:
        tie = cast(Tie, card.tie.record)
        since = f", since {year_or_day(tie.since)}" if tie.since else ""
        yield Paragraph(
            words(
                strong(f"{tie.kind.capitalize()} tie"),
                f" with {matter.home.name}, {tie.state}{since}.",
                cites=[_of(card.tie)],
            )
        )
    yield Facts(tuple(_facts(matter, ties)))


def _facts(matter: Matter, ties: Sequence[TieCard]) -> Iterator[Fact]:
    if matter.custodies:
        names = ", ".join(dict.fromkeys(row.referred["colleague"] for row in matter.custodies))
        yield Fact("Looked after by", words(names, cites=[_of(row.kept) for row in matter.custodies]))
    for card in ties:
        glance = card.glance
        last = glance.last_contact.isoformat() if glance.last_contact else "never"
        paused = ", cadences are paused" if glance.paused else ""
        yield Fact("Last two-way contact", words(f"{last} ({glance.warmth_word}{paused})", cites=[_of(card.tie)]))
    for row in matter.coming:
        record: Any = row.kept.record
        yield Fact("Next engagement", words(f"{record.starts_on}, {_cut(record.title)}", cites=[_of(row.kept)]))
    zone = getattr(matter.card.side.record, "time_zone", None)
    if zone:
        yield Fact("Time zone there", words(zone, cites=[_of(matter.card.side)]))


def _say(matter: Matter) -> Iterator[Words]:
    """Yield our thanks, then our promises, then what they asked of us."""
    ours = [one for one in matter.accounts if one.giver == matter.home.side]
    theirs = [one for one in matter.accounts if one.receiver == matter.home.side]
    for account in theirs:
        if account.awaits_thanks and account.is_open:
            on = day_of(account, "received")
            yield words(
                strong("Thank them:"), f" {account.thing('received')}, received on {on}.",
                cites=cites(account, "received"),
            )  # fmt: skip
    for account in sorted(ours, key=lambda one: not one.was_promised):
        if account.is_open and (not account.is_received or account.is_partial):
            yield _ours_to_give(account, matter)


def _ours_to_give(account: Account, matter: Matter) -> Words:
    state, on = _latest(account)
    if state == "asked":
        return words(
            strong("They asked us:"),
            f" {account.thing('asked')}, on {on}; say what we can do.",
            cites=cites(account),
        )
    return words(
        strong(f"We {_verb(state)}:"),
        f" {account.thing(state)},{_progress(account, on, matter.subject.day, 'overdue')}",
        cites=cites(account),
    )


def _ask(matter: Matter) -> Iterator[Words]:
    """Yield what is hoped for, texts that end within a year, and what somebody here noted to do."""
    for account in matter.accounts:
        to_come = account.is_open and (not account.is_received or account.is_partial)
        if account.receiver != matter.home.side or not to_come:
            continue
        state, on = _latest(account)
        if state == "asked":
            told = f" {account.thing('asked')}, on {on}; no answer is on record."
            yield words(strong("We asked them:"), told, cites=cites(account))
        else:
            progress = _progress(account, on, matter.subject.day, "which has gone by")
            told = f" {account.thing(state)}, which they {_verb(state)}{progress}"
            yield words(strong("Hoped for:"), told, cites=cites(account))
    for kept in (kept for card in _ties(matter) for kept in card.agreements):
        agreement = cast(Agreement, kept.record)
        if agreement.ends_on and matter.subject.day <= agreement.ends_on <= matter.subject.day + AHEAD:
            notice = f"; notice by {agreement.notice_on}" if agreement.notice_on else ""
            yield words(
                strong("Does it go on?"), f" {agreement.title} ends on {agreement.ends_on}{notice}.", cites=[_of(kept)]
            )
    for follow_up in matter.card.follow_ups:
        record: Any = follow_up.record
        late = ", overdue" if record.due_on < matter.subject.day else ""
        yield words(_cut(record.what), f" (by {record.due_on}{late})", cites=[_of(follow_up)])


def _latest(account: Account) -> tuple[str, object]:
    """Return the latest promise and when it was made; where none was, what was sent, else what was asked."""
    for states in (PROMISED, ("in transit",), ("asked",)):
        reached = [kept.record for kept in account.steps if kept.record.state in states]
        if reached:
            return reached[-1].state, reached[-1].on
    return account.state, account.last_on


def _verb(state: str) -> str:
    return {"in transit": "sent", "received": "gave"}.get(state, state)


def _progress(account: Account, on: object, day: date, late: str) -> str:
    said = [f" on {on}"]
    if account.in_words and account.is_received:
        said.append(account.in_words)
    if account.due_on:
        said.append(f"due {account.due_on}{f', {late}' if account.due_on < day else ''}")
    return "; ".join(said) + "."


def _know(matter: Matter) -> Iterator[Words]:
    for card in _ties(matter):
        yield from _known_of(card)
    for kept in matter.signals:
        signal = kept.record
        ours = matter.home.name if signal.giver == matter.home.side else matter.subject.name
        said = f": {_cut(signal.words)}" if signal.words else ""
        told = (f" {signal.on}, {ours}", f"{said} (witness: {_cut(signal.witness)}", ")")
        yield words(strong(signal.kind.capitalize()), *told, cites=[_of(kept)])
    for note in matter.card.notes:
        record: Any = note.record
        if record.on is not None and record.on > matter.subject.day:
            continue
        yield words(strong("Noted: "), _cut(record.words), cites=[_of(note)])


def _known_of(card: TieCard) -> Iterator[Words]:
    glance, tie = card.glance, cast(Tie, card.tie.record)
    for breach in glance.breaches:
        noun, _, row = breach.partition(":")[0].rpartition(" ")
        told = " See what happened before you call; it is never averaged away."
        yield words(strong("A breach is fresh."), told, cites=[Citation(noun, int(row))])
    if tie.origin:
        yield words(strong("How it began: "), _cut(tie.origin), cites=[_of(card.tie)])
    if tie.why:
        yield words(strong("Where it stands: "), _cut(tie.why), cites=[_of(card.tie)])
    if glance.trust is not None:
        rests = f"{glance.certainty}, {counted(glance.acts, 'act')}"
        told = f" {100 * glance.trust:.1f} % that their next act is kind: {rests}"
        yield words(strong("Our trust in them:"), told, quiet("; trustcrm explain shows each"), cites=[_of(card.tie)])


def _given(matter: Matter) -> Iterator[Block]:
    if not matter.accounts:
        return
    yield Heading("Who gave what")
    drawn = bars(matter.accounts, matter.home.side, matter.home.name)
    if drawn is not None:
        yield drawn
    columns = (
        Column("what"), Column("from"), Column("asked or promised", "number"), Column("received", "number"),
        Column("unit"), Column("now"), Column("on", "day"),
    )  # fmt: skip
    newest = sorted(matter.accounts, key=lambda one: (one.last_on or matter.subject.day, one.id), reverse=True)
    yield Table(columns, tuple(_gift(account, matter) for account in newest))


def _gift(account: Account, matter: Matter) -> Row:
    giver = matter.home.name if account.giver == matter.home.side else matter.subject.name
    expected = account.expected[1] if account.expected else None
    received = account.quantities.get("received")
    now = {"acknowledged": "thanked"}.get(account.state, account.state)
    cells = (account.contribution.what, giver, expected, received, account.contribution.unit, now, account.last_on)
    return Row(cells, cites(account))


def _people(matter: Matter) -> Iterator[Block]:
    if not matter.people:
        return
    yield Heading("People")
    columns = (
        Column("name"), Column("title"), Column("since", "day"), Column("met in two years", "number"),
        Column("last met", "day"),
    )  # fmt: skip
    yield Table(
        columns,
        tuple(
            Row(
                (one.name, one.post or None, one.since, one.met or None, one.last_met),
                (Citation("person", one.id), *((Citation("tenure", one.tenure),) if one.tenure else ())),
            )
            for one in matter.people
        ),
    )


def _contacts(matter: Matter) -> Iterator[Block]:
    contacts: dict[int, Kept[Any]] = {kept.id: kept for card in _ties(matter) for kept in card.contacts}
    if not contacts:
        return
    yield Heading("Last contacts")
    rows = []
    newest = sorted(contacts.values(), key=lambda kept: (kept.record.on, kept.id), reverse=True)
    for kept in newest[:CONTACTS]:
        record: Any = kept.record
        by = matter.card.names.get(record.giver, shown(record.giver))
        rows.append(Row((record.on, record.kind, by, _cut(record.words or "")), (_of(kept),)))
    yield Table((Column("on", "day"), Column("what"), Column("by"), Column("words")), tuple(rows))


def _ties(matter: Matter) -> list[TieCard]:
    """Return the ties with our own city; those between others are no matter of ours."""
    return [card for card in matter.card.ties if card.other == matter.home.side]


def _of(kept: Kept[Any]) -> Citation:
    return Citation(kept.record.noun, kept.id, getattr(kept.record, "source", None) or "")


def _cut(text: str) -> str:
    """Return a text in one line, cut between words where it is long."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else line[:LONGEST].rsplit(" ", 1)[0] + " …"
