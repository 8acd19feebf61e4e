from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trustcrm_tui.rows import MOST_WINDOWS, WINDOW, Held, Windows, gone_on_from


@pytest.mark.parametrize(
    ("now", "stands_on"),
    [
        ("abcde", "c"),
        ("xabcde", "c"),
        ("abdec", "d"),
        ("cabde", "d"),
        ("abde", ""),
        ("abxc", "c"),
        ("abc", "c"),
        ("ab", ""),
    ],
)
def test_the_cursor_goes_on_behind_a_row_that_went_away(now: str, stands_on: str) -> None:
    before, after = Held("abcde", key=str), Held(now, key=str)
    place = gone_on_from(before, before.rows.index("c"), after)
    assert (now[place] if place is not None else "") == stands_on


@dataclass(frozen=True)
class Kept:
    id: int


@dataclass(frozen=True)
class Row:
    kept: Kept


class Table:
    """Rows by falling id, read by key as the office reads them, one question after the other."""

    def __init__(self, count: int) -> None:
        self.ids = [3 * number + 7 for number in range(count)][::-1]
        self.asked = 0
        self.waiting: list[tuple[int, int | None, bool]] = []
        self.rows = Windows(lambda *question: self.waiting.append(question))

    def open(self, *, counted: bool = True) -> None:
        self.rows.take(0, self.page(None, False, 0))
        if counted:
            self.rows.counted(len(self.ids))

    def page(self, key: int | None, backwards: bool, number: int) -> list[Row]:
        self.asked += 1
        if not backwards:
            found = [row for row in self.ids if key is None or row < key][:WINDOW]
        elif key is None:
            found = self.ids[number * WINDOW :]
        else:
            found = [row for row in self.ids if row > key][-WINDOW:]
        return [Row(Kept(row)) for row in found]

    def answer(self) -> None:
        while self.waiting:
            number, key, backwards = self.waiting.pop(0)
            self.rows.take(number, self.page(key, backwards, number))


@given(st.integers(0, 5000), st.lists(st.integers(0, 999), max_size=12), st.booleans())
def test_wherever_one_goes_the_row_of_that_place_is_there(count: int, places: list[int], counted: bool) -> None:
    table = Table(count)
    table.open(counted=counted)
    for share in places:
        total = table.rows.count() or 0
        if not total:
            continue
        place = min(total - 1, share * total // 1000)
        table.rows.want(place, place)
        table.answer()
        here = table.rows.at(place)
        if place < count:
            assert here is not None
            assert here.kept.id == table.ids[place]


def test_the_end_of_a_long_list_is_one_question_away() -> None:
    table = Table(1_000_001)
    table.open()
    before = table.asked
    table.rows.want(1_000_000, 1_000_000)
    table.answer()
    last = table.rows.at(1_000_000)
    assert last is not None
    assert last.kept.id == 7
    assert table.asked == before + 1


def test_no_more_windows_are_held_than_allowed() -> None:
    table = Table(WINDOW * (MOST_WINDOWS + 15))
    table.open()
    for number in range(MOST_WINDOWS + 15):
        table.rows.want(number * WINDOW, number * WINDOW)
        table.answer()
    held = sum(table.rows.at(number * WINDOW) is not None for number in range(MOST_WINDOWS + 15))
    assert held == MOST_WINDOWS
    table.rows.want(0, 0)
    table.answer()
    assert table.rows.at(0) is not None
