"""The screen of priorities tells what `strategy time` does, and its card with whom."""

from __future__ import annotations

from datetime import date

from trustcrm.plugin import Interaction, PluginContext
from trustcrm_strategy.priorities import add, tie_to
from trustcrm_strategy.screens import register_screens
from trustcrm_strategy.ties import the_tie


def test_priorities_stand_with_hours_shares_ties_and_goals_and_what_none_has_last(context: PluginContext) -> None:
    (screen,) = register_screens()
    assert list(screen.load(context)) == []
    day = date(2030, 4, 1)
    row = add(context, "Health", day, words="What we were short of.", goals=("3.d", "11.b"))
    add(context, "Youth", day)
    tie_to(context, str(row), the_tie(context, "Milan"), 75)
    us, them = context.ask.home().side, context.ask.found("city", "Milan")
    context.do.add(Interaction(kind="call", giver=us, receiver=them, on=day, minutes=60))
    assert [(line.cells, line.state) for line in screen.load(context)] == [
        (("Health", "0:45 h", "75 %", "1 tie", "SDG 3.d 11.b", "2030-04-01"), ""),
        (("Youth", "–", "–", "0 ties", "", "2030-04-01"), "~"),
        (("unassigned", "0:15 h", "25 %", "", "", ""), ""),
    ]
    assert screen.card is not None
    cards = [screen.card(context, line) for line in screen.load(context)]
    texts = ["\n".join(card.texts()) if card else "" for card in cards]
    assert "75 % of Milan" in texts[0]
    assert "Early warning" in texts[0]
    assert "0:45 Milan" in texts[0]
    assert "No tie serves it." in texts[1]
    assert "0:15 Milan" in texts[2]
