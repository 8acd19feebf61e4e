"""The portfolio as of several days is what `show --as-of` tells of each of them, whatever was recorded since."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from trustcrm.plugin import InvalidValue, PluginContext, Tie
from trustcrm_strategy.comparing import compare
from trustcrm_strategy.ties import ties_of

Office = Any
"""The office of `conftest.py`."""
DAYS = ("2020-03-03", "2020-04-15", "2020-06-30")


def test_each_reading_is_what_show_tells_of_that_day(demo: Office) -> None:
    told = demo.told("strategy", "compare", *(word for day in DAYS for word in ("--on", day)))
    assert [moment["day"] for moment in told["days"]] == list(DAYS)
    for place, name in enumerate(("Nagoya (JP)", "Vancouver (CA)", "Milan (IT)")):
        (tie,) = (one for one in told["ties"] if one["with"] == name)
        here = tie["on"][place]
        shown = demo.told("show", name[:-5], "--as-of", DAYS[place])["ties"][0]["reading"]
        assert (here["trust"], here["last_contact"], here["warmth"]) == (
            shown["trust"], shown["last_contact"], shown["warmth_word"],
        )  # fmt: skip


def test_what_arrived_is_summed_as_of_each_day_and_a_pledge_is_not_in_it(demo: Office) -> None:
    before, height, now = demo.told("strategy", "compare", *(word for day in DAYS for word in ("--on", day)))["days"]
    masks = [
        [one for one in moment["arrived"] if (one["way"], one["unit"]) == ("received", "masks")]
        for moment in (before, height, now)
    ]
    assert masks[0] == []
    assert (masks[2][0]["count"], masks[2][0]["sum"]) == (1, "4000")
    demo.run("contribution", "add", "masks", "--giver", "Milan", "--receiver", "Los Angeles", "--unit", "masks")
    row = demo.told("contribution", "list", "--limit", "1")[0]["id"]
    demo.run("contribution", "step", str(row), "--state", "pledged", "--on", "2020-06-29", "--quantity", "9000")
    later = demo.told("strategy", "compare", "--on", DAYS[2])["days"][0]
    assert later["arrived"] == now["arrived"]


def test_later_facts_change_no_earlier_day(demo: Office) -> None:
    words = ("strategy", "compare", "--on", DAYS[0], "--on", DAYS[1])
    before = demo.told(*words)
    demo.run("interaction", "add", "call", "--with", "Milan", "--on", "2020-06-29", "--minutes", "90")
    demo.run("signal", "add", "kept a promise", "--giver", "Milan", "--witness", "Ana", "--on", "2020-06-29")
    (tie,) = (one["tie"] for one in before["ties"] if one["with"].startswith("Milan"))
    demo.run("tie", "correct", str(tie), "--state", "ended", "--ended-on", "2020-06-29", "--why", "a test")
    again = demo.told(*words)
    assert _without_trust(again) == _without_trust(before)
    # what later acts added is subtracted again, which keeps twelve digits and not the last
    assert _trust_in(again) == pytest.approx(_trust_in(before), rel=1e-12)
    after = demo.told("strategy", "compare", "--on", DAYS[1], "--on", DAYS[2])
    (milan,) = (one for one in after["ties"] if one["with"].startswith("Milan"))
    assert [here["day"] for here in milan["on"]] == [DAYS[1]]


def test_a_tie_counts_from_its_first_day_to_its_last_and_none_that_is_only_explored(context: PluginContext) -> None:
    milan, seoul = (one.tie for one in ties_of(context))
    context.do.correct("tie", milan, {"since": date(2030, 2, 1), "state": "ended", "ended_on": date(2030, 5, 1)})
    home, them = context.ask.home().side, context.ask.found("city", "Milan")
    context.do.add(Tie(one=home, other=them, kind="project", state="exploring"))
    days = [date(2030, 1, 31), date(2030, 2, 1), date(2030, 4, 30), date(2030, 5, 1)]
    found = compare(context, [*reversed(days), days[0]])
    assert [moment.day for moment in found.moments] == days
    assert [sorted(moment.glances) for moment in found.moments] == [[seoul], [milan, seoul], [milan, seoul], [seoul]]
    with pytest.raises(InvalidValue, match="lies ahead of today"):
        compare(context, [date(2030, 7, 1)])


def _trust_in(told: Any) -> list[float]:
    return [day["trust"] for tie in told["ties"] for day in tie["on"] if day["trust"] is not None]


def _without_trust(told: Any) -> Any:
    ties = [one | {"on": [{**day, "trust": day["trust"] is None} for day in one["on"]]} for one in told["ties"]]
    return told | {"ties": ties}
