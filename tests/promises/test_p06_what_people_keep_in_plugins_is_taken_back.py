"""P6: every verb that writes has undo, after a restart too; here what people type into the tables of plugins.

One writes along with a record of the office, one writes its own tables alone; each plugin's own tests try all of its.
Each command opens the office anew, as after a restart; what is taken back first is so with no plugin loaded at all.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.conftest import Run

Facts = Callable[[str], dict[str, list[tuple[Any, ...]]]]

ORGANISATION = ("organisation", "add", "Acme", "--kind", "company")
TIE = ("tie", "add", "--one", "Los Angeles", "--other", "Acme")

WRITES: dict[str, tuple[tuple[tuple[str, ...], ...], tuple[str, ...]]] = {
    "networks-and-lessons": ((), ("lesson", "add", "Night buses", "--from", "Acme", "--offered-on", "2020-02-01")),
    "strategy": (
        (
            ("priority", "add", "Clean air", "--serves", "3.9"),
            ("priority", "tie", "Clean air", "Acme", "--share", "60"),
        ),
        ("priority", "remove", "Clean air", "--yes"),
    ),
}


@pytest.mark.parametrize("plugin", WRITES)
def test_p06_what_people_keep_in_a_plugin_is_taken_back_after_a_restart(
    run: Run, address: str, facts: Facts, monkeypatch: pytest.MonkeyPatch, plugin: str
) -> None:
    monkeypatch.setenv("TRUSTCRM_PLUGINS", plugin)
    prepared, words = WRITES[plugin]
    for earlier in (("db", "upgrade"), ORGANISATION, TIE, *prepared):
        assert (done := run(*earlier)).exit_code == 0, done.output
    before = facts(address)
    assert (done := run(*words)).exit_code == 0, done.output
    after = facts(address)
    assert after != before
    assert (done := run("--no-plugins", "undo")).exit_code == 0, done.output
    assert facts(address) == before, done.output
    undoing = json.loads(run("history", "--limit", "1", "--json").stdout)[0]["change"]
    assert (done := run("undo", str(undoing))).exit_code == 0, done.output
    assert facts(address) == after, done.output
