"""The crisis commands on a server say what they say in a file."""

from __future__ import annotations

from tests.on_both_engines import OnBothEngines


def test_a_crisis_is_worked_in_alike_on_both_engines(on_both_engines: OnBothEngines) -> None:
    on_both_engines.walk(
        ("crisis", "board", "--each", "--json"), ("who-can", "masks", "--json"),
        ("crisis", "need", "pumps", "--quantity", "12", "--unit", "pumps"),
        ("crisis", "ask", "Berlin", "pumps", "--unit", "pumps", "--anyway", "asked on the telephone"),
        ("crisis", "leads", "add", "Acme Pumps", "pumps", "--quantity", "3", "--unit", "pumps"),
        ("crisis", "leads", "check", "1", "identity", "--evidence", "the register"),
        ("report", "crisis-handoff"), ("report", "crisis-after-action"),
    )  # fmt: skip
