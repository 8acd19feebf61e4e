"""What opens is found on its day: February 29th, across the year's end, where only a year is known."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from trustcrm.plugin import Agreement, Attendance, Attended, Kept, Post, Tie
from trustcrm_protocol.hangs import hangs_on, months_before
from trustcrm_protocol.neighbours import Neighbours
from trustcrm_protocol.openings import anniversaries, national_days, round_anniversary

DAYS = st.dates(date(1900, 1, 1), date(2150, 12, 31))
AHEAD = st.integers(0, 800)


def known(day: date, *, since: date | None = None, national_day: str | None = None) -> Neighbours:
    """Return neighbours of a day: side 2, with a tie and an agreement of the same day, and with two posts."""
    tie = Kept(id=7, version=1, withdrawn=False, batch=None, record=Tie(one=1, other=2, since=since))
    text = Kept(
        id=8, version=1, withdrawn=False, batch=None, record=Agreement(title="A text", tie=7, signed_on=since)
    )  # fmt: skip
    posts = {
        row: Kept(
            id=row, version=1, withdrawn=False, batch=None,
            record=Post(title="Consul", side=2, national_day=national_day),
        )
        for row in (4, 5)
    }  # fmt: skip
    return Neighbours(
        home=1, day=day, ties={2: [tie]}, names={1: "Home", 2: "Nagoya"}, posts=posts,
        agreements=[text],
    )  # fmt: skip


def kept_on(since: date, year: int) -> date:
    """Return the anniversary of a day in a year as anybody would reckon it."""
    try:
        return since.replace(year=year)
    except ValueError:
        return date(year, 2, 28)


@given(DAYS, DAYS, AHEAD)
def test_a_round_anniversary_is_found_within_the_days_or_there_is_none(since: date, day: date, ahead: int) -> None:
    until = day + timedelta(days=ahead)
    found = round_anniversary(since, day, until)
    if (since.month, since.day) == (1, 1):
        rounds = [year for year in range(day.year, until.year + 1) if year > since.year and not (year - since.year) % 5]
        assert found == ((max(day, date(rounds[0], 1, 1)), rounds[0] - since.year) if rounds else None)
        return
    days = [(kept_on(since, since.year + years), years) for years in range(5, 300, 5)]
    within = [one for one in days if day <= one[0] <= until]
    assert found == (within[0] if within else None)


def test_a_signing_on_february_29th_is_kept_on_the_28th_in_common_years() -> None:
    since = date(1980, 2, 29)
    assert round_anniversary(since, date(2020, 2, 1), date(2020, 3, 31)) == (date(2020, 2, 29), 40)
    assert round_anniversary(since, date(2025, 2, 1), date(2025, 3, 31)) == (date(2025, 2, 28), 45)
    assert round_anniversary(since, date(2025, 3, 1), date(2026, 2, 28)) is None


def test_an_anniversary_of_tie_and_text_on_one_day_stands_once() -> None:
    (one,) = anniversaries(known(date(2020, 6, 30), since=date(1990, 7, 14)), date(2020, 12, 31))
    assert (one.on, one.why, str(one.cited)) == (
        date(2020, 7, 14), "30 years of the sister tie, since 1990-07-14", "tie 7",
    )  # fmt: skip
    (year,) = anniversaries(known(date(2020, 6, 30), since=date(1990, 1, 1)), date(2020, 12, 31))
    assert (year.on, year.why) == (date(2020, 6, 30), "30 years of the sister tie, since 1990; only the year is known")


@given(st.dates(date(2000, 1, 1), date(2000, 12, 31)), DAYS, st.integers(0, 365))
def test_a_national_day_is_found_once_across_the_years_end(yearly: date, day: date, ahead: int) -> None:
    until = day + timedelta(days=ahead)
    found = list(national_days(known(day, national_day=f"{yearly:%m-%d}"), until))
    within = [on for year in (day.year, day.year + 1) if day <= (on := kept_on(yearly, year)) <= until]
    assert [one.on for one in found] == within[:1]


def test_contact_hangs_on_one_where_nobody_else_is_named() -> None:
    last = date(2020, 6, 1)

    def attendance(people: tuple[int, ...], colleagues: tuple[int, ...]) -> Attendance:
        told = [
            tuple(Attended(id=place, contacts=count, last_on=last) for place, count in enumerate(counts))
            for counts in (people, colleagues)
        ]
        return Attendance(
            them=2, contacts=6, last_on=last, naming_people=max(people, default=0),
            naming_colleagues=max(colleagues, default=0), people=told[0], colleagues=told[1],
        )  # fmt: skip

    assert [end for end, _ in hangs_on(attendance((6,), (3,)), 3)] == ["ours", "theirs"]
    assert [end for end, _ in hangs_on(attendance((5, 1), (4,)), 3)] == ["ours"]
    assert hangs_on(attendance((2,), (2,)), 3) == []
    assert hangs_on(attendance((), ()), 0) == []


@given(DAYS, st.integers(0, 600))
def test_so_many_months_before_is_a_day_of_that_month(day: date, months: int) -> None:
    found = months_before(day, months)
    assert (day.year - found.year) * 12 + day.month - found.month == months
    assert found.day == day.day or (found + timedelta(days=1)).day == 1
