"""Priorities, goals, check-ins and the time spent say on a server what they say in a file."""

from __future__ import annotations

from tests.on_both_engines import OnBothEngines


def test_strategy_is_kept_alike_on_both_engines(on_both_engines: OnBothEngines) -> None:
    on_both_engines.walk(
        ("priority", "list", "--json"), ("priority", "show", "Health preparedness"), ("goal", "list", "--served"),
        ("goal", "show", "SDG 3.d", "--json"), ("checkin", "list", "--json"), ("checkin", "show", "1"),
        ("strategy", "time", "--each"), ("strategy", "ties"), ("strategy", "compare", "--json"),
        ("strategy", "compare", "--on", "2015-01-01,2020-06-30"),
        ("goal", "add", "CITY 2", "Answer letters"), ("priority", "add", "Letters", "--serves", "CITY 2"),
        ("priority", "tie", "Letters", "Vancouver", "--share", "20"), ("priority", "show", "Letters", "--json"),
        ("priority", "untie", "Letters", "Vancouver", "--never"), ("priority", "end", "Letters"),
        ("report", "strategy"),
    )  # fmt: skip
