"""Which version an edit was made over, and what comes of it where others changed the object meanwhile."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence

from trustcrm_caldav_server.kept import Kept, etag_of
from trustcrm_caldav_server.passwords import Device
from trustcrm_caldav_server.shelf import Shelf
from trustcrm_calendar.lines import NotACalendar, calendar_in, parse
from trustcrm_calendar.merge import Collision, merge

_SERVED = 20_000


class Lineage:
    """Remembers which version each device has seen last, and merges what comes from another one than stands there."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._served: OrderedDict[tuple[int, str], bytes] = OrderedDict()

    def saw(self, device: Device, kept: Kept) -> None:
        """Remember which version of an object was given to a device."""
        self._served[device.id, kept.uid] = kept.ics
        self._served.move_to_end((device.id, kept.uid))
        while len(self._served) > _SERVED:
            self._served.popitem(last=False)

    def merged(
        self, device: Device, live: Kept, ics: bytes, named: Sequence[str]
    ) -> tuple[bytes, tuple[Collision, ...]]:  # fmt: skip
        """Return octets with what others changed meanwhile, and what both changed otherwise; the later edit stands."""
        merged = merge(self._history(device, live, ics, named), live.ics, ics, prefer="theirs")
        return (merged.ics if merged.news_to_them else ics), merged.collisions

    def _history(self, device: Device, live: Kept, ics: bytes, named: Sequence[str]) -> Sequence[bytes]:
        """Return what an edit is taken to come from.

        That is the version it names, by its etag or by a stamp that no other version has; else the one that this device
        was given last; else every version of its stamp, or every one that is kept.
        """
        versions = self._shelf.versions(live)
        if told := [version for version in versions if etag_of(version) in named]:
            return told
        said = _stamp(ics)
        stamped = [version for version in versions if said and _stamp(version) == said]
        served = self._served.get((device.id, live.uid))
        if len(stamped) == 1 or served is None:
            return stamped or versions
        return [served]


def _stamp(ics: bytes) -> tuple[str, str] | None:
    """Return what tells versions of an object apart: its SEQUENCE and DTSTAMP; None where it has several."""
    try:
        found = calendar_in(parse(ics)).components("VEVENT", "VTODO")
    except NotACalendar:
        return None
    stamp = found[0].value("DTSTAMP") if len(found) == 1 else ""
    return (found[0].value("SEQUENCE") or "0", stamp) if stamp else None
