"""The kit for calendar backends is tried by backends that are broken in one way each: every one must be caught."""

from __future__ import annotations

import hashlib
import re
import threading
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import pytest

from trustcrm.errors import EventExists, NoSuchEvent, ReadOnly, StaleEtag, TokenExpired, Unreachable
from trustcrm.hooks.calendar_specs import CalendarChanges, CalendarObject
from trustcrm.testing import CalendarConformance
from trustcrm.testing.calendar_objects import event
from trustcrm.testing.check import Subject, Tried, run_kit


@dataclass
class Store:
    """A calendar in memory that several hands can open: octets by href, and every change with its number."""

    kept: dict[str, bytes] = field(default_factory=dict)
    log: list[str] = field(default_factory=list)
    lock: threading.RLock = field(default_factory=threading.RLock)
    made: Iterator[int] = field(default_factory=lambda: count(1))


class Good:
    """Keeps to everything; one without a store is one that cannot be reached."""

    def __init__(self, store: Store | None) -> None:
        self.told = store

    @property
    def store(self) -> Store:
        if self.told is None:
            raise Unreachable("The calendar does not answer; try again later.")
        return self.told

    def list(self) -> Iterable[tuple[str, str]]:
        with self.store.lock:
            return [(href, self.etag(href)) for href in self.store.kept]

    def get(self, hrefs: Iterable[str]) -> Iterator[CalendarObject]:
        kept = self.store.kept
        for href in hrefs:
            if href in kept:
                yield CalendarObject(href=href, etag=self.etag(href), ics=kept[href])

    def create(self, ics: bytes) -> tuple[str, str]:
        with self.store.lock:
            if self.uid(ics) in map(self.uid, self.store.kept.values()):
                raise EventExists("An event of this UID is there; replace it.")
            href = self.href(ics)
            self.keep(href, ics)
            return href, self.etag(href)

    def replace(self, href: str, ics: bytes, etag: str) -> str:
        with self.store.lock:
            self.check(href, etag)
            self.keep(href, ics)
            return self.etag(href)

    def remove(self, href: str, etag: str) -> None:
        with self.store.lock:
            self.check(href, etag)
            del self.store.kept[href]
            self.store.log.append(href)

    def changes_since(self, token: str | None) -> CalendarChanges:
        log, kept = self.store.log, self.store.kept
        now = f"token {id(self.store)} {len(log)}"
        if token is None:
            return CalendarChanges(token=now, changed=tuple(self.list()))
        if not token.startswith(f"token {id(self.store)} "):
            raise TokenExpired("The token is not known any more; list the calendar anew.")
        touched = dict.fromkeys(log[int(token.rpartition(" ")[2]) :])
        changed = tuple((href, self.etag(href)) for href in touched if href in kept)
        return CalendarChanges(token=now, changed=changed, removed=tuple(href for href in touched if href not in kept))

    def close(self) -> None:
        """Let go of nothing."""

    def href(self, ics: bytes) -> str:
        return f"{next(self.store.made)}.ics"

    def uid(self, ics: bytes) -> bytes:
        found = re.search(rb"^UID:(.*?)\r$", ics.replace(b"\r\n ", b""), re.MULTILINE)
        assert found is not None
        return found[1]

    def keep(self, href: str, ics: bytes) -> None:
        self.store.kept[href] = ics
        self.store.log.append(href)

    def etag(self, href: str) -> str:
        return hashlib.sha256(self.store.kept[href]).hexdigest()

    def check(self, href: str, etag: str) -> None:
        if href not in self.store.kept:
            raise NoSuchEvent(f"{href} is not there; list the calendar anew.")
        if self.etag(href) != etag:
            raise StaleEtag(f"{href} was changed meanwhile; read it again.")


class GoodReader(Good):
    def create(self, ics: bytes) -> tuple[str, str]:
        raise ReadOnly("This calendar can be read only.")

    def replace(self, href: str, ics: bytes, etag: str) -> str:
        raise ReadOnly("This calendar can be read only.")

    def remove(self, href: str, etag: str) -> None:
        raise ReadOnly("This calendar can be read only.")


class GoodRewriter(Good):
    def keep(self, href: str, ics: bytes) -> None:
        lines = [line for line in ics.split(b"\r\n") if not line.startswith(b"PRODID")]
        super().keep(href, b"\r\n".join(lines))


class PlainOne(Good):
    """Neither tells changes nor closes."""

    changes_since = close = None  # type: ignore[assignment]


class ListsInPages(Good):
    def list(self) -> Iterable[tuple[str, str]]:
        return [*super().list()][:100]


class ListsTwice(Good):
    def list(self) -> Iterable[tuple[str, str]]:
        found = [*super().list()]
        return found + found[:1]


class NamesByTitle(Good):
    def href(self, ics: bytes) -> str:
        return ics.partition(b"SUMMARY:")[2].partition(b"\r")[0].decode() + ".ics"


class DropsTheUnknown(Good):
    def keep(self, href: str, ics: bytes) -> None:
        super().keep(href, re.sub(rb"(?m)^X-NOBODY.*\r\n", b"", ics))


class CutsAtCommas(GoodRewriter):
    def keep(self, href: str, ics: bytes) -> None:
        super().keep(href, re.sub(rb"(SUMMARY:[^\r]*?[^\\]),[^\r]*", rb"\1", ics))


class EtagOfWhatWasSent(GoodRewriter):
    def replace(self, href: str, ics: bytes, etag: str) -> str:
        super().replace(href, ics, etag)
        return hashlib.sha256(ics).hexdigest()


class EtagIsTheSize(Good):
    def etag(self, href: str) -> str:
        return f"{href} {len(self.store.kept[href])}"


class EtagOfTheCalendar(Good):
    def etag(self, href: str) -> str:
        return str(len(self.store.log))


class EtagOfTheConnection(Good):
    def etag(self, href: str) -> str:
        return f"{id(self)} {super().etag(href)}"


class YieldsInItsOwnOrder(Good):
    def get(self, hrefs: Iterable[str]) -> Iterator[CalendarObject]:
        return super().get(sorted(hrefs))


class RaisesForTheMissing(Good):
    def get(self, hrefs: Iterable[str]) -> Iterator[CalendarObject]:
        for href in hrefs:
            if href not in self.store.kept:
                raise NoSuchEvent(f"{href} is not there.")
            yield from super().get([href])


class CreatesAgain(Good):
    def uid(self, ics: bytes) -> bytes:
        return ics


class CreatesOver(Good):
    def href(self, ics: bytes) -> str:
        return hashlib.sha256(Good.uid(self, ics)).hexdigest()

    def uid(self, ics: bytes) -> bytes:
        return ics


class MovesOnReplacing(Good):
    def replace(self, href: str, ics: bytes, etag: str) -> str:
        super().remove(href, etag)
        return super().create(ics)[1]


class ReplacesRegardless(Good):
    def replace(self, href: str, ics: bytes, etag: str) -> str:
        return super().replace(href, ics, self.etag(href) if href in self.store.kept else etag)


class ReplacesAndComplains(Good):
    def replace(self, href: str, ics: bytes, etag: str) -> str:
        stood = self.etag(href) if href in self.store.kept else etag
        told = super().replace(href, ics, stood)
        if stood != etag:
            raise StaleEtag(f"{href} was changed meanwhile.")
        return told


class NoEtagIsAnyEtag(Good):
    def check(self, href: str, etag: str) -> None:
        if etag or href not in self.store.kept:
            super().check(href, etag)


class RemovesRegardless(Good):
    def remove(self, href: str, etag: str) -> None:
        super().remove(href, self.etag(href) if href in self.store.kept else etag)


class RemovesTheWhole(Good):
    def remove(self, href: str, etag: str) -> None:
        self.check(href, etag)
        self.store.kept.clear()


class ReplacingMakes(Good):
    def replace(self, href: str, ics: bytes, etag: str) -> str:
        if href in self.store.kept:
            return super().replace(href, ics, etag)
        self.keep(href, ics)
        return self.etag(href)


class RemovingTwiceIsFine(Good):
    def remove(self, href: str, etag: str) -> None:
        if href in self.store.kept:
            super().remove(href, etag)


class KeepsTombstones(Good):
    def create(self, ics: bytes) -> tuple[str, str]:
        if any(self.uid(ics) in gone for gone in self.gone):
            raise EventExists("An event of this UID was there; empty the bin.")
        return super().create(ics)

    def remove(self, href: str, etag: str) -> None:
        octets = self.store.kept.get(href, b"")
        super().remove(href, etag)
        self.gone.append(octets)

    def __init__(self, store: Store | None) -> None:
        super().__init__(store)
        self.gone: list[bytes] = []


class NamesByUid(Good):
    def href(self, ics: bytes) -> str:
        href = self.uid(ics).decode() + ".ics"
        if "/" in href or len(href) > 255:
            raise OSError(f"no such folder: {href}")
        return href


class ReadsFoldedUids(Good):
    def uid(self, ics: bytes) -> bytes:
        found = re.search(rb"UID:(.{,60}(?=\r))", ics)
        return found[1] if found else str(time.perf_counter_ns()).encode()


class ReadsAnyFile(Good):
    def get(self, hrefs: Iterable[str]) -> Iterator[CalendarObject]:
        for href in hrefs:
            if href.startswith("/etc"):
                yield CalendarObject(href=href, etag="1", ics=b"root")
            yield from super().get([href])


class ForgetsAtTheEnd(Good):
    def __init__(self, store: Store | None) -> None:
        super().__init__(Store() if store is not None else None)


class ForgetsEdits(Good):
    def __init__(self, store: Store | None) -> None:
        super().__init__(store)
        self.edits: dict[str, bytes] = {}

    def replace(self, href: str, ics: bytes, etag: str) -> str:
        self.check(href, etag)
        self.edits[href] = ics
        return self.etag(href)

    def get(self, hrefs: Iterable[str]) -> Iterator[CalendarObject]:
        for kept in super().get(hrefs):
            yield CalendarObject(href=kept.href, etag=kept.etag, ics=self.edits.get(kept.href, kept.ics))

    def etag(self, href: str) -> str:
        return hashlib.sha256(self.edits.get(href, self.store.kept[href])).hexdigest()


class RemembersEtags(Good):
    def __init__(self, store: Store | None) -> None:
        super().__init__(store)
        self.seen: dict[str, str] = {}

    def etag(self, href: str) -> str:
        return self.seen.setdefault(href, super().etag(href))

    def keep(self, href: str, ics: bytes) -> None:
        super().keep(href, ics)
        self.seen.pop(href, None)


class ChecksBeforeTheLock(Good):
    def replace(self, href: str, ics: bytes, etag: str) -> str:
        self.check(href, etag)
        time.sleep(0.002)
        self.keep(href, ics)
        return hashlib.sha256(ics).hexdigest()


class EmptyWhenAway(Good):
    def list(self) -> Iterable[tuple[str, str]]:
        return super().list() if self.told is not None else []


class TellsAllEachTime(Good):
    def changes_since(self, token: str | None) -> CalendarChanges:
        told = super().changes_since(token)
        return CalendarChanges(token=told.token, changed=tuple(self.list()), removed=told.removed)


class LeavesTheRemovedOut(Good):
    def changes_since(self, token: str | None) -> CalendarChanges:
        told = super().changes_since(token)
        return CalendarChanges(token=told.token, changed=told.changed)


class NothingSinceNowhere(Good):
    def changes_since(self, token: str | None) -> CalendarChanges:
        try:
            return super().changes_since(token)
        except TokenExpired:
            return CalendarChanges(token=super().changes_since(None).token)


class RemovesThoughReadOnly(GoodReader):
    def remove(self, href: str, etag: str) -> None:
        Good.remove(self, href, etag)


class SwallowsThoughReadOnly(GoodReader):
    def create(self, ics: bytes) -> tuple[str, str]:
        return "new.ics", "1"


class ClosesOnce(Good):
    closed = False

    def close(self) -> None:
        if self.closed:
            raise RuntimeError("closed already")
        self.closed = True


class EmptiesOnClosing(Good):
    def close(self) -> None:
        self.store.kept.clear()


MUTANTS: dict[type[Any], str] = {
    ListsInPages: "test_everything_is_listed_once",
    ListsTwice: "test_everything_is_listed_once",
    NamesByTitle: "test_everything_is_listed_once",
    DropsTheUnknown: "test_what_is_read_back_is_what_was_given",
    CutsAtCommas: "test_what_is_read_back_is_what_was_given",
    EtagOfWhatWasSent: "test_an_etag_stands_for_the_octets",
    EtagIsTheSize: "test_an_etag_stands_for_the_octets",
    EtagOfTheCalendar: "test_an_etag_changes_with_the_octets_alone",
    EtagOfTheConnection: "test_an_etag_changes_with_the_octets_alone",
    YieldsInItsOwnOrder: "test_it_yields_what_is_asked_for_in_that_order",
    RaisesForTheMissing: "test_it_yields_what_is_asked_for_in_that_order",
    CreatesAgain: "test_what_is_there_is_not_created_again",
    CreatesOver: "test_what_is_there_is_not_created_again",
    MovesOnReplacing: "test_replacing_keeps_the_href",
    ReplacesRegardless: "test_a_stale_etag_replaces_nothing",
    ReplacesAndComplains: "test_a_stale_etag_replaces_nothing",
    NoEtagIsAnyEtag: "test_a_stale_etag_replaces_nothing",
    RemovesRegardless: "test_a_stale_etag_removes_nothing",
    RemovesTheWhole: "test_what_is_removed_is_gone",
    ReplacingMakes: "test_what_is_not_there_is_neither_replaced_nor_removed",
    RemovingTwiceIsFine: "test_what_is_not_there_is_neither_replaced_nor_removed",
    KeepsTombstones: "test_what_was_removed_can_be_created_again",
    NamesByUid: "test_a_uid_may_be_any_text[slashes]",
    ReadsFoldedUids: "test_a_uid_may_be_any_text[300 characters]",
    ReadsAnyFile: "test_an_href_leads_nowhere_else['/etc/passwd']",
    ForgetsAtTheEnd: "test_what_was_written_is_there_for_the_next",
    ForgetsEdits: "test_what_was_written_is_there_for_the_next",
    RemembersEtags: "test_another_hand_is_seen",
    ChecksBeforeTheLock: "test_of_two_writers_at_once_one_succeeds",
    EmptyWhenAway: "test_what_cannot_be_reached_is_no_empty_calendar",
    TellsAllEachTime: "test_changes_are_told_exactly",
    LeavesTheRemovedOut: "test_changes_are_told_exactly",
    NothingSinceNowhere: "test_a_token_it_never_gave_has_expired[no such token]",
    RemovesThoughReadOnly: "test_what_is_read_only_takes_nothing_in",
    SwallowsThoughReadOnly: "test_what_is_read_only_takes_nothing_in",
    ClosesOnce: "test_it_can_be_closed",
    EmptiesOnClosing: "test_it_can_be_closed",
}


def _tried(backend: type[Good], only: str = "") -> dict[str, Tried]:
    """Try the kit on a backend; each of its tests has a store of its own, which two settings tell apart by a folder."""
    stores: dict[str, Store] = {}

    def build(told: dict[str, str]) -> Any:
        if told["at"] == "nowhere":
            return backend(None)
        if told["at"] not in stores:
            stores[told["at"]] = Store(kept={"1.ics": event()} if issubclass(backend, GoodReader) else {})
        return backend(stores[told["at"]])

    subject = Subject(
        plugin="t", build=build, calendars={"calendar": {"at": "{folder}"}, "unreachable": {"at": "nowhere"}},
        read_only=issubclass(backend, GoodReader), rewrites=issubclass(backend, GoodRewriter),
    )  # fmt: skip
    return {one.test: one for one in run_kit("calendar", "TestCalendar", subject, only=only)}


@pytest.mark.parametrize("backend", [Good, GoodReader, GoodRewriter, PlainOne])
def test_a_good_backend_passes_every_test_that_applies(backend: type[Good]) -> None:
    tried = _tried(backend)
    assert {one.test: one.why for one in tried.values() if one.result == "failed"} == {}
    left_out = {one.why for one in tried.values() if one.result == "not tried"}
    assert left_out <= {
        "It can be written.",
        "It can be read only.",
        "It holds nothing open.",
        "It does not tell what has changed: it is listed whole each time.",
    }


@pytest.mark.parametrize("mutant", MUTANTS)
def test_every_mutant_is_caught_by_its_test(mutant: type[Good]) -> None:
    caught = _tried(mutant, MUTANTS[mutant])[MUTANTS[mutant]]
    assert (caught.result, bool(caught.why)) == ("failed", True), caught


def test_every_test_of_the_kit_has_a_mutant() -> None:
    there = {name for name in dir(CalendarConformance) if name.startswith("test_")}
    assert there == {test.partition("[")[0] for test in MUTANTS.values()}
