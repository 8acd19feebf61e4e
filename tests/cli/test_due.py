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


def test_due_names_what_keeps_cadences_from_running(run: Run) -> None:
    run("window", "add", "Flood", "--starts-on", "2020-06-01")
    run("window", "add", "Summer", "--kind", "pause", "--starts-on", "2020-06-01", "--ends-on", "2020-06-30")
    run("window", "add", "Fire", "--starts-on", "2020-01-01", "--ends-on", "2020-06-29")
    assert "No cadence runs while Flood and Summer are on." in run("due").stderr


def test_a_number_of_days_that_cannot_be_is_wrong_usage(run: Run) -> None:
    assert run("due", "--days", "-1").exit_code == 2


def test_what_is_put_aside_on_the_command_line_is_left_out_and_counted(run: Run, desk: Desk) -> None:
    record(desk, "add", "follow-ups", *(FollowUp(what=what, due_on=date(2020, 7, 2)) for what in ("write", "call")))
    kept = run("due", "snooze", "follow-up 1", "--until", "friday", "--words", "after the fair")
    assert (kept.exit_code, kept.stdout) == (0, "1\n")
    assert "Put aside until Friday, 2020-07-03: follow-up, follow-up 1" in kept.stderr
    shown = run("due")
    assert ("write" in shown.stdout, "call" in shown.stdout) == (False, True)
    assert "1 more was put aside; --snoozed shows them too." in shown.stderr
    assert [one["id"] for one in json.loads(run("due", "--json").stdout)] == [2]
    assert "2020-07-03" in run("due", "--snoozed").stdout
    both = json.loads(run("due", "--snoozed", "--json").stdout)
    assert {one["id"]: one["snoozed_until"] for one in both} == {1: "2020-07-03", 2: None}
    assert run("undo").exit_code == 0
    assert len(json.loads(run("due", "--json").stdout)) == 2


def test_a_snooze_is_told_whole_in_json(run: Run, desk: Desk) -> None:
    record(desk, "add", "follow-up", FollowUp(what="write", due_on=date(2020, 7, 2)))
    (told,) = json.loads(run("due", "snooze", "follow-up:1", "--until", "3 jul", "--json").stdout)
    assert {name: told[name] for name in ("noun", "kind", "about_noun", "about_row", "until", "arose_on")} == {
        "noun": "snooze", "kind": "follow-up", "about_noun": "follow-up", "about_row": 1, "until": "2020-07-03",
        "arose_on": "2020-07-02",
    }  # fmt: skip
    assert json.loads(run("snooze", "list", "--json").stdout) == [told]


def test_a_snooze_that_cannot_be_is_refused_in_one_sentence(run: Run, desk: Desk) -> None:
    record(desk, "add", "follow-up", FollowUp(what="write", due_on=date(2020, 7, 2)))
    assert run("due", "snooze", "follow-up 1").exit_code == 2
    for until, said in (("whenever", "does not say one day"), ("yesterday", "is not ahead of today")):
        result = run("due", "snooze", "follow-up 1", "--until", until)
        assert (result.exit_code, result.stdout) == (1, "")
        assert said in result.stderr
    assert run("due", "snooze", "follow-up 9", "--until", "friday").exit_code == 3
    refused = run("due", "snooze", "follow-up 1", "--until", "friday", "--kind", "thanks")
    assert (refused.exit_code, "The follow-up “2020-07-02 · write” is not due for thanks" in refused.stderr) == (1, True)
