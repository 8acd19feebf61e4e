"""Taking in what a device sends: into the office what an engagement can hold, onto the shelf every octet of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from trustcrm.plugin import Deeds, Engagement, InvalidValue, PluginContext, TableAccess
from trustcrm_caldav_server.facts import facts_in, slimmed
from trustcrm_caldav_server.kept import Facts, Gone, Kept, Put
from trustcrm_caldav_server.lineage import Lineage
from trustcrm_caldav_server.mirror import Mirror
from trustcrm_caldav_server.passwords import Device, Passwords
from trustcrm_caldav_server.repeating import SERVER, Series
from trustcrm_caldav_server.shelf import Shelf
from trustcrm_caldav_server.taking import Took, WrongKind, check_deletions, check_uid
from trustcrm_calendar.ahead import Standing
from trustcrm_calendar.becoming import out
from trustcrm_calendar.collided import By, note
from trustcrm_calendar.lines import Component, calendar_in, parse
from trustcrm_calendar.merge import Collision
from trustcrm_calendar.origin import Written
from trustcrm_calendar.overlay import differing, fields_here
from trustcrm_calendar.reading import GROUPS, Fields, Unreadable, fields_of
from trustcrm_calendar.zones import zone_of

KINDS_HERE = ("VEVENT",)


@dataclass(frozen=True)
class _Planned:
    """What is to be done in the office about an object: which engagement it stands for and as of which correction.

    A `deed` brings the next correction, or the first engagement where there is none.
    """

    row: int | None
    version: int
    deed: Callable[[Deeds], object] | None = None


class Intake:
    """Takes in for the calendar of engagements."""

    def __init__(
        self, context: PluginContext, calendar: PluginContext, shelf: Shelf, mirror: Mirror, series: Series
    ) -> None:  # fmt: skip
        self._context, self._calendar = context, calendar
        self._shelf, self._mirror = shelf, mirror
        self._passwords = Passwords(context.tables, context.clock)
        self._series = series
        self._lineage = Lineage(shelf)
        self._deeds: dict[str, Deeds] = {}

    def saw(self, device: Device, kept: Kept) -> None:
        """Remember which version of an object was given to a device."""
        self._lineage.saw(device, kept)

    def put(
        self, device: Device, href: str, ics: bytes,
        check: Callable[[str | None], Sequence[str] | None] = lambda etag: None,
    ) -> Took:  # fmt: skip
        """Keep octets at an href.

        `check` is asked with the etag of what stands there, None for nothing. It raises where the octets must not be
        kept; where what was changed meanwhile is to be merged into them, it returns the etags of the versions that they
        are said to come from, of which there may be none. Raises `UidTaken`, `Refused`,
        `NotACalendar`, `Conflict`.
        """
        calendar = calendar_in(parse(ics))
        facts = facts_in(calendar, self._mirror.zone)
        if facts.kind not in KINDS_HERE:
            raise WrongKind("This calendar holds events alone.")
        around = self._shelf.around(href, facts.uid)
        there = around.at if around.at is not None and not around.at.gone else None
        live = there if there is not None and there.shown_to(device.person) else None
        named = check(live.etag if live is not None else None)
        check_uid(facts.uid, there, around.of, device.person)
        deeds = self._deeds_of(device.person)
        collisions: tuple[Collision, ...] = ()
        if live is not None and named is not None:
            ics, collisions = self._lineage.merged(device, live, ics, named)
            calendar = calendar_in(parse(ics))
            facts = facts_in(calendar, self._mirror.zone)
            if ics == live.ics:
                return Took(ics, new=False)
        planned = self._planned(live or around.was, facts, calendar, ics)
        if collisions and planned.row is not None:
            now = self._context.clock.now()
            by = By(theirs=str(Written(who=device.person, at=now.astimezone(zone_of(self._mirror.zone)))))
            note(self._calendar.tables, SERVER, facts.uid, planned.row, collisions, by, now)
        put = Put(href=href, ics=ics, facts=facts, source=device.person, over=live or around.at)
        self._keep(deeds, put, planned)
        return Took(ics, new=live is None)

    def _deeds_of(self, person: str) -> Deeds:
        if person not in self._deeds:
            self._deeds[person] = self._context.do.in_the_name_of(person)
        return self._deeds[person]

    def _keep(self, deeds: Deeds, put: Put, planned: _Planned) -> None:
        """Keep octets and do what is planned in the office, both or neither; what the office cannot hold stays out."""
        changed = False

        def write(tables: TableAccess, rows: Mapping[str, Sequence[int]]) -> None:
            nonlocal changed
            changed = bool(rows)
            row = planned.row if planned.row is not None else rows["engagement"][0]
            self._shelf.write_in(tables, [replace(put, row=row, version=planned.version + 1)])

        if planned.deed is not None:
            try:
                planned.deed(self._context.tables.along(deeds, write))
            except InvalidValue:
                pass
            else:
                self._mirror.known.add(put.facts.uid)
                if changed:
                    self._mirror.heard()
                return
        deeds.check_role()
        owner = put.source if put.facts.private and planned.row is None else ""
        self._shelf.write([replace(put, row=planned.row, version=planned.version, owner=owner)])

    def delete(self, device: Device, live: Kept) -> None:
        """Take an object away; an engagement that lies ahead is called off. Raises as `put` and `TooManyDeletions`."""
        check_deletions(self._shelf, self._passwords, device)
        deeds = self._deeds_of(device.person)
        deeds.check_role()
        standing = self._mirror.standing(live.row, live.uid) if live.row is not None else None
        if standing is None or not self._is_ahead(standing):
            self._shelf.write(gone=[Gone(kept=live, by=device.id, version=live.version)])
            return
        gone = Gone(kept=live, by=device.id, version=standing.version + 1)
        along = self._context.tables.along(deeds, lambda tables, _: self._shelf.write_in(tables, gone=[gone]))
        along.cancel(standing.row, version=standing.version)
        self._mirror.heard()

    def _planned(self, before: Kept | None, facts: Facts, calendar: Component, ics: bytes) -> _Planned:
        """Return what is to be done in the office about an object: what an engagement can hold of it."""
        row, version = (before.row, before.version) if before is not None else (None, 0)
        if facts.repeats:
            return self._of_series(before, facts.uid, ics) or _Planned(row, version)
        try:
            fields = fields_of(slimmed(calendar), self._mirror.zone)
        except Unreadable:
            return _Planned(row, version)
        standing = self._mirror.standing(row, facts.uid) if row is not None else None
        if standing is not None:
            return self._correction(standing, fields)
        mirror, today = self._mirror, self._context.clock.today()
        if row is not None or out(fields, facts.uid, mirror.known, mirror.mark, today, private=facts.private):
            return _Planned(row, version)
        return _Planned(None, 0, lambda deeds: deeds.add(Engagement(**fields, uid=facts.uid), again=True))

    def _of_series(self, before: Kept | None, uid: str, ics: bytes) -> _Planned | None:
        act = self._series.act(before, uid, ics)
        if act is None:
            return None
        fields = act.fields
        if act.kind == "take in":
            return _Planned(None, 0, lambda deeds: deeds.add(Engagement(**fields, uid=uid), again=True))
        row, version = act.row, act.version
        return _Planned(row, version, lambda deeds: deeds.correct("engagement", row, fields, version=version))

    def _correction(self, standing: Standing, fields: Fields) -> _Planned:
        groups = differing(fields, fields_here(standing, self._mirror.zone))
        if standing.engagement.state == "held":
            groups = [group for group in groups if group != "state"]
        news = {name: fields[name] for group in groups for name in GROUPS[group]}
        row, version = standing.row, standing.version
        if not news:
            return _Planned(row, version)
        return _Planned(row, version, lambda deeds: deeds.correct("engagement", row, news, version=version))

    def _is_ahead(self, standing: Standing) -> bool:
        told = standing.engagement
        over = (told.ends_on or told.starts_on) < self._context.clock.today()
        return not over and told.state in ("planned", "confirmed")
