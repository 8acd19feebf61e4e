"""The plan: duties first, then most trust; told what goes cold, the same in any order, and short hours said so."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import combinations
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trustcrm.plugin import Ahead, Due
from trustcrm_continuity.plan import DUTIES, LAST_CHANCE, Errand, planned

DAY = date(2020, 6, 24)
Office = Any
"""The office of `conftest.py`."""

KEEPS = st.integers(0, 400).map(lambda tenths: tenths / 10)
CONTACTS = st.lists(st.tuples(st.sampled_from([10, 15, 20, 40]), KEEPS), max_size=8)


def contact(number: int, minutes: int, keeps: float) -> Errand:
    ahead = Ahead(
        side=number, name=f"City {number:02}", ties=(number,), cadence_days=90, last_contact=DAY - timedelta(days=100),
        cools_on=DAY, cold_on=DAY + timedelta(days=number), paused=False, engaged_on=None, next_on=DAY, now=0.5,
        without=0.5, with_contact=0.6,
    )  # fmt: skip
    return Errand(name=ahead.name, side=number, minutes=minutes, how="call", keeps=keeps, ahead=ahead)


def duty(number: int, kind: str, minutes: int) -> Errand:
    due = Due(kind=kind, on=DAY, reason=f"{kind} {number}", noun="agreement", id=number)
    return Errand(name=f"Duty {number:02}", side=None, minutes=minutes, duties=(due,), weight=DUTIES[kind])


@settings(max_examples=40, deadline=None)
@given(
    told=CONTACTS, duties=st.lists(st.sampled_from(sorted(DUTIES)), max_size=3), hours=st.integers(0, 8),
    seed=st.integers(0, 99),
)  # fmt: skip
def test_no_other_plan_keeps_more_and_the_order_of_rows_says_nothing(
    told: list[tuple[int, float]], duties: list[str], hours: int, seed: int
) -> None:
    errands = [contact(number, *one) for number, one in enumerate(told, 1)]
    errands += [duty(number, kind, 30) for number, kind in enumerate(duties, 50)]
    minutes = 15 * hours
    found = planned(errands, minutes, DAY)
    assert found == planned(Random(seed).sample(errands, len(errands)), minutes, DAY)
    assert found.spent <= minutes
    every = (some for count in range(len(errands) + 1) for some in combinations(errands, count))
    best = max(_worth(some) for some in every if sum(one.minutes for one in some) <= minutes)
    assert _worth(found.errands) == pytest.approx(best)
    assert sorted((*found.errands, *found.undone, *found.left), key=lambda one: one.key) == sorted(
        errands, key=lambda one: one.key
    )
    more = planned(errands, minutes + 15, DAY)
    assert _worth(more.errands) >= (_worth(found.errands)[0], found.keeps - 1e-6) or more.keeps > found.keeps


def _worth(some: Any) -> tuple[int, float]:
    return sum(one.weight for one in some), sum(round(one.keeps * 10) for one in some) / 10


def test_hours_that_do_not_suffice_for_the_duties_are_said_so_and_go_to_the_weightiest() -> None:
    errands = [duty(1, "notice", 45), duty(2, "thanks", 30), contact(3, 20, 99.0)]
    found = planned(errands, 40, DAY)
    assert ([one.name for one in found.errands], found.suffices) == (["Duty 02"], False)
    assert (found.duty_minutes, found.all_minutes) == (75, 95)
    assert [one.name for one in found.undone] == ["Duty 01"]
    assert [one.name for one in found.cold_by(DAY + timedelta(days=3))] == ["City 03"]
    assert found.cold_by(DAY + timedelta(days=2)) == []


def test_the_plan_of_an_office_does_duties_first_and_says_what_goes_cold_and_when(office: Office) -> None:
    told = office.told("plan", "--hours", "2", "--cold", "90")
    first = told["errands"][0]
    assert (first["name"], first["how"], first["minutes"]) == ("Milan", "call", 20)
    assert [one["kind"] for one in first["duties"]] == ["thanks"]
    assert first["trust"]["with_contact"] > first["trust"]["without"]
    days = (date.fromisoformat(first["trust"]["next_on"]) - DAY).days
    assert first["keeps"] == pytest.approx((first["trust"]["with_contact"] - first["trust"]["without"]) * days)
    assert [one["name"] for one in told["errands"] if not one["weight"]] == ["Oslo", "Mumbai"]
    assert told["suffices"]

    short = office.told("plan", "--hours", "0.25", "--cold", "90")
    assert ([one["name"] for one in short["errands"]], short["spent"], short["suffices"]) == ([], 0, False)
    assert short["duty_minutes"] == 20
    assert {one["name"]: one["cold_on"] for one in short["cold"]} == {
        "Mumbai": "2019-07-15", "Milan": "2020-08-30", "Oslo": None
    }  # fmt: skip
    said = office.run("plan", "--hours", "0.25", "--cold", "90")
    assert "The hours do not suffice: the duties alone take" in said
    assert "2020-08-30  Milan" in said
    assert "Never in touch: Oslo (1 tie)." in said
    assert office.told("plan", "--hours", "0.25", "--cold", "90") == short


def test_a_notice_within_the_week_goes_before_everything(office: Office) -> None:
    office.run("agreement", "add", "Choir pact", "--tie", "1", "--notice-on", "2020-06-26", "--ends-on", "2020-09-01")
    (only,) = office.told("plan", "--hours", "0.75")["errands"]
    assert (only["name"], only["weight"], only["duties"][0]["kind"]) == ("Milan", LAST_CHANCE, "notice")


def test_minutes_are_the_office_s_own_and_hours_that_cannot_be_are_refused(office: Office, tmp_path: Any) -> None:
    (office.path.parent / "trustcrm.toml").write_text("[plugins.continuity]\nhours = 1\ncall = 35\nthanks = 50\n")
    told = office.told("plan")
    assert (told["minutes"], told["errands"][0]["minutes"]) == (60, 50)
    assert "more than 0" in office.refused("plan", "--hours", "0", ends=1)
    (office.path.parent / "trustcrm.toml").write_text("[plugins.continuity]\ncall = 0\n")
    assert "call takes from 1" in office.refused("plan", ends=2)


def test_an_office_without_ties_has_an_empty_plan(office: Office) -> None:
    for row in ("1", "2", "3"):
        office.run("tie", "withdraw", row)
    for row in ("1", "2"):
        office.run("contribution", "withdraw", row)
        office.run("follow-up", "withdraw", row)
    done = office.result("plan")
    assert (done.exit_code, done.stdout) == (0, "\n") or done.stdout == ""
    assert "nothing to plan" in done.stderr
