"""Core's exporters: what people and programs find in what they write."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from trustcrm.builtin.exporters.csv import Csv
from trustcrm.builtin.exporters.json import Json
from trustcrm.builtin.exporters.markdown import Markdown
from trustcrm.builtin.exporters.text import PlainText
from trustcrm.domain.document import (
    Bar,
    Bars,
    Block,
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
    strong,
    words,
)
from trustcrm.hooks.specs import Exporter
from trustcrm.text import visible, width_of

DAY = date(2020, 6, 30)
STEP = Citation("step", 4, "Xinhua, 24 March 2020")
GIVEN = Table(
    (Column("what"), Column("how many", "number"), Column("on", "day")),
    (Row(("masks", 50_000, date(2020, 3, 24)), (STEP,)), Row(("gowns", None, None), is_sum=True)),
)


def _document(*blocks: Block) -> Document:
    return Document(title="Who gave what", day=DAY, blocks=blocks)


def _written(exporter: Exporter, *blocks: Block) -> str:
    file = io.BytesIO()
    exporter.write(_document(*blocks), file)
    return file.getvalue().decode()


def test_plain_text_reads_like_a_letter() -> None:
    told = words("Wuxi sent ", strong("50,000 masks"), ".", cites=[STEP])
    text = _written(PlainText(), Heading("Given"), Paragraph(told), GIVEN, Facts((Fact("for", words("Ana")),)))
    assert text == (
        "Who gave what\nAs of 2020-06-30\n\nGiven\nWuxi sent 50,000 masks. [1]\n\n"
        "what   how many  on          source\nmasks    50,000  2020-03-24  [1]\ngowns\n\nfor: Ana\n\n"
        "Sources\n[1] step 4: Xinhua, 24 March 2020\n"
    )


def test_a_table_wider_than_the_page_is_told_row_by_row() -> None:
    text = _written(PlainText(24), GIVEN)
    assert "what: masks\nhow many: 50,000\non: 2020-03-24\nsource: [1]\n\nwhat: gowns\n" in text


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=120)


@given(text=TEXTS, width=st.integers(20, 60))
def test_no_line_is_wider_than_asked_for_and_nothing_is_lost(text: str, width: int) -> None:
    document = _document(Paragraph(words(text)), Bullets((words(text),)))
    lines = list(PlainText(width).lines(document))
    assert all(width_of(line) <= width for line in lines)
    assert "".join("".join(lines).split()).count("".join(visible(text).split())) >= 2


@given(texts=st.lists(TEXTS.filter(str.strip), min_size=4, max_size=4))
def test_a_reader_of_markdown_finds_the_texts_and_no_markup_of_theirs(texts: list[str]) -> None:
    page = MarkdownIt("commonmark").enable("table").enable("strikethrough")
    blocks = (
        Heading(texts[0]), Paragraph(words("x ", strong(texts[1]), " y")), Bullets((words(texts[2]), words(texts[3]))),
        Table((Column(texts[0]), Column("b")), (Row((texts[1], texts[2])),)),
    )  # fmt: skip
    tokens = page.parse(_written(Markdown(), *blocks))
    kinds = [token.type for token in tokens if token.type.endswith("_open")]
    assert kinds == [
        "heading_open", "paragraph_open", "heading_open", "paragraph_open", "bullet_list_open", "list_item_open",
        "paragraph_open", "list_item_open", "paragraph_open", "table_open", "thead_open", "tr_open", "th_open",
        "th_open", "tbody_open", "tr_open", "td_open", "td_open",
    ]  # fmt: skip
    inline = [token.children or [] for token in tokens if token.type == "inline"]
    said = ["".join(part.content for part in parts) for parts in inline]
    wanted = [texts[0], f"x {texts[1]} y", texts[2], texts[3], texts[0], "b", texts[1], texts[2]]
    assert [_bare(text) for text in said[2:]] == [_bare(visible(text)) for text in wanted]
    assert {part.type for parts in inline for part in parts} <= {"text", "text_special", "strong_open", "strong_close"}


def _bare(text: str) -> str:
    return "".join(text.split())


def test_what_is_strong_is_so_in_markdown() -> None:
    text = _written(Markdown(), Paragraph(words("Wuxi sent ", strong("50,000 masks"), ".", cites=[STEP])))
    assert "Wuxi sent **50,000 masks**. \\[1\\]" in text
    assert unescape(MarkdownIt().render(text)).count("<strong>50,000 masks</strong>. [1]") == 1


def test_json_keeps_every_block_and_every_number() -> None:
    bars = Bars((Bar("masks", 4500, 50_000.5, "pieces", (STEP,)),), "we gave", "we got", "Both ways")
    told = json.loads(_written(Json(), GIVEN, bars))
    assert told["blocks"][0]["rows"][0] == {
        "cells": ["masks", 50_000, "2020-03-24"],
        "cites": [{"noun": "step", "id": 4}],
    }
    assert told["blocks"][0]["rows"][1]["is_sum"] is True
    assert told["blocks"][1]["bars"][0]["got"] == 50_000.5
    assert told["citations"] == [{"noun": "step", "id": 4, "words": "Xinhua, 24 March 2020"}]
    assert (told["title"], told["day"]) == ("Who gave what", "2020-06-30")


def test_csv_holds_the_tables_with_the_records_they_rest_on() -> None:
    text = _written(Csv(), Heading("left out"), GIVEN, Bars((Bar("=masks", 1, 2),), title="Both ways"))
    assert list(csv.reader(io.StringIO(text, newline=""))) == [
        ["what", "how many", "on", "source records"], ["masks", "50000", "2020-03-24", "step 4"], ["gowns", "", "", ""],
        [], ["Both ways"], ["what", "unit", "given", "got"], ["'=masks", "", "1", "2"],
    ]  # fmt: skip


@pytest.mark.parametrize("exporter", [PlainText(), Markdown(), Json(), Csv()])
def test_ten_thousand_rows_are_written_whole(exporter: Exporter) -> None:
    rows = tuple(Row((f"gift {number}", number, DAY), (Citation("step", number),)) for number in range(10_000))
    assert _written(exporter, Table(GIVEN.columns, rows)).count("gift ") == 10_000
