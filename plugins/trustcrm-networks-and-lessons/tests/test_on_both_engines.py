"""Networks, lessons, paths and trails say on a server what they say in a file."""

from __future__ import annotations

from tests.on_both_engines import OnBothEngines


def test_networks_and_lessons_are_kept_alike_on_both_engines(on_both_engines: OnBothEngines) -> None:
    on_both_engines.walk(
        ("paths", "Nagoya", "--json"), ("trail", "list"), ("convening", "list", "--json"),
        ("lesson", "add", "Night buses", "--from", "Seoul", "--source", "invented", "--offered-on", "2020-06-20"),
        ("lesson", "adopt", "Night buses", "--by", "Transport", "--on", "2020-06-25"),
        ("membership", "paid", "Sister Cities International", "--year", "2020", "--on", "2020-06-30"),
        ("report", "networks"), ("report", "lessons"),
    )  # fmt: skip
