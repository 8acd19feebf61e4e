"""The crisis commands on a server say what they say in a file."""

from __future__ import annotations

from tests.on_both_engines import OnBothEngines

REPORTS = ("crisis-handoff", "crisis-after-action")


def test_a_crisis_is_worked_in_alike_on_both_engines(on_both_engines: OnBothEngines) -> None:
    on_both_engines.walk(
        ("crisis", "list"), ("crisis", "show"), ("crisis", "board"), ("crisis", "board", "--each", "--json"),
        ("who-can", "masks", "--json"), ("crisis", "need", "pumps", "--quantity", "12", "--unit", "pumps"),
        ("crisis", "ask", "Berlin", "pumps", "--unit", "pumps", "--anyway", "asked on the telephone"),
        ("crisis", "leads", "add", "Acme Pumps", "pumps", "--quantity", "3", "--unit", "pumps"),
        ("crisis", "leads", "check", "1", "identity", "--evidence", "the register"), ("crisis", "leads", "show", "1"),
        ("crisis", "leads", "list", "--json"), ("crisis", "leads", "drop", "1", "--why", "too dear"),
        ("crisis", "seats", "list"), *(("report", name) for name in REPORTS), ("crisis", "board", "--json"),
    )  # fmt: skip
