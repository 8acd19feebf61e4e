"""Who holds the consular posts of a city on a day, for other plugins too: these names are promised, nothing else here.

```python
home = context.ask.home()
for seat in in_order(seats_of(context, Subject(noun="city", id=home.side, name=home.name, day=day))):
    print(seat.country, seat.holder or "vacant", "stale" if seat.is_stale(day) else "")
```
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import cast

from trustcrm.plugin import Kept, Listed, Organisation, PluginContext, Post, Subject, Tenure

__all__ = ["CHECKED_FOR", "Seat", "in_order", "seats_of"]

CHECKED_FOR = timedelta(days=365)
"""So long after it was checked an entry is still relied on; lists change daily."""


@dataclass(frozen=True, kw_only=True)
class Seat:
    """A consular post, the consulate it belongs to and whom that stands for, and who holds it."""

    country: str
    side: int
    consulate: str
    post: Kept[Post]
    tenure: Kept[Tenure] | None = None
    holder: str = ""

    def is_stale(self, day: date) -> bool:
        """Return whether nobody checked the post within a year before a day."""
        return (self.post.record.verified_on or date.min) < day - CHECKED_FOR


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
