"""Whom to meet, why, and when it suits both cities."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from trustcrm.domain.nouns import City, Contribution, Engagement, Interaction, Organisation, Post, Signal, Step, Tie
from trustcrm.services.desk import Desk
from trustcrm.services.record import record
from trustcrm.services.snooze import snooze
from trustcrm.services.suggestions import MOST_A_DAY, Suggestion, free_slot, suggestions

TODAY = date(2020, 6, 30)


def tied(desk: Desk, home: int, name: str, zone: str | None, silent: int = 90, cadence: int = 60) -> int:
    """Make a city of a time zone with a tie of ours, silent for so many days, and return the tie."""
    side = record(desk, "add", name, City(name=name, time_zone=zone)).ids[0]
    tie = record(desk, "add", name, Tie(one=home, other=side, cadence_days=cadence)).ids[0]
    on = TODAY - timedelta(days=silent)
    record(desk, "add", name, Interaction(kind="call", giver=home, receiver=side, on=on))
    return tie


def names(found: list[Suggestion]) -> list[str]:
    return [one.name for one in found]


def test_whoever_is_silent_for_longest_by_its_own_rhythm_comes_first(desk: Desk, home: int) -> None:
    tied(desk, home, "Milan", "Europe/Rome", silent=90)
    tied(desk, home, "Oslo", "Europe/Oslo", silent=110)
    tied(desk, home, "Turin", "Europe/Rome", silent=30)
    found = suggestions(desk)
    assert names(found) == ["Oslo", "Milan"]
    assert "50 days beyond the cadence of 60" in found[0].reasons[0]
    assert found[0].weight == pytest.approx(50 / 60)


@pytest.mark.parametrize(("zone", "here"), [("Asia/Tokyo", time(16, 30)), ("Europe/Rome", time(9))])
def test_where_no_working_hour_is_common_it_is_the_nearest_one(desk: Desk, home: int, zone: str, here: time) -> None:
    tied(desk, home, "Elsewhere", zone)
    proposed = free_slot(desk, home + 1)
    (suggested,) = suggestions(desk)
    assert proposed is not None
    assert (suggested.on, suggested.at, suggested.there) == (proposed.on, proposed.at, proposed.there)
    assert proposed.at == here


def test_a_weekend_is_each_country_s_own(desk: Desk, home: int) -> None:
    side = record(desk, "add", "Tehran", City(name="Tehran", country="IR", time_zone="Europe/Rome")).ids[0]
    record(desk, "add", "Tehran", Tie(one=home, other=side, cadence_days=60))
    record(desk, "add", "x", Interaction(kind="call", giver=home, receiver=side, on=TODAY - timedelta(days=90)))
    for day in (1, 2):
        span = {"starts_on": date(2020, 7, day), "starts_at": time(0), "ends_at": time(23, 59)}
        record(desk, "add", "x", Engagement(title="Taken", **span))  # type: ignore[arg-type]
    (found,) = suggestions(desk)
    assert found.on == date(2020, 7, 6)  # Friday is free in Iran, Saturday and Sunday are here


def test_a_slot_on_a_national_day_of_theirs_or_on_a_day_that_is_taken_whole_says_so(desk: Desk, home: int) -> None:
    tied(desk, home, "Auckland", "Pacific/Auckland")
    (plain,) = suggestions(desk)
    assert plain.on == date(2020, 7, 1)
    assert plain.that_day == ()
    record(desk, "add", "post", Post(title="Consul General", side=home + 1, national_day="07-02"))
    record(desk, "add", "post", Post(title="Consul", side=home, national_day="07-02"))
    record(desk, "add", "x", Engagement(title="Fair", starts_on=date(2020, 6, 29), ends_on=date(2020, 7, 1)))
    record(desk, "add", "x", Engagement(title="Elsewhere", starts_on=plain.on, side=home))
    (found,) = suggestions(desk)
    assert (found.on, found.at) == (plain.on, plain.at)
    assert found.that_day == ("their national day (Consul General)", "all day Fair")  # it is the 2nd there by then


def test_what_we_owe_weighs_more_than_a_little_silence_and_nobody_else_ever_owes(desk: Desk, home: int) -> None:
    tied(desk, home, "Milan", "Europe/Rome", silent=70)
    tied(desk, home, "Oslo", "Europe/Oslo", silent=10)
    oslo = record(desk, "add", "Bergen", City(name="Bergen")).ids[0] - 1
    record(
        desk, "add", "masks", Contribution(what="masks", giver=oslo, receiver=home),
        Step(contribution=1, state="received", on=date(2020, 5, 1)),
    )  # fmt: skip
    found = suggestions(desk)
    assert names(found) == ["Oslo", "Milan"]
    assert found[0].reasons == ("we owe thanks: masks, received on 2020-05-01",)


def test_a_trust_that_falls_is_a_reason(desk: Desk, home: int) -> None:
    tie = tied(desk, home, "Milan", "Europe/Rome", silent=10)
    signal = Signal(kind="broke a promise", giver=home + 1, receiver=home, on=date(2020, 6, 1), witness="Ana")
    record(desk, "add", "signal", signal)
    (found,) = suggestions(desk)
    assert found.tie == tie
    assert any("our trust fell by" in reason for reason in found.reasons)


def test_nobody_is_suggested_who_is_in_the_agenda_or_put_aside(desk: Desk, home: int) -> None:
    tie = tied(desk, home, "Milan", "Europe/Rome")
    snooze(desk, "tie", tie, TODAY + timedelta(days=9))
    tied(desk, home, "Oslo", "Europe/Oslo")
    planned = Engagement(title="Call", side=home + 2, starts_on=TODAY + timedelta(days=3))
    assert names(suggestions(desk)) == ["Oslo"]
    record(desk, "add", "call", planned)
    assert suggestions(desk) == []


@pytest.mark.parametrize("zone", ["Europe/Rome", "Asia/Seoul", "America/New_York", "Pacific/Auckland", "Asia/Kolkata"])
def test_a_slot_is_in_working_hours_here_and_waking_hours_there(desk: Desk, home: int, zone: str) -> None:
    tied(desk, home, "Elsewhere", zone)
    (found,) = suggestions(desk)
    if found.on is None:
        assert zone == "Asia/Kolkata"  # twelve and a half hours away
        return
    assert found.at is not None
    assert found.there is not None
    here = datetime.combine(found.on, found.at, ZoneInfo("America/Los_Angeles"))
    assert here == found.there
    assert here.weekday() < 5
    assert time(9) <= here.time() <= time(16, 30)
    assert time(7) <= found.there.time() <= time(20, 30)
    if zone == "America/New_York":
        assert found.there.time() <= time(16, 30)


def test_no_slot_is_given_twice_or_over_what_is_planned_and_days_are_not_crammed(desk: Desk, home: int) -> None:
    tomorrow = TODAY + timedelta(days=1)
    for number in range(8):
        tied(desk, home, f"City {number}", None)
    record(
        desk, "add", "hall",
        Engagement(title="Hall", starts_on=tomorrow, starts_at=time(9), ends_at=time(11, 45)),
    )  # fmt: skip
    found = suggestions(desk)
    slots = [(one.on, one.at) for one in found]
    assert len(set(slots)) == 8
    assert slots[0] == (tomorrow, time(13))
    assert max(sum(on == day for on, _ in slots) for day, _ in slots) == MOST_A_DAY


def test_a_neighbour_is_met_and_one_far_away_is_called(desk: Desk, home: int) -> None:
    tied(desk, home, "Milan", "Europe/Rome")
    consulate = record(desk, "add", "consulate", Organisation(name="Consulate", city=home)).ids[0]
    record(desk, "add", "tie", Tie(one=home, other=consulate, kind="consular"))
    assert {one.name: one.kind for one in suggestions(desk)} == {"Milan": "call", "Consulate": "meeting"}
