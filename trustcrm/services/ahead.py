"""What becomes of what lay ahead: an engagement is held and turns into an interaction, a follow-up is done."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import cast
from zoneinfo import ZoneInfo

from trustcrm.domain.nouns import Engagement, FollowUp, Interaction, Participant, Seat
from trustcrm.domain.rules import check
from trustcrm.errors import InvalidValue, Refused
from trustcrm.services.conflict import refuse_stale
from trustcrm.services.desk import Desk, home_of, office_of
from trustcrm.services.record import Clerk
from trustcrm.store.engine import Connection
from trustcrm.store.queries.rows import record_by_id, records
from trustcrm.text import visible


def hold(desk: Desk, row: int, *, kind: str = "", words: str = "", version: int | None = None) -> int:
    """Make an engagement held: keep the interaction it became, its seats as participants, and return its id.

    `kind` and `words`, where given, stand for the engagement's own. Raises `Refused` where it was held or cancelled or
    does not say with whom it was, `InvalidValue` where it lies ahead or its kind is none of an interaction, `Conflict`
    where it no longer stands at `version`.
    """
    with desk.writing("hold", f"engagement {row}") as writer:
        refuse_stale(writer, "engagement", row, version, {"state": "held"})
        engagement = cast(Engagement, record_by_id(writer.connection, "engagement", row).record)
        _refuse_over(engagement, row)
        interaction = _interaction_of(writer.connection, engagement, row, kind, words)
        if interaction.on > desk.today():
            raise InvalidValue(
                f"{_called(engagement.title)} is on {interaction.on.isoformat()}, which lies ahead of today, "
                f"{desk.today().isoformat()}; mark it held once it took place."
            )
        check(interaction, desk.today())
        Clerk(desk, writer).check_against_office(interaction)
        held = writer.add(interaction)
        for kept in records(writer.connection, "seat", {"engagement_id": row}):
            seat = cast(Seat, kept.record)
            writer.add(Participant(interaction=held, person=seat.person, side=seat.side, role=seat.role))
        writer.correct("engagement", row, {"state": "held", "interaction_id": held})
    return held


def cancel(desk: Desk, row: int, *, version: int | None = None) -> None:
    """Mark an engagement cancelled. Raises `Refused` where it was held or cancelled already.

    Raises `Conflict` where it no longer stands at `version`.
    """
    with desk.writing("cancel", f"engagement {row}") as writer:
        refuse_stale(writer, "engagement", row, version, {"state": "cancelled"})
        _refuse_over(cast(Engagement, record_by_id(writer.connection, "engagement", row).record), row)
        writer.correct("engagement", row, {"state": "cancelled"})


def done(desk: Desk, row: int, on: date, *, version: int | None = None) -> None:
    """Mark a follow-up done on a day. Raises `Refused` where it was, `InvalidValue` where the day lies ahead.

    Raises `Conflict` where it no longer stands at `version`.
    """
    if on > desk.today():
        raise InvalidValue(
            f"{on.isoformat()} lies ahead of today, {desk.today().isoformat()}; nothing is done by then."
        )
    with desk.writing("done", f"follow-up {row}") as writer:
        refuse_stale(writer, "follow-up", row, version, {"done_on": on})
        follow_up = cast(FollowUp, record_by_id(writer.connection, "follow-up", row).record)
        if follow_up.done_on is not None:
            raise Refused(f"{_called(follow_up.what)} was done on {follow_up.done_on.isoformat()} already.")
        writer.correct("follow-up", row, {"done_on": on})


def _called(words: str) -> str:
    return f"“{visible(words)}”"


def _refuse_over(engagement: Engagement, row: int) -> None:
    if engagement.state == "held":
        raise Refused(f"{_called(engagement.title)} was held already; it became interaction {engagement.interaction}.")
    if engagement.state == "cancelled":
        raise Refused(
            f"{_called(engagement.title)} was cancelled; if it is on again, say so with `trustcrm engagement correct {row} "
            "--state planned`."
        )


def _interaction_of(connection: Connection, engagement: Engagement, row: int, kind: str, words: str) -> Interaction:
    if engagement.side is None:
        raise Refused(
            f"{_called(engagement.title)} does not say with whom it was; "
            f"`trustcrm engagement correct {row} --side CITY` does."
        )
    office_zone = office_of(connection).time_zone
    on, at = _in_office_zone(engagement, office_zone)
    return Interaction(
        kind=kind or engagement.kind, giver=home_of(connection), receiver=engagement.side, on=on, at=at,
        minutes=_minutes(engagement), words=words or engagement.words or engagement.title, place=engagement.place,
        confidentiality=engagement.confidentiality,
    )  # fmt: skip


def _in_office_zone(engagement: Engagement, office_zone: str) -> tuple[date, time | None]:
    if engagement.starts_at is None or engagement.time_zone in (None, office_zone):
        return engagement.starts_on, engagement.starts_at
    zone = ZoneInfo(engagement.time_zone or office_zone)
    here = datetime.combine(engagement.starts_on, engagement.starts_at, zone).astimezone(ZoneInfo(office_zone))
    return here.date(), here.time()


def _minutes(engagement: Engagement) -> int | None:
    if engagement.starts_at is None or engagement.ends_at is None:
        return None
    zone = ZoneInfo(engagement.time_zone) if engagement.time_zone else UTC
    starts = datetime.combine(engagement.starts_on, engagement.starts_at, zone).astimezone(UTC)
    ends = datetime.combine(engagement.ends_on or engagement.starts_on, engagement.ends_at, zone).astimezone(UTC)
    return max(0, (ends - starts) // timedelta(minutes=1))
