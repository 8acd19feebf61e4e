"""The kit for exporters is tried by exporters that are broken in one way each: every one must be caught."""

from __future__ import annotations

import csv
import io
import socket
from collections.abc import Iterator
from contextlib import suppress
from html import escape
from pathlib import Path
from typing import IO, Any

import pytest

from trustcrm.builtin.exporters.csv import Csv
from trustcrm.builtin.exporters.text import PlainText
from trustcrm.domain.document import (
    Bars,
    Block,
    Bullets,
    Document,
    Facts,
    Figure,
    Heading,
    Paragraph,
    Table,
    Words,
)
from trustcrm.domain.showing import shown
from trustcrm.hooks.context import PluginContext
from trustcrm.hooks.specs import ExporterSpec
from trustcrm.testing import ExporterConformance
from trustcrm.testing.check import Subject, Tried, run_kit
from trustcrm.text import visible


class Page:
    """A good exporter: a page of the web, as plain as can be."""

    def __init__(self, context: PluginContext) -> None:
        self.context = context

    def write(self, document: Document, file: IO[bytes]) -> None:
        for part in self.parts(document):
            file.write(f"{part}\n".encode())

    def parts(self, document: Document) -> Iterator[str]:
        yield f"<!DOCTYPE html><title>{self.text(document.title)}</title>"
        for block in document.blocks:
            yield from self.block(block)
        yield from self.sources(document)

    def sources(self, document: Document) -> Iterator[str]:
        for cited in document.citations():
            yield f"<p>{self.text(str(cited))}: {self.text(cited.words)}</p>"

    def block(self, block: Block) -> Iterator[str]:
        if isinstance(block, Figure):
            yield from self.figure(block)
        elif isinstance(block, Table):
            yield from self.table(block)
        elif isinstance(block, Heading):
            yield f"<h2>{self.text(block.text)}</h2>"
        elif isinstance(block, Paragraph):
            yield f"<p>{self.words(block.words)}</p>"
        elif isinstance(block, Bullets):
            yield "".join(f"<li>{self.words(item)}</li>" for item in block.items)
        else:
            yield from self.facts(block)

    def figure(self, figure: Figure) -> Iterator[str]:
        yield from self.table(figure.as_table())

    def facts(self, facts: Facts) -> Iterator[str]:
        for fact in facts.facts:
            yield f"<p>{self.text(fact.label)}: {self.words(fact.value)}</p>"

    def table(self, table: Table) -> Iterator[str]:
        rows = [
            [column.title for column in table.columns],
            *([shown(cell) for cell in row.cells] for row in table.rows),
        ]
        cells = ("".join(f"<td>{self.text(cell)}</td>" for cell in row) for row in rows)
        yield f"<table><caption>{self.text(table.title)}</caption>{''.join(f'<tr>{row}</tr>' for row in cells)}</table>"

    def words(self, told: Words) -> str:
        return "".join(self.text(run.text) for run in told)

    def text(self, text: str) -> str:
        return escape(visible(text))


class EscapesTwice(Page):
    def text(self, text: str) -> str:
        return escape(super().text(text))


class CutsLongTexts(Page):
    def text(self, text: str) -> str:
        return super().text(text if len(text) <= 12 else text[:12] + "…")


class ForgetsFacts(Page):
    def facts(self, facts: Facts) -> Iterator[str]:
        yield from ()


class SortsItsColumns(Page):
    def table(self, table: Table) -> Iterator[str]:
        for part in super().table(table):
            cells = part.split("<td>")
            yield "<td>".join([*cells[:1], *reversed(cells[1:])])


class ForgetsTitlesOfFigures(Page):
    def figure(self, figure: Figure) -> Iterator[str]:
        table = figure.as_table()
        yield from self.table(Table(table.columns, table.rows))


class DrawsBarsAlone(Page):
    def figure(self, figure: Figure) -> Iterator[str]:
        if isinstance(figure, Bars):
            yield from super().figure(figure)


class ForgetsItsSources(Page):
    def sources(self, document: Document) -> Iterator[str]:
        yield from (f"<p>{self.text(cited.words)}</p>" for cited in document.citations())


class NumbersItsSources(Page):
    def sources(self, document: Document) -> Iterator[str]:
        for number, cited in enumerate(document.citations()):
            yield f"<p>{cited.noun} number {1000 + number}: {self.text(cited.words)}</p>"


class TrustsItsTexts(Page):
    def text(self, text: str) -> str:
        return visible(text)


class ShowsWhatNobodySees(Page):
    def text(self, text: str) -> str:
        return escape(text.encode("utf-8", "replace").decode())


class CountsWhatItWrites(Page):
    written = 0

    def parts(self, document: Document) -> Iterator[str]:
        self.written += 1
        yield from (*super().parts(document), f"<p>copy {self.written}</p>")


class StampsTheDay(Page):
    def parts(self, document: Document) -> Iterator[str]:
        yield from (*super().parts(document), f"<p>printed on {self.context.clock.today()}</p>")


class ClosesTheFile(Page):
    def write(self, document: Document, file: IO[bytes]) -> None:
        super().write(document, file)
        if not isinstance(file, io.BytesIO):
            file.close()


class GoesBack(Page):
    def write(self, document: Document, file: IO[bytes]) -> None:
        super().write(document, file)
        file.seek(0, io.SEEK_END)


class WantsContent(Page):
    def parts(self, document: Document) -> Iterator[str]:
        yield f"<p>{document.blocks[0]}</p>"[:0]
        yield from super().parts(document)


class WantsRows(Page):
    def table(self, table: Table) -> Iterator[str]:
        assert table.rows[0]
        yield from super().table(table)


class FetchesItsStyle(Page):
    def parts(self, document: Document) -> Iterator[str]:
        with suppress(OSError):
            socket.create_connection(("127.0.0.1", 9), timeout=0.1).close()
        yield from super().parts(document)


class KeepsACopy(Page):
    def write(self, document: Document, file: IO[bytes]) -> None:
        super().write(document, file)
        with Path("copy.html").open("wb") as copy:
            super().write(document, copy)


class RunsFormulas(Csv):
    def __init__(self, context: PluginContext) -> None:
        self.context = context

    def write(self, document: Document, file: IO[bytes]) -> None:
        for table in document.tables():
            lines = io.StringIO(newline="")
            titles = [table.title, *(column.title for column in table.columns)]
            csv.writer(lines).writerows([titles, *([shown(cell) for cell in row.cells] for row in table.rows)])
            file.write(lines.getvalue().encode())


MUTANTS: dict[type[Any], str] = {
    EscapesTwice: "test_every_text_stands_in_it_as_it_is_told",
    CutsLongTexts: "test_every_text_stands_in_it_as_it_is_told",
    ForgetsFacts: "test_every_block_is_written[Facts]",
    SortsItsColumns: "test_every_block_is_written[Table]",
    ForgetsTitlesOfFigures: "test_every_block_is_written[Bars]",
    DrawsBarsAlone: "test_a_figure_it_does_not_know_is_written_as_its_table",
    ForgetsItsSources: "test_every_record_that_is_cited_is_named",
    NumbersItsSources: "test_every_record_that_is_cited_is_named",
    TrustsItsTexts: "test_no_text_acts_as_markup",
    RunsFormulas: "test_no_text_acts_as_a_formula",
    ShowsWhatNobodySees: "test_nothing_in_it_acts_on_a_screen",
    CountsWhatItWrites: "test_the_same_document_gives_the_same_bytes",
    StampsTheDay: "test_the_same_document_gives_the_same_bytes",
    ClosesTheFile: "test_the_file_is_written_and_nothing_else_is_done_with_it",
    GoesBack: "test_the_file_is_written_and_nothing_else_is_done_with_it",
    WantsContent: "test_a_document_without_content_is_written_too",
    WantsRows: "test_a_document_without_content_is_written_too",
    FetchesItsStyle: "test_it_opens_no_network_and_writes_no_other_file",
    KeepsACopy: "test_it_opens_no_network_and_writes_no_other_file",
}


def _tried(factory: Any, media_type: str = "text/html", tables_only: bool = False, only: str = "") -> dict[str, Tried]:
    spec = ExporterSpec(
        name="t", summary="t", suffix=".t", media_type=media_type, factory=factory, tables_only=tables_only
    )
    subject = Subject(plugin="t", build=lambda: spec)
    return {one.test: one for one in run_kit("exporter", "TestExporter", subject, only=only)}


def test_a_good_exporter_passes_every_test() -> None:
    assert {one.test: one.why for one in _tried(Page).values() if one.result != "passed"} == {}


@pytest.mark.parametrize("mutant", MUTANTS)
def test_every_mutant_is_caught_by_its_test(mutant: type[Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # one of them leaves a file behind
    of_tables = mutant is RunsFormulas
    media_type = "text/csv" if of_tables else "text/html"
    caught = _tried(mutant, media_type, of_tables, MUTANTS[mutant])[MUTANTS[mutant]]
    assert (caught.result, bool(caught.why)) == ("failed", True), caught


def test_every_test_of_the_kit_has_a_mutant() -> None:
    there = {name for name in dir(ExporterConformance) if name.startswith("test_")}
    assert there == {test.partition("[")[0] for test in MUTANTS.values()}


def test_a_format_that_nobody_reads_back_is_tried_as_far_as_it_goes() -> None:
    tried = _tried(lambda context: PlainText(), "application/pdf")
    skipped = {one.test for one in tried.values() if one.result == "not tried"}
    assert "test_every_text_stands_in_it_as_it_is_told" in skipped
    assert tried["test_the_same_document_gives_the_same_bytes"].result == "passed"
    assert "failed" not in {one.result for one in tried.values()}
