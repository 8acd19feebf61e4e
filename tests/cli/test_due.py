"""`trustcrm due` answers people in columns and scripts in JSON."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date

from click.testing import Result

from trustcrm.domain.nouns import City, FollowUp
from trustcrm.services.desk import Desk
from trustcrm.services.record import record

Run = Callable[..., Result]


def test_due_says_what_waits_and_what_is_late(run: Run, desk: Desk) -> None:
    milan = record(desk, "add", "Milan", City(name="Milan", country="IT")).ids[0]
    late = FollowUp(what="send the plan", due_on=date(2020, 6, 20), side=milan)
    record(desk, "add", "follow-ups", late, FollowUp(what="write", due_on=date(2020, 7, 2)))
    lines = run("due").stdout.splitlines()
    assert " ".join(lines[1].split()) == "! 2020-06-20 follow-up follow-up 1 Milan (IT) send the plan, 10 days overdue"
    assert "write, due in 2 days" in lines[2]
    assert not lines[2].startswith("!")
    told = json.loads(run("due", "--json").stdout)
    assert [(one["on"], one["days_late"], one["side"]) for one in told] == [
        ("2020-06-20", 10, milan), ("2020-07-02", -2, None),
    ]  # fmt: skip
    assert len(json.loads(run("due", "--days", "1", "--json").stdout)) == 1


def test_due_says_that_nobody_is_waiting(run: Run) -> None:
    result = run("due")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "Nobody is waiting" in result.stderr


def test_a_number_of_days_that_cannot_be_is_wrong_usage(run: Run) -> None:
    assert run("due", "--days", "-1").exit_code == 2
