"""What calls and delegations ask for, interpreter or parking say, and whether there is time enough for it.

That something must be seen to, by whom and by when, is a follow-up of core's, so that `trustcrm due` tells of it. Here
stands for which engagement, of what kind, and how long before the day it takes: its lead time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, cast

from sqlalchemy import insert, select

from trustcrm.plugin import Engagement, FollowUp, Listed, NotFound, PluginContext, Refused, TableAccess, counted
from trustcrm_protocol.settings import settings_of
from trustcrm_protocol.tables import REQUEST
from trustcrm_protocol.visits import visit


@dataclass(frozen=True, kw_only=True)
class Request:
    """A request of an engagement: its follow-up, and `latest_on`, the day by which its lead time wants it begun."""

    id: int
    kind: str
    lead_days: int
    engagement_id: int
    engagement: Engagement
    with_whom: str
    follow_up_id: int
    follow_up: FollowUp
    by: str

    @property
    def latest_on(self) -> date:
        """The engagement's first day less the lead time."""
        return self.engagement.starts_on - timedelta(days=self.lead_days)

    @property
    def was_moved(self) -> bool:
        """Whether the engagement was moved since, so that the follow-up names another day."""
        return self.is_open and self.follow_up.due_on != self.latest_on

    @property
    def is_open(self) -> bool:
        """Whether somebody must still see to it."""
        return self.follow_up.done_on is None and self.engagement.state not in ("held", "cancelled")

    def is_late(self, day: date) -> bool:
        """Return whether it is open and its lead time has begun to run out."""
        return self.is_open and self.latest_on < day

    def standing(self, day: date) -> str:
        """Return how it stands on a day, in words."""
        if self.follow_up.done_on is not None:
            late = (self.follow_up.done_on - self.latest_on).days
            return "done" if late <= 0 else f"done {counted(late, 'day')} late"
        if not self.is_open:
            return f"engagement {self.engagement.state}"
        left = (self.latest_on - day).days
        if left >= 0:
            return "due today" if left == 0 else f"due in {counted(left, 'day')}"
        to_the_day = (self.engagement.starts_on - day).days
        ahead = f"{counted(to_the_day, 'day')} left" if to_the_day > 0 else "the day is here"
        return f"{counted(-left, 'day')} late: it takes {counted(self.lead_days, 'day')}, {ahead}"


def request(
    context: PluginContext, engagement: int, kind: str, words: str = "", lead: int | None = None,
    colleague: int | None = None,
) -> Request:  # fmt: skip
    """Note that an engagement asks for something; return it. Raises `NotFound`, and `Refused` where it is over."""
    found = visit(context, engagement)
    if found.is_over:
        raise Refused(f"Engagement {engagement} was {found.engagement.state}, so nothing can be asked for it.")
    lead_days = settings_of(context).lead_of(kind) if lead is None else lead
    made: list[int] = []

    def write(tables: TableAccess, rows: Mapping[str, Sequence[int]]) -> None:
        values = {
            "engagement_id": engagement, "follow_up_id": rows["follow-up"][0], "kind": kind, "lead_days": lead_days,
        }  # fmt: skip
        key = tables.execute(insert(REQUEST), values).inserted_primary_key
        made.append(int(key[0]) if key else 0)

    what = f"{kind.capitalize()}{f' ({words})' if words else ''} for {found.engagement.title}"
    due_on = found.engagement.starts_on - timedelta(days=lead_days)
    follow_up = FollowUp(what=what, due_on=due_on, side=found.side, colleague=colleague)
    context.tables.along(context.do, write).add(follow_up, again=True)
    return one_request(context, made[0])


def requests(context: PluginContext, engagement: int | None = None) -> list[Request]:
    """Return the requests of one engagement, or of all, the earliest latest day first."""
    chosen = select(REQUEST).order_by(REQUEST.c.id)
    if engagement is not None:
        chosen = chosen.where(REQUEST.c.engagement_id == engagement)
    with context.tables.reading() as tables:
        rows = tables.execute(chosen).mappings().all()
    engagements = context.ask.several("engagement", [row["engagement_id"] for row in rows])
    due = context.ask.several("follow-up", [row["follow_up_id"] for row in rows])
    told = (_request(row, engagements.get(row["engagement_id"]), due.get(row["follow_up_id"])) for row in rows)
    found = [one for one in told if one is not None]
    return sorted(found, key=lambda one: (one.latest_on, one.id))


def one_request(context: PluginContext, number: int) -> Request:
    """Return one request. Raises `NotFound`."""
    found = next((one for one in requests(context) if one.id == number), None)
    if found is None:
        raise NotFound(f"There is no request {number}; `trustcrm protocol requests list` lists those there are.")
    return found


def see_to(context: PluginContext, number: int) -> Request:
    """Say that a request was seen to. Raises `NotFound`, `Refused` where it was already."""
    context.do.done(one_request(context, number).follow_up_id)
    return one_request(context, number)


def retime(context: PluginContext) -> list[Request]:
    """Give the follow-ups of engagements that were moved their new days; return those requests."""
    moved = [one for one in requests(context) if one.was_moved]
    deeds = context.do.batch("requests retimed")
    for one in moved:
        deeds.correct("follow-up", one.follow_up_id, {"due_on": one.latest_on})
    return [one_request(context, one.id) for one in moved]


def _request(row: Any, engagement: Listed | None, follow_up: Listed | None) -> Request | None:
    if engagement is None or follow_up is None or engagement.kept.withdrawn or follow_up.kept.withdrawn:
        return None
    return Request(
        id=row["id"], kind=row["kind"], lead_days=row["lead_days"],
        engagement_id=engagement.kept.id, engagement=cast(Engagement, engagement.kept.record),
        with_whom=engagement.referred.get("side", ""), follow_up_id=follow_up.kept.id,
        follow_up=cast(FollowUp, follow_up.kept.record), by=follow_up.referred.get("colleague", ""),
    )  # fmt: skip
