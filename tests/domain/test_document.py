"""A document is plain data: equal by value, bounded, and refused where it cannot be."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from trustcrm.domain.bounds import MOST_BLOCKS, MOST_ROWS
from trustcrm.domain.document import (
    Bar,
    Bars,
    Bullets,
    Citation,
    Column,
    Document,
    Fact,
    Facts,
    Heading,
    Paragraph,
    Row,
    Run,
    Table,
    filled,
    quiet,
    shown_rows,
    strong,
    words,
)
from trustcrm.domain.figures import Happening, Spoke, Spot, Timeline, Wheel, WorldMap
from trustcrm.domain.money import Money
from trustcrm.domain.showing import shown, shown_alike

DAY = date(2020, 6, 30)
STEP = Citation("step", 4, "Xinhua, 24 March 2020")


def whole() -> Document:
    return Document(
        title="Who gave what",
        day=DAY,
        blocks=(
            Heading("Given"),
            Paragraph(words("Wuxi sent ", strong("50,000 masks"), ".", cites=[STEP, Citation("tie", 2)])),
            Facts((Fact("looked after by", words("Ana", quiet(" since May"))),)),
            Bullets((words("one", cites=[STEP]), words("two", cites=[Citation("note", 1)]))),
            Table((Column("what"), Column("how many", "number")), (Row(("masks", 50_000), (Citation("step", 9),)),)),
            Bars((Bar("masks", 4500, 50_000, "masks", (Citation("step", 5),)),), "we gave", "we got"),
        ),
    )


def test_the_same_content_is_the_same_document() -> None:
    assert whole() == whole()
    assert hash(whole()) == hash(whole())
    assert whole() != Document(title="Who gave what", day=DAY)


def test_each_record_is_cited_once_in_the_order_it_is_first_named() -> None:
    assert [str(cited) for cited in whole().citations()] == ["step 4", "tie 2", "note 1", "step 9", "step 5"]


def test_every_text_of_it_is_told_in_order() -> None:
    told = [text for text in whole().texts() if text]
    assert told[:8] == [
        "Who gave what",
        "Given",
        "Wuxi sent ",
        "50,000 masks",
        ".",
        "looked after by",
        "Ana",
        " since May",
    ]
    assert told[-1] == "Xinhua, 24 March 2020"
    assert {"masks", "50,000", "4,500", "we gave", "we got"} <= set(told)


def test_lists_become_tuples_so_that_nothing_changes_later() -> None:
    rows = [Row(["a", 1])]  # type: ignore[arg-type]
    table = Table([Column("x"), Column("y", "number")], rows)  # type: ignore[arg-type]
    rows.clear()
    assert table == Table((Column("x"), Column("y", "number")), (Row(("a", 1)),))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""), (True, "yes"), (False, "no"), (5000, "5,000"), (Decimal("2.50"), "2.5"), (0.1, "0.1"),
        (1e22, "10,000,000,000,000,000,000,000"), (-3, "-3"), (DAY, "2020-06-30"), ("=1+1", "=1+1"), (0, "0"),
        (Decimal("1E+3"), "1,000"), (10**24, "1,000,000,000,000,000,000,000,000"),
    ],
)  # fmt: skip
def test_a_value_is_shown_as_people_read_it(value: Any, text: str) -> None:
    assert shown(value) == text


@pytest.mark.parametrize(
    ("amount", "currency", "text"),
    [
        ("1240.5", "EUR", "1,240.50"), ("380", "EUR", "380"), ("96.40", "", "96.40"), ("1.255", "USD", "1.255"),
        ("1.5", "kwd", "1.500"), ("5000", "JPY", "5,000"), ("0.5", "JPY", "0.5"), ("-12.5", "USD", "-12.50"),
    ],
)  # fmt: skip
def test_money_is_shown_with_its_currency_s_decimals(amount: str, currency: str, text: str) -> None:
    assert shown(Money(amount, currency)) == text


def test_values_of_a_column_have_decimals_alike_and_other_figures_stand_as_they_are() -> None:
    columns = (Column("trust", "number"), Column("how much", "number"), Column("share", "number"))
    table = Table(columns, (Row((99.0, Decimal("1.5"), 0.123)), Row((-0.4, Decimal(5000), 2.0)), Row((None, 3, None))))
    assert shown_rows(table) == [["99.0", "1.5", "0.123"], ["-0.4", "5,000", "2"], ["", "3", ""]]
    assert shown_alike([Money("96.4", "USD"), Money(380, "EUR"), Money(5000, "JPY"), None]) == [
        "96.40", "380.00", "5,000", "",
    ]  # fmt: skip
    assert shown_alike([Money(380, "EUR"), Money(96, "USD")]) == ["380", "96"]
    assert shown_alike([Money(380, "EUR", coins=True), Money(5000, "JPY", coins=True)]) == ["380.00", "5,000"]


def test_money_has_decimals_in_every_column_of_a_table_or_in_none() -> None:
    columns = (Column("given", "number"), Column("spent", "number"))
    whole, part = Row((Money(30_000, "USD"), None)), Row((None, Money("96.4", "USD")))
    assert shown_rows(Table(columns, (whole, part))) == [["30,000.00", ""], ["", "96.40"]]
    assert shown_rows(Table(columns, (whole,))) == [["30,000", ""]]


def test_a_column_that_no_row_fills_is_left_out_where_people_read() -> None:
    columns = (Column("what"), Column("due", "day"), Column("count", "number"), Column("unit"))
    masks, gowns = Row(("masks", None, 0, ""), (STEP,)), Row(("gowns", None, None, ""), is_sum=True)
    rows = Row(("masks", 0), (STEP,)), Row(("gowns", None), is_sum=True)
    assert filled(Table(columns, (masks, gowns), "Given")) == Table(
        (Column("what"), Column("count", "number")), rows, "Given"
    )
    full, empty = Table(columns[:1], (Row(("masks",)),)), Table(columns, ())
    assert filled(full) is full
    assert filled(empty) is empty


def test_a_source_that_no_block_tells_is_told_with_the_record_and_no_other_record_is_cited() -> None:
    told = Paragraph(words("Wuxi sent masks.", cites=[Citation("step", 4), Citation("tie", 2), STEP]))
    document = Document(
        title="t", day=DAY, blocks=(told,), sources=(Citation("tie", 2, "Archive"), Citation("tie", 3, "Other"))
    )
    assert document.citations() == (STEP, Citation("tie", 2, "Archive"))


def test_a_sum_of_thirty_years_names_every_record_it_rests_on() -> None:
    assert len(Run("48,000 masks", cites=(Citation("step", 1),) * 20_000).cites) == 20_000


NO_DOCUMENTS: dict[str, Callable[[], object]] = {
    "no title": lambda: Document(title="  ", day=DAY),
    "a title that is a number": lambda: Document(title=5, day=DAY),  # type: ignore[arg-type]
    "no day": lambda: Document(title="x", day="2020-06-30"),  # type: ignore[arg-type]
    "a text for a block": lambda: Document(title="x", day=DAY, blocks=("hello",)),  # type: ignore[arg-type]
    "a text for blocks": lambda: Document(title="x", day=DAY, blocks="hello"),  # type: ignore[arg-type]
    "too many blocks": lambda: Document(title="x", day=DAY, blocks=(Heading("x"),) * (MOST_BLOCKS + 1)),
    "a sum that rests on more than any office has": lambda: Run("x", cites=(Citation("step", 1),) * (MOST_ROWS + 1)),
    "a text for words": lambda: Paragraph("hello"),  # type: ignore[arg-type]
    "an item of bare texts": lambda: Bullets((("hello",),)),  # type: ignore[arg-type]
    "a text too long": lambda: Run("x" * 100_001),
    "an unknown style": lambda: Run("x", "blink"),  # type: ignore[arg-type]
    "a level too deep": lambda: Heading("x", 4),
    "a sheet of its own or not": lambda: Heading("x", 1, "yes"),  # type: ignore[arg-type]
    "a row too short": lambda: Table((Column("a"), Column("b")), (Row((1,)),)),
    "a text under numbers": lambda: Table((Column("a", "number"),), (Row(("many",)),)),
    "a number under days": lambda: Table((Column("a", "day"),), (Row((5,)),)),
    "a number that is none": lambda: Row((float("nan"),)),
    "a number without end": lambda: Row((10**2000,)),
    "a number of a million digits": lambda: Row((Decimal("1E+1000000"),)),
    "a time of day in a row": lambda: Row((datetime(2020, 6, 30, 12),)),
    "a cell that is a list": lambda: Row(([1],)),  # type: ignore[arg-type]
    "a bar below nought": lambda: Bar("x", -1, 0),
    "an endless bar": lambda: Bar("x", float("inf"), 0),
    "a citation without a number": lambda: Citation("tie", "4"),  # type: ignore[arg-type]
    "a place beyond the pole": lambda: Spot("x", 91, 0),
    "a place that is no number": lambda: Spot("x", float("nan"), 0),
    "a weight beyond the whole": lambda: Spot("x", 0, 0, 101),
    "a spoke beyond its hub": lambda: Spoke("x", "y", 100.5),
    "a happening at an hour": lambda: Happening(datetime(2020, 6, 30, 12), "x"),
    "an unknown kind of column": lambda: Column("x", "money"),  # type: ignore[arg-type]
}


@pytest.mark.parametrize("what", NO_DOCUMENTS)
def test_what_cannot_be_is_refused_at_once(what: str) -> None:
    with pytest.raises(ValueError, match="cannot be in a document"):
        NO_DOCUMENTS[what]()


def test_a_figure_says_the_same_as_its_table() -> None:
    table = Bars((Bar("masks", 4500, 50_000, "pieces", (STEP,)),), "we gave", "we got", "Both ways").as_table()
    assert (table.title, [column.title for column in table.columns]) == (
        "Both ways",
        ["what", "unit", "we gave", "we got"],
    )
    assert table.rows == (Row(("masks", "pieces", 4500, 50_000), (STEP,)),)
    assert [column.side for column in table.columns] == ["left", "left", "right", "right"]


def test_a_map_a_wheel_and_a_timeline_say_the_same_as_their_tables() -> None:
    home, far = Spot("Los Angeles", 34.05, -118.24), Spot("Nagoya", 35.18, 136.91, 91, True, (STEP,))
    drawn = WorldMap(home, (far,), "trust in %", "we still owe", "Where").as_table()
    assert [column.title for column in drawn.columns][3:] == ["trust in %", "we still owe"]
    assert [row.cells for row in drawn.rows] == [
        ("Los Angeles", 34.05, -118.24, None, None), ("Nagoya", 35.18, 136.91, 91, "yes"),
    ]  # fmt: skip
    wheel = Wheel((Spoke("Nagoya", "sister", 91, (STEP,)), Spoke("Genoa", "partner", None)), sector="kind").as_table()
    assert [row.cells for row in wheel.rows] == [("Nagoya", "sister", 91), ("Genoa", "partner", None)]
    told = Timeline((Happening(DAY, "masks", cites=(STEP,)), Happening(DAY, "gowns", below=True))).as_table()
    assert [row.cells for row in told.rows] == [(DAY, "asked", "masks"), (DAY, "received", "gowns")]
    assert Document(title="x", day=DAY, blocks=(WorldMap(home, (far,)),)).citations() == (STEP,)
