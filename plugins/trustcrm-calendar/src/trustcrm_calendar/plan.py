"""Working out what a sync would do, without doing any of it.

Three things are known of each UID: what both sides last agreed on, what stands here, what stands there. What one side
alone changed is taken by the other; what both changed is merged property by property. Whatever cannot be decided
safely is left as it is on both sides and said.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Literal

from trustcrm.plugin import CalendarObject, Engagement
from trustcrm_calendar.agreed import Agreed
from trustcrm_calendar.ahead import Standing, said_by
from trustcrm_calendar.becoming import is_private, out
from trustcrm_calendar.canonical import Unit, units
from trustcrm_calendar.engagements import calendar_of
from trustcrm_calendar.lines import Component, NotACalendar, calendar_in, parse
from trustcrm_calendar.merge import Collision, merge
from trustcrm_calendar.overlay import changed_here, differing, fields_here, overlaid
from trustcrm_calendar.reading import (
    GROUPS,
    Begin,
    Fields,
    Unreadable,
    event_in,
    fields_of,
    is_series,
    meets_on,
    next_when,
)
from trustcrm_calendar.series import repeats

Kind = Literal[
    "create there", "change there", "change here", "change both", "take in", "agree", "remove there", "call off here",
    "missed", "forget", "left",
]  # fmt: skip
DELETING: frozenset[Kind] = frozenset(("remove there", "call off here"))
_WAYS: Mapping[tuple[bool, bool], Kind] = {
    (False, False): "agree",
    (True, False): "change here",
    (False, True): "change there",
    (True, True): "change both",
}
"""What is to be done by where something is news: here, and there."""
OVER = ("held", "cancelled")
"""The states of an engagement that nothing is ahead of any more."""


@dataclass(frozen=True, kw_only=True)
class Act:
    """One thing a sync does about one UID, an engagement's or one of the dates of an agreement.

    `said` is the digest of what the engagement then says. `ics` are the octets that
    both sides then agree on, `fields` the new values of the engagement's fields, `row` and `version` say which
    engagement that is and as of when, `href` and `etag` where the object is kept and as of when. What is left alone for
    as long as the object does not change is `lasting`, or from `last_on` on where it is over then.
    """

    kind: Kind
    uid: str
    noun: str = "engagement"
    title: str = ""
    why: str = ""
    row: int = 0
    version: int = 0
    said: str = ""
    fields: Fields = field(default_factory=dict)
    href: str = ""
    etag: str = ""
    ics: bytes = b""
    writes: bool = False
    collisions: tuple[Collision, ...] = ()
    lasting: bool = False
    last_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Sides:
    """Everything a plan is made from: what was agreed on, what stands here and there, each by its UID.

    `known` are the UIDs that the office has seen on any engagement, withdrawn and restricted ones among them, `mark` is
    what those that it made end with; `refused` are those of events that were taken in before, did not change since, and
    of which nothing is here any more; `odd` are objects that cannot be read, as acts that leave them, and `unread` the
    UIDs that these had when both agreed. Where `same_day`, meetings of series that did not change were looked at today.
    """

    agreed: Mapping[str, Agreed]
    here: Mapping[str, Standing]
    there: Mapping[str, CalendarObject]
    known: Collection[str]
    mark: str
    refused: Collection[str]
    odd: Sequence[Act]
    unread: Collection[str]
    zone: str
    today: date
    same_day: bool = False

    def told(self, calendar: Component) -> Fields:
        """Return what a calendar object says, in an engagement's fields; of a series what its next meeting is."""
        return fields_of(calendar, self.zone, self.today, self._over(calendar))

    def next(self, series: Component) -> Fields | None:
        """Return when the next meeting of a series is that was neither held nor called off here, if there is one."""
        return next_when(series, self.zone, self.today, self._over(series))

    def _over(self, calendar: Component) -> Collection[Begin]:
        if not is_series(calendar):
            return ()
        uid = event_in(calendar, series=True).text("UID")
        told = (one.engagement for one in self.here.values() if one.engagement.uid == uid)
        return {(one.starts_on, one.starts_at) for one in told if one.state in OVER}


def plan(sides: Sides) -> list[Act]:
    """Return what is to be done, by UID, and what is left alone with the reason."""
    acts = [*sides.odd]
    for uid in sorted({*sides.agreed, *sides.here, *sides.there} - set(sides.unread)):
        try:
            acts += _acts(uid, sides)
        except (Unreadable, NotACalendar) as error:
            kept, agreed = sides.there.get(uid), sides.agreed.get(uid)
            acts.append(
                _left(uid, kept, str(error), lasting=True)
                if agreed is None and kept is not None
                else Act(kind="left", uid=uid, title=_title(kept.ics) if kept else uid, why=str(error),
                         row=agreed.row if agreed else 0)
            )  # fmt: skip
    return acts


def _acts(uid: str, sides: Sides) -> Iterable[Act]:
    agreed, here, there = sides.agreed.get(uid), sides.here.get(uid), sides.there.get(uid)
    if agreed is None:
        return _new(uid, here, there, sides)
    if there is None:
        return _gone_there(agreed, here, sides)
    if here is None:
        return _gone_here(agreed, there)
    return _both(agreed, here, there, sides)


def _left(uid: str, there: CalendarObject, why: str, *, lasting: bool = False, last_on: date | None = None) -> Act:
    """Leave an object of the calendar alone."""
    return Act(
        kind="left", uid=uid, title=_title(there.ics), why=why, href=there.href, etag=there.etag, lasting=lasting,
        last_on=last_on,
    )  # fmt: skip


def _new(uid: str, here: Standing | None, there: CalendarObject | None, sides: Sides) -> Iterable[Act]:
    """Decide about what was never agreed on."""
    if here is not None and there is not None:
        yield _first_met(uid, here, there, sides)
    elif here is not None:
        if not _is_ahead(here, sides.today):
            return
        if here.engagement.uid in sides.there:
            why = "It is one of a series that is there already."
            yield Act(kind="left", uid=uid, title=here.engagement.title, row=here.row, why=why)
        else:
            yield _created(here)
    elif there is not None:
        yield _taken(uid, there, sides)


def _created(here: Standing, ics: bytes = b"", collisions: tuple[Collision, ...] = ()) -> Act:
    return Act(
        kind="create there", uid=here.uid, title=here.engagement.title, row=here.row, version=here.version,
        said=here.said, ics=ics or calendar_of([here.event]).octets(), writes=True, collisions=collisions,
    )  # fmt: skip


def _taken(uid: str, there: CalendarObject, sides: Sides) -> Act:
    """Take an event of the calendar in, unless somebody here decided otherwise or it is none of the office's."""
    calendar = calendar_in(parse(there.ics))
    fields = sides.told(calendar)
    private = is_private(event_in(calendar, series=True))
    if (left := out(fields, uid, sides.known, sides.mark, sides.today, private=private)) is not None:
        act = _left(uid, there, left.why, lasting=left.lasting, last_on=left.last_on)
        return replace(act, title="an event") if left.is_private else act
    if uid in sides.refused:
        return _left(uid, there, "It was taken in before, and that was undone here.")
    return Act(
        kind="take in",
        uid=uid,
        title=fields["title"],
        fields=fields,
        href=there.href,
        etag=there.etag,
        ics=there.ics,
        said=_will_say(Engagement(**fields), uid, sides),
    )


def _first_met(uid: str, here: Standing, there: CalendarObject, sides: Sides) -> Act:
    """Join two that have the same UID and were never agreed on: whatever differs is a collision, ours stands."""
    calendar = calendar_in(parse(there.ics))
    ours = overlaid(calendar, here, _changed_here(calendar, here, sides))
    return _merged([], here, there, whole(there.ics, ours), sides)


def _both(agreed: Agreed, here: Standing, there: CalendarObject, sides: Sides) -> Iterable[Act]:
    """Merge what each side changed since both agreed."""
    if not agreed.intact:
        yield _erased(here, there, sides)
        return
    same = (there.href, there.etag, here.said, 0) == (agreed.href, agreed.etag, agreed.said, agreed.missed)
    if same and (sides.same_day or not repeats(agreed.ics)):
        return
    base = calendar_in(parse(agreed.ics))
    if is_series(base) and here.engagement.state in OVER:
        following = _following(base, here, there, sides)
        if following is not None:
            yield following
            return
    ours = whole(agreed.ics, overlaid(base, here, _changed_here(base, here, sides)))
    act = _merged([agreed.ics], here, there, ours, sides)
    if not same or act.fields:
        yield act


def _changed_here(calendar: Component, here: Standing, sides: Sides) -> list[str]:
    return changed_here(calendar, here, sides.told(calendar), sides.zone)


def _following(calendar: Component, here: Standing, there: CalendarObject, sides: Sides) -> Act | None:
    """Take the meeting of a series in that follows one which was held or called off here, if there is one ahead."""
    theirs = calendar_in(parse(there.ics))
    if not is_series(theirs):
        return None
    if sides.next(theirs) is None:
        return None
    own = {name: getattr(here.engagement, name) for name in ("side", "kind", "confidentiality")}
    fields = {**sides.told(theirs), **own}
    return Act(
        kind="take in", uid=here.uid, title=fields["title"], fields=fields, href=there.href, etag=there.etag,
        ics=there.ics, said=_will_say(Engagement(**fields), here.uid, sides),
        why="It follows a meeting of the series that was held or called off.",
    )  # fmt: skip


def _erased(here: Standing, there: CalendarObject, sides: Sides) -> Act:
    """Bring to the calendar what stands here once words were erased here; what it still says must not come back."""
    calendar = calendar_in(parse(there.ics))
    groups = _changed_here(calendar, here, sides)
    return Act(
        kind="change there", uid=here.uid, title=here.engagement.title, why="Words were erased here.", row=here.row,
        version=here.version, said=here.said, href=there.href, etag=there.etag,
        ics=whole(there.ics, overlaid(calendar, here, groups)), writes=bool(groups),
    )  # fmt: skip


def _merged(history: Sequence[bytes], here: Standing, there: CalendarObject, ours: bytes, sides: Sides) -> Act:
    merged = merge(history, ours, there.ics, prefer="ours")
    calendar = calendar_in(parse(merged.ics))
    fields, own, collisions = sides.told(calendar), fields_here(here, sides.zone), merged.collisions
    groups = differing(fields, own)
    if is_series(calendar):
        groups = _of_series(calendar, groups, fields, here, sides)
        if "when" in groups and not meets_on(calendar, sides.zone, own):
            collisions = (*collisions, _moved_here(calendar, here))
    elif here.engagement.state == "held":
        groups = [group for group in groups if group != "state"]
    news = {name: fields[name] for group in groups for name in GROUPS[group]}
    return Act(
        kind=_WAYS[bool(news), merged.news_to_them], uid=here.uid, title=here.engagement.title, row=here.row,
        version=here.version, said=_will_say(replace(here.engagement, **news), here.uid, sides) if news else here.said,
        fields=news, href=there.href, etag=there.etag,
        ics=merged.ics if merged.news_to_them else there.ics, writes=merged.news_to_them,
        collisions=collisions,
    )  # fmt: skip


def _of_series(calendar: Component, groups: list[str], fields: Fields, here: Standing, sides: Sides) -> list[str]:
    """Return which groups of fields a series changes here: when, while a meeting is ahead; how firm, if it is off."""
    stays = {"when"} if here.engagement.state in OVER or sides.next(calendar) is None else set()
    if here.engagement.state in OVER or fields["state"] != "cancelled":
        stays.add("state")
    return [group for group in groups if group not in stays]


def _will_say(engagement: Engagement, uid: str, sides: Sides) -> str:
    """Return the digest of what an engagement will say once it is written so."""
    return said_by(engagement, uid, sides.zone)


def _moved_here(calendar: Component, here: Standing) -> Collision:
    """Tell that a meeting of a series was moved here, which only the calendar can do."""
    event = event_in(calendar, series=True)
    unit = next(one for one in units(calendar) if one.name == "DTSTART" and len(one.path) == 2)
    lines = ("DTSTART", "DTEND", "DURATION")
    ours, theirs = ("\n".join(line.text for line in one.lines(*lines)) for one in (here.event, event))
    return Collision(unit, theirs, ours, theirs, kept="theirs")


def _gone_there(agreed: Agreed, here: Standing | None, sides: Sides) -> Iterable[Act]:
    """Decide about what the calendar no longer lists: not before it was missing twice in a row."""
    if here is None:
        yield Act(kind="forget", uid=agreed.uid, title=_title(agreed.ics), why="It is gone on both sides.")
        return
    told: dict[str, Any] = {"uid": agreed.uid, "title": here.engagement.title, "row": here.row}
    if not agreed.missed:
        yield Act(kind="missed", why="It is missing there; if it still is at the next sync, that is meant.", **told)
        return
    base = calendar_in(parse(agreed.ics))
    changed = _changed_here(base, here, sides)
    if not _is_ahead(here, sides.today):
        yield Act(kind="forget", why="It is over or called off, and was taken out there.", **told)
    elif changed:
        told_there = Collision(_component_unit(base), "", here.engagement.title, "", kept="ours")
        again = whole(agreed.ics, overlaid(base, here, changed)) if agreed.intact else b""
        yield _created(here, again, (told_there,))
    else:
        why = "It was taken out there."
        yield Act(kind="call off here", version=here.version, href=agreed.href, why=why, **told)


def _gone_here(agreed: Agreed, there: CalendarObject) -> Iterable[Act]:
    """Decide about what no longer stands here, or may not leave any more."""
    title = _title(agreed.ics)
    if there.etag != agreed.etag:
        why = "It was withdrawn or restricted here, and changed there since; remove it there, or record it again."
        yield Act(kind="left", uid=agreed.uid, title=title, why=why)
        return
    yield Act(
        kind="remove there", uid=agreed.uid, title=title, href=there.href, etag=there.etag, row=agreed.row,
        why="It was withdrawn or restricted here.",
    )  # fmt: skip


def _component_unit(calendar: Component) -> Unit:
    return next(unit for unit in units(calendar) if len(unit.path) == 2 and not unit.name)


def _is_ahead(here: Standing, today: date) -> bool:
    told = here.engagement
    return (told.ends_on or told.starts_on) >= today and told.state in ("planned", "confirmed")


def whole(ics: bytes, calendar: Component) -> bytes:
    """Return octets with another calendar in place of theirs."""
    tree = parse(ics)
    return tree.with_parts(
        calendar if isinstance(part, Component) and part.name == "VCALENDAR" else part for part in tree.parts
    ).octets()


def _title(ics: bytes) -> str:
    try:
        for event in calendar_in(parse(ics)).components():
            if title := event.text("SUMMARY"):
                return title
    except NotACalendar:
        pass
    return "an event"
