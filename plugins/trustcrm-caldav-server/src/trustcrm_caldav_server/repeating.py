"""Events that repeat: each is the engagement of its next meeting, by the very plan of `trustcrm calendar sync`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import cast

from trustcrm.plugin import CalendarObject, Engagement, PluginContext, TableAccess, TrustCrmError
from trustcrm_caldav_server.facts import facts_of, seconds_of
from trustcrm_caldav_server.kept import Kept, Put
from trustcrm_caldav_server.mirror import OFFICE, Mirror
from trustcrm_caldav_server.occurrences import Unbounded, check_steps
from trustcrm_caldav_server.shelf import Shelf
from trustcrm_calendar.agreed import Agreed
from trustcrm_calendar.ahead import Standing
from trustcrm_calendar.collided import By, note
from trustcrm_calendar.lines import calendar_in, parse
from trustcrm_calendar.plan import OVER, Act, Sides, plan
from trustcrm_calendar.series import is_plain

SERVER = "caldav"
"""The calendar under which `trustcrm calendar conflicts` tells what was merged here."""

_AHEAD = 9 * 366 * 86_400


class Series:
    """Lets what repeats stand for its next meeting, and go on to the one after."""

    def __init__(self, context: PluginContext, calendar: PluginContext, shelf: Shelf, mirror: Mirror) -> None:
        self._context, self._calendar, self._shelf, self._mirror = context, calendar, shelf, mirror
        self._day: date | None = None

    def act(self, before: Kept | None, uid: str, ics: bytes) -> Act | None:
        """Return what is to be done in the office about a series that says this by now, None where nothing is.

        `before` is what is kept of it.
        """
        if not self._is_plain(ics):
            return None
        row = before.row if before is not None else None
        here = self._standings(uid, row)
        agreed: dict[str, Agreed] = {}
        if before is not None and row is not None:
            if uid not in here:
                return None
            agreed[uid] = Agreed(uid=uid, href=before.href, etag=before.etag, ics=before.ics, row=row, said="")
        sides = Sides(
            agreed=agreed, here=here, there={uid: CalendarObject(href="", etag="", ics=ics)}, known=self._mirror.known,
            mark=self._mirror.mark, refused=(), odd=(), unread=(), zone=self._mirror.zone,
            today=self._calendar.clock.today(),
        )  # fmt: skip
        found = next((act for act in plan(sides) if act.uid == uid), None)
        return found if found is not None and found.kind in ("take in", "change here", "change both") else None

    def _is_plain(self, ics: bytes) -> bool:
        """Return whether every rule is one that meetings have, and soon followed until today: devices may send any."""
        calendar, today = calendar_in(parse(ics)), self._calendar.clock.today()
        for event in calendar.components("VEVENT"):
            if not all(is_plain(line.value) for line in event.lines("RRULE", "EXRULE")):
                return False
            try:
                check_steps(event, calendar, seconds_of(today, self._mirror.zone) + _AHEAD, self._mirror.zone)
            except Unbounded:
                return False
        return True

    def _standings(self, uid: str, row: int | None) -> dict[str, Standing]:
        """Return the engagements of a series: under its UID the one that it stands for now."""
        known = uid in self._mirror.known
        rows = [one.kept.id for one in self._calendar.ask.page("engagement", {"uid": uid}).rows] if known else []
        told = {one: self._mirror.standing(one, uid) for one in {*rows, *([row] if row is not None else [])}}
        return {uid if one == row else f"{uid} {one}": found for one, found in told.items() if found is not None}

    def move_on(self) -> None:
        """Let every series stand for its next meeting, where the office changed it or another day has begun."""
        rows, today = self._mirror.changed, self._calendar.clock.today()
        if rows is None or today != self._day:
            found = self._waiting(today)
        else:
            kept = [self._shelf.for_row(row) for row in sorted(rows)]
            found = [one for one in kept if one is not None and one.repeats and not one.gone]
        self._mirror.changed, self._day = set(), today
        for one in found:
            try:
                self._move(one)
            except TrustCrmError as error:  # whoever runs the server may not write, say; it is shown as it was
                self._context.log.warning("A series is not moved on: %s", type(error).__name__)

    def _waiting(self, today: date) -> list[Kept]:
        """Return the series whose engagement was changed, or is no meeting ahead, while there may be another."""
        rows = {one.kept.id: one.kept for one in self._calendar.ask.page("engagement").rows}
        begun = seconds_of(today, self._mirror.zone)
        waiting = []
        for one in self._shelf.series():
            kept = rows.get(one.row or 0)
            if kept is None or one.last < begun:
                continue
            told = cast(Engagement, kept.record)
            is_ahead = (told.ends_on or told.starts_on) >= today and told.state not in OVER
            if not is_ahead or kept.version != one.version:
                waiting.append(one)
        return waiting

    def _move(self, kept: Kept) -> None:
        act = self.act(kept, kept.uid, kept.ics)
        if act is None:
            return
        put = Put(
            href=kept.href, ics=kept.ics, facts=facts_of(kept.ics, self._mirror.zone), source=OFFICE, over=kept,
            version=act.version + 1, row=act.row,
        )  # fmt: skip

        def write(tables: TableAccess, rows: Mapping[str, Sequence[int]]) -> None:
            self._shelf.write_in(tables, [put if act.row else replace(put, row=rows["engagement"][0])])

        deeds = self._context.tables.along(self._context.do, write)
        if act.kind == "take in":
            deeds.add(Engagement(**act.fields, uid=kept.uid), again=True)
        else:
            deeds.correct("engagement", act.row, act.fields, version=act.version)
        if act.collisions:
            note(self._calendar.tables, SERVER, kept.uid, act.row, act.collisions, By(), self._context.clock.now())
