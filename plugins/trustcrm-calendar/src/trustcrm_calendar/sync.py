"""Carrying a plan out: what would be lost is noted, then the office, then the calendar, last what both agree on.

Killed between any two of these, the next run finds the same on both sides and agrees on it; nothing comes twice.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from filelock import FileLock, Timeout

from trustcrm.plugin import (
    CalendarBackend,
    CalendarObject,
    Closes,
    Conflict,
    Engagement,
    NotFound,
    PluginContext,
    Refused,
)
from trustcrm_calendar.agreed import Agreed, LastAgreed
from trustcrm_calendar.ahead import Ahead
from trustcrm_calendar.lines import NotACalendar, calendar_in, parse
from trustcrm_calendar.plan import DELETING, Act, Sides, plan

FEW = 5
"""So many deletions are done without asking; beyond it a tenth of what was agreed on, if that is more."""
SHARE = 10


class TooManyDeletions(Refused):
    """A sync would delete more than it may without somebody's consent; nothing was done."""


@dataclass(frozen=True, kw_only=True)
class Done:
    """What became of one act: `why_not` is a sentence where it was not carried out."""

    act: Act
    why_not: str = ""


class Sync:
    """One run between the office and one calendar."""

    def __init__(self, context: PluginContext, name: str) -> None:
        self._context, self._name = context, name
        self._agreed = LastAgreed(context.tables, name)
        self._backend: CalendarBackend = context.calendars.open(name)
        self._rewrites = context.calendars.spec(name).rewrites
        self._listed = 0

    def acts(self, only: Iterable[str] | None = None) -> list[Act]:
        """Return what is to be done now; with `only` about these UIDs alone, and nothing that deletes."""
        found = plan(self._sides())
        if only is None:
            return found
        wanted = set(only)
        return [act for act in found if act.uid in wanted and act.kind not in DELETING | {"missed"}]

    def check(self, acts: Sequence[Act], consent: int | None) -> None:
        """Refuse a plan that deletes more than it may; `consent` is the very number of deletions somebody agreed to.

        Raises `TooManyDeletions`.
        """
        deletions = sum(act.kind in DELETING for act in acts)
        agreed = len(self._agreed.everything())
        if not deletions or consent == deletions:
            return
        if consent is not None or deletions > max(FEW, agreed // SHARE) or (agreed and not self._listed):
            emptied = " The calendar lists nothing at all." if not self._listed else ""
            raise TooManyDeletions(
                f"The sync of {self._name} would delete {deletions:,} of {agreed:,} entries.{emptied} Nothing was "
                f"done; look with --dry-run, and if that is meant, say --deletions {deletions}."
            )

    def carry_out(self, acts: Sequence[Act]) -> Iterator[Done]:
        """Carry acts out one by one, each whole; one that meets a change made meanwhile is left for the next plan."""
        for act in acts:
            try:
                self._carry_out(act)
            except (Conflict, NotFound, Refused) as error:
                yield Done(act=act, why_not=str(error))
            else:
                yield Done(act=act)

    def close(self) -> None:
        """Close the calendar."""
        if isinstance(self._backend, Closes):
            self._backend.close()

    def _carry_out(self, act: Act) -> None:
        if act.kind == "left":
            return
        if act.kind == "missed":
            self._agreed.miss(act.uid)
        elif act.kind == "forget":
            self._agreed.forget(act.uid)
        elif act.kind == "remove there":
            self._backend.remove(act.href, act.etag)
            self._agreed.forget(act.uid)
        elif act.kind == "call off here":
            self._context.do.cancel(act.row, version=act.version)
            self._agreed.forget(act.uid)
        else:
            self._agree(act)

    def _agree(self, act: Act) -> None:
        row = act.row
        if act.collisions:
            self._agreed.note(act.uid, row, act.collisions, self._context.clock.now())
        if act.kind == "take in":
            row = self._context.do.add(Engagement(**act.fields, uid=act.uid), again=True).ids[0]
            self._context.keys.put(self._taken(act.uid), act.etag)
        elif act.fields:
            self._context.do.correct("engagement", row, act.fields, version=act.version)
        href, etag, ics = act.href, act.etag, act.ics
        if act.writes and href:
            etag = self._backend.replace(href, ics, etag)
        elif act.writes:
            href, etag = self._backend.create(ics)
        if act.writes and self._rewrites:
            (kept,) = self._backend.get([href])
            etag, ics = kept.etag, kept.ics
        self._agreed.keep(Agreed(uid=act.uid, href=href, etag=etag, ics=ics, row=row, said=act.said))

    def _taken(self, uid: str) -> str:
        """Return the note under which it is kept that an event was taken in, and at which etag."""
        return f"taken/{self._name}/{hashlib.sha256(uid.encode('utf-8', 'replace')).hexdigest()}"

    def _sides(self) -> Sides:
        agreed = self._agreed.everything()
        ahead = Ahead(self._context)
        here = {one.uid: one for one in ahead.engagements({one.row: uid for uid, one in agreed.items()})}
        there, odd, unread = self._there(agreed)
        refused = {
            uid for uid, kept in there.items()
            if uid not in agreed and uid not in here and self._context.keys.get(self._taken(uid)) == kept.etag
        }  # fmt: skip
        return Sides(
            agreed=agreed, here=here, there=there, known=ahead.uids(), mark=ahead.mark, refused=refused, odd=odd,
            unread=unread, zone=ahead.zone, today=ahead.today,
        )  # fmt: skip

    def _there(self, agreed: Mapping[str, Agreed]) -> tuple[dict[str, CalendarObject], dict[str, str], set[str]]:
        """Return what the calendar holds by UID, what of it cannot be read, and the UIDs this had when both agreed.

        Of what did not change the octets are known. Where two objects have one UID, the one agreed on stands for it.
        """
        listed = dict(self._backend.list())
        self._listed = len(listed)
        owners = {one.href: one for one in agreed.values()}
        known = {href: one for href, one in owners.items() if one.intact and listed.get(href) == one.etag}
        found = {one.uid: CalendarObject(href=href, etag=one.etag, ics=one.ics) for href, one in known.items()}
        odd: dict[str, str] = {}
        wanted = sorted((href for href in listed if href not in known), key=lambda href: href not in owners)
        for kept in self._backend.get(wanted):
            try:
                uid = _uid(kept.ics)
            except NotACalendar as error:
                odd[kept.href] = str(error)
                continue
            if kept.href in owners and owners[kept.href].uid != uid:
                odd[kept.href] = "Its UID was changed there; give it the old one back, or remove it and make another."
            elif uid in found:
                odd[kept.href] = f"Its UID is that of {found[uid].href}, too; one of both must go."
            else:
                found[uid] = kept
        return found, odd, {owners[href].uid for href in odd if href in owners}


def _uid(ics: bytes) -> str:
    uids = {one.text("UID") for one in calendar_in(parse(ics)).components() if one.name != "VTIMEZONE"}
    if len(uids) != 1 or not min(uids):
        raise NotACalendar("It holds not one UID but " + ("none." if not any(uids) else f"{len(uids)}."))
    return uids.pop()


@contextmanager
def alone(context: PluginContext, name: str) -> Iterator[None]:
    """Keep other runs about the same calendar away on this machine. Raises `Refused` where one is at work."""
    folder = context.data_folder
    lock = FileLock(folder / f"{context.office_key}-{hashlib.sha256(name.encode()).hexdigest()[:16]}.lock", timeout=0)
    try:
        with lock:
            yield
    except Timeout:
        raise Refused(f"Another sync of {name} is at work; wait until it is done.") from None
