"""The page: one file without scripts that fetches nothing, its pictures to scale, readable by other programs."""

from __future__ import annotations

import io
import re
from datetime import date
from html.parser import HTMLParser

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
    strong,
    words,
)
from trustcrm_report.page import Page
from trustcrm_report.pictures.bars import LABELS, LEAST, LONGEST_BAR, MOST_LABELS, parts_of_a_line

DAY = date(2030, 6, 30)
VOID = {"meta", "path", "rect", "br", "link", "wbr"}


class Reader(HTMLParser):
    """Reads a page as a browser would, and notes what does not close or could act."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.faults: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag in ("script", "iframe", "object", "embed", "link", "img", "base", "form"):
            self.faults.append(f"<{tag}>")
        self.faults += [name for name, value in attrs if name.startswith("on") or "javascript:" in (value or "")]
        self.faults += [
            f"{name}={value}" for name, value in attrs if name in ("src", "href") and value and value[0] != "#"
        ]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID and (not self.open or self.open.pop() != tag):
            self.faults.append(f"</{tag}>")


def read(*blocks: object, language: str = "en") -> tuple[str, Reader]:
    file = io.BytesIO()
    Page().write(Document(title="Who <gave> what", day=DAY, blocks=blocks, language=language), file)  # type: ignore[arg-type]
    text, reader = file.getvalue().decode(), Reader()
    reader.feed(text)
    reader.close()
    assert (reader.open, reader.faults) == ([], [])
    return text, reader


def test_a_page_fetches_and_runs_nothing() -> None:
    text, reader = read(Heading("x"), Heading("y", new_page=True), language="pt-BR")
    assert text.count('class="sheet"') == 1
    assert '<html lang="pt-BR">' in text
    assert "default-src 'none'" in text
    assert not re.search(r"url\(|@import|https?://", text)
    assert "<title>Who &lt;gave&gt; what</title>" in text
    assert ("meta", {"name": "viewport", "content": "width=device-width, initial-scale=1"}) in reader.seen


def test_a_statement_leads_to_its_record() -> None:
    told = words("They sent masks.", cites=[Citation("step", 4, "a letter"), Citation("tie", 2)])
    text, reader = read(Paragraph(told), Bullets((words("again", cites=[Citation("tie", 2)]),)))
    links = [attrs["href"] for tag, attrs in reader.seen if tag == "a"]
    assert links == ["#source-1", "#source-2", "#source-2"]
    assert '<li id="source-1" dir="ltr">step 4: a letter</li>' in text
    assert {f"#{attrs['id']}" for tag, attrs in reader.seen if tag == "li" and "id" in attrs} == set(links)


def test_the_marks_of_one_statement_are_divided_by_commas_and_those_of_the_next_begin_without() -> None:
    first = words("They sent masks", cites=[Citation("step", 4), Citation("tie", 2)])
    text, _ = read(Paragraph((*first, *words(" and kits.", cites=[Citation("step", 9), Citation("tie", 2)]))))
    told = re.sub(r"<a [^>]*>|</a>", "", text)
    assert 'masks<sup dir="ltr">1, 2</sup> and kits.<sup dir="ltr">2, 3</sup>' in told


def test_a_table_keeps_its_columns_titles_on_a_narrow_screen_too() -> None:
    text, _ = read(Table((Column("what"), Column("how many", "number")), (Row(("masks", 4500)), Row(("gowns", None)))))
    assert '<th scope="col" class="right" dir="ltr">how many</th>' in text
    assert '<td class="right number short" data-title="how many"><bdi dir="ltr">4,500</bdi></td>' in text
    assert '<td class="right number short empty" data-title="how many"><bdi dir="ltr"></bdi></td>' in text
    assert ">source</th>" not in text


def test_a_name_from_right_to_left_turns_no_sentence_round() -> None:
    name = "القاهرة"
    text, _ = read(
        Heading(name), Bullets((words(f"{name}: masks came."), words(name, strong(" 4,500")))),
        Table((Column("with"), Column("words")), (Row((name, "")), Row((f"{name} (EG)", "x")))),
    )  # fmt: skip
    assert f'<h2 dir="rtl">{name}</h2>' in text
    assert f'<li dir="ltr">{name}: masks came.\u200e' in text
    assert f'<li dir="rtl">{name}<strong> 4,500</strong>' in text
    assert f'data-title="with"><bdi dir="rtl">{name}</bdi></td>' in text
    assert f'data-title="with"><bdi dir="ltr">{name} \u200e(EG)</bdi></td>' in text
    assert 'empty" data-title="words"><bdi dir="ltr"></bdi></td>' in text


def test_no_day_and_no_figure_is_broken_but_one_too_long_for_a_phone_where_its_thousands_end() -> None:
    text, _ = read(
        Paragraph(words("due 2020-06-15: 4,600,000,123,456.5 lacking, 4,600 here, not 1,2,3, 4,600,000kg.")),
        Bars((Bar("goods", 5000000, 10**21, "masks"),)),
    )
    assert '<p dir="ltr">due <span class="whole">2020-06-15</span>: ' in text
    assert '<span class="whole">4,600,000,123,456.5</span> lacking, 4,600 here, not 1,2,3, ' in text
    assert '<td class="given">5,000,000</td>' in text
    assert '<td class="got">1,<wbr>000,<wbr>000,' in text


SIZES = st.integers(0, 10**300) | st.decimals(0, 10**30, places=2) | st.floats(0, 1e308)


@given(sizes=st.lists(st.tuples(SIZES, SIZES, st.sampled_from(["masks", "EUR", ""])), max_size=6))
def test_bars_of_one_unit_share_a_scale_and_none_leaves_the_picture(sizes: list[tuple[int, int, str]]) -> None:
    bars = Bars(tuple(Bar(f"bar {place}", *size) for place, size in enumerate(sizes)))
    _, reader = read(bars)
    drawn = [attrs for tag, attrs in reader.seen if tag == "rect"]
    reaches = [float(attrs["width"] or "") for attrs in drawn]
    assert len(reaches) == 2 * len(sizes)
    assert all(0 <= reach <= 100 for reach in reaches)
    for unit in {size[2] for size in sizes}:
        own = [(both, reaches[2 * place : 2 * place + 2]) for place, both in enumerate(sizes) if both[2] == unit]
        ordered = sorted(pair for (given_, got, _), (left, right) in own for pair in ((given_, left), (got, right)))
        assert [reach for _, reach in ordered] == sorted(reach for _, reach in ordered)
        assert ordered[-1][1] == (100 if ordered[-1][0] else 0)


def test_bars_of_several_units_say_that_each_has_its_own_scale_and_little_is_seen_beside_much() -> None:
    books = Bar("goods", 140, 0, "books"), Bar("condolence", 0, 1, "books")
    text, reader = read(Bars((*books, Bar("money", 1, 0, "USD"))))
    assert text.count("Each unit has a scale of its own.") == 1
    widths = [float(attrs["width"] or "") for tag, attrs in reader.seen if tag == "rect"]
    assert widths == [100, 0, 0, LEAST, 100, 0]
    assert "scale of its own" not in read(Bars((Bar("goods", 1, 2, "books"),)))[0]


def test_labels_of_bars_have_room_before_they_are_broken_and_figures_beside_the_bars() -> None:
    assert parts_of_a_line(Bars((Bar("goods", 140, 0, "books"),))) == (LABELS, LONGEST_BAR)
    labels, _ = parts_of_a_line(Bars((Bar("hospitality", 1, 0, "kilogrammes-équivalent 4"),)))
    assert LABELS < labels <= MOST_LABELS
    assert parts_of_a_line(Bars((Bar("goods", 10**21, 0, "books"),)))[1] < LONGEST_BAR


def test_a_sum_is_set_off_from_its_rows_and_rules_to_sign_on_have_room() -> None:
    rows = (Row(("Milan", 2)), Row(("Genoa", 3)), Row(("all ties", 5), is_sum=True))
    text, _ = read(Table((Column("with"), Column("contacts", "number")), rows))
    assert text.count('<tr class="sum">') == 1
    assert '<tr class="sum"><td class="left text short" data-title="with"><bdi dir="ltr">all ties' in text
    sign = Fact("Taken over by Ben", words("_" * 24))
    assert '<dl class="to-sign">' in read(Facts((sign,)))[0]
    assert "<dl>" in read(Facts((sign, Fact("Since", words("2020")))))[0]
