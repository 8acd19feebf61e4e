"""The calendars that are served: the engagements, which a device may change, and what is only to be read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import uuid4

from trustcrm.plugin import PluginContext, StaleEtag
from trustcrm_caldav_server.facts import facts_of
from trustcrm_caldav_server.follow_ups import OURS, SHOWN, FollowUps
from trustcrm_caldav_server.given import Given, Newest
from trustcrm_caldav_server.intake import Intake
from trustcrm_caldav_server.kept import Gone, Kept, Put, etag_of
from trustcrm_caldav_server.mirror import OFFICE, Mirror
from trustcrm_caldav_server.passwords import Device
from trustcrm_caldav_server.repeating import Series
from trustcrm_caldav_server.shelf import Shelf
from trustcrm_caldav_server.taking import Took
from trustcrm_calendar.ahead import Ahead
from trustcrm_calendar.engagements import calendar_of
from trustcrm_calendar.lines import Component
from trustcrm_calendar.touched import is_untouched

ENGAGEMENTS = "engagements"
FOLLOW_UPS = "follow-ups"
WRITTEN = (ENGAGEMENTS, FOLLOW_UPS)
"""The calendars that devices may write in."""
OPEN = "open"
"""What anybody may read."""
_WRITTEN = ("write", "write-content", "bind", "unbind")
_TOKEN = re.compile(r"data:,trustcrm/([0-9a-f]{12})/([a-z-]{1,40})/(\d{1,18})")
Shown = Callable[[Mapping[str, Kept]], Iterable[tuple[str, bytes]]]
"""What a calendar shows, each object by its UID; it is told by UID what is kept, of which something may stay."""


class TakesIn(Protocol):
    """What takes in what devices send to a calendar."""

    def saw(self, device: Device, kept: Kept) -> None:
        """Remember which version of an object was given to a device."""

    def put(
        self, device: Device, href: str, ics: bytes, check: Callable[[str | None], Sequence[str] | None] = ...
    ) -> Took:
        """Keep octets at an href, as `Intake.put` does."""

    def delete(self, device: Device, live: Kept) -> None:
        """Take an object away, as `Intake.delete` does."""


@dataclass(frozen=True, kw_only=True)
class Collection:
    """A calendar: its `name` in addresses, its `title`, the components it holds, and where they are.

    `refresh` brings it to what the office says; `given` remembers which states devices were told of; `intake` takes in
    what a device sends, None where it is only read, and `may` says what of that a device may try.
    """

    name: str
    title: str
    kinds: tuple[str, ...]
    shelf: Shelf
    refresh: Callable[[], None]
    given: Given
    intake: TakesIn | None = None
    may: tuple[str, ...] = ()

    def token(self, modseq: int | None = None) -> str:
        """Return what stands for a state of the collection, the present one or an earlier one of this epoch."""
        standing = self.shelf.standing()
        self.given.note(self.name, standing.epoch, standing.modseq)
        return f"data:,trustcrm/{standing.epoch}/{self.name}/{standing.modseq if modseq is None else modseq}"

    def since(self, token: str) -> int | None:
        """Return how many changes a state had seen, None where a token is none of this epoch's."""
        found, standing = _TOKEN.fullmatch(token.strip()), self.shelf.standing()
        if found is None or (found[1], found[2]) != (standing.epoch, self.name) or int(found[3]) > standing.modseq:
            return None
        return int(found[3])


class Reading:
    """Keeps a shelf at what a calendar shows; it is looked over only where something of its nouns was changed."""

    def __init__(self, calendar: PluginContext, newest: Newest, shelf: Shelf, shown: Shown, *nouns: str) -> None:
        self._context, self._newest, self._shelf, self._shown, self._nouns = calendar, newest, shelf, shown, nouns
        self._seen: int | None = None

    def refresh(self) -> None:
        """Bring the shelf to what is shown now."""
        try:
            self._refresh()
        except StaleEtag:  # somebody else did the same just now
            self._refresh()

    def _refresh(self) -> None:
        newest = self._newest()
        if self._as_before(newest):
            self._seen = newest
            return
        zone = Ahead(self._context).zone
        there = {one.uid: one for one in self._shelf.everything() if not one.gone}
        puts = []
        for uid, ics in self._shown(dict(there)):
            kept = there.pop(uid, None)
            if kept is None or kept.etag != etag_of(ics):
                href = kept.href if kept is not None else f"{uuid4().hex}.ics"
                owner, version = (kept.owner, kept.version) if kept is not None else ("", OURS)
                facts = facts_of(ics, zone)
                puts.append(
                    Put(href=href, ics=ics, facts=facts, source=OFFICE, over=kept, owner=owner, version=version)
                )
        gone = [Gone(kept=one) for one in there.values()]
        if puts or gone:
            self._shelf.write(puts, gone)
        self._seen = newest

    def _as_before(self, newest: int) -> bool:
        """Whether nothing was changed that is shown here."""
        seen = self._seen
        return seen is not None and is_untouched(self._context, self._nouns, seen, newest)


def collections_of(context: PluginContext, calendar: PluginContext) -> dict[str, Collection]:
    """Return the calendars by name; `context` is this plugin's, `calendar` that of the plugin calendar."""
    ahead, given = Ahead(calendar), Given(context.data_folder / f"{context.office_key}.json")
    newest = Newest(calendar)

    def shelf(name: str, *, versions: bool = False) -> Shelf:
        made = Shelf(context.tables, context.clock, name, versions=versions)
        given.check(made)
        return made

    def public(kept: Mapping[str, Kept]) -> Iterable[tuple[str, bytes]]:
        told = ahead.engagements()
        return ((one.uid, _octets(one.event)) for one in told if one.engagement.confidentiality == OPEN)

    def dates(kept: Mapping[str, Kept]) -> Iterable[tuple[str, bytes]]:
        return ((one.uid, _octets(one.event)) for one in Ahead(calendar).dates())

    def reading(name: str, title: str, shown: Shown, noun: str) -> Collection:
        own = shelf(name)
        refresh = Reading(calendar, newest, own, shown, noun).refresh
        return Collection(name=name, title=title, kinds=("VEVENT",), shelf=own, refresh=refresh, given=given)

    def follow_ups() -> Collection:
        own = shelf(FOLLOW_UPS)
        taking = FollowUps(context, calendar, own)
        return Collection(
            name=own.name, title="Follow-ups", kinds=("VTODO",), shelf=own, given=given, intake=taking, may=_WRITTEN,
            refresh=Reading(calendar, newest, own, taking.shown, *SHOWN).refresh,
        )  # fmt: skip

    own = shelf(ENGAGEMENTS, versions=True)
    mirror = Mirror(calendar, newest, own)
    series = Series(context, calendar, own, mirror)

    def refresh() -> None:
        mirror.refresh()
        series.move_on()

    return {
        one.name: one
        for one in (
            Collection(
                name=ENGAGEMENTS,
                title="Engagements",
                kinds=("VEVENT",),
                shelf=own,
                refresh=refresh,
                given=given,
                intake=Intake(context, calendar, own, mirror, series),
                may=_WRITTEN,
            ),
            reading("programme", "Public programme", public, "engagement"),
            reading("agreements", "Agreements", dates, "agreement"),
            follow_ups(),
        )
    }


def _octets(component: Component) -> bytes:
    return calendar_of([component]).octets()
