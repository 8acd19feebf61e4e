"""Hours that are kind to every city: exact in every zone, on every day of the clocks' changes too."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trustcrm.plugin import City, Engagement, Mention, PluginContext, Refused, Seat, WrongUsage, weekend_of
from trustcrm_calendar.slots import Guest, Local, Slot, Wanted, slots

Run = Callable[..., Any]

ZONES = (
    "America/Los_Angeles", "America/New_York", "America/Sao_Paulo", "America/Bogota", "America/Mexico_City",
    "America/Santiago", "America/St_Johns", "Atlantic/Azores", "Africa/Casablanca", "Africa/Cairo", "Africa/Lagos",
    "Africa/Johannesburg", "Africa/Nairobi", "Europe/Berlin", "Europe/London", "Europe/Dublin", "Europe/Kyiv",
    "Europe/Istanbul", "Europe/Rome", "Asia/Beirut", "Asia/Jerusalem", "Asia/Riyadh", "Asia/Tehran", "Asia/Kolkata",
    "Asia/Kathmandu", "Asia/Jakarta", "Asia/Shanghai", "Asia/Seoul", "Asia/Tokyo", "Australia/Adelaide",
    "Pacific/Auckland",
)  # fmt: skip
MAYORS = [Guest(name=f"City {number}", zone=ZONES[number % 31]) for number in range(45)]
BERLIN, TOKYO = Guest(name="Berlin", zone="Europe/Berlin", country="DE"), Guest(name="Tokyo", zone="Asia/Tokyo")


def wanted(first: date = date(2030, 7, 1), days: int = 1, **told: Any) -> Wanted:
    fields: dict[str, Any] = {"zone": "UTC", "holidays": {}} | told
    return Wanted(first=first, last=first + timedelta(days=days - 1), **fields)


def kindness(slot: Slot) -> dict[str, tuple[str, str]]:
    return {one.guest.name: (one.kindness, one.why) for one in slot.locals}


def test_two_cities_meet_while_both_work() -> None:
    (best,) = slots([BERLIN, TOKYO], wanted())
    assert best.starts == datetime(2030, 7, 1, 6, tzinfo=UTC)
    assert kindness(best) == {"Berlin": ("good", ""), "Tokyo": ("good", "")}


@pytest.mark.parametrize(
    ("minutes", "day", "told"),
    [
        (240, date(2030, 7, 1), {"Berlin": ("acceptable", "early"), "Tokyo": ("good", "")}),
        (300, date(2030, 7, 1), {"Berlin": ("good", ""), "Tokyo": ("acceptable", "late")}),
        (60, date(2030, 7, 6), {"Berlin": ("unkind", "a weekend"), "Tokyo": ("unkind", "a weekend")}),
        (60, date(2030, 7, 2), {"Berlin": ("unkind", "a public holiday"), "Tokyo": ("good", "")}),
        (720, date(2030, 7, 3), {"Berlin": ("unkind", "at night"), "Tokyo": ("acceptable", "late")}),
    ],
)
def test_it_is_said_for_whom_it_is_not_good_and_why(
    minutes: int, day: date, told: dict[str, tuple[str, str]]
) -> None:  # fmt: skip
    (best,) = slots([BERLIN, TOKYO], wanted(day, minutes=minutes, holidays={"DE": {date(2030, 7, 2)}}))
    assert kindness(best) == told


def test_the_week_ends_where_it_ends() -> None:
    assert {country: weekend_of(country) for country in ("DE", "EG", "IR", "IN", "")} == {
        "DE": (5, 6), "EG": (4, 5), "IR": (4,), "IN": (6,), "": (5, 6),
    }  # fmt: skip
    cairo = Guest(name="Cairo", zone="Africa/Cairo", country="EG")
    friday, sunday = (slots([cairo], wanted(day))[0] for day in (date(2030, 7, 5), date(2030, 7, 7)))
    assert (kindness(friday)["Cairo"], kindness(sunday)["Cairo"]) == (("unkind", "a weekend"), ("good", ""))


def test_forty_five_mayors_in_thirty_one_zones() -> None:
    found = slots(MAYORS, wanted(days=14))
    assert len(found) == 14
    for slot in found:
        for one in slot.locals:
            zone = ZoneInfo(one.guest.zone)
            assert one.starts.replace(tzinfo=None) == slot.starts.astimezone(zone).replace(tzinfo=None)
            assert one.starts.replace(tzinfo=None).replace(tzinfo=zone).astimezone(UTC) == slot.starts
            assert one.kindness == _by_hand(one)
    best = found[0]
    assert best.cost == min(slot.cost for slot in found)
    assert {one.why for one in best.locals if one.kindness == "unkind"} == {"at night"}
    assert sum(one.kindness == "unkind" for one in best.locals) < 20
    assert best.starts.weekday() < 5


def _by_hand(one: Local) -> str:
    """Return how kind an hour is, told anew from what clocks show."""
    if one.starts.weekday() >= 5:
        return "unkind"
    same_day = one.starts.date() == one.ends.date()
    begins, ends = one.starts.time(), one.ends.time()
    if same_day and time(8) <= begins and ends <= time(18):
        return "good"
    return "acceptable" if same_day and time(7) <= begins and ends <= time(21) else "unkind"


@given(
    day=st.dates(date(2026, 1, 1), date(2034, 12, 1)), zone=st.sampled_from(ZONES), minutes=st.sampled_from([30, 600])
)  # fmt: skip
def test_no_hour_is_proposed_at_which_clocks_change(day: date, zone: str, minutes: int) -> None:
    guest = Guest(name="x", zone=zone)
    for slot in slots([guest], wanted(day, minutes=minutes, zone=zone)):
        (one,) = slot.locals
        assert one.ends.replace(tzinfo=None) - one.starts.replace(tzinfo=None) == timedelta(minutes=minutes)
        assert one.starts.date() == day


def test_the_night_on_which_clocks_change_is_never_proposed_for_the_hour() -> None:
    night = wanted(date(2030, 10, 27), minutes=5, step=5, zone="Europe/Berlin")
    both = [one for slot in _every(BERLIN, night) for one in slot.locals]
    shown = {one.starts.replace(tzinfo=None).time() for one in both}
    assert time(2, 30) not in shown
    assert {time(1, 30), time(3, 30)} < shown


def _every(guest: Guest, sought: Wanted) -> list[Slot]:
    """Return what is proposed at each moment of a day, all others being taken."""
    start = datetime(2030, 10, 26, 22, tzinfo=UTC)
    found = []
    for number in range(25 * 12):
        at = start + number * timedelta(minutes=5)
        busy = [(start - timedelta(days=1), at), (at + timedelta(minutes=5), start + timedelta(days=3))]
        found += slots([guest], Wanted(**(vars(sought) | {"busy": busy})))
    return found


def test_the_command_asks_the_office(run: Run, context: PluginContext) -> None:
    told = json.loads(run("slots", "--with", "Nagoya", "--from", "2030-07-01", "--days", "2", "--json").stdout)
    assert [(one["starts"], one["good"], one["acceptable"]) for one in told] == [
        ("2030-07-01T08:00:00+00:00", 2, 0), ("2030-07-02T08:00:00+00:00", 2, 0),
    ]  # fmt: skip
    context.do.add(Engagement(title="Other", starts_on=date(2030, 7, 1), starts_at=time(6), ends_at=time(12)))
    told = run("slots", "--with", "Nagoya", "--from", "2030-07-01", "--days", "1").stdout
    assert told.splitlines()[0].startswith("Mon 2030-07-01 05:00–06:00 here, 2030-07-01 05:00 UTC: good for 1, unkind")
    assert told.splitlines()[1].split() == ["Homeville", "Mon", "05:00–06:00", "at", "night"]


def test_the_seats_of_an_engagement_take_part(run: Run, context: PluginContext) -> None:
    nagoya = context.ask.found("city", "Nagoya")
    seat = Seat(engagement=Mention(noun="engagement", name="@0"), side=nagoya, role="speaker")
    row = context.do.add(Engagement(title="Convening", starts_on=date(2030, 7, 4)), seat).ids[0]
    (told,) = json.loads(run("slots", str(row), "--count", "1", "--json").stdout)
    assert {one["city"] for one in told["cities"]} == {"Homeville", "Nagoya"}


def test_what_is_not_known_is_asked_for(run: Run, context: PluginContext) -> None:
    context.do.add(City(name="Nowhere"))
    refused = run("slots", "--with", "Nowhere", ends=1).exception
    assert isinstance(refused, Refused)
    assert "--time-zone" in str(refused)
    assert isinstance(run("slots", ends=1).exception, WrongUsage)
    assert isinstance(run("slots", "--with", "Nagoya", "--holiday", "Easter", ends=1).exception, WrongUsage)
