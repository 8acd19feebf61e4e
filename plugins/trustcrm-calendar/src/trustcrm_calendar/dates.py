"""Planning what a sync does about the dates of agreements: they are the office's, and a calendar only shows them.

Whatever else a calendar keeps of such an event, as an alarm somebody put there, stays. One that somebody removed there
stays away until its date is another.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from trustcrm.plugin import CalendarObject
from trustcrm_calendar.agreed import Agreed
from trustcrm_calendar.ahead import Dated
from trustcrm_calendar.engagements import calendar_of
from trustcrm_calendar.lines import NotACalendar, calendar_in, parse
from trustcrm_calendar.plan import Act, whole
from trustcrm_calendar.reading import Unreadable, event_in

OWNED = ("DTSTART", "DTEND", "DURATION", "RRULE", "SUMMARY")
"""The properties of such an event that are the office's."""
AWAY = 2
"""So often in a row an event was not listed that somebody means it to be away."""


def plan_dates(
    agreed: Mapping[str, Agreed], here: Mapping[str, Dated], there: Mapping[str, CalendarObject], today: date
) -> Iterator[Act]:
    """Yield what is to be done about each date, by UID."""
    for uid in sorted(agreed.keys() | here.keys()):
        try:
            act = _act(agreed.get(uid), here.get(uid), there.get(uid), today)
        except (Unreadable, NotACalendar) as error:
            act = Act(kind="left", noun="agreement", uid=uid, title=uid, why=str(error))
        if act is not None:
            yield act


def _act(agreed: Agreed | None, here: Dated | None, there: CalendarObject | None, today: date) -> Act | None:
    if here is None:
        return _gone_here(agreed, there) if agreed is not None else None
    if there is not None:
        same = agreed is not None and (agreed.etag, agreed.said, agreed.missed) == (there.etag, here.said, 0)
        return None if same else _shown(here, there)
    if agreed is None or (agreed.missed and agreed.said != here.said):
        return _created(here) if here.on >= today else None
    if agreed.missed < AWAY:
        why = "It is missing there." if not agreed.missed else "It was taken out there, and stays away."
        return Act(kind="missed", noun="agreement", uid=here.uid, title=here.title, row=here.row, why=why)
    return None


def _created(here: Dated) -> Act:
    return Act(
        kind="create there", noun="agreement", uid=here.uid, title=here.title, row=here.row, said=here.said,
        ics=calendar_of([here.event]).octets(), writes=True,
    )  # fmt: skip


def _shown(here: Dated, there: CalendarObject) -> Act:
    """Put the office's date in place of what the calendar says, where that is another."""
    calendar = calendar_in(parse(there.ics))
    event = event_in(calendar, series=True)
    told = [[(line.name, line.value) for line in one.lines(*OWNED)] for one in (event, here.event)]
    differs = sorted(told[0]) != sorted(told[1])
    changed = event
    for name in (*OWNED, "DTSTAMP", "LAST-MODIFIED") if differs else ():
        changed = changed.with_lines([name], here.event.lines(name))
    ics = whole(there.ics, calendar.with_parts(changed if part is event else part for part in calendar.parts))
    return Act(
        kind="change there" if differs else "agree", noun="agreement", uid=here.uid, title=here.title, row=here.row,
        said=here.said, href=there.href, etag=there.etag, ics=ics if differs else there.ics, writes=differs,
    )  # fmt: skip


def _gone_here(agreed: Agreed, there: CalendarObject | None) -> Act | None:
    told = {"noun": "agreement", "uid": agreed.uid, "title": "a date of an agreement", "row": agreed.row}
    if there is None:
        return Act(kind="forget", why="It is gone on both sides.", **told)  # type: ignore[arg-type]
    why = "It has no such date here any more."
    return Act(kind="remove there", href=there.href, etag=there.etag, why=why, **told)  # type: ignore[arg-type]
