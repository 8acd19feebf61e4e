"""What there is to see in the demo office: four priorities, an own goal, and three check-ins, all of them invented."""

from __future__ import annotations

from datetime import date

from sqlalchemy import insert

from trustcrm.plugin import PluginContext
from trustcrm_strategy.check_ins import QUESTIONS
from trustcrm_strategy.goals import add_goal
from trustcrm_strategy.priorities import add, tie_to
from trustcrm_strategy.tables import CHECK_IN
from trustcrm_strategy.ties import the_tie

CRISIS, BEFORE = date(2020, 3, 4), date(2019, 7, 1)
PRIORITIES = (
    (
        "Health preparedness", CRISIS, ("SDG 3.d", "SDG 11.b", "CITY 1"),
        "Know whom to call before the next one (invented).", (("C40 Cities", 50), ("Guangzhou", 60), ("Nagoya", 40)),
    ),
    (
        "Clean air and climate", BEFORE, ("SDG 11.6", "SDG 13.2"),
        "What other cities tried, and what came of it (invented).",
        (("C40 Cities", 50), ("Vancouver", 70), ("Auckland", 50)),
    ),
    (
        "Young people abroad", BEFORE, ("SDG 4.7",), "Schools, choirs, apprentices (invented).",
        (("Nagoya", 60), ("Berlin", 50), ("Yerevan", 30)),
    ),
    (
        "Trade through the port", BEFORE, ("SDG 8.2", "SDG 9.1"), "Firms of both sides of the ocean (invented).",
        (("Busan", 50), ("Guangzhou", 40), ("Mexico City", 50)),
    ),
)  # fmt: skip
CHECK_INS = {"Nagoya": (6, 6, 6, 7, 2, 6), "Guangzhou": (4, 5, 5, 4, 6, 3), "Berlin": (5, 3, 4, 3, 3, 4)}
"""Answers by city; their words are notes of that office."""


def furnish(context: PluginContext) -> None:
    """Add all of it, in tables of the plugin's own."""
    add_goal(context, "CITY 1", "No ask without an answer within two days", "invented for the demo")
    for name, first, goals, words, shares in PRIORITIES:
        row = add(context, name, first, words=words, goals=goals)
        for city, percent in shares:
            tie_to(context, str(row), the_tie(context, city), percent)
    for city, numbers in CHECK_INS.items():
        tie = the_tie(context, city).tie
        note = context.ask.page("note", {"about_noun": "tie", "about_row": str(tie)}, limit=1).rows[0].kept.id
        answers = {question.key: number for question, number in zip(QUESTIONS, numbers, strict=True)}
        with context.tables.writing() as tables:
            tables.execute(insert(CHECK_IN), {"note_id": note, "tie_id": tie, "year": 2020, **answers})
