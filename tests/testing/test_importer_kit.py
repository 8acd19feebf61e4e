"""The kit for importers is tried by importers that are broken in one way each: every one must be caught."""

from __future__ import annotations

import hashlib
import socket
import urllib.request
import uuid
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.testing.conftest import GOOD, TryOn
from trustcrm.plugin import (
    City,
    Draft,
    Interaction,
    Mention,
    Participant,
    Person,
    Rejected,
    Source,
    UnreadableSource,
)
from trustcrm.testing import ImporterConformance


class Calls:
    """Reads calls, one a line: day, city and words, parted by semicolons."""

    first = "#calls"

    def read(self, source: Source) -> Iterator[Any]:
        with source.open() as file:
            head = self.text(file.readline()).strip()
            if head != self.first:
                raise UnreadableSource(f"{source.name} does not begin with {self.first}.")
            for number, line in enumerate(file, 2):
                text = self.text(line).rstrip("\r\n")
                if text.strip():
                    yield self.piece(number, text)

    def text(self, line: bytes) -> str:
        return line.decode("utf-8-sig", "replace")

    def piece(self, number: int, text: str) -> Any:
        where = f"line {number}"
        day, _, rest = text.partition(";")
        city, _, words = rest.partition(";")
        try:
            on = date.fromisoformat(day)
            if not city or not words:
                raise ValueError(text)
        except ValueError:
            return Rejected(where=where, reason="The line is not a day, a city and words.", raw={"text": text})
        return self.draft(number, where, on, city, words)

    def draft(self, number: int, where: str, on: date, city: str, words: str) -> Any:
        return Draft(
            key=self.key(number, on, city, words), where=where, raw={"city": city, "words": words},
            record=Interaction(
                kind="call", giver=self.home(), receiver=Mention(noun="city", name=city), on=on, words=words
            ),
        )  # fmt: skip

    def home(self) -> Any:
        return Mention(noun="city", name="Homeville", country="US")

    def key(self, number: int, on: date, city: str, words: str) -> str:
        return hashlib.sha256(f"{on}{city}{words}".encode()).hexdigest()[:16]


class Sniffing(Calls):
    def sniff(self, head: bytes, name: str) -> float:
        return 0.9 if head.removeprefix(b"\xef\xbb\xbf").startswith(self.first.encode()) else 0.0


class YieldsText(Calls):
    def draft(self, number: int, where: str, on: date, city: str, words: str) -> Any:
        return words


class RejectsGoodOnes(Calls):
    def draft(self, number: int, where: str, on: date, city: str, words: str) -> Any:
        return (
            Rejected(where=where, reason="Bogotá has an accent.")
            if "á" in city
            else super().draft(number, where, on, city, words)
        )


class OneKeyForTheCity(Calls):
    def key(self, number: int, on: date, city: str, words: str) -> str:
        return city


class KeyIsTheLine(Calls):
    def key(self, number: int, on: date, city: str, words: str) -> str:
        return f"line-{number}"


class KeyIsTheChain(Calls):
    def __init__(self) -> None:
        self.former = ""

    def read(self, source: Source) -> Iterator[Any]:
        self.former = ""
        yield from super().read(source)

    def key(self, number: int, on: date, city: str, words: str) -> str:
        self.former = hashlib.sha256(f"{self.former}{on}{city}{words}".encode()).hexdigest()
        return self.former


class KeyIsChance(Calls):
    def key(self, number: int, on: date, city: str, words: str) -> str:
        return str(uuid.uuid4())


class KeyHoldsThePath(Calls):
    def read(self, source: Source) -> Iterator[Any]:
        self.path = source.path
        yield from super().read(source)

    def key(self, number: int, on: date, city: str, words: str) -> str:
        return f"{self.path}:{super().key(number, on, city, words)}"


class ReadsOnce(Calls):
    def __init__(self) -> None:
        self.done: set[Path] = set()

    def read(self, source: Source) -> Iterator[Any]:
        if source.path not in self.done:
            self.done.add(source.path)
            yield from super().read(source)


class SaysNotWhere(Calls):
    def piece(self, number: int, text: str) -> Any:
        piece = super().piece(number, text)
        return replace(piece, where="")


class RawHoldsNumbers(Calls):
    def piece(self, number: int, text: str) -> Any:
        piece = super().piece(number, text)
        return replace(piece, raw={"line": number})


class RefersByNumber(Calls):
    def home(self) -> Any:
        return 1


class PartNamesItsWhole(Calls):
    def draft(self, number: int, where: str, on: date, city: str, words: str) -> Any:
        draft = super().draft(number, where, on, city, words)
        part = Participant(
            interaction=Mention(noun="interaction", name="this one"), person=Mention(noun="person", name="Ana")
        )
        return replace(draft, parts=(part,))


class StopsAtTheBrokenOne(Calls):
    def read(self, source: Source) -> Iterator[Any]:
        for piece in super().read(source):
            yield piece
            if isinstance(piece, Rejected):
                return


class DropsTheBrokenOne(Calls):
    def read(self, source: Source) -> Iterator[Any]:
        return (piece for piece in super().read(source) if isinstance(piece, Draft))


class ReasonIsATraceback(Calls):
    def piece(self, number: int, text: str) -> Any:
        piece = super().piece(number, text)
        if isinstance(piece, Rejected):
            return Rejected(where=piece.where, reason="Traceback (most recent call last):\n  ValueError", raw=piece.raw)
        return piece


class RaisesAtTheBrokenOne(Calls):
    def piece(self, number: int, text: str) -> Any:
        piece = super().piece(number, text)
        if isinstance(piece, Rejected):
            raise ValueError(piece.reason)
        return piece


class WantsTheEnd(Calls):
    """Reads only what ends as it should, so that a source cut short gives nothing."""

    def read(self, source: Source) -> Iterator[Any]:
        if not source.path.read_bytes().endswith(b"beds\n"):
            raise UnreadableSource(f"{source.name} is cut short.")
        yield from super().read(source)


class SilentAboutTheCut(Calls):
    def read(self, source: Source) -> Iterator[Any]:
        if b"Berlin" in source.path.read_bytes() or not source.head().startswith(b"#calls"):
            yield from super().read(source)


class RaisesAtAnOddCharacter(Calls):
    """Falls over what no sample holds: a quotation mark or a control character."""

    def piece(self, number: int, text: str) -> Any:
        if not text.isprintable() or '"' in text:
            raise KeyError(text)
        return super().piece(number, text)


class KeepsTheMark(Calls):
    first = "#calls"

    def text(self, line: bytes) -> str:
        return line.decode("utf-8", "replace")


class KeepsTheReturn(Calls):
    def piece(self, number: int, text: str) -> Any:
        return super().piece(number, text + self.end)

    def text(self, line: bytes) -> str:
        self.end = "\r" if line.endswith(b"\r\n") else ""
        return super().text(line)


class RaisesAtNoise(Calls):
    def text(self, line: bytes) -> str:
        return line.decode("utf-8-sig")


class TakesAnything(Calls):
    def read(self, source: Source) -> Iterator[Any]:
        if source.head().startswith(b"#calls"):
            yield from super().read(source)
        else:
            yield Draft(key="x", record=City(name="Anything"), where="the whole")


class UnreadableTooLate(Calls):
    def read(self, source: Source) -> Iterator[Any]:
        yield Draft(key="x", record=City(name="Anything"), where="the whole")
        yield from super().read(source)


class WritesBeside(Calls):
    def read(self, source: Source) -> Iterator[Any]:
        source.path.with_suffix(".cache").write_text("read", "utf-8")
        yield from super().read(source)


class AsksTheNetwork(Calls):
    def read(self, source: Source) -> Iterator[Any]:
        try:
            urllib.request.urlopen("http://127.0.0.1:9/countries", timeout=0.2)
        except OSError:
            socket.gethostname()
        yield from super().read(source)


class AsksThePerson(Calls):
    def read(self, source: Source) -> Iterator[Any]:
        with suppress(EOFError, OSError):
            input("Which city is home? ")
        yield from super().read(source)


class ReadsAllAtOnce(Calls):
    def read(self, source: Source) -> Iterator[Any]:
        yield from list(super().read(source))


class IsSureOfAnything(Sniffing):
    def sniff(self, head: bytes, name: str) -> float:
        return 1.0


class IsSureBeyondReason(Sniffing):
    def sniff(self, head: bytes, name: str) -> float:
        return 2.0 * super().sniff(head, name)


class KnowsNotItsOwn(Sniffing):
    def sniff(self, head: bytes, name: str) -> float:
        return 0.0


class DraftsWhatCannotBe(Calls):
    def draft(self, number: int, where: str, on: date, city: str, words: str) -> Any:
        return Draft(key=f"{on}{city}{words}", record=Person(name=" "), where=where)


MUTANTS = {
    YieldsText: "test_it_yields_drafts_and_rejected_pieces_only",
    RejectsGoodOnes: "test_a_sample_reads_whole",
    OneKeyForTheCity: "test_keys_are_unique_within_a_source",
    KeyIsTheLine: "test_a_key_never_depends_on_neighbours",
    KeyIsTheChain: "test_a_key_never_depends_on_neighbours",
    KeyIsChance: "test_reading_twice_gives_the_same",
    ReadsOnce: "test_reading_twice_gives_the_same",
    KeyHoldsThePath: "test_bringing_it_again_changes_nothing",
    SaysNotWhere: "test_every_piece_says_where_it_stands",
    RawHoldsNumbers: "test_every_piece_says_where_it_stands",
    RefersByNumber: "test_it_mentions_what_it_refers_to",
    PartNamesItsWhole: "test_it_mentions_what_it_refers_to",
    StopsAtTheBrokenOne: "test_a_broken_piece_hides_nothing_else",
    DropsTheBrokenOne: "test_a_broken_piece_hides_nothing_else",
    ReasonIsATraceback: "test_a_broken_piece_hides_nothing_else",
    RaisesAtTheBrokenOne: "test_a_broken_piece_hides_nothing_else",
    WantsTheEnd: "test_a_source_cut_short_yields_what_stands_before_the_cut[three quarters]",
    SilentAboutTheCut: "test_a_source_cut_short_yields_what_stands_before_the_cut[three quarters]",
    RaisesAtAnOddCharacter: "test_a_damaged_source_raises_nothing",
    KeepsTheMark: "test_how_an_editor_saved_a_text_changes_nothing[with a byte order mark]",
    KeepsTheReturn: "test_how_an_editor_saved_a_text_changes_nothing[with CRLF line ends]",
    RaisesAtNoise: "test_what_is_not_of_this_format_is_called_unreadable",
    TakesAnything: "test_what_is_not_of_this_format_is_called_unreadable",
    UnreadableTooLate: "test_what_is_not_of_this_format_is_called_unreadable",
    WritesBeside: "test_it_writes_nothing",
    AsksTheNetwork: "test_it_opens_no_network",
    AsksThePerson: "test_it_asks_nobody",
    IsSureOfAnything: "test_it_knows_its_own_files",
    IsSureBeyondReason: "test_it_knows_its_own_files",
    KnowsNotItsOwn: "test_it_knows_its_own_files",
    DraftsWhatCannotBe: "test_an_office_takes_it_in",
}
BY_MEMORY = {ReadsAllAtOnce: "test_a_large_source_needs_little_memory"}
NEED_NO_MUTANT = {"test_a_dry_run_writes_nothing": "the pipeline writes, never an importer"}


@pytest.mark.parametrize("importer", [Calls, Sniffing])
def test_a_good_importer_passes_every_test(try_importer: TryOn, importer: type[Any]) -> None:
    tried = try_importer(importer, large_file=True)
    assert {one.test: one.why for one in tried.values() if one.result == "failed"} == {}
    left_out = {name for name, one in tried.items() if one.result == "not tried"}
    assert left_out == (set() if importer is Sniffing else {"test_it_knows_its_own_files"})


@pytest.mark.parametrize("mutant", MUTANTS)
def test_every_mutant_is_caught_by_its_test(try_importer: TryOn, mutant: type[Any]) -> None:
    caught = try_importer(mutant, only=MUTANTS[mutant])[MUTANTS[mutant]]
    assert caught.result == "failed", caught
    assert caught.why
    assert "\n" not in caught.why


def test_one_that_reads_all_at_once_is_caught(try_importer: TryOn) -> None:
    caught = try_importer(ReadsAllAtOnce, large_file=True)[BY_MEMORY[ReadsAllAtOnce]]
    assert (caught.result, "MB were held at once" in caught.why) == ("failed", True), caught


def test_every_test_of_the_kit_has_a_mutant() -> None:
    there = {name for name in dir(ImporterConformance) if name.startswith("test_")}
    caught = {test.partition("[")[0] for test in (*MUTANTS.values(), *BY_MEMORY.values())}
    assert there == caught | set(NEED_NO_MUTANT)


def test_what_is_not_given_is_told(try_importer: TryOn) -> None:
    tried = try_importer(Calls)
    assert tried["test_a_large_source_needs_little_memory"].why == "There is no folder `large` among the samples."


def test_a_sample_that_is_none_fails(try_importer: TryOn) -> None:
    tried = try_importer(Calls, {"b.calls": "#calls\n"})
    assert tried["test_a_sample_reads_whole"].why.endswith("b.calls: it holds no draft.")
    assert GOOD.count("\n") == 11
