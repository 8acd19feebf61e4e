"""The screen `lessons` of the terminal UI: what other cities taught us, those owed credit first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from trustcrm.plugin import (
    Block,
    Bullets,
    DatabaseUnusable,
    Document,
    Heading,
    NotFound,
    Paragraph,
    PluginContext,
    Refused,
    quiet,
    words,
)
from trustcrm_networks_and_lessons.lessons import Finding, Lesson, lesson, lessons
from trustcrm_tui.screens import ScreenColumn, ScreenRow, ScreenSpec, hookimpl


@hookimpl
def register_screens() -> Iterable[ScreenSpec]:
    """Offer the screen."""
    yield ScreenSpec(
        name="lessons",
        title="Lessons",
        summary="What other cities taught us, who here adopted it, and to whom credit is owed",
        columns=(
            ScreenColumn(title="measure", share=3),
            ScreenColumn(title="from", width=14),
            ScreenColumn(title="standing", width=20),
            ScreenColumn(title="last", width=10),
        ),
        load=_lessons,
        card=_card,
        empty="No lesson of another city is on record; trustcrm lesson add MEASURE --from CITY keeps one.",
        twins=("lesson list",),
    )


def _lessons(context: PluginContext) -> Sequence[ScreenRow]:
    try:
        found = lessons(context)
    except (DatabaseUnusable, Refused):
        return ()
    return [_row(one) for one in found]


def _row(one: Lesson) -> ScreenRow:
    last = one.account.last_on
    return ScreenRow(
        key=one.id, cells=(one.measure, one.origin, one.standing, last.isoformat() if last else ""),
        state="!" if one.is_owed_credit else "", side=one.account.giver, name=one.origin, noun="contribution",
        id=one.id, kind="owed" if one.is_owed_credit else "adopted" if one.adoptions else "not adopted",
    )  # fmt: skip


def _card(context: PluginContext, row: ScreenRow) -> Document | None:
    try:
        one = lesson(context, str(row.key))
    except NotFound:
        return None
    blocks: list[Block] = [Paragraph(words(f"{one.origin}: {one.standing}", cites=one.cites))]
    if one.account.contribution.words:
        blocks.append(Paragraph(words(one.account.contribution.words)))
    for title, found in (("Evidence", one.evidence), ("What came of it here", one.results)):
        if found:
            blocks += [Heading(title), Bullets(tuple(words(each.words, quiet(_where(each))) for each in found))]
    if one.adoptions:
        told = tuple(words(each.in_words, f": {each.words}" if each.words else "") for each in one.adoptions)
        blocks += [Heading("Adopted by"), Bullets(told)]
    if one.credits:
        given = tuple(
            words(kept.record.on.isoformat(), f": {kept.record.words}" if kept.record.words else "")
            for kept in one.credits
        )
        blocks += [Heading("Credit given"), Bullets(given)]
    if one.is_owed_credit:
        blocks.append(Paragraph(words(f"Once {one.origin} was given credit: trustcrm lesson credit {one.id}")))
    return Document(title=one.measure, day=context.clock.today(), blocks=tuple(blocks))


def _where(one: Finding) -> str:
    on = f"{one.on.isoformat()}, " if one.on is not None else ""
    return f" ({on}{one.source})"
