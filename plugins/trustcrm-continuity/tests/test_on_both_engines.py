"""Handing over, planning and costs say on a server what they say in a file."""

from __future__ import annotations

from tests.on_both_engines import OnBothEngines


def test_thin_staff_is_helped_alike_on_both_engines(on_both_engines: OnBothEngines) -> None:
    on_both_engines.walk(
        ("plan", "--hours", "6", "--json"), ("cost", "list", "Berlin", "--year", "2020", "--in", "USD", "--json"),
        ("cost", "add", "Nagoya", "--hours", "1.5", "--words", "A call with the port"),
        ("cost", "cap", "Berlin", "--hours", "40"),
        ("hibernate", "Auckland", "--why", "nobody is free", "--until", "2021-01-01"), ("cost", "drop", "1"),
        ("wake", "Auckland", "--why", "somebody is free"), ("report", "costs", "--set", "year=2020"),
    )  # fmt: skip
