"""The agenda is ordered by days and wall times, and says whose time it is."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from trustcrm.domain.nouns import Agreement, Engagement, FollowUp, Person, Record, Seat, Tie
from trustcrm.services.agenda import AgendaEntry, agenda
from trustcrm.services.desk import Desk, home_of
from trustcrm.services.record import record, withdraw

TODAY = date(2020, 6, 30)


def days(count: int) -> date:
    return TODAY + timedelta(days=count)


def add(desk: Desk, told: Record) -> int:
    return record(desk, "add", told.noun, told).ids[0]


def entries(desk: Desk, first: date | None = None, count: int = 30) -> list[AgendaEntry]:
    return list(agenda(desk, first, count).entries)


def test_whole_days_come_before_hours_and_hours_in_order(desk: Desk) -> None:
    add(desk, Engagement(title="late", starts_on=days(1), starts_at=time(17)))
    add(desk, Engagement(title="early", starts_on=days(1), starts_at=time(9)))
    add(desk, Engagement(title="midnight", starts_on=days(1), starts_at=time(0)))
    add(desk, Engagement(title="whole day", starts_on=days(1)))
    add(desk, Engagement(title="today", starts_on=TODAY, starts_at=time(23)))
    assert [one.title for one in entries(desk)] == ["today", "whole day", "midnight", "early", "late"]


def test_both_ends_of_the_stretch_are_included(desk: Desk) -> None:
    for count in (-1, 0, 29, 30):
        add(desk, Engagement(title=str(count), starts_on=days(count)))
    assert [one.title for one in entries(desk)] == ["0", "29"]


def test_what_lasts_longer_stands_on_the_first_day_shown(desk: Desk) -> None:
    add(desk, Engagement(title="festival", starts_on=days(-3), ends_on=days(2)))
    (found,) = entries(desk)
    assert (found.on, found.starts_on, found.ends_on) == (TODAY, days(-3), days(2))
    assert entries(desk, days(3)) == []


def test_another_zone_is_named_with_the_hour_it_is_here(desk: Desk) -> None:
    add(desk, Engagement(title="Seoul", starts_on=days(1), starts_at=time(10), time_zone="Asia/Seoul"))
    add(desk, Engagement(title="ours", starts_on=days(2), starts_at=time(10), time_zone="America/Los_Angeles"))
    seoul, ours = entries(desk)
    assert (seoul.on, seoul.starts_at, seoul.time_zone) == (days(1), time(10), "Asia/Seoul")
    assert seoul.here == datetime(2020, 6, 30, 18, tzinfo=ZoneInfo("America/Los_Angeles"))
    assert (ours.time_zone, ours.here) == ("America/Los_Angeles", None)


def test_seats_and_people_are_counted(desk: Desk, milan: int) -> None:
    convening = add(desk, Engagement(title="C40", starts_on=TODAY, side=milan))
    mayor = add(desk, Person(name="The mayor", side=milan))
    add(desk, Seat(engagement=convening, person=mayor, side=milan, role="speaker"))
    add(desk, Seat(engagement=convening, side=milan))
    withdraw(desk, "seat", add(desk, Seat(engagement=convening, side=milan)))
    (found,) = entries(desk)
    assert (found.expected.seats, found.expected.people, found.expected.sides) == (2, 1, 1)
    assert found.with_whom == "Milan (IT)"


def test_what_was_called_off_is_shown_as_such_and_what_was_withdrawn_is_not_shown(desk: Desk) -> None:
    add(desk, Engagement(title="reception", starts_on=TODAY, state="cancelled"))
    withdraw(desk, "engagement", add(desk, Engagement(title="slip", starts_on=TODAY)))
    (found,) = entries(desk)
    assert found.cancelled


def test_follow_ups_and_terms_are_whole_days(desk: Desk, milan: int) -> None:
    with desk.database.reading() as connection:
        home = home_of(connection)
    tie = add(desk, Tie(one=milan, other=home))
    add(desk, Agreement(title="Memorandum", tie=tie, notice_on=days(3), ends_on=days(200)))
    add(desk, FollowUp(what="call back", due_on=days(2), side=milan))
    add(desk, FollowUp(what="done", due_on=days(2), done_on=TODAY))
    found = entries(desk)
    assert [(one.on, one.title, one.kind, one.all_day, one.side) for one in found] == [
        (days(2), "call back", "due", True, milan), (days(3), "Memorandum", "notice", True, milan),
    ]  # fmt: skip


def test_a_restricted_engagement_shows_no_place(desk: Desk) -> None:
    add(desk, Engagement(title="talk", starts_on=TODAY, place="at his home", confidentiality="restricted"))
    assert entries(desk)[0].place == ""


def test_the_last_days_of_the_calendar_can_be_asked_for(desk: Desk) -> None:
    assert agenda(desk, date(9999, 12, 20), 30).last == date.max
