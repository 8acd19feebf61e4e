"""What every importer keeps to, sentence by sentence of its Protocol: `trustcrm.plugin.Importer`."""

from __future__ import annotations

import builtins
import hashlib
import sys
import tracemalloc
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import pytest

from trustcrm.plugin import Sniffs, Source, UnreadableSource
from trustcrm.testing.an_office import an_office, brought_in, kit_folder, newest_change
from trustcrm.testing.hostile import damaged, is_a_sentence, keeps_to_its_contract
from trustcrm.testing.network import refuse_network
from trustcrm.testing.skipping import Conformance
from trustcrm.testing.sources import (
    BOM,
    as_source,
    drafts_of,
    flat,
    is_text,
    nonsense,
    read,
    rejected_of,
    with_lines_missing,
    written,
)

if TYPE_CHECKING:
    from trustcrm.plugin import Draft, Importer

MANY = 4_000
"""How many drafts a large source must hold at least."""
MOST_MEMORY = 5_000_000
"""How many bytes may be held at once while a large source is read and its drafts are let go."""
DAMAGED = 40
"""How often each sample is damaged."""


class ImporterConformance(Conformance):
    """Subclass it, and give `importer`, `samples` and `broken`; `large` where the importer reads large files.

    `samples` are files that read whole, `broken` files in each of which something cannot be read beside what can: lists
    of paths, or of `Source`s where the importer needs settings. Take real files that other programs wrote.
    """

    @pytest.fixture
    def importer(self) -> Importer:
        """The importer, built as its factory builds it."""
        pytest.fail("Write a fixture `importer` that returns your importer.")

    @pytest.fixture
    def samples(self) -> Sequence[Path | Source]:
        """Files that read whole."""
        pytest.fail("Write a fixture `samples` that returns files your importer reads whole.")

    @pytest.fixture
    def broken(self) -> Sequence[Path | Source]:
        """Files that hold a piece that cannot be read, and others that can."""
        pytest.fail("Write a fixture `broken` that returns files with a broken piece among good ones.")

    @pytest.fixture
    def large(self) -> Path | Source:
        """A file of four thousand drafts or more."""
        pytest.fail(
            f"Write a fixture `large` that returns a file of {MANY:,} drafts, or say in "
            "not_tried['test_a_large_source_needs_little_memory'] why no file of this format is ever large."
        )

    @pytest.fixture
    def sources(self, samples: Sequence[Path | Source], tmp_path: Path) -> list[Source]:
        """Copies of the samples in a folder of their own, so that what is written beside them is seen."""
        assert samples, "There is no sample; give at least one file that your importer reads whole."
        found = [as_source(sample) for sample in samples]
        return [written(one, tmp_path / f"sample-{at}", one.path.read_bytes()) for at, one in enumerate(found)]

    def test_it_yields_drafts_and_rejected_pieces_only(self, importer: Importer, sources: list[Source]) -> None:
        """It yields drafts, one or many, and rejected pieces, and nothing else."""
        from trustcrm.plugin import Draft, Drafts, Rejected

        for source in sources:
            for piece in importer.read(source):
                kind = type(piece).__name__
                assert isinstance(piece, (Draft, Drafts, Rejected)), f"{source.name}: it yielded {kind}."

    def test_a_sample_reads_whole(self, importer: Importer, sources: list[Source]) -> None:
        """A sample holds at least one draft, and no piece of it is rejected."""
        for source in sources:
            pieces = read(importer, source)
            assert drafts_of(pieces), f"{source.name}: it holds no draft."
            rejected = rejected_of(pieces)
            assert not rejected, f"{source.name}, {rejected[0].where}: {rejected[0].reason}"

    def test_keys_are_unique_within_a_source(self, importer: Importer, sources: list[Source]) -> None:
        """Each key of a source is another, a text, and not empty."""
        for source in sources:
            seen: dict[str, str] = {}
            for draft in drafts_of(read(importer, source)):
                assert isinstance(draft.key, str) and draft.key, f"{source.name}, {draft.where}: its key is no text."
                assert draft.key not in seen, (
                    f"{source.name}: {draft.where} and {seen[draft.key]} have the same key {draft.key!r}."
                )
                seen[draft.key] = draft.where

    def test_a_key_never_depends_on_neighbours(self, importer: Importer, sources: list[Source], tmp_path: Path) -> None:
        """A thing keeps its key where others before or after it are missing."""
        tried = 0
        for source in sources:
            if not is_text(source):
                continue
            whole = _keys_by_content(drafts_of(read(importer, source)))
            for number, content in enumerate(with_lines_missing(source.path.read_bytes())):
                less = written(source, tmp_path / f"less-{number}", content)
                for content_of, keys in _keys_by_content(drafts_of(_as_far_as_it_goes(importer, less))).items():
                    if len(keys) == len(whole.get(content_of, ())) == 1:
                        tried += 1
                        assert keys == whole[content_of], (
                            f"{source.name}: {content_of[:120]} has the key {next(iter(whole[content_of]))!r}, and "
                            f"{next(iter(keys))!r} where other lines of the file are missing."
                        )
        if not tried:
            pytest.skip("No sample is text of several things, so none could be left out; try it in a test of your own.")

    def test_reading_twice_gives_the_same(self, importer: Importer, sources: list[Source]) -> None:
        """Reading a source again gives the same pieces in the same order."""
        for source in sources:
            assert read(importer, source) == read(importer, source), f"{source.name}: reading it twice differs."

    def test_every_piece_says_where_it_stands(
        self, importer: Importer, sources: list[Source], broken: Sequence[Path | Source]
    ) -> None:
        """Every piece says where it stands, and holds what stood there as texts by name."""
        for source in [*sources, *map(as_source, broken)]:
            for piece in read(importer, source):
                assert isinstance(piece.where, str) and piece.where.strip(), f"{source.name}: a piece has no `where`."
                assert isinstance(piece.raw, Mapping), f"{source.name}, {piece.where}: `raw` is no mapping."
                odd = [
                    name for name, text in piece.raw.items() if not isinstance(name, str) or not isinstance(text, str)
                ]
                assert not odd, f"{source.name}, {piece.where}: `raw` holds something other than texts at {odd[0]!r}."

    def test_it_mentions_what_it_refers_to(self, importer: Importer, sources: list[Source]) -> None:
        """What a draft refers to is a mention by name, never a number; a part leaves what it belongs to unnamed."""
        from trustcrm.plugin import PARTS, Mention, fields_of

        for source in sources:
            for draft in drafts_of(read(importer, source)):
                for record in (draft.record, *draft.parts):
                    for name, field in fields_of(type(record)).items():
                        value = getattr(record, name)
                        if not field.is_ref or value is None:
                            continue
                        which = f"{source.name}, {draft.where}: {record.noun}.{name}"
                        assert isinstance(value, Mention), f"{which} is {value!r}, not a Mention."
                        points_back = record is not draft.record and PARTS.get(record.noun) == name
                        assert bool(value.name.strip()) is not points_back, (
                            f"{which} points back and must be a Mention with an empty name."
                            if points_back
                            else f"{which} mentions something without a name."
                        )

    def test_a_broken_piece_hides_nothing_else(
        self, importer: Importer, samples: Sequence[Path | Source], broken: Sequence[Path | Source]
    ) -> None:
        """A piece that cannot be read is rejected with a reason in one sentence, and all others come."""
        assert broken, "There is no broken sample; give a file with a broken piece among good ones."
        whole = {as_source(sample).name: as_source(sample) for sample in samples}
        for source in map(as_source, broken):
            pieces = read(importer, source)
            rejected, drafts = rejected_of(pieces), drafts_of(pieces)
            assert rejected, f"{source.name}: something in it is broken, and nothing was rejected."
            assert drafts, f"{source.name}: its broken piece hides all others."
            for piece in rejected:
                is_a_sentence(f"{source.name}, {piece.where}", piece.reason)
            if source.name in whole:
                keys = {draft.key for draft in drafts}
                lost = [one for one in drafts_of(read(importer, whole[source.name])) if one.key not in keys]
                assert len(lost) <= len(rejected), (
                    f"{source.name}: {len(rejected)} pieces were rejected, yet {len(lost)} are missing; "
                    f"{lost[-1].where} is one of them."
                )

    @pytest.mark.parametrize("parts", [0, 1, 2, 3], ids=["nothing", "a quarter", "half", "three quarters"])
    def test_a_source_cut_short_yields_what_stands_before_the_cut(
        self, importer: Importer, sources: list[Source], tmp_path: Path, parts: int
    ) -> None:
        """A source cut short gives what stands before the cut, and raises nothing."""
        for number, source in enumerate(sources):
            content = source.path.read_bytes()
            cut = written(source, tmp_path / f"cut-{number}", content[: len(content) * parts // 4])
            whole = [draft.key for draft in drafts_of(read(importer, source))]
            came: list[str] = []
            try:
                came += [draft.key for draft in drafts_of(flat(importer.read(cut)))]
            except UnreadableSource as error:
                is_a_sentence(cut.name, str(error))
                if parts and is_text(source):
                    pytest.fail(f"{source.name}: cut short at {parts}/4 it is called unreadable: {error}")
                continue
            # The last one may itself have been cut, and read as far as it went.
            stood = iter(whole)
            odd = [key for key in came[:-1] if key not in stood]  # each is looked for behind the one before
            assert not odd, f"{source.name}: cut short at {parts}/4, other drafts came, or in another order."
            expected = len(whole) * parts // 4 // 2
            assert len(came) >= expected, (
                f"{source.name}: cut short at {parts}/4, {len(came)} of {len(whole)} drafts came, not even {expected}."
            )

    def test_a_damaged_source_raises_nothing(self, importer: Importer, sources: list[Source], tmp_path: Path) -> None:
        """A source damaged anywhere raises nothing, and what comes of it is still drafts and rejected pieces."""
        for number, source in enumerate(sources):
            for content in damaged(source.path.read_bytes(), seed=number, count=DAMAGED):
                keeps_to_its_contract(importer, written(source, tmp_path / f"damaged-{number}", content))

    @pytest.mark.parametrize("saved", ["with a byte order mark", "with CRLF line ends"])
    def test_how_an_editor_saved_a_text_changes_nothing(
        self, importer: Importer, sources: list[Source], tmp_path: Path, saved: str
    ) -> None:
        """A byte order mark or the line ends of another system change nothing."""
        texts = [source for source in sources if is_text(source)]
        for number, source in enumerate(texts):
            content = source.path.read_bytes()
            plain = content.removeprefix(BOM).replace(b"\r\n", b"\n")
            changed = BOM + plain if saved == "with a byte order mark" else plain.replace(b"\n", b"\r\n")
            before = read(importer, written(source, tmp_path / f"plain-{number}", plain))
            after = read(importer, written(source, tmp_path / f"saved-{number}", changed))
            assert _said(after) == _said(before), f"{source.name}: saved {saved}, it says something else."
        if not texts:
            pytest.skip("No sample is text.")

    def test_what_is_not_of_this_format_is_called_unreadable(
        self, importer: Importer, sources: list[Source], tmp_path: Path
    ) -> None:
        """A source that is not of this format raises `UnreadableSource` before the first draft, or is rejected."""
        for source in sources:
            for name, content in nonsense(source.path.suffix):
                odd = written(source, tmp_path / "odd", content, name)
                pieces = 0
                try:
                    for piece in flat(importer.read(odd)):
                        pieces += 1
                        assert not drafts_of([piece]) or name.startswith(("one-long", "half")), (
                            f"{name}: it is nothing of this format, and a draft came of it."
                        )
                except UnreadableSource as error:
                    assert not pieces, f"{name}: it was called unreadable after {pieces} pieces had come."
                    is_a_sentence(name, str(error))

    def test_it_writes_nothing(
        self, importer: Importer, sources: list[Source], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """It writes no file, neither beside the source nor where it is run."""
        monkeypatch.chdir(tmp_path)
        for source in sources:
            before = _files(tmp_path)
            read(importer, source)
            after = _files(tmp_path)
            changed = sorted(str(path) for path in before.keys() | after.keys() if before.get(path) != after.get(path))
            assert not changed, f"{source.name}: reading it wrote {changed[0]}."

    def test_it_opens_no_network(
        self, importer: Importer, sources: list[Source], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """It opens no network."""
        tried = refuse_network(monkeypatch)
        for source in sources:
            _as_far_as_it_goes(importer, source)
            assert not tried, f"{source.name}: reading it asked the network."

    def test_it_asks_nobody(self, importer: Importer, sources: list[Source], monkeypatch: pytest.MonkeyPatch) -> None:
        """It asks nobody: neither the keyboard nor standard input."""

        class Asked:
            def __getattr__(self, name: str) -> NoReturn:
                tried.append(name)
                raise EOFError("nobody is asked while reading")

        def refuse(*_: Any) -> NoReturn:
            tried.append("input")
            raise EOFError("nobody is asked while reading")

        tried: list[str] = []
        monkeypatch.setattr(builtins, "input", refuse)
        monkeypatch.setattr(sys, "stdin", Asked())
        for source in sources:
            _as_far_as_it_goes(importer, source)
            assert not tried, f"{source.name}: reading it asked for input."

    def test_a_large_source_needs_little_memory(self, importer: Importer, large: Path | Source) -> None:
        """A large source is read piece by piece: memory stays bounded whatever its size."""
        source = as_source(large)
        next(flat(importer.read(source)), None)  # what it imports first is not of the source's making
        tracemalloc.start()
        try:
            count = sum(1 for piece in flat(importer.read(source)) if drafts_of([piece]))
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
        assert count >= MANY, f"{source.name}: a large source must hold {MANY:,} drafts, not {count:,}."
        assert peak < MOST_MEMORY, (
            f"{source.name}: {peak / 1e6:.0f} MB were held at once for {count:,} drafts; at most "
            f"{MOST_MEMORY / 1e6:.0f} may be. Yield each draft as it is read."
        )

    def test_it_knows_its_own_files(self, importer: Importer, sources: list[Source]) -> None:
        """Where it can tell what a file looks like, it answers in [0, 1] and knows its own files from noise."""
        if not isinstance(importer, Sniffs):
            pytest.skip("It does not sniff: files are known by their suffix alone.")
        for source in sources:
            own = importer.sniff(source.head(), source.name)
            assert 0.0 <= own <= 1.0, f"{source.name}: its likelihood is {own}."
            assert own > 0.3, f"{source.name}: it takes its own sample for another format ({own:.2f})."
            for name, content in nonsense(source.path.suffix):
                other = importer.sniff(content[:65536], name)
                assert 0.0 <= other <= 1.0, f"{name}: its likelihood is {other}."
                assert other < own, f"{name}: it is as likely ({other:.2f}) as {source.name} ({own:.2f})."

    def test_an_office_takes_it_in(
        self, importer: Importer, sources: list[Source], tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
    ) -> None:
        """Brought into an office, every draft is one it can keep, and something comes of it."""
        with an_office(tmp_path / "office", kept=kit_folder(tmp_path_factory)) as office:
            for source in sources:
                outcome = brought_in(office, importer, source)
                refused = [item for item in outcome.items if item.state == "rejected"]
                assert not refused, f"{source.name}, {refused[0].where}: {refused[0].reason}"
                assert outcome.made or outcome.corrected or outcome.items or outcome.same, (
                    f"{source.name}: nothing came of it."
                )

    def test_bringing_it_again_changes_nothing(
        self, importer: Importer, sources: list[Source], tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
    ) -> None:
        """Brought in again, from another file of the same content, it changes nothing."""
        with an_office(tmp_path / "office", kept=kit_folder(tmp_path_factory)) as office:
            for number, source in enumerate(sources):
                first = brought_in(office, importer, source)
                again = written(source, tmp_path / f"again-{number}", source.path.read_bytes())
                second = brought_in(office, importer, again)
                assert second.earlier_batch == first.batch, f"{source.name}: the same octets were read again."
                if is_text(source):
                    content = source.path.read_bytes().rstrip(b"\r\n") + b"\n\n"
                    third = brought_in(office, importer, written(source, tmp_path / f"third-{number}", content))
                    more = max(0, len(third.items) - len(first.items))
                    done = {"made": third.made, "corrected": third.corrected, "waiting": more}
                    assert not any(done.values()), f"{source.name}: brought in again it changed the office: {done}."

    def test_a_dry_run_writes_nothing(
        self, importer: Importer, sources: list[Source], tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
    ) -> None:
        """A dry run tells what would come of it, and writes nothing."""
        with an_office(tmp_path / "office", kept=kit_folder(tmp_path_factory)) as office:
            for source in sources:
                before = newest_change(office)
                would = brought_in(office, importer, source, dry_run=True)
                assert newest_change(office) == before, f"{source.name}: a dry run wrote something."
                did = brought_in(office, importer, source)
                assert (would.read, would.created, would.corrected, would.same) == (
                    did.read, did.created, did.corrected, did.same,
                ), f"{source.name}: a dry run told something else than the real run did."  # fmt: skip


def _as_far_as_it_goes(importer: Importer, source: Source) -> list[Any]:
    """Return the pieces of a source that may be damaged; that it is damaged is not what is tried."""
    found: list[Any] = []
    with suppress(UnreadableSource, OSError, EOFError):
        found.extend(flat(importer.read(source)))
    return found


def _keys_by_content(drafts: Sequence[Draft]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for draft in drafts:
        found.setdefault(repr((draft.record, draft.parts, dict(draft.raw))), set()).add(draft.key)
    return found


def _said(pieces: Sequence[Any]) -> list[str]:
    """Return what pieces say, whatever the line ends within their texts."""
    from trustcrm.plugin import Draft

    return [
        repr((piece.record, piece.parts) if isinstance(piece, Draft) else piece.where).replace("\\r\\n", "\\n")
        for piece in pieces
    ]


def _files(folder: Path) -> dict[Path, str]:
    return {path: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.rglob("*") if path.is_file()}
