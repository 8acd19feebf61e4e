"""Bringing what the office says of its engagements to the shelf, before anybody is answered.

The mapping is that of `trustcrm calendar sync`: the lines that an engagement owns are put over the octets that stand
there, and no other is touched.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import cast
from uuid import uuid4

from trustcrm.plugin import Engagement, Listed, NotFound, PluginContext, StaleEtag
from trustcrm_caldav_server.facts import facts_of
from trustcrm_caldav_server.given import Newest
from trustcrm_caldav_server.kept import Gone, Kept, Put, etag_of
from trustcrm_caldav_server.shelf import Shelf
from trustcrm_calendar.ahead import Ahead, Standing
from trustcrm_calendar.engagements import Stamps, calendar_of
from trustcrm_calendar.lines import Component, NotACalendar, calendar_in, parse
from trustcrm_calendar.overlay import changed_here, overlaid
from trustcrm_calendar.reading import Unreadable, fields_of
from trustcrm_calendar.touched import touched
from trustcrm_calendar.uids import Uids, instance_of

OFFICE = "office"
"""Whose version it is where the office itself changed an object."""
CANCELLED_DAYS = 90
"""So long an engagement that was called off stays in the calendar, so that every program hears of it."""


@dataclass(frozen=True, kw_only=True)
class _News:
    """What is to be written so that the shelf says what the office says."""

    puts: list[Put]
    gone: list[Gone]
    agreed: dict[int, int]


class Mirror:
    """Keeps the shelf at what the office says; `calendar` is the context of the plugin calendar, whose UIDs count."""

    def __init__(self, calendar: PluginContext, newest: Newest, shelf: Shelf) -> None:
        self._context, self._newest, self._shelf = calendar, newest, shelf
        self._ahead = Ahead(calendar)
        self._uids = Uids(instance_of(calendar.keys))
        self._seen: int | None = None
        self._own = 0
        self.known: set[str] = set()
        """Every UID that any engagement has or had, withdrawn and restricted ones too."""
        self.changed: set[int] | None = None
        """The engagements that the office changed since that was last asked for, None where any may be."""

    @property
    def mark(self) -> str:
        """What every UID ends with that this office made."""
        return self._uids.mark

    @property
    def zone(self) -> str:
        """The office's own time zone."""
        return self._ahead.zone

    def refresh(self) -> None:
        """Bring to the shelf what was changed in the office since."""
        try:
            self._refresh()
        except StaleEtag:  # somebody else did the same just now
            self._refresh()

    def _refresh(self) -> None:
        newest, own = self._newest(), self._own
        self._own = 0
        if self._seen is not None and newest == self._seen + own:
            self._seen = newest
            return
        first = self._seen is None
        since = self._shelf.standing().seen if self._seen is None else self._seen
        rows = touched(self._context, "engagement", since, newest) if since else None
        if first or rows is None:
            self.known |= set(self._ahead.uids())
        self.changed = None if first or rows is None or self.changed is None else self.changed | set(rows)
        if rows is None:
            news = self._of_everything()
        elif first:
            erased = [kept for kept in self._shelf.everything() if _was_erased(kept)]
            news = self._of_rows({*rows, *(kept.row for kept in erased if kept.row is not None)})
            self._mend(erased, news)
        else:
            news = self._of_rows(rows)
        if news.puts or news.gone:
            self._shelf.write(news.puts, news.gone)
        if news.agreed or first:
            self._shelf.agree(news.agreed, newest)
        self._seen = newest

    def heard(self) -> None:
        """Note that one change more was made and is on the shelf already.

        Where there are no others since, none is looked at; else all are.
        """
        self._own += 1

    def standing(self, row: int, uid: str) -> Standing | None:
        """Return an engagement as it stands, None where it is withdrawn, restricted or gone."""
        try:
            listed = self._context.ask.one("engagement", row)
        except NotFound:
            return None
        return self._standing(listed, uid)

    def _standing(self, listed: Listed, uid: str) -> Standing | None:
        record, row, version = cast("Engagement", listed.kept.record), listed.kept.id, listed.kept.version
        if record.uid:
            self.known.add(record.uid)
        if listed.kept.withdrawn or self._ahead.is_restricted(row, record):
            return None
        now = self._context.clock.now()
        stamps = Stamps(first=now, last=now, corrections=version - 1)
        return Standing(row, version, record, uid, self.zone, lambda: stamps)

    def _of_rows(self, rows: Collection[int]) -> _News:
        news = _News(puts=[], gone=[], agreed={})
        for row in sorted(rows):
            kept = self._shelf.for_row(row)
            standing = self.standing(row, kept.uid if kept and not kept.gone else "")
            if standing is not None and (kept is None or kept.gone):
                standing = self.standing(row, self._uid(row, standing.engagement))
            self._decide(kept, standing, news)
        if rows:
            self._mend(self._shelf.emptied(), news)
        return news

    def _uid(self, row: int, engagement: Engagement) -> str:
        """Return the UID of an engagement that is not on the shelf: its own, where nothing else has that."""
        uid = engagement.uid
        alike = self._context.ask.page("engagement", {"uid": uid}, limit=2).rows if uid else ()
        alone = len(alike) == 1 and uid is not None and self._shelf.of(uid) is None
        return uid if alone and uid else self._uids.own("engagement", row)

    def _of_everything(self) -> _News:
        news = _News(puts=[], gone=[], agreed={})
        kept = self._shelf.everything()
        by_row = {one.row: one for one in sorted(kept, key=lambda one: not one.gone) if one.row is not None}
        taken = {one.uid for one in kept if not one.gone and one.row is None}
        agreed = {row: one.uid for row, one in by_row.items() if not one.gone}
        for standing in self._ahead.engagements(agreed):
            there = by_row.pop(standing.row, None)
            if (there is None or there.gone) and standing.uid in taken:
                own = self._uids.own("engagement", standing.row)
                standing = self.standing(standing.row, own) or standing
            self._decide(there, standing, news)
        for left in by_row.values():
            self._decide(left, None, news)
        self._mend([one for one in kept if _was_erased(one)], news)
        return news

    def _mend(self, erased: Iterable[Kept], news: _News) -> None:
        """Take away the objects whose engagement is gone from the office, and keep the others as they stand now."""
        for kept in erased:
            if kept.row is not None:
                continue
            if not kept.ics:
                news.gone.append(Gone(kept=kept))
            else:
                facts = facts_of(kept.ics, self.zone)
                news.puts.append(
                    Put(href=kept.href, ics=kept.ics, facts=facts, source=OFFICE, over=kept, owner=kept.owner)
                )

    def _decide(self, kept: Kept | None, standing: Standing | None, news: _News) -> None:
        """Say what of an engagement is news to the shelf."""
        is_one = kept is None or not kept.repeats
        if standing is None or (is_one and self._is_long_off(standing)):
            if kept is not None and not kept.gone:
                news.gone.append(Gone(kept=kept, version=kept.version))
        elif kept is None or (kept.gone and self._is_back(kept, standing)):
            ics = calendar_of([standing.event]).octets()
            news.puts.append(
                Put(
                    href=f"{uuid4().hex}.ics",
                    ics=ics,
                    facts=facts_of(ics, self.zone),
                    source=OFFICE,
                    version=standing.version,
                    row=standing.row,
                )
            )
        elif not kept.gone and (kept.version != standing.version or _was_erased(kept)):
            ics = self._overlaid(kept, standing)
            if etag_of(ics) == kept.etag:
                news.agreed[kept.id] = standing.version
            else:
                news.puts.append(
                    Put(
                        href=kept.href,
                        ics=ics,
                        facts=facts_of(ics, self.zone),
                        source=OFFICE,
                        over=kept,
                        version=standing.version,
                        row=standing.row,
                    )
                )

    def _overlaid(self, kept: Kept, standing: Standing) -> bytes:
        """Return octets with what an engagement says now; one that it cannot hold stays as it is."""
        try:
            tree = parse(kept.ics)
            calendar = calendar_in(tree)
            told = fields_of(calendar, self.zone, self._context.clock.today())
            changed = overlaid(calendar, standing, changed_here(calendar, standing, told, self.zone))
        except (Unreadable, NotACalendar):
            return kept.ics
        return tree.with_parts(changed if isinstance(part, Component) else part for part in tree.parts).octets()

    def _is_back(self, kept: Kept, standing: Standing) -> bool:
        """Return whether an engagement that was taken away stands again: it was changed, and is not called off."""
        return standing.version != kept.version and standing.engagement.state != "cancelled"

    def _is_long_off(self, standing: Standing) -> bool:
        told = standing.engagement
        until = self._context.clock.today() - timedelta(days=CANCELLED_DAYS)
        return told.state == "cancelled" and (told.ends_on or told.starts_on) < until


def _was_erased(kept: Kept) -> bool:
    return not kept.gone and etag_of(kept.ics) != kept.etag
