"""Carrying a plan out: what would be lost is noted, then the office, then the calendar, last what both agree on.

Killed between any two of these, the next run finds the same on both sides and agrees on it; nothing comes twice.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date

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
from trustcrm_calendar.ahead import Ahead, Standing
from trustcrm_calendar.canonical import units
from trustcrm_calendar.collided import By, note
from trustcrm_calendar.dates import plan_dates
from trustcrm_calendar.lines import NotACalendar, calendar_in, parse
from trustcrm_calendar.origin import written_here, written_there
from trustcrm_calendar.plan import DELETING, Act, Kind, Sides, plan
from trustcrm_calendar.taken import TakenIn
from trustcrm_calendar.there import There

FEW = 5
"""So many deletions are done without asking; beyond it a tenth of what was agreed on, if that is more."""
SHARE = 10
AT_ONCE = 50
"""So many events are taken in, or objects read back and agreed on, in one go."""

TOGETHER: frozenset[Kind] = frozenset(("take in", "left"))
"""What is done in one go: one new engagement after another, and what is left alone between them."""


class TooManyDeletions(Refused):
    """A sync would delete more than it may without somebody's consent; nothing was done."""


@dataclass(frozen=True, kw_only=True)
class Done:
    """What became of one act: `why_not` is a sentence where it was not carried out."""

    act: Act
    why_not: str = ""


class Sync:
    """One run between the office and one calendar, which is one batch of the office's; `whole` lists everything."""

    def __init__(self, context: PluginContext, name: str, *, whole: bool = False) -> None:
        self._context, self._name = context, name
        self._do = context.do.batch(f"calendar {name}")
        self._agreed = LastAgreed(context.tables, name)
        self._dates = LastAgreed(context.tables, name, "agreement")
        self._backend: CalendarBackend = context.calendars.open(name)
        self._taken = TakenIn(context, name)
        self._rewrites = context.calendars.spec(name).rewrites
        self._there = There(self._backend, context.tables, name, whole=whole)
        self._ready: list[tuple[str, Agreed]] = []
        self._day: date | None = None
        self.unsure: set[str] = set()
        """The UIDs of what the calendar made something else of, or somebody changed just then: look at them again."""

    @property
    def batch(self) -> int | None:
        """The number by which `trustcrm batches` knows what was done here, None where nothing was."""
        return self._do.number

    def acts(self, only: Iterable[str] | None = None) -> list[Act]:
        """Return what is to be done now; with `only` about these UIDs alone, and nothing that deletes.

        Nothing is called off by what the calendar said had changed: then everything is listed anew.
        """
        found = self._plan()
        if any(act.kind == "call off here" for act in found) and not self._there.whole:
            self._there.whole = True
            found = self._plan()
        if only is None:
            return found
        wanted = set(only)
        return [act for act in found if act.uid in wanted and act.kind not in DELETING | {"missed"}]

    def check(self, acts: Sequence[Act], consent: int | None) -> None:
        """Refuse a plan that deletes more than it may; `consent` is the very number of deletions somebody agreed to.

        Raises `TooManyDeletions`.
        """
        deletions = sum(act.kind in DELETING for act in acts)
        if not deletions or consent == deletions:
            return
        agreed, listed = len(self._etags()), self._there.count
        if consent is not None or deletions > max(FEW, agreed // SHARE) or (agreed and not listed):
            emptied = " The calendar lists nothing at all." if not listed else ""
            raise TooManyDeletions(
                f"The sync of {self._name} would delete {deletions:,} of {agreed:,} entries.{emptied} Nothing was "
                f"done; look with --dry-run, and if that is meant, say --deletions {deletions}."
            )

    def carry_out(self, acts: Sequence[Act]) -> Iterator[Done]:
        """Carry acts out, each whole; one that meets a change made meanwhile is left for the next plan."""
        for some in _portions(acts):
            if any(act.kind != "left" for act in some):
                self._there.spoil()
            yield from self._done(some)
            if len(self._ready) >= AT_ONCE:
                self._settle()
        self._settle()

    def finish(self, done: Sequence[Done]) -> None:
        """Keep what the calendar listed, for the next run to ask only what changed since; where all was done."""
        if self._day is None or any(one.why_not for one in done):
            return
        left = {one.act.href: one.act for one in done if one.act.kind == "left" and one.act.lasting}
        self._there.keep(self._etags(), left, self._day)

    def close(self) -> None:
        """Close the calendar."""
        if isinstance(self._backend, Closes):
            self._backend.close()

    def _etags(self) -> dict[str, str]:
        return self._agreed.etags() | self._dates.etags()

    def _done(self, acts: Sequence[Act]) -> Iterator[Done]:
        """Carry acts out together; where that cannot be, each by itself."""
        try:
            self._take_in([act for act in acts if act.kind == "take in"])
            for act in acts:
                if act.kind not in TOGETHER:
                    self._carry_out(act)
        except (Conflict, NotFound, Refused) as error:
            if len(acts) == 1:
                yield Done(act=acts[0], why_not=str(error))
                return
            for act in acts:
                yield from self._done([act])
        else:
            yield from (Done(act=act) for act in acts)

    def _take_in(self, acts: Sequence[Act]) -> None:
        if not acts:
            return
        etags = {act.uid: act.etag for act in acts}
        deeds = self._context.tables.along(self._do, lambda tables, _: self._taken.note(tables, etags))
        rows = deeds.add_each([Engagement(**act.fields, uid=act.uid) for act in acts], again=True)
        self._ready += [(act.noun, _agreed_on(act, row)) for act, row in zip(acts, rows, strict=True)]

    def _carry_out(self, act: Act) -> None:
        agreed = self._agreed if act.noun == "engagement" else self._dates
        if act.kind == "missed":
            agreed.miss(act.uid)
        elif act.kind == "forget":
            agreed.forget(act.uid)
        elif act.kind == "remove there":
            self._backend.remove(act.href, act.etag)
            agreed.forget(act.uid)
        elif act.kind == "call off here":
            if any(self._backend.get([act.href])):
                raise Conflict("The calendar does not list it and has it all the same; it stands here as it did.")
            self._do.cancel(act.row, version=act.version)
            agreed.forget(act.uid)
        else:
            self._agree(act)

    def _agree(self, act: Act) -> None:
        if act.collisions:
            self._note(act)
        if act.fields:
            self._do.correct("engagement", act.row, act.fields, version=act.version)
        href, etag = act.href, act.etag
        if act.writes and href:
            etag = self._backend.replace(href, act.ics, etag)
        elif act.writes:
            href, etag = self._backend.create(act.ics)
        if act.writes:
            self._there.written.add(href)
        self._ready.append((act.noun, _agreed_on(replace(act, href=href, etag=etag), act.row)))

    def _note(self, act: Act) -> None:
        ours = written_here(self._context, act.row)
        last = max(ours.values(), key=lambda one: str(one.at), default="")
        zone = self._context.ask.home().time_zone
        theirs = written_there(self._there.octets.get(act.uid, b""), zone)
        by = By(ours=str(last), theirs=str(theirs) if theirs.who else "")
        note(self._context.tables, self._name, act.uid, act.row, act.collisions, by, self._context.clock.now())

    def _settle(self) -> None:
        """Keep what was agreed on since the last time, as the calendar has it.

        What it has otherwise than it was given is what it made of that, or somebody's edit of just now: then what was
        given is the base, to which the next plan holds what is there.
        """
        ready, self._ready = self._ready, []
        written = {one.href for _, one in ready if one.href in self._there.written}
        kept: dict[str, CalendarObject] = {}
        if self._rewrites and written:
            kept = {one.href: one for one in self._backend.get(sorted(written))}
        agreed = [(noun, _as_kept(one, kept[one.href]) if one.href in kept else one) for noun, one in ready]
        self._agreed.keep(*(one for noun, one in agreed if noun == "engagement"))
        self._dates.keep(*(one for noun, one in agreed if noun == "agreement"))
        self.unsure |= {one.uid for _, one in agreed if not one.etag}

    def _plan(self) -> list[Act]:
        """Look at both sides and work out what is to be done: first about engagements, then about agreements' dates."""
        ahead = Ahead(self._context)
        dated = self._dates.everything()
        shown = self._context.config is not None and self._name in self._context.config.agreements
        dates = {one.uid: one for one in ahead.dates()}
        sides = self._sides(ahead, dated, frozenset(dates) | dated.keys())
        there = {uid: kept for uid, kept in self._there.objects.items() if uid in dates or uid in dated}
        return [*plan(sides), *(plan_dates(dated, dates, there, ahead.today) if shown else ())]

    def _sides(self, ahead: Ahead, dated: Mapping[str, Agreed], dates: Collection[str]) -> Sides:
        agreed, rows = self._agreed.everything(), ahead.rows()
        here: dict[str, Standing] = {
            one.uid: one for one in ahead.engagements({one.row: uid for uid, one in agreed.items()}, rows)
        }
        known = ahead.uids(rows)
        self._there.look({**agreed, **dated}, known | here.keys() | set(dates), ahead.today)
        there = {uid: kept for uid, kept in self._there.objects.items() if uid not in dates}
        new = {uid: kept.etag for uid, kept in there.items() if uid not in agreed and uid not in here}
        refused = self._taken.among(new)
        self._day = ahead.today
        return Sides(
            agreed=agreed, here=here, there=there, known=known, mark=ahead.mark, refused=refused,
            odd=self._there.odd, unread=self._there.unread, zone=ahead.zone, today=ahead.today,
            same_day=self._there.day == ahead.today,
        )  # fmt: skip


def _portions(acts: Sequence[Act]) -> Iterator[Sequence[Act]]:
    """Part acts into what is done in one go: whatever writes anything but new engagements stands alone."""
    some: list[Act] = []
    for act in acts:
        if some and (len(some) == AT_ONCE or not {act.kind, some[-1].kind} <= TOGETHER):
            yield some
            some = []
        some.append(act)
    if some:
        yield some


def _agreed_on(act: Act, row: int) -> Agreed:
    return Agreed(uid=act.uid, href=act.href, etag=act.etag, ics=act.ics, row=row, said=act.said)


def _as_kept(given: Agreed, kept: CalendarObject) -> Agreed:
    return (
        replace(given, etag=kept.etag, ics=kept.ics) if _say_the_same(given.ics, kept.ics) else replace(given, etag="")
    )


def _say_the_same(one: bytes, other: bytes) -> bool:
    try:
        return one == other or units(calendar_in(parse(one))) == units(calendar_in(parse(other)))
    except NotACalendar:
        return False


@contextmanager
def alone(context: PluginContext, name: str) -> Iterator[None]:
    """Keep other runs about the same calendar away on this machine. Raises `Refused` where one is at work.

    The system lets go of the lock of a program that was killed.
    """
    folder = context.data_folder
    lock = FileLock(folder / f"{context.office_key}-{hashlib.sha256(name.encode()).hexdigest()[:16]}.lock", timeout=0)
    try:
        with lock:
            yield
    except Timeout:
        raise Refused(f"Another sync of {name} is at work; wait until it is done.") from None
