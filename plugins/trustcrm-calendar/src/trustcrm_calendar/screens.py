"""Screens of the terminal UI: how calendars stand, and what both sides changed otherwise, to be decided by a key."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from zoneinfo import ZoneInfo

from trustcrm.plugin import (
    Block,
    DatabaseUnusable,
    Document,
    Heading,
    Paragraph,
    PluginContext,
    Refused,
    ended,
    quiet,
    words,
)
from trustcrm_calendar.collided import Told, collision, collisions
from trustcrm_calendar.collision_words import in_words, named, title_of
from trustcrm_calendar.settling import decide, when_sent
from trustcrm_calendar.standing import UNCONFIGURED, CalendarStands, calendars_standing
from trustcrm_tui.screens import ScreenColumn, ScreenRow, ScreenSides, ScreenSpec, hookimpl


@hookimpl
def register_screens() -> Iterable[ScreenSpec]:
    """Offer the screens."""
    yield ScreenSpec(
        name="calendars",
        title="Calendars",
        summary="When each calendar was last in step, what is missing there, and what collided",
        columns=(
            ScreenColumn(title="calendar", width=16),
            ScreenColumn(title="last run", width=16),
            ScreenColumn(title="how it stands", share=3),
        ),
        load=_calendars,
        card=_calendar,
        empty="The configuration names no calendar; a table [calendars.NAME] in trustcrm.toml does.",
        twins=("calendar status",),
    )
    yield ScreenSpec(
        name="conflicts",
        title="Calendar conflicts",
        summary="What the office and a calendar both changed: ← ours, → theirs stands on both sides",
        columns=(
            ScreenColumn(title="of", share=3),
            ScreenColumn(title="what", width=10),
            ScreenColumn(title="ours", share=4),
            ScreenColumn(title="theirs", share=4),
        ),
        load=_conflicts,
        card=_conflict,
        sides=ScreenSides(ours=2, theirs=3, decide=_decide),
        empty="Nothing was changed differently on both sides.",
        twins=("calendar conflicts",),
    )


def _calendars(context: PluginContext) -> Sequence[ScreenRow]:
    try:
        return [_stands(one) for one in calendars_standing(context)]
    except (DatabaseUnusable, Refused):
        return ()


def _stands(one: CalendarStands) -> ScreenRow:
    ran = f"{one.ran.at:%Y-%m-%d %H:%M}" if one.ran is not None else "never"
    return ScreenRow(
        key=one.name, cells=(one.name, ran, one.fault or _pressing(one)), name=one.name, kind=one.backend,
        state="!" if one.fault else "~" if one.conflicts or one.missing or one.ran is None else "",
    )  # fmt: skip


def _pressing(one: CalendarStands) -> str:
    """Return what wants somebody first, since a narrow window cuts what comes last."""
    told = [f"{one.conflicts:,} changed on both sides"] if one.conflicts else []
    told += [f"{one.missing:,} missing there"] if one.missing else []
    told += [] if one.configured else ["not in the configuration"]
    return ", ".join([*told, f"{one.agreed:,} agreed on"]) if told else one.in_words


def _calendar(context: PluginContext, row: ScreenRow) -> Document | None:
    one = next((one for one in calendars_standing(context) if one.name == row.key), None)
    if one is None:
        return None
    ran = f"The last run ended on {one.ran.at:%Y-%m-%d at %H:%M}, by {one.ran.who}." if one.ran else "It never ran."
    kept = f"kept by {one.backend or '?'}" if one.configured else UNCONFIGURED
    blocks: list[Block] = [Paragraph(words(ran)), Paragraph(words(f"{one.in_words}; {kept}."))]
    if one.fault:
        blocks[:0] = [Paragraph(words(one.fault))]
    if one.conflicts:
        blocks.append(Paragraph(words("The screen Calendar conflicts decides about what collided.")))
    if one.configured:
        blocks.append(Paragraph(words(quiet(f"trustcrm calendar sync {one.name} --dry-run"))))
    else:
        table = f"A table [calendars.{one.name}] in trustcrm.toml has it synced again. Else let go of it:"
        blocks += [Paragraph(words(table)), Paragraph(words(quiet(f"trustcrm calendar forget {one.name}")))]
    return Document(title=one.name, day=context.clock.today(), blocks=tuple(blocks))


def _conflicts(context: PluginContext) -> Sequence[ScreenRow]:
    try:
        return [_row(context, one) for one in collisions(context.tables, settled=False)]
    except (DatabaseUnusable, Refused):
        return ()


def _row(context: PluginContext, one: Told) -> ScreenRow:
    title = title_of(context, one)
    return ScreenRow(
        key=one.number, cells=(title, named(one.unit, one.uid), in_words(one.ours), in_words(one.theirs)), state="~",
        name=title, noun="engagement", id=one.row, kind=one.calendar,
    )  # fmt: skip


def _conflict(context: PluginContext, row: ScreenRow) -> Document | None:
    one = collision(context.tables, int(row.key))
    stands = one.settled or one.kept
    at = one.at.astimezone(ZoneInfo(context.ask.home().time_zone))
    where = f"{named(one.unit, one.uid)}, in {one.calendar} and here, {at:%Y-%m-%d %H:%M}"
    blocks: list[Block] = [Paragraph(words(where))]
    for side, title, lines, by in (
        ("before", "Before", one.base, ""), ("ours", "Ours", one.ours, one.ours_by),
        ("theirs", "Theirs", one.theirs, one.theirs_by),
    ):  # fmt: skip
        heading = f"{title}, which stands now" if side == stands else title
        told = words(in_words(lines), quiet(f"  {by}")) if by else words(in_words(lines))
        blocks += [Heading(heading), Paragraph(told)]
    blocks.append(Paragraph(words(quiet("← ours stands · → theirs stands"))))
    return Document(title=row.name, day=context.clock.today(), blocks=tuple(blocks))


def _decide(context: PluginContext, row: ScreenRow, side: str) -> str:
    told = decide(context, int(row.key), side)
    what = f"{side.capitalize()} stands for {named(told.unit, told.uid)} of {row.name}"
    return ended(f"{what}{when_sent(context, told, side)}")
