"""What the protocol office keeps says on a server what it says in a file."""

from __future__ import annotations

from tests.on_both_engines import OnBothEngines


def test_the_protocol_office_works_alike_on_both_engines(on_both_engines: OnBothEngines) -> None:
    on_both_engines.walk(
        ("protocol", "calls", "add", "Nagoya", "--on", "2020-07-20", "--in", "--guest", "A guest"),
        ("protocol", "flags", "ask", "Nagoya", "--on", "2020-08-02", "--what", "their day"),
        ("protocol", "flags", "approve", "1", "--by", "the mayor"),
        ("protocol", "gifts", "add", "a fan", "--from", "Nagoya", "--value", "20", "--currency", "USD",
         "--method", "estimate"),
        ("protocol", "gifts", "sums"), ("protocol", "corps", "--json"), ("report", "protocol"),
        ("report", "gifts", "--set", "year=2020"),
    )  # fmt: skip
