"""Reports about an office on a server say what they say about one in a file."""

from __future__ import annotations

from tests.on_both_engines import OnBothEngines


def test_reports_are_made_alike_on_both_engines(on_both_engines: OnBothEngines) -> None:
    on_both_engines.walk(
        ("report", "briefing", "Nagoya", "--format", "html"), ("report", "ledger", "Guangzhou", "--json"),
        ("report", "portfolio", "--json"), ("report", "value", "--set", "from=2010-01-01", "--set", "to=2020-06-30"),
    )  # fmt: skip
