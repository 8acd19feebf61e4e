"""The calendar's side: what it lists, what changed since the last time, and what of it must be read."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date
from typing import cast

from trustcrm.plugin import CalendarBackend, CalendarObject, PluginTables, TokenExpired, TracksChanges
from trustcrm_calendar.agreed import Agreed
from trustcrm_calendar.lines import NotACalendar, calendar_in, parse
from trustcrm_calendar.listing import GONE, LastListed, Listed, Seen
from trustcrm_calendar.plan import Act


class There:
    """Looks at a calendar: at what changed where it can tell and the last run was whole, at everything otherwise.

    `listed` are href and etag of all that it holds, `objects` those by UID of which the octets are known, `odd` what is
    left alone without being looked at again, or cannot be read, `unread` the UIDs that the latter had when both agreed.
    """

    def __init__(self, backend: CalendarBackend, tables: PluginTables, name: str, *, whole: bool = False) -> None:
        self._backend, self.whole = backend, whole
        self._last = LastListed(tables, name)
        self._before: Listed | None = None
        self.token: str | None = None
        self.listed: dict[str, str] = {}
        self.objects: dict[str, CalendarObject] = {}
        self.odd: list[Act] = []
        self.unread: set[str] = set()
        self.written: set[str] = set()
        """The hrefs of what this run wrote there."""

    @property
    def count(self) -> int:
        """How many objects it lists."""
        return len(self.listed)

    @property
    def day(self) -> date | None:
        """The office's day on which the last whole run was."""
        return self._before.day if self._before is not None else None

    @property
    def octets(self) -> Mapping[str, bytes]:
        """What is known of it by UID."""
        return {uid: kept.ics for uid, kept in self.objects.items()}

    def look(self, agreed: Mapping[str, Agreed], known: Collection[str], today: date) -> None:
        """Look at it now. Where two objects have one UID, the one agreed on stands for it.

        Of what was agreed on and did not change the octets are known; of what was left alone and did not change they
        need not be, unless an engagement of that UID has come to be known here.
        """
        self._before = self._last.read()
        self.listed = self._listing(agreed, self._before)
        owners = {one.href: one for one in agreed.values()}
        same = {
            href: one for href, one in owners.items() if one.intact and one.etag and self.listed.get(href) == one.etag
        }
        left = {
            href: one for href, one in self._before.seen.items()
            if self.listed.get(href) == one.etag and one.etag and href not in owners and one.stands(today)
            and one.uid not in known and one.uid not in agreed
        }  # fmt: skip
        self.objects = {one.uid: CalendarObject(href=href, etag=one.etag, ics=one.ics) for href, one in same.items()}
        self.odd, self.unread = [_again(one) for _, one in sorted(left.items())], set()
        wanted = (href for href in self.listed if href not in same and href not in left)
        for kept in self._backend.get(sorted(wanted, key=lambda href: (href not in owners, href))):
            if why := self._taken_up(kept, owners):
                self.odd.append(Act(kind="left", uid="", title=kept.href, why=why, href=kept.href, etag=kept.etag))
                if kept.href in owners:
                    self.unread.add(owners[kept.href].uid)

    def spoil(self) -> None:
        """Let go of the token before anything is done: a run that ends in the middle is followed by one that lists all.

        What is created by a run and removed by somebody before the next is told as changed by no server.
        """
        if self._before is not None and self._before.token is not None:
            self._last.spoil()
            self._before = replace(self._before, token=None)

    def keep(self, agreed: Mapping[str, str], left: Mapping[str, Act], day: date) -> None:
        """Keep what is listed now for the next run: what was `agreed`, etag by href, aside."""
        if self.written and isinstance(self._backend, TracksChanges) and self.token is not None:
            self.listed = self._since(self.token, self.listed)
        seen = {}
        for href, etag in self.listed.items():
            act = left.get(href)
            if act is not None and act.etag == etag:
                seen[href] = Seen(href=href, etag=etag, uid=act.uid, why=act.why, last_on=act.last_on)
            elif agreed.get(href) != etag:
                seen[href] = Seen(href=href, etag=etag)
        seen |= {href: Seen(href=href, etag="", why=GONE) for href in agreed if href not in self.listed}
        self._last.keep(Listed(token=self.token, day=day, seen=seen))

    def _taken_up(self, kept: CalendarObject, owners: Mapping[str, Agreed]) -> str:
        """Count an object among those known; return why that cannot be, "" where it can."""
        try:
            uid = _uid(kept.ics)
        except NotACalendar as error:
            return str(error)
        if kept.href in owners and owners[kept.href].uid != uid:
            return "Its UID was changed there; give it the old one back, or remove it and make another."
        if uid in self.objects:
            return f"Its UID is that of {self.objects[uid].href}, too; one of both must go."
        self.objects[uid] = kept
        return ""

    def _listing(self, agreed: Mapping[str, Agreed], before: Listed) -> dict[str, str]:
        if not isinstance(self._backend, TracksChanges):
            return dict(self._backend.list())
        if before.token is not None and not self.whole:
            known = {one.href: one.etag for one in agreed.values() if one.etag}
            known |= {href: one.etag for href, one in before.seen.items()}
            gone = {href for href, one in before.seen.items() if one.why == GONE}
            return self._since(before.token, {href: etag for href, etag in known.items() if href not in gone})
        return self._since(None, {})

    def _since(self, token: str | None, listed: Mapping[str, str]) -> dict[str, str]:
        """Return what is listed now, given what was at a token; everything is listed anew where that is not known."""
        backend = cast("TracksChanges", self._backend)
        try:
            changes = backend.changes_since(token)
        except TokenExpired:
            changes, listed = backend.changes_since(None), {}
        self.token = changes.token
        gone = frozenset(changes.removed)
        return {href: etag for href, etag in {**listed, **dict(changes.changed)}.items() if href not in gone}


def _again(seen: Seen) -> Act:
    return Act(
        kind="left", uid=seen.uid, title=seen.uid, why=seen.why, href=seen.href, etag=seen.etag, lasting=True,
        last_on=seen.last_on,
    )  # fmt: skip


def _uid(ics: bytes) -> str:
    uids = {one.text("UID") for one in calendar_in(parse(ics)).components() if one.name != "VTIMEZONE"}
    if len(uids) != 1 or not min(uids):
        raise NotACalendar("It holds not one UID but " + ("none." if not any(uids) else f"{len(uids)}."))
    return uids.pop()
