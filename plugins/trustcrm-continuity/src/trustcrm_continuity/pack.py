"""The handover pack: an overview, then one page a tie, each with what must be said, who is there, and what to sign."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, cast

from trustcrm.plugin import (
    Block,
    Bullets,
    Citation,
    Colleague,
    Column,
    Document,
    Fact,
    Facts,
    FollowUp,
    Heading,
    Kept,
    Paragraph,
    PluginContext,
    Row,
    Subject,
    Table,
    counted,
    words,
    year_or_day,
)
from trustcrm_continuity.legacy import Charge, newest_charges
from trustcrm_continuity.page import Matter, NextDate, known_of, matter_of, page_of

RULE = "_" * 24
"""A line to write on."""
SIGNED = f"{RULE}\u00a0\u00a0on\u00a0{RULE[:10]}"
"""Where somebody signs, and the day, in one line that is never broken."""


def pack(context: PluginContext, subject: Subject, settings: Mapping[str, str]) -> Document:
    """Return the pack of a colleague: what they hand over, or, where they have no tie any more, handed over last."""
    leaver = cast(Colleague, context.office.read("colleague", subject.id))
    successor = _successor(context, settings["to"])
    charges = newest_charges(context, subject.id, subject.day)
    known = known_of(context, subject.day) if charges else None
    matters = [matter_of(context, charge, subject, known) for charge in charges if known is not None]
    blocks: list[Block] = [Paragraph(words(*_opening(leaver, successor, charges, subject.day)))]
    if matters:
        blocks += [_overview(matters), *_first(matters)]
    blocks += _without_page(context, subject, matters)
    for matter in matters:
        blocks += [Heading(matter.charge.name, new_page=True), *page_of(matter)]
        blocks += [*_checklist(matter), _signatures(leaver, successor)]
    return Document(title=f"Handover: {leaver.name}", day=subject.day, blocks=tuple(blocks))


def _successor(context: PluginContext, name: str) -> Colleague | None:
    if not name:
        return None
    row = context.ask.found("colleague", name)
    return cast(Colleague, context.office.read("colleague", row))


def _opening(
    leaver: Colleague, successor: Colleague | None, charges: Sequence[Charge], day: date
) -> Iterator[str]:  # fmt: skip
    to = f" to {successor.name}" if successor is not None else ""
    last = _last_day(leaver.to_on, day) if leaver.to_on is not None else ""
    if not charges:
        yield f"{leaver.name}{last} looks after no tie, and so has none to hand over."
        return
    over = all(one.custody.record.to_on is not None and one.custody.record.to_on < day for one in charges)
    count = counted(len(charges), "tie")
    hands = "handed over" if over else "hands over"
    yield f"{leaver.name}{last} {hands} {count}{to}. The ties are the city's; a page for each follows."


def _last_day(on: date, day: date) -> str:
    return f", whose last day {'was' if on < day else 'is'} {on.isoformat()},"


def _overview(matters: Sequence[Matter]) -> Table:
    columns = (
        Column("with"), Column("kind"), Column("state"), Column("since"), Column("thanks", "number"),
        Column("ours to keep", "number"), Column("hoped for", "number"), Column("to do", "number"),
        Column("next date", "day"),
    )  # fmt: skip
    rows = []
    for one in matters:
        tie = one.charge.tie
        state = (
            one.charge.name,
            tie.record.kind,
            tie.record.state,
            year_or_day(tie.record.since) if tie.record.since else None,
        )
        cells = (
            *state, len(one.thanks), len(one.promises),
            len(one.hoped_for), len(one.follow_ups), one.next_date,
        )  # fmt: skip
        cites = (_of(tie), _of(one.charge.custody), *(Citation("contribution", account.id) for account in one.accounts))
        rows.append(Row(cells, (*cites, *(_of(kept) for kept in one.follow_ups))))
    return Table(columns, tuple(rows), "What is handed over")


def _first(matters: Sequence[Matter]) -> Iterator[Block]:
    """Yield what must be asked while there is somebody to ask."""
    unknown = [one for one in matters if one.charge.lacks_origin]
    if unknown:
        names = ", ".join(one.charge.name for one in unknown)
        yield Heading("Ask while somebody remembers")
        told = f"There is no record of why these ties exist: {names}. Whoever knows it tells it now."
        yield Paragraph(words(told, cites=[_of(one.charge.tie) for one in unknown]))


def _without_page(context: PluginContext, subject: Subject, matters: Sequence[Matter]) -> Iterator[Block]:
    """Yield what the leaver has still to do and what stands on no tie's page."""
    told = {kept.id for one in matters for kept in one.follow_ups}
    rows = context.ask.page("follow-up", {"colleague": str(subject.id)}).rows
    others = [cast("Kept[FollowUp]", row.kept) for row in rows if row.kept.id not in told]
    waiting = sorted((one for one in others if one.record.done_on is None), key=lambda one: (one.record.due_on, one.id))
    if waiting:
        dated = (
            NextDate(
                on=one.record.due_on, told=one.record.what, cite=_of(one), is_overdue=one.record.due_on < subject.day
            )
            for one in waiting
        )  # fmt: skip
        yield Heading("To do besides")
        yield Bullets(tuple(one.in_words for one in dated))


def _checklist(matter: Matter) -> Iterator[Block]:
    yield Heading("To tick off", 2)
    yield Bullets(tuple(words(f"[  ] {told}") for told in _to_tick(matter)))


def _to_tick(matter: Matter) -> Iterator[str]:
    if matter.charge.lacks_origin:
        yield f"Why this tie exists was asked, and kept: trustcrm tie correct {matter.charge.tie.id} --origin WORDS"
    for one in matter.people[:3]:
        yield f"The successor was introduced to {one}"
    if not matter.people:
        yield "Somebody to call there was found, and kept"
    if matter.thanks:
        yield "Thanks owed were given, or a day for them is set"
    if matter.promises:
        yield "Each promise of ours was gone through: what, by when, who pays"
    if matter.follow_ups:
        yield "Each thing to do was gone through"
    if matter.sensitivities:
        yield "What is delicate was told by word of mouth"
    yield "Papers and mailboxes were shown"


def _signatures(leaver: Colleague, successor: Colleague | None) -> Facts:
    return Facts(
        (
            Fact(f"Handed over by {leaver.name}", words(SIGNED)),
            Fact(f"Taken over by {successor.name if successor else RULE[:20]}", words(SIGNED)),
        )
    )


def _of(kept: Kept[Any]) -> Citation:
    return Citation(kept.record.noun, kept.id, getattr(kept.record, "source", None) or "")
