"""What every exporter keeps to, sentence by sentence of its Protocol: `trustcrm.plugin.Exporter`."""

from __future__ import annotations

import builtins
import io
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, NoReturn
from unicodedata import category

import pytest

from trustcrm.testing.network import refuse_network
from trustcrm.testing.skipping import Conformance
from trustcrm.testing.written import formulas_in, is_read, skeleton_of, squeezed, text_of

if TYPE_CHECKING:
    from trustcrm.plugin import Document, Exporter, ExporterSpec, PluginContext

_OBEYED = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_BLOCKS = ("Heading", "Paragraph", "Bullets", "Facts", "Table", "Bars", "WorldMap", "Wheel", "Timeline")
_LAID_OUT = frozenset("\n\r\t")
_DRAWN = _BLOCKS[5:]
"""Blocks whose texts may stand in another order in a picture."""


class ExporterConformance(Conformance):
    """Subclass it, and give `spec`: the exporter on offer.

    Give `told` too where the kit cannot read the format back: it reads text, Markdown, HTML, XML, JSON and CSV.
    """

    @pytest.fixture
    def spec(self) -> ExporterSpec:
        """The exporter on offer, as `register_exporters` yields it."""
        pytest.fail("Write a fixture `spec` that returns the ExporterSpec you offer.")

    @pytest.fixture
    def context(self) -> PluginContext:
        """What the factory is given."""
        from trustcrm.plugin import PinnedClock, PluginContext

        return PluginContext(name="kit", clock=PinnedClock(date(2030, 6, 30)))

    @pytest.fixture
    def told(self, spec: ExporterSpec) -> Callable[[bytes], str]:
        """How the texts of what was written are read back."""
        if not is_read(spec.media_type):
            pytest.skip(f"Nothing here reads {spec.media_type}; a fixture `told` would say how.")
        return lambda content: text_of(content, spec.media_type)

    @pytest.fixture
    def exporter(self, spec: ExporterSpec, context: PluginContext) -> Exporter:
        """The exporter, built by its factory."""
        return spec.factory(context)

    def test_every_text_stands_in_it_as_it_is_told(
        self, exporter: Exporter, spec: ExporterSpec, told: Callable[[bytes], str]
    ) -> None:
        """Whatever a document holds stands in what is written as it is told."""
        from trustcrm.testing.specimens import HOSTILE, specimen

        document = specimen(HOSTILE)
        found = _unmarked(told(_written(exporter, document)), spec)
        for text in _texts(document, spec):
            assert _unmarked(text, spec) in found, f"The text {text!r} does not stand in it as it is told."

    @pytest.mark.parametrize("kind", _BLOCKS)
    def test_every_block_is_written(
        self, exporter: Exporter, spec: ExporterSpec, told: Callable[[bytes], str], kind: str
    ) -> None:
        """Every block is written, by an exporter of tables alone every table, and each text in its place."""
        from trustcrm.plugin import Document
        from trustcrm.testing.specimens import DAY, plain_blocks

        document = Document(title="One block", day=DAY, blocks=(plain_blocks()[kind],))
        found, place = squeezed(told(_written(exporter, document))), 0
        for text in _texts(document, spec):
            place = found.find(squeezed(text), 0 if kind in _DRAWN else place)
            assert place >= 0, f"Of a {kind} the text {text!r} is not written, or not where it belongs."

    def test_a_figure_it_does_not_know_is_written_as_its_table(
        self, exporter: Exporter, told: Callable[[bytes], str]
    ) -> None:
        """A figure that it cannot draw is written as its table."""
        from trustcrm.plugin import Document
        from trustcrm.testing.specimens import DAY, Ring

        found = told(_written(exporter, Document(title="A figure", day=DAY, blocks=(Ring(),))))
        for text in ("ring of", "radius", "Trieste", "17"):
            assert squeezed(text) in squeezed(found), f"A figure of another kind loses {text!r}."

    def test_every_record_that_is_cited_is_named(
        self, exporter: Exporter, spec: ExporterSpec, told: Callable[[bytes], str]
    ) -> None:
        """Every record that is cited is named by its noun and its number."""
        from trustcrm.testing.specimens import HOSTILE, specimen

        document = specimen(HOSTILE)
        found = squeezed(told(_written(exporter, document)))
        cited = [one for table in document.tables() for row in table.rows for one in row.cites]
        for one in cited if spec.tables_only else document.citations():
            assert squeezed(f"{one.noun}{one.id}") in found, f"{one} is cited and not named."

    def test_no_text_acts_as_markup(self, exporter: Exporter, spec: ExporterSpec) -> None:
        """No text acts as the format's markup: what is left without the texts is the same whatever they are."""
        from trustcrm.testing.specimens import HOSTILE, specimen

        shape = skeleton_of(_written(exporter, specimen(("word",) * len(HOSTILE))), spec.media_type)
        if shape is None:
            pytest.skip(f"The kit knows no markup of {spec.media_type}.")
        assert skeleton_of(_written(exporter, specimen(HOSTILE)), spec.media_type) == shape, (
            "Texts such as '<b>' or '| a |' change what is written beyond the texts themselves."
        )

    def test_no_text_acts_as_a_formula(self, exporter: Exporter, spec: ExporterSpec) -> None:
        """No text acts as a formula."""
        from trustcrm.testing.specimens import HOSTILE, specimen

        run = formulas_in(_written(exporter, specimen(HOSTILE)), spec.media_type)
        assert not run, f"A spreadsheet would run the cell {run[0]!r}; guard it with trustcrm.plugin.neutral."

    def test_nothing_in_it_acts_on_a_screen(self, exporter: Exporter, spec: ExporterSpec) -> None:
        """A character that could act on a screen is written as its code, or left out."""
        from trustcrm.testing.specimens import UNSEEN, specimen

        content = _written(exporter, specimen(UNSEEN))
        if not is_read(spec.media_type):
            pytest.skip(f"Nothing here reads {spec.media_type}.")
        text = content.decode("utf-8-sig")
        if "html" in spec.media_type:
            text += text_of(content, spec.media_type)
        acting = [one for one in text if category(one) in _OBEYED and one not in _LAID_OUT]
        assert not acting, (
            f"The character {acting[0]!r} is written as it is; put texts through trustcrm.plugin.visible."
        )

    def test_the_same_document_gives_the_same_bytes(self, spec: ExporterSpec, context: PluginContext) -> None:
        """The same document gives the same bytes, whoever writes it and whenever."""
        from trustcrm.plugin import PinnedClock
        from trustcrm.testing.specimens import HOSTILE, specimen

        exporter = spec.factory(context)
        later = spec.factory(replace(context, clock=PinnedClock(date(2031, 1, 1))))
        first, again = _written(exporter, specimen(HOSTILE)), _written(exporter, specimen(HOSTILE))
        assert first == again, "Written twice, the same document gives other bytes."
        assert first == _written(later, specimen(HOSTILE)), "Written another day, the same document gives other bytes."

    def test_the_file_is_written_and_nothing_else_is_done_with_it(self, exporter: Exporter) -> None:
        """The file is written from its beginning to its end, neither read nor sought in nor closed."""
        from trustcrm.testing.specimens import HOSTILE, specimen

        pipe = _Pipe()
        exporter.write(specimen(HOSTILE), pipe)  # type: ignore[arg-type]
        assert not pipe.done, f"It called `{pipe.done[0]}` on the file."
        assert b"".join(pipe.parts) == _written(exporter, specimen(HOSTILE)), "Into a pipe it writes other bytes."

    def test_a_document_without_content_is_written_too(self, exporter: Exporter, spec: ExporterSpec) -> None:
        """A document without blocks is written too, and one whose blocks are empty."""
        from trustcrm.plugin import Document
        from trustcrm.testing.specimens import DAY, hollow

        for document in (Document(title="Nothing yet", day=DAY), hollow()):
            content = _written(exporter, document)
            assert content or spec.tables_only, (
                "Of a document without blocks nothing is written; its title belongs there."
            )

    def test_it_opens_no_network_and_writes_no_other_file(
        self, spec: ExporterSpec, context: PluginContext, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        """It opens no network, and writes no other file."""
        from trustcrm.testing.specimens import HOSTILE, specimen

        document = specimen(HOSTILE)
        monkeypatch.chdir(tmp_path)
        asked, opened = refuse_network(monkeypatch), _watch_files(monkeypatch)
        _written(spec.factory(context), document)
        monkeypatch.undo()
        assert not asked, "Writing a document asked the network."
        assert not opened, f"Writing a document opened {opened[0]} for writing."
        assert not list(tmp_path.iterdir()), "Writing a document left a file."


def _written(exporter: Exporter, document: Document) -> bytes:
    file = io.BytesIO()
    exporter.write(document, file)
    return file.getvalue()


def _texts(document: Document, spec: ExporterSpec) -> list[str]:
    """Return the texts that must be found in what is written; what a figure's table calls its columns need not."""
    from trustcrm.plugin import Document as Whole
    from trustcrm.plugin import Figure, Table

    blocks = document.blocks
    if spec.tables_only:
        blocks = tuple(block for block in blocks if isinstance(block, Figure | Table))
    texts = list(Whole(title=document.title, day=document.day, blocks=blocks).texts())
    if spec.tables_only:
        texts = texts[1 : len(texts) - len(document.citations())]
    return [text for text in texts if text not in ("", "what", "unit")]


def _unmarked(text: str, spec: ExporterSpec) -> str:
    """Return a text without white space, and for Markdown without the marks that make other texts stand out."""
    return squeezed(text).replace("\\", "").replace("*", "") if spec.media_type == "text/markdown" else squeezed(text)


class _Pipe:
    """A file that can be written and nothing else."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []
        self.done: list[str] = []

    def write(self, part: bytes) -> int:
        self.parts.append(bytes(part))
        return len(part)

    def writelines(self, parts: Any) -> None:
        self.parts += [bytes(part) for part in parts]

    def flush(self) -> None:
        """Do nothing."""

    def writable(self) -> bool:
        return True

    def readable(self) -> bool:
        return False

    def seekable(self) -> bool:
        return False

    @property
    def closed(self) -> bool:
        return False

    def close(self) -> None:
        self.done.append("close")

    def __getattr__(self, name: str) -> NoReturn:
        self.done.append(name)
        raise AttributeError(f"a pipe has no {name}")


def _watch_files(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return a list in which each file opened for writing from here on is noted."""
    opened: list[str] = []
    plain, low = io.open, os.open

    def watched(file: Any, mode: str = "r", *rest: Any, **more: Any) -> IO[Any]:
        if set(mode) & set("wax+"):
            opened.append(str(file))
        return plain(file, mode, *rest, **more)

    def watched_low(path: Any, flags: int, *rest: Any, **more: Any) -> int:
        if flags & (os.O_WRONLY | os.O_RDWR):
            opened.append(str(path))
        return low(path, flags, *rest, **more)

    monkeypatch.setattr(builtins, "open", watched)
    monkeypatch.setattr(io, "open", watched)
    monkeypatch.setattr(os, "open", watched_low)
    return opened
