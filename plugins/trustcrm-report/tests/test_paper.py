"""The paper: a tagged PDF that screen readers read, in which no name acts and no letter is lost without a word."""

from __future__ import annotations

import io
import sys
from datetime import date
from typing import Any

import pypdf
import pytest

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
    PluginContext,
    Refused,
    Row,
    Spot,
    Table,
    WorldMap,
    strong,
    words,
)
from trustcrm_report.paper import Paper
from trustcrm_report.settings import ReportSettings
from trustcrm_report.sizes import paper_of

DAY = date(2030, 6, 30)
ALONE = ReportSettings(system_fonts=False)
"""No font but those that typst brings, so that the paper is the same everywhere."""
HOSTILE = (
    "#eval(1)", "$x^2$", "<script>alert(1)</script>", "*bold* _it_ `raw`", "= heading", '#image("/etc/passwd")',
    "@ref <label>", "\\u{41} \\ ~ --- ...", "//comment /* x */", "</svg><text>", "#[x] #let y = 1", "&lt;&amp;]]>",
)  # fmt: skip


def paper(*blocks: Any, settings: ReportSettings = ALONE, size: str = "a4", **told: Any) -> pypdf.PdfReader:
    file = io.BytesIO()
    Paper(settings, size).write(Document(title="Who gave what", day=DAY, blocks=blocks, **told), file)
    return pypdf.PdfReader(io.BytesIO(file.getvalue()))


def text_of(read: pypdf.PdfReader) -> str:
    return " ".join(" ".join(page.extract_text().split()) for page in read.pages)


def structure(read: pypdf.PdfReader) -> list[tuple[str, str]]:
    """Return every element of the structure tree by its kind, with its alternative text."""
    found: list[tuple[str, str]] = []

    def walk(node: Any) -> None:
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, list):
            for one in node:
                walk(one)
        elif isinstance(node, dict) and "/S" in node:
            found.append((str(node["/S"]), str(node.get("/Alt", ""))))
            walk(node.get("/K", []))
        elif isinstance(node, dict) and "/K" in node:
            walk(node["/K"])

    root: Any = read.trailer["/Root"]
    walk(root["/StructTreeRoot"]["/K"])
    return found


def test_a_screen_reader_finds_language_title_headings_tables_and_pictures() -> None:
    spots = (Spot("Nagoya", 35.2, 136.9, 91, True, (Citation("tie", 3),)),)
    read = paper(
        Heading("In short"), Paragraph(words("They sent ", strong("masks"), cites=[Citation("step", 4, "a letter")])),
        Bullets((words("one"), words("two"))), Facts((Fact("label", words("value")),)),
        Table((Column("what"), Column("how many", "number")), (Row(("masks", 4500)),), "Gifts"),
        Bars((Bar("goods", 1, 2, "masks"),), "we gave", "we got", "Both ways"),
        WorldMap(Spot("Los Angeles", 34.1, -118.2), spots, "trust in %", "we owe", "Our ties"),
        language="pt-BR",
    )  # fmt: skip
    root: Any = read.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] == True  # noqa: E712 - a value of PDF's own, which is not Python's
    assert root["/Lang"] == "pt-BR"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"] == True  # noqa: E712
    assert read.metadata is not None
    assert read.metadata.title == "Who gave what"
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_object().get_data()
    kinds = [kind for kind, _ in structure(read)]
    assert {"/H1", "/P", "/L", "/LI", "/Table", "/TH", "/TD", "/Figure", "/Link"} <= set(kinds)
    (alt,) = (alt for kind, alt in structure(read) if kind == "/Figure")
    assert alt.startswith("Our ties: place Los Angeles, north 34.1, east -118.2; place Nagoya, north 35.2")
    assert "trust in % 91, we owe yes" in alt
    text = text_of(read)
    for told in ("Who gave what", "In short", "They sent masks", "4,500", "we gave", "step 4", "a letter", "tie 3"):
        assert told in text


def test_no_name_acts_as_markup() -> None:
    blocks: list[Any] = [
        block
        for name in HOSTILE
        for block in (
            Heading(name), Paragraph(words(name, strong(name), cites=[Citation("step", 1, name)])),
            Table((Column(name),), (Row((name,)),), name), Bars((Bar(name, 1, 2, name),), name, name, name),
        )
    ]  # fmt: skip
    blocks.append(WorldMap(Spot("Home", 0, 0), tuple(Spot(name, 5 * n, 9 * n, 3) for n, name in enumerate(HOSTILE))))
    read = paper(*blocks)
    bare = text_of(read).replace(" ", "").replace("\u200b", "")
    for name in HOSTILE:
        assert bare.count(name.replace(" ", "")) >= 8, name
    assert not [page for page in read.pages for note in page.get("/Annots") or () if "/URI" in str(note.get_object())]


def test_a_letter_without_a_font_is_a_box_and_the_paper_says_so() -> None:
    spots = (Spot("上海", 31.2, 121.5, 50),)
    read = paper(Paragraph(words("名古屋 and Łódź")), WorldMap(Spot("Home", 0, 0), spots, title="Ties"))
    text = text_of(read)
    assert "□□□ and Łódź" in text
    assert "□ stands for a letter that no font here has (U+4E0A, U+53E4, U+540D, U+5C4B, U+6D77)" in text
    assert "[plugins.report]" in text


def test_marks_and_joiners_that_no_font_has_take_no_other_letter_with_them() -> None:
    spots = (Spot("Za\u0334\u0347lgo \U0001f469\u200d\U0001f467", 31.2, 121.5, 50),)
    read = paper(
        Heading("\u0e01\u0e38\u0e07 25 use=\"be\""), Paragraph(words("a\u1cd0 \U0001f469\u200d\U0001f467 b")),
        WorldMap(Spot("Home", 0, 0), spots, title="Ties of use"),
    )  # fmt: skip
    text = text_of(read)
    for told in ('25 use="be"', "a□ □□ b", "Ties of use", "stands for a letter that no font here has"):
        assert told in text
    assert "U+200D" not in text


def test_a_picture_that_no_font_has_is_told_though_it_is_joined_to_one_that_a_font_has() -> None:
    text = text_of(paper(Paragraph(words("for \U0001f469\u200d\u2695\ufe0f here"))))
    assert "for □\u2695" in text
    assert "no font here has (U+1F469)" in text


def test_a_long_word_is_broken_and_copied_whole() -> None:
    url = "https://example.org/" + "a-very-long-path/" * 12
    assert url in "".join(paper(Paragraph(words(url))).pages[0].extract_text().split())


def test_a_paper_with_every_font_says_nothing_of_fonts() -> None:
    assert "no font here" not in text_of(paper(Paragraph(words("Łódź, Αθήνα, Київ, Lætitia"))))


@pytest.mark.parametrize(("size", "wide", "high"), [("a4", 595, 842), ("letter", 612, 792)])
def test_it_is_set_on_the_paper_of_the_office(size: str, wide: int, high: int) -> None:
    box = paper(Paragraph(words("x")), size=size).pages[0].mediabox
    assert (round(box.width), round(box.height)) == (wide, high)


def test_where_no_office_is_open_the_paper_is_a4() -> None:
    assert paper_of(PluginContext(name="report")) == "a4"


def test_what_fits_one_page_with_smaller_letters_is_set_on_one() -> None:
    line = Paragraph(words("One line of a page."))
    few, some, many = (len(paper(*[line] * count).pages) for count in (20, 41, 80))
    assert (few, some) == (1, 1)
    assert many > 1


def test_no_last_sheet_of_many_holds_a_few_lines_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trustcrm_report.paper.FEW_SHEETS", 2)
    lines = [Paragraph(words("One line of a page."))] * 148
    assert len(paper(*lines).pages) == 3
    monkeypatch.setattr("trustcrm_report.paper.LITTLE", 0)
    last = paper(*lines).pages[3].extract_text()
    assert last.count("One line of a page.") < 6, "a few would, with letters of the usual size"


def test_a_long_table_goes_on_with_its_titles_and_a_long_word_is_broken() -> None:
    rows = (Row(("x" * 300, 0)), *(Row(("masks", number)) for number in range(90)))
    read = paper(Table((Column("what"), Column("how many", "number")), rows))
    assert len(read.pages) > 1
    assert all("how many" in " ".join(page.extract_text().split()) for page in read.pages)


def test_no_table_of_a_few_rows_and_no_row_is_torn_apart() -> None:
    few = Table((Column("what"),), tuple(Row((f"few{number}",)) for number in range(6)), "A few")
    high = Table((Column("what"),), tuple(Row((f"begin{number} {'word ' * 150} end{number}",)) for number in range(9)))
    for lines in (50, 53, 56):
        read = paper(*[Paragraph(words("A line."))] * lines, few, high)
        pages = [set(page.extract_text().split()) for page in read.pages]
        assert [len({f"few{number}" for number in range(6)} & page) for page in pages if "few0" in page] == [6]
        torn = [n for n in range(9) for page in pages if (f"begin{n}" in page) != (f"end{n}" in page)]
        assert torn == []


def test_a_cell_higher_than_a_sheet_loses_no_word() -> None:
    columns = (Column("what"), *(Column(f"column{number:02d}", "number") for number in range(9)))
    read = paper(Table(columns, (Row((f"begin {'word ' * 700} end", *(1,) * 9)),)))
    text = text_of(read)
    assert text.count("word") == 700
    assert "end" in text


def test_the_pages_can_be_looked_at_too() -> None:
    pictures = Paper(ALONE, "a4").pages(Document(title="x", day=DAY), "png")
    assert [one[:8] for one in pictures] == [b"\x89PNG\r\n\x1a\n"]


@pytest.mark.parametrize("word", ["A4", "tabloid", "letter "])
def test_a_paper_nobody_has_is_refused(word: str) -> None:
    with pytest.raises(ValueError, match='paper is "a4" or "letter"'):
        ReportSettings(paper=word)


def test_without_typst_a_paper_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(Refused, match=r"pip install 'trustcrm-report\[pdf\]'"):
        paper(Paragraph(words("x")))


@pytest.mark.parametrize(("tag", "told"), [("ja", "ja"), ("zh-Hant-TW", "zh-TW"), ("en-GB-oed", "en-GB"), ("?", "en")])
def test_the_language_is_told_as_pdf_tells_it(tag: str, told: str) -> None:
    root: Any = paper(Paragraph(words("x")), language=tag).trailer["/Root"]
    assert root["/Lang"] == told


def test_what_begins_on_a_sheet_of_its_own_does_so_and_the_first_leaves_none_empty() -> None:
    read = paper(*(Heading(f"Tie {number}", new_page=number > 0) for number in range(3)))
    assert [f"Tie {number}" in page.extract_text() for number, page in enumerate(read.pages)] == [True] * 3
    assert len(paper(Heading("Tie 1"), Heading("Tie 2")).pages) == 1


def test_a_picture_without_room_goes_to_the_next_sheet_and_all_that_follows_stays_behind_it() -> None:
    bare = [Paragraph(words(f"line {number}")) for number in range(38)]
    spots = tuple(Spot(f"city{number}", number, number, 3) for number in range(3))
    picture = WorldMap(Spot("Home", 0, 0), spots, title="Where our ties lead")
    first, second = (page.extract_text() for page in paper(*bare, picture, Paragraph(words("behind it"))).pages)
    assert "Where our ties lead" not in first
    assert second.index("Where our ties lead") < second.index("behind it")


def test_no_last_row_of_a_table_stands_on_a_sheet_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    table = Table((Column("what"),), tuple(Row((f"row{number}",)) for number in range(63)))

    def rows() -> list[int]:
        pages = paper(table, *[Paragraph(words("behind it"))] * 34).pages
        return [count for page in pages if (count := page.extract_text().count("row"))]

    assert min(rows()) > 1
    monkeypatch.setattr("trustcrm_report.paper.NO_ORPHAN", ())
    assert min(rows()) == 1, "it would, with letters of the usual size"


def test_what_is_to_be_ticked_off_has_a_box_and_no_bullet() -> None:
    ticked = text_of(paper(Bullets((words("[  ] Papers were shown"), words("[ ] Keys were given")))))
    assert "Papers were shown" in ticked
    assert "[" not in ticked
    assert "•" not in ticked
    assert "• [ ] one • two" in text_of(paper(Bullets((words("[ ] one"), words("two")))))


def test_lines_with_marks_stand_as_evenly_as_lines_without() -> None:
    def places(*cites: Citation) -> list[int]:
        items = tuple(words(f"One line {number}.", cites=cites) for number in range(20))
        found: list[int] = []

        def note(text: str, _: Any, matrix: list[float], *__: Any) -> None:
            if "One line" in text:
                found.append(round(matrix[5]))

        paper(Bullets(items)).pages[0].extract_text(visitor_text=note)
        return found

    assert len(places()) == 20
    assert places(Citation("step", 1), Citation("step", 3)) == places()


def places_of(told: str, *blocks: Any) -> list[tuple[float, float]]:
    """Return where texts stand that begin so, in points from the left and from below."""
    found: list[tuple[float, float]] = []

    def note(text: str, page: list[float], matrix: list[float], *_: Any) -> None:
        if text.strip().startswith(told):
            found.append((page[4] + matrix[4], page[5] + matrix[5]))

    paper(*blocks).pages[0].extract_text(visitor_text=note)
    return found


def test_rules_to_sign_on_stand_below_each_other_with_room_for_a_hand() -> None:
    names = ("Handed over by Ben", "Taken over by Cleopatra Hernandez")
    (left, high), (also_left, low) = places_of("____", Facts(tuple(Fact(name, words("_" * 24)) for name in names)))
    assert left == also_left
    assert abs(high - low) >= 9 / 25.4 * 72


def test_a_word_that_has_room_in_a_line_is_whole_and_no_letter_of_a_longer_one_stands_alone() -> None:
    long = "Rettungsdienstleistungskoordinationsstelle"
    read = paper(Heading(f"{'grenzüberschreitende ' * 3}{long}"), Paragraph(words(f"{'word ' * 18}{long}")))
    assert read.pages[0].extract_text().count(long) == 2
    figures = tuple(Column(f"figure{place}", "number") for place in range(8))
    rows = tuple(Row((letter * (14 + number), *(10**9,) * 8)) for number, letter in enumerate("abcdeghkmnopqruvwxyz"))
    parts = paper(Table((Column("what"), *figures), rows)).pages[0].extract_text().split()
    broken = [part for part in parts if part.isalpha() and len(set(part)) == 1]
    assert len(broken) > len(rows)
    assert min(map(len, broken)) > 2
