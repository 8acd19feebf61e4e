"""The panel `corps`: who holds the consular posts of a city, since when, and when that was last checked."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from trustcrm.plugin import (
    Block,
    Citation,
    Column,
    Document,
    Paragraph,
    PluginContext,
    Row,
    Subject,
    Table,
    counted,
    quiet,
    words,
)
from trustcrm_consular.seats import Seat, in_order, seats_of

MOST = 40
"""So many posts are shown; a longer corps is a report's matter."""


def corps(context: PluginContext, subject: Subject) -> Document | None:
    """Return the corps of a city, or the posts of one consulate; None where there are none."""
    return told(seats_of(context, subject), subject.day)


def told(seats: Iterable[Seat], day: date) -> Document | None:
    """Return the seats as a table, in their order of precedence and then by country."""
    found = in_order(seats)
    if not found:
        return None
    columns = (
        Column("for"),
        Column("post"),
        Column("holder"),
        Column("since", "day"),
        Column("checked", "day"),
        Column("by"),
    )
    blocks: list[Block] = [Table(columns, tuple(_row(seat) for seat in found[:MOST]))]
    if len(found) > MOST:
        blocks.append(Paragraph(words(quiet(f"and {len(found) - MOST} more posts, which trustcrm post list has"))))
    stale = [seat for seat in found if seat.is_stale(day)]
    if stale:
        count = counted(len(stale), "post was", "posts were")
        said = f"{count} not checked within a year; ask before you write to the holder."
        blocks.append(Paragraph(words(said, cites=[Citation("post", seat.post.id) for seat in stale[:MOST]])))
    return Document(title="Consular corps", day=day, blocks=tuple(blocks))


def _row(seat: Seat) -> Row:
    post, tenure = seat.post.record, seat.tenure
    title = f"{post.title}, honorary" if post.honorary else post.title
    since = tenure.record.from_on if tenure else None
    cells = (seat.country, title, seat.holder or "vacant", since, post.verified_on, post.verified_by)
    source = (Citation("tenure", tenure.id, tenure.record.source or ""),) if tenure else ()
    return Row(cells, (Citation("post", seat.post.id), *source))
