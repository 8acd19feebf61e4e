"""P30: an all-day date never shifts, for any pair of time zones."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

from click.testing import Result
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from trustcrm.clock import SystemClock
from trustcrm.domain.kept import Kept
from trustcrm.domain.nouns import Engagement
from trustcrm.services.agenda import agenda, entry_of
from trustcrm.services.desk import Desk
from trustcrm.services.record import correct, record

ZONES = sorted(available_timezones() - {"localtime", "Factory"})

zones = st.sampled_from(ZONES)
days = st.dates(date(1000, 1, 1), date(9999, 12, 31))


@given(days, st.integers(0, 400), zones, zones)
@example(date(2011, 12, 30), 0, "Pacific/Apia", "America/Los_Angeles")
@example(date(2020, 3, 29), 1, "Pacific/Kiritimati", "Etc/GMT+12")
def test_p30_a_whole_day_is_listed_under_its_own_date(day: date, length: int, there: str, here: str) -> None:
    last = min(day, date.max - timedelta(days=length)) + timedelta(days=length)
    told = Engagement(title="National day", starts_on=day, ends_on=max(day, last), time_zone=there)
    entry = entry_of(Kept(id=1, record=told), day, here)
    assert (entry.on, entry.starts_on, entry.ends_on) == (day, day, max(day, last))
    assert entry.all_day
    assert (entry.time_zone, entry.here) == (None, None)


@given(days, st.times().map(lambda at: at.replace(microsecond=0, fold=0)), zones, zones)
def test_p30_a_wall_time_keeps_its_day_and_hour_too(day: date, at: time, there: str, here: str) -> None:
    told = Engagement(title="Call", starts_on=day, starts_at=at, time_zone=there)
    entry = entry_of(Kept(id=1, record=told), day, here)
    assert (entry.on, entry.starts_on, entry.starts_at) == (day, day, at)


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), zones, zones)
def test_p30_a_stored_whole_day_is_the_same_in_every_office(desk: Desk, day: date, there: str, here: str) -> None:
    correct(desk, "office", 1, {"time_zone": here})
    elsewhere = Desk(database=desk.database, clock=SystemClock(ZoneInfo(here)), actor="Ana")
    row = record(elsewhere, "add", "day", Engagement(title="Day", starts_on=day, time_zone=there)).ids[0]
    found = [one for one in agenda(elsewhere, day, 1).entries if one.id == row]
    assert [(one.on, one.starts_on) for one in found] == [(day, day)]
    before, after = agenda(elsewhere, day - timedelta(days=1), 1), agenda(elsewhere, day + timedelta(days=1), 1)
    assert row not in [one.id for one in (*before.entries, *after.entries)]


def test_p30_scripts_are_told_the_date_alone(desk: Desk, run: Callable[..., Result]) -> None:
    record(desk, "add", "day", Engagement(title="Day", starts_on=date(2020, 7, 4), time_zone="Pacific/Kiritimati"))
    (entry,) = json.loads(run("agenda", "--json").stdout)["entries"]
    assert (entry["on"], entry["starts"], entry["time_zone"]) == ("2020-07-04", "2020-07-04", None)
