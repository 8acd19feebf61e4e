"""Documents on paper: tagged PDF (PDF/UA-1), set by typst, offline.

The template is fixed and every text comes to it as data, so none can act as its markup. typst refuses a letter for
which no font is at hand; such letters are set as a box, and the paper says so at its end in plain words.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any
from unicodedata import category

from trustcrm.plugin import (
    Bars,
    Block,
    Bullets,
    Citation,
    Document,
    Facts,
    Figure,
    Heading,
    Paragraph,
    Refused,
    Table,
    Words,
    filled,
    numbered,
    shown,
    shown_rows,
    stretches,
    words,
)
from trustcrm_report.columns import lines, shares, shrunk, titles, unbroken
from trustcrm_report.letters import MISSING, boxed, legible, missing_letters, pictures_joined
from trustcrm_report.pictures.bars import parts_of_a_line, said_of_scales, scaled
from trustcrm_report.pictures.drawing import drawn, is_drawn
from trustcrm_report.pictures.ink import WIDE, described, lifted
from trustcrm_report.pictures.widths import FONT
from trustcrm_report.ticks import is_to_sign, ticks
from trustcrm_report.ways import closed

if TYPE_CHECKING:
    from trustcrm_report.settings import ReportSettings

WHOLE_ROWS, WHOLE = 10, 25
"""A table of so many rows and lines at most is never broken over two sheets, nor is a row of so many lines."""
MOST_TRIES = 6
"""A paper is set so often at most: each try finds letters that no font has, and leaves them to the next."""
SIZE = 10.0
"""How high letters are, in points."""
ONE_SHEET, ONE_LESS, NO_ORPHAN = (9.0, 8.2), (9.5,), (9.8, 9.6, 9.4)
"""How high they are in a paper that is on one sheet with smaller ones, in one of a few that so has one sheet less, and
in one where the last row of a table would else stand on a sheet alone."""
FEW_SHEETS, SOME_SHEETS, LITTLE = 6, 12, 0.2
"""Up to so many sheets are few; up to so many more are tried with smaller letters where the last one holds so little.
"""


class Paper:
    """Writes a document as PDF on A4 or Letter."""

    def __init__(self, settings: ReportSettings, paper: str) -> None:
        self._settings = settings
        self._paper = paper

    def write(self, document: Document, file: IO[bytes]) -> None:
        """Write the whole document. Raises `Refused` where typst is not installed."""
        file.write(self.pages(document, "pdf")[0])

    def pages(self, document: Document, kind: str) -> list[bytes]:
        """Return the document set: one PDF, or for "png" a picture of each page."""
        joined = {letter for text in document.texts() for letter in pictures_joined(text)}
        alone = Document(title=document.title, day=document.day, blocks=(Paragraph(words(" ".join(sorted(joined)))),))
        missing = self._in_letters(alone, "pdf", set())[1] if joined else set()
        return self._in_letters(document, kind, missing)[0]

    def _in_letters(self, document: Document, kind: str, missing: set[str]) -> tuple[list[bytes], set[str]]:
        """Return the document set, and the letters that no font has, of which some may be known before."""
        told = _Told(document, self._settings.font or FONT)
        for _ in range(MOST_TRIES):
            try:
                return self._set(told.content(missing), kind), missing
            except _typst().TypstError as error:
                lacking = missing_letters(f"{error.diagnostic}") - missing
                if not lacking:
                    raise
                missing |= lacking
        raise Refused("This paper cannot be set with the fonts here; name folders of fonts in [plugins.report].")

    def _set(self, content: dict[str, Any], kind: str) -> list[bytes]:
        compiler = self._fitting(content).compiler
        made = compiler.compile(input=_template(), format=kind, pdf_standards="ua-1" if kind == "pdf" else [])
        return made if isinstance(made, list) else [made]

    def _fitting(self, content: dict[str, Any]) -> _Tried:
        """Return the paper as it fits its sheets best."""
        tried = self._tried(content, SIZE)
        few = tried.sheets <= FEW_SHEETS
        if not 1 < tried.sheets <= (SOME_SHEETS if tried.filled < LITTLE else FEW_SHEETS):
            return tried
        smaller = (self._tried(content, size) for size in (ONE_SHEET if tried.sheets == 2 else ONE_LESS))
        tried = next((one for one in smaller if one.sheets < tried.sheets), tried)
        if tried.orphans and few:
            closer = (self._tried(content, size) for size in NO_ORPHAN if size < tried.size)
            tried = next((one for one in closer if not one.orphans), tried)
        return tried

    def _tried(self, content: dict[str, Any], size: float) -> _Tried:
        compiler = _typst().Compiler(
            input=_template(),
            font_paths=_fonts(self._settings.fonts, self._settings.system_fonts),
            sys_inputs={"document": json.dumps(content | {"paper": self._paper, "size": size}, ensure_ascii=False)},
        )
        return _Tried(compiler, size, **json.loads(compiler.query("<told>", field="value", one=True)))


@dataclass(frozen=True)
class _Tried:
    """A paper set with letters of a size: how many sheets it takes, how much of the last one it fills, of 1, and on how
    many a table's last row is alone.
    """

    compiler: Any
    size: float
    sheets: int
    filled: float
    orphans: int


def _typst() -> Any:
    try:
        import typst
    except ImportError:
        raise Refused(
            "Papers are set by typst, which is not installed; `pip install 'trustcrm-report[pdf]'` brings it."
        ) from None
    return typst


@cache
def _template() -> bytes:
    return files("trustcrm_report").joinpath("templates/paper.typ").read_bytes()


@cache
def _fonts(folders: tuple[str, ...], of_system: bool) -> Any:
    """Return the fonts at hand; looking for them takes a while, so once."""
    paths = [str(Path(folder).expanduser()) for folder in folders]
    return _typst().Fonts(include_system_fonts=of_system, include_embedded_fonts=True, font_paths=paths)


def _spoken(tag: str) -> dict[str, str | None]:
    """Return the language and the region of a BCP 47 tag, as typst takes them; English where it takes neither."""
    found = re.fullmatch(r"([A-Za-z]{2,3})(?:-[A-Za-z]{4})?(?:-([A-Za-z]{2}))?(?:-.*)?", tag)
    language, region = found.groups() if found else ("en", None)
    return {"language": language.lower(), "region": region.upper() if region else None}


def _letters(marks: Sequence[tuple[int, int]]) -> int:
    """Return how many letters the marks of a row take, one behind the other."""
    return sum(len(f"{first}–{last}, " if last > first else f"{first}, ") for first, last in marks)


class _Told:
    """A document as the template takes it: nothing but texts, numbers and pictures."""

    def __init__(self, document: Document, font: str) -> None:
        self._document = document
        self._font = font
        self._numbers = numbered(document)
        self._missing: set[str] = set()

    def content(self, missing: set[str]) -> dict[str, Any]:
        """Return the content, with a box for every letter that is missing."""
        self._missing = missing
        document = self._document
        return {
            "title": self._text(document.title), "day": document.day.isoformat(), "font": self._font,
            "date": [document.day.year, document.day.month, document.day.day],
            **_spoken(document.language),
            "blocks": [block for place, one in enumerate(document.blocks) for block in self._block(place, one)],
            "sources": [
                {"name": self._text(str(one)), "words": self._text(one.words)} for one in document.citations()
            ],
            "missing": self._said_of_missing(),
        }  # fmt: skip

    def _said_of_missing(self) -> str:
        if not self._missing:
            return ""
        codes = sorted(f"U+{ord(letter):04X}" for letter in self._missing if category(letter) != "Cf")
        more = f" and {len(codes) - 12} more" if len(codes) > 12 else ""
        return (
            f"{MISSING} stands for a letter that no font here has ({', '.join(codes[:12])}{more}). A folder of fonts "
            "that have it, named under fonts in [plugins.report] of the settings, lets the next paper show it."
        )

    def _text(self, text: str) -> str:
        return boxed(closed(legible(text)), self._missing)

    def _words(self, told: Words) -> list[dict[str, Any]]:
        return [{"text": self._text(run.text), "style": run.style, "marks": self._marks(run.cites)} for run in told]

    def _marks(self, cites: Sequence[Citation]) -> Sequence[tuple[int, int]]:
        return stretches(cites, self._numbers)

    def _block(self, place: int, block: Block) -> Iterator[dict[str, Any]]:
        if isinstance(block, Heading):
            if block.text.strip():  # an empty one would be no heading to a screen reader
                yield {"kind": "heading", "text": self._text(block.text), "level": block.level, "sheet": block.new_page}
        elif isinstance(block, Paragraph):
            yield {"kind": "paragraph", "words": self._words(block.words)}
        elif isinstance(block, Bullets):
            ticked, items = ticks(block)
            yield {"kind": "bullets", "ticked": ticked, "items": [self._words(item) for item in items]}
        elif isinstance(block, Facts):
            facts = [{"label": self._text(one.label), "value": self._words(one.value)} for one in block.facts]
            yield {"kind": "facts", "facts": facts, "to_sign": is_to_sign(block)}
        elif isinstance(block, Bars):
            yield self._bars(block)
        elif isinstance(block, Figure):
            yield self._figure(place, block)
        else:
            yield self._table(block)

    def _figure(self, place: int, figure: Figure) -> dict[str, Any]:
        if not is_drawn(figure):
            return self._table(figure.as_table())
        picture, texts = lifted(boxed(drawn(figure, name=f"picture-{place}", font=self._font), self._missing))
        table = figure.as_table()
        title = self._text(table.title)
        marks = self._marks([cited for row in table.rows for cited in row.cites])
        alt = self._text(f"{table.title}: {described(figure)}" if table.title else described(figure))
        return {"kind": "picture", "title": title, "svg": picture, "wide": WIDE, "alt": alt, "marks": marks} | {
            "texts": [{**vars(one), "words": closed(one.words)} for one in texts]
        }

    def _bars(self, bars: Bars) -> dict[str, Any]:
        rows = [
            {
                "label": self._text(one.bar.label), "unit": self._text(one.bar.unit), "left": one.left,
                "right": one.right, "given": shown(one.bar.given), "got": shown(one.bar.got),
                "marks": self._marks(one.bar.cites),
            }
            for one in scaled(bars)
        ]  # fmt: skip
        titles = {"title": self._text(bars.title), "given": self._text(bars.given), "got": self._text(bars.got)}
        labels, longest = parts_of_a_line(bars)
        return {
            "kind": "bars", "bars": rows, "labels": labels, "longest": longest, "scales": said_of_scales(bars)
        } | titles  # fmt: skip

    def _table(self, whole: Table) -> dict[str, Any]:
        table = filled(whole)
        rows: list[dict[str, Any]] = [
            {"cells": [self._text(cell) for cell in cells], "marks": self._marks(row.cites), "is_sum": row.is_sum}
            for cells, row in zip(shown_rows(table), table.rows, strict=True)
        ]
        columns = [
            {
                "title": [self._text(line) for line in title.split("\n")],
                "side": column.side,
                "share": share,
                "longest": longest,
            }
            for column, title, share, longest in zip(
                table.columns, titles(table), shares(table), unbroken(table), strict=True
            )
        ]
        high = lines(table)
        return {
            "kind": "table", "title": self._text(table.title), "columns": columns, "rows": rows,
            "size": shrunk(table), "cited": any(row.cites for row in table.rows),
            "sources": max((_letters(row["marks"]) for row in rows), default=0),
            "whole": len(rows) <= WHOLE_ROWS and sum(high) <= WHOLE, "whole_rows": max(high, default=0) <= WHOLE,
        }  # fmt: skip
