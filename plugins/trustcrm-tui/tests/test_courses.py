"""How trust went over twelve months, drawn small: its own range, never so narrow that noise looks like news."""

from __future__ import annotations

from typing import Any

import pytest

from trustcrm.plugin import PluginContext
from trustcrm_tui.courses import CELLS, MONTHS, Courses, drawn, told
from trustcrm_tui.glyphs import SETS
from trustcrm_tui.ink import as_text

BRAILLE, BOXES, LETTERS = SETS["braille"], SETS["boxes"], SETS["letters"]
FALLING = tuple(0.92 - 0.03 * month for month in range(MONTHS))
LEVEL = (0.99,) * 6 + (0.985,) * 6


@pytest.mark.parametrize("glyphs", SETS.values(), ids=SETS)
@pytest.mark.parametrize("course", [None, (), FALLING, LEVEL, (None,) * 6 + LEVEL[:6], (0.0,) * 12, (1.0,) * 12])
def test_a_course_always_takes_six_cells(course: Any, glyphs: Any) -> None:
    assert drawn(course, glyphs).cell_length == CELLS


def test_a_fall_goes_from_the_top_to_the_bottom_and_a_small_change_is_level() -> None:
    assert drawn(FALLING, BRAILLE).plain[0] == "⠉"
    assert drawn(FALLING, BRAILLE).plain[-1] == "⣀"
    assert list(drawn(FALLING, BOXES).plain) == sorted(drawn(FALLING, BOXES).plain, reverse=True)
    assert (drawn(FALLING, BOXES).plain[0], drawn(FALLING, BOXES).plain[-1]) == ("█", "▁")
    assert len(set(drawn(LEVEL, BRAILLE).plain)) == 1


def test_where_no_sign_can_be_shown_numbers_and_words_tell_the_same() -> None:
    assert drawn(FALLING, LETTERS).plain == "92>59 "
    assert told(FALLING, LETTERS).plain == "12 months, falling from 92 to 59"
    assert "falling from 92 to 59" in told(FALLING, BRAILLE).plain
    assert told(LEVEL, LETTERS).plain.isascii()
    assert told((None,) * 12, BRAILLE).plain == ""


def test_months_are_read_one_by_one_for_all_ties_and_once(context: PluginContext) -> None:
    asked: list[Any] = []
    came: list[bool] = []

    def ask(question: Any, answer: Any, failed: Any) -> None:
        asked.append(question)
        answer(question(context))

    courses = Courses(ask, lambda wait, do: do(), lambda: came.append(True))
    glances = context.ask.overview()
    courses.of(glances[0].tie)
    assert len(asked) == MONTHS + 1
    assert came == [True]
    for glance in glances:
        found = courses.of(glance.tie)
        assert found is not None
        assert found[-1] == pytest.approx(glance.trust)
    courses.forget()
    courses.of(glances[0].tie)
    assert len(asked) == MONTHS + 1 + 2
    courses.forget(all_months=True)
    courses.of(glances[0].tie)
    assert len(asked) == 2 * (MONTHS + 1) + 2
    assert came == [True]


def test_a_tie_that_comes_back_has_its_course_again(context: PluginContext) -> None:
    courses = Courses(lambda question, answer, failed: answer(question(context)), lambda wait, do: do(), lambda: None)
    tie = context.ask.overview()[0].tie
    before = courses.of(tie) or courses.of(tie)
    withdrawn = context.do.withdraw("tie", tie)
    courses.forget()
    other = context.ask.overview()[0].tie
    assert courses.of(other)
    assert courses.known(tie) is None
    context.do.undo(None)
    courses.forget()
    courses.of(tie)
    assert withdrawn is not None
    assert courses.known(tie) == before


def test_the_course_stands_in_lists_and_cards_where_there_is_room(show: Any) -> None:
    async def act(seat: Any) -> None:
        await seat.press("2", "/", "v", "a", "n", "c", "enter")
        assert "12 months, falling from 99 to 89" in as_text(seat.app.card.lines)
        await seat.press("escape", "escape")
        kaunas = next(line for line in seat.text().split("\n") if "Kaunas" in line)
        assert "⣀⣀" in kaunas

    show(act)
