"""Columns have room for the longest word of their titles, and titles are broken where their cells are narrower."""

from __future__ import annotations

from trustcrm.plugin import Column, Row, Table
from trustcrm_report.columns import BETWEEN, FINEST, SMALLEST, lines, shares, shrunk, titles, unbroken, wide


def test_a_title_longer_than_its_cells_is_broken_and_takes_no_more_room() -> None:
    days = ("2020-03-03", "2020-04-15", "2020-06-30")
    columns = (Column("with"), *(Column(f"trust {day}", "number") for day in days), Column("% of its time", "number"))
    table = Table(columns, (Row(("Consulate General of El Salvador", 99.3, 99.4, 99.4, 5)),))
    assert titles(table) == ["with", *(f"trust\n{day}" for day in days), "% of its\ntime"]
    assert shares(table) == [32.0 + BETWEEN, 0.0, 0.0, 0.0, 0.0]


def test_where_all_cannot_have_their_room_every_column_has_a_part() -> None:
    table = Table(tuple(Column(f"column{place:02d}", "number") for place in range(24)), (Row((1,) * 24),))
    assert shares(table) == [8.0 + BETWEEN] * 24
    assert titles(table) == [f"column{place:02d}" for place in range(24)]


def test_wide_letters_are_counted_as_two() -> None:
    assert wide("京都 (JP)") == 9
    assert shares(Table((Column("名"),), (Row(("重慶市渝北區國際友好",)),))) == [20.0 + BETWEEN]


def test_a_long_cell_beside_another_takes_more_lines_than_alone() -> None:
    text = "x" * 240
    assert lines(Table((Column("what"),), (Row((text,)), Row(("x",)), Row((None,))))) == [3, 1, 0]
    assert lines(Table((Column("what"), Column("why")), (Row((text, text)),))) == [5]
    narrow = Table(
        (Column("what"), *(Column(f"column{n:02d}", "number") for n in range(12))), (Row((text, *(1,) * 12)),)
    )
    assert lines(narrow)[0] >= 6


def test_words_are_broken_before_figures_and_short_words_are_not() -> None:
    figures = tuple(Column(f"figure{place}", "number") for place in range(5))
    columns = (Column("what"), *figures, Column("now"), Column("in words"))
    table = Table(columns, (Row(("x" * 60, *(10**11,) * 5, "received", "all that was pledged was received")),))
    assert [bool(share) for share in shares(table)] == [True, *(False,) * 6, True]
    more = Table((*columns, Column("figure6", "number")), (Row((*table.rows[0].cells, 10**11)),))
    assert [bool(share) for share in shares(more)] == [True, *(False,) * 6, True, False]


def test_letters_become_smaller_before_a_figure_is_broken() -> None:
    figures = tuple(Column(f"figure{place}", "number") for place in range(6))
    table = Table(
        (Column("what"), *figures, Column("in words")),
        (Row(("x" * 60, *(10**12,) * 6, "1,000,000,000,000 of 4,000,000,000,000 received; due 2020-06-15")),),
    )
    assert shares(table)[1:-1] == [0.0] * 6, "each figure takes what it needs"
    assert FINEST < shrunk(table) < SMALLEST
    assert unbroken(table)[-1] > len("1,000,000,000,000"), "nor is a figure that stands in words"
    few = Table((Column("what"), Column("in words")), (Row(("x" * 60, "1,000,000,000,000 of 4,000,000,000,000")),))
    assert shrunk(few) == 1


def test_one_long_cell_among_many_short_ones_takes_no_room_that_the_next_column_needs() -> None:
    rows = [Row(("Milan (IT)", "What they would do ten days earlier, and why"))] * 20
    table = Table((Column("with"), Column("about")), (Row(("x" * 60, "short")), *rows))
    with_whom, about = shares(table)
    assert with_whom < about


def test_a_short_word_is_whole_where_longer_columns_can_leave_it_room() -> None:
    columns = (Column("what"), Column("from"), Column("asked", "number"), Column("received", "number"), Column("unit"))
    name = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch"
    table = Table(columns, (Row((f"{name} {name}", name, 10**13, 10**13, "kilogrammes-équivalent 2")),))
    (_, _, asked, received, unit) = unbroken(table)
    assert (asked, received) == (0, 0)
    assert unit >= len("kilogrammes-")
