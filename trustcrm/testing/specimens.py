"""Documents that the kit has every exporter write: one of every block, with texts that careless ones let act."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal

from trustcrm.plugin import (
    Bar,
    Bars,
    Block,
    Bullets,
    Citation,
    Column,
    Document,
    Fact,
    Facts,
    Figure,
    Happening,
    Heading,
    Paragraph,
    Row,
    Spoke,
    Spot,
    Table,
    Timeline,
    Wheel,
    WorldMap,
    quiet,
    strong,
    words,
)

DAY = date(2030, 6, 30)

HOSTILE = (
    "<script>alert(1)</script>", "<b>Genoa</b> & Łódź &amp; &lt;i&gt;", "*Milan* _Turin_ `Rome` [a](b) # ~~no~~ |",
    "{{ x }}", "=1+1", "+49 30 901820", "-5 degrees", "@sum(a)", "'=1", "1. first", "- second", "# third", "> fourth",
    "---", "| a | b |", '\\begin{x} $y$ %z #let #image("x")', "名古屋市と上海", "مدينة الكويت", "<!-- gone -->", "]]>",
    "\"quoted\", 'twice'", "{% raw %}", "%s %(x)s {0} {x}", "</td></table>", "<img src=x onerror=alert(1)>",
    "https://example.org/?a=1&b=<2>",
)  # fmt: skip
"""Texts that mean something in one format or another, and here nothing but themselves."""

UNSEEN = (
    "red \x1b[31m", "clear \x1b[2J", "bell \x07", "back \x08", "null \x00", "turned \u202e dlrow", "isolate \u2066",
    "half \ud800", "zero\u200bwidth", "next \x85 line", "two\nlines", "car\rriage", "tab\tbed",
)  # fmt: skip
"""Texts with characters that a screen obeys, or nobody sees."""


class Ring(Figure):
    """A figure that no exporter has heard of."""

    def as_table(self) -> Table:
        """Return its only figures."""
        return Table((Column("ring of"), Column("radius", "number")), (Row(("Trieste", 17), (Citation("tie", 61),)),))


def blocks(text: Callable[[], str]) -> Iterator[Block]:
    """Yield one of every kind of block, its texts taken one after another from `text`."""
    yield Heading(text())
    yield Paragraph(
        words(text(), " ", strong(text()), " ", quiet(text()), cites=[Citation("step", 4, text()), Citation("tie", 2)])
    )
    yield Heading(text(), level=2)
    yield Bullets((words(text()), words(text(), cites=[Citation("interaction", 71)])))
    yield Facts((Fact(text(), words(text())), Fact(text(), words(strong(text()), cites=[Citation("note", 8)]))))
    yield Table(
        (Column(text()), Column(text(), "number"), Column(text(), "day"), Column(text(), align="right")),
        (
            Row((text(), 12, DAY, text()), (Citation("contribution", 9),)),
            Row((text(), Decimal("0.5"), None, text())),
            Row((text(), None, date(1959, 4, 1), None)),
        ),
        text(),
    )
    yield Bars((Bar(text(), 31, 45, text(), (Citation("step", 5),)), Bar(text(), 0, 7)), text(), text(), text())
    home, away = Spot(text(), 34.1, -118.2), Spot(text(), -36.8, 174.8, 71, True, (Citation("tie", 3),))
    yield WorldMap(home, (away, Spot(text(), 35.2, 136.9)), text(), text(), text())
    spokes = (Spoke(text(), text(), 93, (Citation("tie", 3),)), Spoke(text(), text(), None))
    yield Wheel(spokes, text(), text(), text(), text())
    told = (Happening(DAY, text(), cites=(Citation("step", 6),)), Happening(date(2030, 7, 4), text(), True))
    yield Timeline(told, text(), text(), text())


def specimen(texts: tuple[str, ...], title: str = "Who gave what") -> Document:
    """Return a document of every kind of block, made of `texts` over and over until each has stood everywhere."""
    turn, found = 0, []

    def text() -> str:
        nonlocal turn
        turn += 1
        return texts[turn % len(texts)]

    for _ in range(-(-len(texts) // 5)):
        found += list(blocks(text))
    return Document(title=f"{title} {texts[0]}", day=DAY, blocks=tuple(found))


def plain_blocks() -> dict[str, Block]:
    """Return one block of every kind by its name, each with texts of its own."""
    names = iter(f"word{number:03d}" for number in range(1, 1000))
    found: dict[str, Block] = {}
    for block in blocks(lambda: next(names)):
        found.setdefault(type(block).__name__, block)
    return found


def hollow() -> Document:
    """Return a document whose blocks hold nothing."""
    empty = Table((Column("what"), Column("how many", "number")), ())
    blocks = (
        Heading(""),
        Paragraph(()),
        Bullets(()),
        Facts(()),
        empty,
        Bars(()),
        Wheel(()),
        Timeline(()),
        Paragraph(words("")),
    )
    return Document(title="Nothing yet", day=DAY, blocks=blocks)
