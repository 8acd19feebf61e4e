"""Priorities, goals, check-ins and the time spent say on a server what they say in a file."""

from __future__ import annotations

from tests.on_both_engines import OnBothEngines


def test_strategy_is_kept_alike_on_both_engines(on_both_engines: OnBothEngines) -> None:
    on_both_engines.walk(
        ("checkin", "list", "--json"), ("strategy", "time", "--each"),
        ("strategy", "compare", "--on", "2008-01-01", "--on", "2020-06-30", "--json"),
        ("goal", "add", "CITY 2", "Answer letters"), ("priority", "add", "Letters", "--serves", "CITY 2"),
        ("priority", "tie", "Letters", "Vancouver", "--share", "20"), ("priority", "show", "Letters", "--json"),
        ("report", "strategy"),
    )  # fmt: skip
