"""The report `lessons`: what other cities taught us, who here adopted it, what came of it, and where credit is owed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from trustcrm.plugin import (
    Block,
    Bullets,
    Citation,
    Column,
    Document,
    Fact,
    Facts,
    Heading,
    Paragraph,
    PluginContext,
    Row,
    Subject,
    Table,
    Words,
    strong,
    words,
)
from trustcrm_networks_and_lessons.lessons import Finding, Lesson, lessons


def lessons_paper(context: PluginContext, subject: Subject) -> Document:
    """Return the paper of the office, or of the lessons of one city or organisation."""
    found = [
        one for one in lessons(context, subject.day) if subject.noun == "office" or one.account.giver == subject.id
    ]
    title = "Lessons" if subject.noun == "office" else f"Lessons from {subject.name}"
    if not found:
        whose = "No lesson of another city" if subject.noun == "office" else f"No lesson that {subject.name} taught us"
        told = f"{whose} is on record as of {subject.day.isoformat()}."
        return Document(title=title, day=subject.day, blocks=(Paragraph(words(told)),))
    return Document(title=title, day=subject.day, blocks=(*_counted(found), *_owed(found), *_cards(found)))


def _counted(found: Sequence[Lesson]) -> Iterator[Block]:
    adopted = [one for one in found if one.adoptions]
    given = [one for one in adopted if not one.is_owed_credit]
    owed = [one for one in found if one.is_owed_credit]
    yield Facts(
        tuple(
            Fact(label, words(f"{len(some):,}", cites=tuple(Citation("contribution", one.id) for one in some)))
            for label, some in (
                ("Lessons", found), ("Adopted here", adopted), ("Credit given", given), ("Credit or thanks owed", owed),
            )
        )
    )  # fmt: skip


def _owed(found: Sequence[Lesson]) -> Iterator[Block]:
    owed = [one for one in found if one.is_owed_credit]
    yield Heading("Thanks we owe")
    if not owed:
        yield Paragraph(
            words("Nothing is owed: thanks and credit were given for all that was told to us and adopted here.")
        )
        return
    yield Bullets(
        tuple(
            words(strong(one.origin), f": {one.measure}, {_since(one)}.", cites=_received(one)) for one in owed
        )
    )  # fmt: skip


def _since(one: Lesson) -> str:
    if one.adoptions:
        return f"adopted by {'; '.join(each.in_words for each in one.adoptions)}"
    return f"told to us on {one.received[-1].record.on.isoformat()}"


def _received(one: Lesson) -> tuple[Citation, ...]:
    own = one.account.contribution.source or ""
    return tuple(Citation("step", each.id, each.record.source or own) for each in one.received)


def _cards(found: Sequence[Lesson]) -> Iterator[Block]:
    yield Heading("Every lesson")
    columns = (
        Column("measure"), Column("from"), Column("adopted by"), Column("adopted", "day"),
        Column("credit given", "day"), Column("standing"),
    )  # fmt: skip
    yield Table(columns, tuple(_row(one) for one in found))
    told = [one for one in found if one.findings]
    if not told:
        yield Paragraph(words("No evidence is on record for any of them, and no result."))
        return
    yield Heading("Evidence, and what came of it here")
    for one in told:
        yield Paragraph(words(strong(one.measure), f", {one.origin}"))
        yield Bullets((*map(_evidence, one.evidence), *map(_result, one.results)))


def _row(one: Lesson) -> Row:
    first = one.adoptions[0] if one.adoptions else None
    by = "; ".join(dict.fromkeys(each.by for each in one.adoptions if each.by))
    credit = one.credits[-1].record.on if one.credits and not one.is_owed_credit else None
    cells = (one.measure, one.origin, by or None, first.on if first else None, credit, one.standing)
    return Row(cells, one.cites)


def _evidence(one: Finding) -> Words:
    return _found("Evidence", one)


def _result(one: Finding) -> Words:
    return _found("Result here", one)


def _found(label: str, one: Finding) -> Words:
    on = f"{one.on.isoformat()}, " if one.on is not None else ""
    return words(f"{label}: {one.words} ({on}{one.source})", cites=(one.cite,))
