"""`trustcrm agenda` answers people in columns and scripts in JSON."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, time

import pytest
from click.testing import Result

from trustcrm.domain.nouns import Engagement
from trustcrm.services.desk import Desk
from trustcrm.services.record import record

Run = Callable[..., Result]


@pytest.fixture
def scheduled(desk: Desk) -> None:
    seoul = Engagement(
        title="Seoul", starts_on=date(2020, 7, 2), starts_at=time(10), ends_at=time(11), time_zone="Asia/Seoul"
    )
    off = Engagement(title="Reception", starts_on=date(2020, 7, 2), state="cancelled")
    later = Engagement(title="Later", starts_on=date(2020, 9, 1), starts_at=time(9))
    record(desk, "add", "agenda", seoul, off, later)


def test_agenda_shows_days_hours_and_whose_hours_they_are(run: Run, scheduled: None) -> None:
    lines = run("agenda").stdout.splitlines()
    assert len(lines) == 3
    assert lines[1].split() == ["Thu", "2020-07-02", "all", "day", "Reception", "–", "CANCELLED"]
    assert "10:00–11:00 Asia/Seoul (Wed 18:00 here)" in lines[2]
    assert lines[2].startswith(" ")


def test_agenda_tells_scripts_the_zone_of_every_hour(run: Run, scheduled: None) -> None:
    told = json.loads(run("agenda", "--json").stdout)
    assert (told["from"], told["to"], told["time_zone"]) == ("2020-06-30", "2020-07-29", "America/Los_Angeles")
    off, seoul = told["entries"]
    assert (off["starts"], off["state"], off["all_day"]) == ("2020-07-02", "cancelled", True)
    assert (seoul["starts"], seoul["here"]) == ("2020-07-02T10:00:00+09:00", "2020-07-01T18:00:00-07:00")


def test_agenda_begins_on_the_day_asked_for(run: Run, scheduled: None) -> None:
    told = json.loads(run("agenda", "--from", "2020-08-31", "--days", "2", "--json").stdout)
    assert [one["title"] for one in told["entries"]] == ["Later"]
    assert run("agenda", "--from", "2020-08-31", "--days", "1").stderr == (
        "Nothing is scheduled from 2020-08-31 to 2020-08-31.\n"
    )
