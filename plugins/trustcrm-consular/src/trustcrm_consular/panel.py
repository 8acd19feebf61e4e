"""The panel `corps`: who holds the consular posts of a city, since when, and when that was last checked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import cast

from trustcrm.plugin import (
    Block,
    Citation,
    Column,
    Document,
    Kept,
    Listed,
    Organisation,
    Paragraph,
    PluginContext,
    Post,
    Row,
    Subject,
    Table,
    Tenure,
    quiet,
    words,
)

CHECKED_FOR = timedelta(days=365)
"""So long after it was checked an entry is still relied on; lists change daily."""
MOST = 40
"""So many posts are shown; a longer corps is a report's matter."""


@dataclass(frozen=True, kw_only=True)
class Seat:
    """A consular post, the consulate it belongs to and whom that stands for, and who holds it."""

    country: str
    side: int
    consulate: str
    post: Kept[Post]
    tenure: Kept[Tenure] | None = None
    holder: str = ""


def corps(context: PluginContext, subject: Subject) -> Document | None:
    """Return the corps of a city, or the posts of one consulate; None where there are none."""
    return told(seats_of(context, subject), subject.day)


def seats_of(context: PluginContext, subject: Subject) -> list[Seat]:
    """Return the posts of the consulates in a city, or of one consulate, as they are held on the subject's day."""
    if subject.noun == "city":
        wanted = {"city": str(subject.id), "kind": "consulate"}
        consulates = context.ask.page("organisation", wanted).rows
    else:
        one = context.ask.one("organisation", subject.id)
        consulates = [one] if cast(Organisation, one.kept.record).kind == "consulate" else []
    return [seat for one in consulates for seat in _seats(context, one, subject.day)]


def in_order(seats: Iterable[Seat]) -> list[Seat]:
    """Return seats in their order of precedence, then by country."""
    return sorted(seats, key=_order)


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
    stale = [seat for seat in found if (seat.post.record.verified_on or date.min) < day - CHECKED_FOR]
    if stale:
        count = "1 post was" if len(stale) == 1 else f"{len(stale)} posts were"
        said = f"{count} not checked within a year; ask before you write to the holder."
        blocks.append(Paragraph(words(said, cites=[Citation("post", seat.post.id) for seat in stale[:MOST]])))
    return Document(title="Consular corps", day=day, blocks=tuple(blocks))


def _seats(context: PluginContext, consulate: Listed, day: date) -> Iterator[Seat]:
    """Yield each post of a consulate with whoever holds it on a day, or by itself where it is vacant."""
    country, side = cast(Organisation, consulate.kept.record).country or consulate.title, consulate.kept.id
    for row in context.ask.page("post", {"side": str(consulate.kept.id)}).rows:
        post = cast("Kept[Post]", row.kept)
        held = [one for one in context.ask.page("tenure", {"post": str(post.id)}).rows if _lasts(one, day)]
        for one in held:
            tenure = cast("Kept[Tenure]", one.kept)
            yield Seat(
                country=country,
                side=side,
                consulate=consulate.title,
                post=post,
                tenure=tenure,
                holder=one.referred.get("person", ""),
            )
        if not held:
            yield Seat(country=country, side=side, consulate=consulate.title, post=post)


def _lasts(row: Listed, day: date) -> bool:
    tenure = cast(Tenure, row.kept.record)
    return (tenure.from_on or day) <= day <= (tenure.to_on or day)


def _order(seat: Seat) -> tuple[bool, int, str, int]:
    place = seat.post.record.precedence
    return place is None, place or 0, seat.country, seat.post.id


def _row(seat: Seat) -> Row:
    post, tenure = seat.post.record, seat.tenure
    title = f"{post.title}, honorary" if post.honorary else post.title
    since = tenure.record.from_on if tenure else None
    cells = (seat.country, title, seat.holder or "vacant", since, post.verified_on, post.verified_by)
    source = (Citation("tenure", tenure.id, tenure.record.source or ""),) if tenure else ()
    return Row(cells, (Citation("post", seat.post.id), *source))
