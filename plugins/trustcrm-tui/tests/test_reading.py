"""Documents on the screen: everything in them is told, at any width, with any set of signs, and nothing of it acts."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trustcrm.plugin import (
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
    Table,
    quiet,
    strong,
    visible,
    words,
)
from trustcrm_tui.glyphs import SETS
from trustcrm_tui.ink import as_text, wrapped
from trustcrm_tui.reading import document_lines

DAY = date(2020, 6, 30)
TEXTS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=40)
SIZES = st.integers(0, 10_000)


def letters(text: str) -> str:
    """Return text without any space, since lines break where they must."""
    return "".join(text.split())


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """Any document with a block of each kind."""
    texts = [draw(TEXTS) for _ in range(6)]
    cited = [Citation("city", draw(st.integers(1, 99)), draw(TEXTS))]
    table = Table(
        (Column(texts[0]), Column("n", "number")), tuple(Row((one, draw(SIZES)), tuple(cited)) for one in texts)
    )
    bars = Bars((Bar(texts[1], draw(SIZES), draw(SIZES), "h"), Bar(texts[2], 1, 0)), texts[3], texts[4])
    return Document(
        title="Title " + texts[5], day=DAY,
        blocks=(
            Heading(texts[0]), Paragraph(words(strong(texts[1]), quiet(texts[2]), cites=cited)),
            Bullets((words(texts[3]), words(texts[4]))), Facts((Fact(texts[5], words(texts[0])),)), table, bars,
        ),
    )  # fmt: skip


@given(documents(), st.integers(20, 140), st.sampled_from(sorted(SETS)))
def test_every_text_is_told_and_every_line_fits(document: Document, width: int, glyphs: str) -> None:
    lines = wrapped(document_lines(document, width, SETS[glyphs]), width, 2)
    assert all(line.cell_length <= width for line in lines)
    told = letters(as_text(lines))
    for block in document.blocks:
        if isinstance(block, Heading | Paragraph | Bullets):
            for text in Document(title="x", day=DAY, blocks=(block,)).texts():
                if text not in ("x", ""):
                    assert letters(visible(text).replace("\u2028", " ").replace("\u2029", " ")) in told


def test_a_table_without_room_is_told_row_by_row() -> None:
    columns = tuple(Column(f"column {number}") for number in range(6))
    document = Document(title="x", day=DAY, blocks=(Table(columns, (Row(tuple("abcdefghi" * 2 for _ in columns)),)),))
    assert as_text(document_lines(document, 40, SETS["letters"])).count("column 5 abcdefghi") == 1


def test_a_day_stays_whole_while_words_can_give_way_and_records_are_told_as_a_run() -> None:
    steps = [Citation("step", number) for number in range(1, 8)]
    advice = Row(("advice on contact tracing from whoever has some to spare", DAY, 46_000), tuple(steps[:4]))
    masks = Row(("masks", DAY, 5), (*steps[:2], *steps[4:]))
    columns = (Column("what we lack by now"), Column("by", "day"), Column("still lacking", "number"))
    document = Document(title="x", day=DAY, blocks=(Table(columns, (advice, masks)),))
    told = as_text(document_lines(document, 54, SETS["letters"])).splitlines()
    (line,) = (line for line in told if line.startswith("advice"))
    assert "  2020-06-30  " in line
    assert line.split()[-2:] == ["46,000", "[1-4]"]
    (line,) = (line for line in told if line.startswith("masks"))
    assert line.split()[-2:] == ["5", "[1][2][5-7]"]


def test_bars_of_one_unit_are_drawn_to_one_scale() -> None:
    bars = Bars((Bar("masks", 100, 50, "pieces"), Bar("shields", 25, 0, "pieces"), Bar("visits", 2, 1, "hours")))
    lines = as_text(document_lines(Document(title="x", day=DAY, blocks=(bars,)), 80, SETS["letters"])).splitlines()
    drawn = {line.split()[0]: line.count("#") for line in lines if "|" in line}
    assert drawn == {"masks": 18, "shields": 3, "visits": 18}


@pytest.mark.parametrize("text", ["[@click=app.quit]x[/]", "[/]", "\x1b[2Jgone", "abc\u202edef"])
def test_markup_and_controls_are_letters(text: str) -> None:
    document = Document(title=text, day=DAY, blocks=(Paragraph(words(text)),))
    assert letters(as_text(document_lines(document, 60, SETS["letters"]))).count(letters(visible(text))) == 2
