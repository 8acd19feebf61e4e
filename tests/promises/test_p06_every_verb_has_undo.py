"""P6: every verb that writes has undo, after a restart too."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.promises.offices_at_work import home
from tests.promises.real_processes import Runner
from trustcrm.domain.draft import Draft
from trustcrm.domain.noun import Mention
from trustcrm.domain.nouns import City, Contribution, Engagement, FollowUp, Interaction, Person, Step, Tie
from trustcrm.services.ahead import cancel, done, hold
from trustcrm.services.desk import Desk
from trustcrm.services.importing.batches import take_as
from trustcrm.services.importing.run import Task, run_import
from trustcrm.services.merge import merge
from trustcrm.services.plugin_desk import PluginServices
from trustcrm.services.record import add_step, correct, record, withdraw
from trustcrm.services.snooze import snooze

Facts = Callable[[str], dict[str, list[tuple[Any, ...]]]]
DAY = date(2020, 3, 1)


def _import(desk: Desk) -> None:
    drafts = [
        Draft(key="1", record=Interaction(kind="call", giver=1, receiver=Mention(noun="city", name="Oslo"), on=DAY)),
        Draft(key="2", record=Person(name="Li Wei", side=Mention(noun="city", name="Bern"))),
        Draft(key="3", record=Tie(one=1, other=Mention(noun="side", name="Nowhere")), where="line 3"),
    ]
    run_import(desk, Task(importer="t:t", plugin="t", source="t.csv", fingerprint="t", drafts=lambda: drafts))


VERBS: dict[str, Callable[[Desk], Any]] = {
    "record": lambda desk: record(
        desk, "add", "x", City(name="Oslo"), City(name="Oslo2"), Contribution(what="masks", giver=1, receiver=2),
        Engagement(title="Call", starts_on=DAY, side=2), Engagement(title="Later", starts_on=date(2020, 8, 1)),
        FollowUp(what="x", due_on=DAY), Tie(one=1, other=2),
        Tie(one=1, other=3),
    ),
    "correct": lambda desk: correct(desk, "city", 2, {"region": "East", "aliases": ("Kristiania",)}),
    "step": lambda desk: add_step(desk, Step(contribution=1, state="received", on=DAY)),
    "withdraw": lambda desk: withdraw(desk, "contribution", 1),
    "merge": lambda desk: merge(desk, "city", 2, 3),
    "import": _import,
    "decide": lambda desk: take_as(desk, 1, 1, "Bern"),
    "plugin": lambda desk: PluginServices(desk, "p").record(Draft(key="k", record=Person(name="By a plugin"))),
    "hold": lambda desk: hold(desk, 1),
    "snooze": lambda desk: snooze(desk, "follow-up", 1, date(2020, 8, 1)),
    "done": lambda desk: done(desk, 1, DAY),
    "cancel": lambda desk: cancel(desk, 2),
}  # fmt: skip


@pytest.mark.parametrize("verb", VERBS)
def test_p06_every_verb_that_writes_is_taken_back_after_a_restart(
    desk: Desk, address: str, facts: Facts, forks: Runner, tmp_path: Path, verb: str
) -> None:
    for earlier, do in VERBS.items():
        if earlier == verb:
            break
        do(desk)
    before = facts(address)
    VERBS[verb](desk)
    assert facts(address) != before
    desk.database.close()
    undone = forks.run("--no-plugins", "undo", "--json", **home(address, tmp_path))
    assert undone.code == 0, undone.stderr
    assert facts(address) == before
