"""The list of goals is whole, every code is found as people write it, and an office adds its own."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from trustcrm.plugin import InvalidValue, NotFound, PluginContext, Refused
from trustcrm_strategy.goals import add_goal, global_goals, goal_in, goals, remove_goal
from trustcrm_strategy.priorities import add, remove

TARGETS = (7, 8, 13, 10, 9, 8, 5, 12, 8, 10, 10, 11, 5, 10, 12, 12, 19)
"""How many targets each goal has, by A/RES/70/1."""


def test_there_are_17_goals_with_169_targets_each_with_a_title() -> None:
    every = global_goals().values()
    assert [one.code for one in every if not one.is_target] == [f"SDG {number}" for number in range(1, 18)]
    counted = Counter(one.of for one in every if one.is_target)
    assert tuple(counted[f"SDG {number}"] for number in range(1, 18)) == TARGETS
    assert sum(TARGETS) == 169
    assert all(one.title.strip() for one in every)
    assert len({one.title for one in every}) == len(every)
    assert sorted(every, key=lambda one: one.order) == list(every)


def test_a_goal_is_found_as_people_write_it(context: PluginContext) -> None:
    with context.tables.reading() as tables:
        for words in ("SDG 3.d", "sdg3.D", "3.d", " 3.D "):
            assert goal_in(tables, words).code == "SDG 3.d"
        for words in ("18", "SDG 3.z", "", "goal 3"):
            with pytest.raises(NotFound, match="trustcrm goal list"):
                goal_in(tables, words)


def test_an_office_adds_goals_of_its_own_and_none_of_the_united_nations(context: PluginContext) -> None:
    add_goal(context, "CITY 1", "Trees in every street", "council file 20-0001")
    assert goals(context)["CITY 1"].source == "council file 20-0001"
    for code in ("city 1", "3.d"):
        with pytest.raises(Refused, match="already"):
            add_goal(context, code, "Another", None)
    with pytest.raises(InvalidValue, match="United Nations"):
        add_goal(context, "SDG 18", "Space", None)
    with pytest.raises(Refused, match="stays"):
        remove_goal(context, "3")
    row = add(context, "Shade", context.clock.today(), goals=("city 1",))
    with pytest.raises(Refused, match="A priority serves CITY 1"):
        remove_goal(context, "CITY 1")
    remove(context, str(row))
    remove_goal(context, "CITY 1")
    assert "CITY 1" not in goals(context)


def test_a_tag_of_that_name_ties_any_record_to_a_goal(demo: Any) -> None:

    demo.run("tag", "add", "SDG 3.d", "--about", "city Milan")
    told = demo.told("goal", "show", "3")
    assert [(one["noun"], one["tag"]) for one in told["tagged"]] == [("city", "SDG 3.d")]
    assert told["served_by"] == [1]
    assert demo.told("goal", "show", "3.b")["tagged"] == []
