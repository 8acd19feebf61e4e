"""The report `protocol`: openings, turnover on both sides, and ties that hang on one person, each with its record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from trustcrm.plugin import (
    Block,
    Bullets,
    Column,
    Document,
    Heading,
    InvalidValue,
    Paragraph,
    PluginContext,
    Row,
    Subject,
    Table,
    counted,
    words,
)
from trustcrm_protocol.hangs import Hang, hanging
from trustcrm_protocol.neighbours import neighbours
from trustcrm_protocol.openings import Opening, openings
from trustcrm_protocol.settings import settings_of
from trustcrm_protocol.turnover import Change, turnover

MOST_DAYS = 36_500
"""So far ahead a paper may look."""


def watch_paper(context: PluginContext, subject: Subject, settings: Mapping[str, str]) -> Document:
    """Return the paper. Raises `InvalidValue` where `days` is no number of days."""
    own = settings_of(context)
    days, day = _days(settings.get("days", ""), own.openings_days), subject.day
    known = neighbours(context, day)
    coming = openings(context, known, days)
    changed = turnover(context, known, own.turnover_days)
    hangs = hanging(context, known, own)
    blocks = [
        *_summary(coming, changed, hangs, days, own.turnover_days),
        *_openings(coming, days),
        *_turnover(changed, own.turnover_days),
        *_hangs(hangs, own.hang_contacts, own.hang_months),
    ]
    return Document(title=f"Protocol: {subject.name}", day=day, blocks=tuple(blocks))


def _days(told: str, usual: int) -> int:
    if not told:
        return usual
    if not told.isascii() or not told.isdigit() or int(told[:6]) > MOST_DAYS:
        raise InvalidValue(f"The setting 'days' is a number of days up to {MOST_DAYS}; {told[:20]!r} is none.")
    return int(told)


def _summary(
    coming: Sequence[Opening], changed: Sequence[Change], hangs: Sequence[Hang], days: int, back: int
) -> Iterator[Block]:
    unmet = [one for one in changed if one.waits_to_be_met]
    new = f"; {counted(len(unmet), 'newcomer has', 'newcomers have')} not been met yet" if unmet else ""
    yield Bullets(
        (
            words(
                f"{counted(len(coming), 'opening', 'openings')} within {counted(days, 'day')}.",
                cites=[one.cited for one in coming],
            ),
            words(
                f"{counted(len(changed), 'change', 'changes')} within {counted(back, 'day')}, "
                f"{sum(one.ours for one in changed)} on our side{new}.",
                cites=[cited for one in changed for cited in one.cites],
            ),
            words(
                f"{counted(len({one.tie for one in hangs}), 'tie hangs', 'ties hang')} on one person.",
                cites=[cited for one in hangs for cited in one.cites],
            ),
        )
    )


def _openings(coming: Sequence[Opening], days: int) -> Iterator[Block]:
    yield Heading("What opens")
    if not coming:
        yield Paragraph(words(f"Nothing is known to open within {counted(days, 'day')}."))
        return
    columns = (Column("on", "day"), Column("what"), Column("with"), Column("why"))
    yield Table(columns, tuple(Row((one.on, one.kind, one.name, one.why), (one.cited,)) for one in coming))


def _turnover(changed: Sequence[Change], back: int) -> Iterator[Block]:
    yield Heading("Who changed")
    if not changed:
        yield Paragraph(words(f"Nobody is known to have changed within {counted(back, 'day')}, on either side."))
    for ours, title in ((False, "On their side"), (True, "On our side")):
        told = [one for one in changed if one.ours is ours]
        if told:
            columns = (Column("on", "day"), Column("of"), Column("post"), Column("who"), Column("since then"))
            rows = [Row((one.on, one.name, one.title, one.words, one.since_then), one.cites) for one in told]
            yield Table(columns, tuple(rows), title)


def _hangs(hangs: Sequence[Hang], at_least: int, months: int) -> Iterator[Block]:
    yield Heading("What hangs on one person")
    if not hangs:
        least, within = counted(at_least, "contact"), counted(months, "month")
        yield Paragraph(words(f"No tie had {least} or more in {within} through one person alone."))
        return
    columns = (
        Column("tie"), Column("hangs on"), Column("whose"), Column("contacts through them", "number"),
        Column("of all", "number"), Column("last", "day"),
    )  # fmt: skip
    rows = [Row((one.name, one.person_name, one.end, one.named, one.contacts, one.last_on), one.cites) for one in hangs]
    yield Table(columns, tuple(rows))
