"""Networks, lessons, paths and trails say on a server what they say in a file."""

from __future__ import annotations

from tests.on_both_engines import OnBothEngines


def test_networks_and_lessons_are_kept_alike_on_both_engines(on_both_engines: OnBothEngines) -> None:
    on_both_engines.walk(
        ("membership", "list", "--json"), ("membership", "show", "Sister Cities International"),
        ("convening", "list", "--json"), ("lesson", "list", "--json"), ("lesson", "list", "containment"),
        ("paths", "Nagoya", "--json"), ("paths", "Milan"), ("trail", "list", "--json"), ("trail", "list"),
        ("lesson", "add", "Night buses", "--from", "Seoul", "--source", "invented", "--offered-on", "2020-06-20"),
        ("lesson", "adopt", "Night buses", "--by", "Transport", "--on", "2020-06-25"),
        ("lesson", "credit", "Night buses", "--words", "In the council.", "--on", "2020-06-26"),
        ("lesson", "show", "Night buses", "--json"),
        ("membership", "paid", "Sister Cities International", "--year", "2020", "--on", "2020-06-30"),
        ("convening", "add", "Reopening", "--with", "C40 Cities", "--on", "2020-07-08"),
        ("convening", "seat", "Reopening", "Milan", "Seoul", "--role", "speaker"),
        ("convening", "show", "Reopening", "--json"), ("report", "networks"), ("report", "lessons"),
    )  # fmt: skip
