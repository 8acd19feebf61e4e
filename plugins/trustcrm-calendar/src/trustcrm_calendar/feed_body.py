"""What a subscriber is given: events of a year back and three ahead, and nobody named in them."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from trustcrm.plugin import PluginContext
from trustcrm_calendar.ahead import Ahead
from trustcrm_calendar.engagements import calendar_of
from trustcrm_calendar.lines import Component, Line, escaped, written
from trustcrm_calendar.rendered import Rendered, rendered
from trustcrm_calendar.zones import vtimezone

BEFORE, AFTER = timedelta(days=365), timedelta(days=3 * 365 + 1)
GHOSTS = timedelta(days=90)
"""How long what was called off stays, as called off: programs that only ever add would else show it for ever."""
REFRESH = "PT1H"
PIECE = 65_536
_END = b"END:VCALENDAR\r\n"


@dataclass(frozen=True)
class Body:
    """A feed as it goes out; `octets` are the whole calendar, `entries` counts what it holds."""

    octets: bytes
    entries: int

    @cached_property
    def etag(self) -> str:
        """What changes with the octets, and with nothing else."""
        return hashlib.sha256(self.octets).hexdigest()[:32]

    @cached_property
    def packed(self) -> bytes:
        """The octets packed by gzip, the same for the same octets."""
        return gzip.compress(self.octets, compresslevel=6, mtime=0)


def pieces(octets: bytes) -> Iterator[bytes]:
    """Yield octets in pieces of a measure that goes out at once."""
    whole = memoryview(octets)
    for start in range(0, len(octets), PIECE):
        yield bytes(whole[start : start + PIECE])


def body_of(context: PluginContext, name: str, scope: str, change: int) -> Body:
    """Return a feed of a scope as of a change of the office and of its present day."""
    today = context.clock.today()
    if scope == "follow-ups":
        return _whole(name, (), list(Ahead(context).components(("follow-ups",), today - BEFORE)))
    events = [one for one in rendered(context, change) if _is_shown(one, scope, today)]
    dates = Ahead(context).components(("agreements",), today - BEFORE) if scope == "internal" else ()
    return _whole(name, events, [one for one in dates if one.value("DTSTART") <= f"{today + AFTER:%Y%m%d}"])


def _is_shown(event: Rendered, scope: str, today: date) -> bool:
    return (
        (event.is_open or scope == "internal")
        and event.last_on >= today - BEFORE
        and event.first_on <= today + AFTER
        and (event.called_off_on is None or event.called_off_on >= today - GHOSTS)
    )


def _whole(name: str, events: Sequence[Rendered], components: Sequence[Component]) -> Body:
    head = calendar_of([], _said_of_itself(name)).octets().removesuffix(_END)
    parts = [
        head,
        b"".join(zone.octets() for zone in _zones(events)),
        "".join([event.ics for event in events]).encode(),
        b"".join(component.octets() for component in components),
        _END,
    ]
    return Body(b"".join(parts), len(events) + len(components))


def _said_of_itself(name: str) -> list[Line]:
    named = escaped(name)
    return [
        written("NAME", named),
        written("X-WR-CALNAME", named),
        written("REFRESH-INTERVAL", REFRESH, {"VALUE": "DURATION"}),
        written("X-PUBLISHED-TTL", REFRESH),
    ]


def _zones(events: Iterable[Rendered]) -> Iterator[Component]:
    years: dict[str, tuple[int, int]] = {}
    for event in events:
        if event.zone:
            first, last = years.get(event.zone, (9999, 0))
            years[event.zone] = (min(first, event.first_on.year), max(last, event.last_on.year))
    for key, (first, last) in sorted(years.items()):
        yield vtimezone(key, first, last)
