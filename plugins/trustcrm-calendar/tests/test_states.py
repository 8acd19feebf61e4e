"""Edits and removals on both sides, syncs, crashes in the middle, lost tokens and a clock that jumps, in any order."""

from __future__ import annotations

import hashlib
import itertools
import os
import random
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, ClassVar, cast

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from trustcrm.plugin import (
    CalendarBackendSpec,
    CalendarChanges,
    CalendarObject,
    Engagement,
    EventExists,
    NoSuchEvent,
    PluginContext,
    StaleEtag,
    TokenExpired,
    Unreachable,
)
from trustcrm.testing import CalendarConformance
from trustcrm_calendar.ahead import Ahead
from trustcrm_calendar.collided import collisions
from trustcrm_calendar.lines import calendar_in, parse, written
from trustcrm_calendar.sync import Sync, TooManyDeletions
from trustcrm_calendar.vdir import uid_of

EXAMPLES = 100 if "TRUSTCRM_TESTS_THOROUGH" in os.environ else 8
EVENT = """BEGIN:VCALENDAR\r
VERSION:2.0\r
PRODID:-//there//EN\r
BEGIN:VEVENT\r
UID:{uid}\r
DTSTAMP:20300601T000000Z\r
DTSTART;VALUE=DATE:20300709\r
SUMMARY:{uid}\r
END:VEVENT\r
END:VCALENDAR\r
"""


class Shelf:
    """A calendar in memory that tells what changed, and loses its tokens when told to.

    As some servers do, it tells nothing of what came and went since a token.
    """

    def __init__(self, held: dict[str, tuple[bytes, int]] | None = None) -> None:
        self.held = held if held is not None else {}
        self.log: list[str] = []
        self.there = [frozenset(self.held)]
        self.epoch = 0
        self._versions = itertools.count(1)

    def list(self) -> Iterable[tuple[str, str]]:
        return [(href, str(version)) for href, (_, version) in self.held.items()]

    def get(self, hrefs: Iterable[str]) -> Iterator[CalendarObject]:
        for href in hrefs:
            if href in self.held:
                ics, version = self.held[href]
                yield CalendarObject(href=href, etag=str(version), ics=ics)

    def create(self, ics: bytes) -> tuple[str, str]:
        uid = uid_of(ics)
        if any(uid_of(kept) == uid for kept, _ in self.held.values()):
            raise EventExists("It is there.")
        href = hashlib.sha256(uid).hexdigest()[:12]
        return href, self.put(href, ics)

    def replace(self, href: str, ics: bytes, etag: str) -> str:
        self._check(href, etag)
        return self.put(href, ics)

    def remove(self, href: str, etag: str) -> None:
        self._check(href, etag)
        del self.held[href]
        self._logged(href)

    def changes_since(self, token: str | None) -> CalendarChanges:
        now = f"{id(self)} {self.epoch} {len(self.log)}"
        if token is None:
            return CalendarChanges(token=now, changed=tuple(self.list()))
        mark, _, seen = token.rpartition(" ")
        if mark != f"{id(self)} {self.epoch}" or not seen.isdigit() or int(seen) > len(self.log):
            raise TokenExpired("It is not known.")
        told = dict(self.list())
        since = dict.fromkeys(self.log[int(seen) :])
        return CalendarChanges(
            token=now,
            changed=tuple((href, told[href]) for href in since if href in told),
            removed=tuple(href for href in since if href not in told and href in self.there[int(seen)]),
        )

    def put(self, href: str, ics: bytes) -> str:
        """Write as any program could, asking nobody."""
        self.held[href] = (ics, next(self._versions))
        self._logged(href)
        return str(self.held[href][1])

    def _logged(self, href: str) -> None:
        self.log.append(href)
        self.there.append(frozenset(self.held))

    def _check(self, href: str, etag: str) -> None:
        if href not in self.held:
            raise NoSuchEvent("It is not there.")
        if etag != str(self.held[href][1]):
            raise StaleEtag("It was changed.")


class Away:
    """A shelf that cannot be reached."""

    def __getattr__(self, name: str) -> Any:
        def never(*_: Any) -> Any:
            raise Unreachable("It is away.")

        return never


class TestShelf(CalendarConformance):
    many = 30

    @pytest.fixture
    def opened(self) -> Any:
        shelf = Shelf()
        return lambda: shelf

    @pytest.fixture
    def unreachable(self) -> Any:
        return Away()


class OneCalendar:
    """The calendars of a configuration that names a single one."""

    def __init__(self, name: str, backend: Any) -> None:
        self._name, self._backend = name, backend

    def names(self) -> list[str]:
        return [self._name]

    def spec(self, name: str) -> CalendarBackendSpec:
        return CalendarBackendSpec(name="shelf", summary="In memory", factory=lambda *_: self._backend, rewrites=True)

    def open(self, name: str) -> Any:
        return self._backend


class Crash(BaseException):
    """The machine stops."""


class Crashing:
    """Passes calls on, and stops the machine before or after the one that is due."""

    def __init__(self, told: Any, left: list[int], names: tuple[str, ...]) -> None:
        self._told, self._left, self._names = told, left, names

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._told, name)
        if name not in self._names:
            return found

        def call(*args: Any, **kwargs: Any) -> Any:
            self._tick()
            done = found(*args, **kwargs)
            self._tick()
            return done

        return call

    def _tick(self) -> None:
        self._left[0] -= 1
        if self._left[0] < 0:
            raise Crash


def crashing(run: Sync, left: list[int]) -> None:
    """Let a run stop once so many of its steps are done."""
    told: Any = run
    told._backend = told._there._backend = Crashing(
        told._backend, left, ("create", "replace", "remove", "get", "changes_since")
    )
    told._agreed = Crashing(told._agreed, left, ("keep", "forget", "miss"))
    told._do = Crashing(told._do, left, ("add", "correct", "cancel"))
    told._there._last = Crashing(told._there._last, left, ("keep", "spoil"))


_PICKS = st.integers(0, 99)
_TEXTS = st.sampled_from(["A", "B", "C", "Getty House", "one, two; three"])
_FIELDS = {"place": "LOCATION", "words": "DESCRIPTION"}


class TwoSides(RuleBasedStateMachine):
    """What each event must say in the end: an edit survives, or is listed as one side's of a collision."""

    context: ClassVar[PluginContext]
    number: ClassVar[Iterator[int]] = itertools.count()

    @initialize()
    def begin(self) -> None:
        self.name = f"calendar {next(self.number)}"
        self.shelf = Shelf()
        self.here = replace(self.context, calendars=OneCalendar(self.name, self.shelf))
        self.wanted: dict[str, None] = {}  # in the order in which they came, which any run of the same steps repeats
        self.pending: dict[tuple[str, str], dict[str, str]] = {}
        self.removed_there: set[str] = set()
        self.withdrawn_here: set[str] = set()
        self.day = date(2030, 6, 30)

    def teardown(self) -> None:
        for row, one in self._engagements().items():
            if one.state != "cancelled":
                self.context.do.cancel(row)

    @rule(text=_TEXTS)
    def add_here(self, text: str) -> None:
        row = self.context.do.add(Engagement(title="new", starts_on=date(2030, 7, 4)), again=True).ids[0]
        title = f"here {row}"
        self.context.do.correct("engagement", row, {"title": title, "place": text})
        self.wanted[title] = None

    @rule(text=_TEXTS)
    def add_there(self, text: str) -> None:
        uid = f"there-{next(self.number)}@x"
        self.shelf.put(uid, _with(EVENT.format(uid=uid).encode(), "place", text))
        self.wanted[uid] = None

    @precondition(lambda self: self.wanted)
    @rule(pick=_PICKS, field=st.sampled_from(sorted(_FIELDS)), text=_TEXTS)
    def edit_here(self, pick: int, field: str, text: str) -> None:
        rows = {one.title: row for row, one in self._engagements().items() if one.state != "cancelled"}
        titles = [title for title in self.wanted if title in rows]
        if titles:
            title = titles[pick % len(titles)]
            if self.context.do.correct("engagement", rows[title], {field: text}):
                self.pending.setdefault((title, field), {})["here"] = text

    @precondition(lambda self: self.shelf.held)
    @rule(pick=_PICKS, field=st.sampled_from(sorted(_FIELDS)), text=_TEXTS)
    def edit_there(self, pick: int, field: str, text: str) -> None:
        href = self._href(pick)
        ics = self.shelf.held[href][0]
        title = _said(ics)["SUMMARY"]
        if title in self.wanted and _said(ics).get(_FIELDS[field]) != text:
            self.shelf.put(href, _with(ics, field, text))
            self.pending.setdefault((title, field), {})["there"] = text

    @precondition(lambda self: self.shelf.held)
    @rule(pick=_PICKS)
    def remove_there(self, pick: int) -> None:
        href = self._href(pick)
        self.removed_there.add(_said(self.shelf.held[href][0])["SUMMARY"])
        self.shelf.remove(href, str(self.shelf.held[href][1]))

    @precondition(lambda self: self.wanted)
    @rule(pick=_PICKS)
    def withdraw_here(self, pick: int) -> None:
        rows = {one.title: row for row, one in self._engagements().items()}
        titles = [title for title in self.wanted if title in rows]
        if titles:
            title = titles[pick % len(titles)]
            self.context.do.withdraw("engagement", rows[title])
            self.withdrawn_here.add(title)

    @rule()
    def lose_the_token(self) -> None:
        self.shelf.epoch += 1

    @rule(days=st.integers(-3, 3))
    def let_the_clock_jump(self, days: int) -> None:
        self.day = date(2030, 6, 30) + timedelta(days=days)

    @rule(at=st.integers(0, 20))
    def sync_and_crash(self, at: int) -> None:
        self._sync(crash_after=at)

    @rule()
    def sync_whole(self) -> None:
        self._sync()

    @invariant()
    def nothing_is_there_twice(self) -> None:
        titles = [one.title for one in self._engagements().values()]
        assert len(titles) == len(set(titles)), titles
        there = [_said(ics)["SUMMARY"] for ics, _ in self.shelf.held.values()]
        assert len(there) == len(set(there)), there

    @invariant()
    def nothing_goes_that_nobody_took_away(self) -> None:
        for one in self._engagements().values():
            if one.state == "cancelled" and one.title in self.wanted:
                assert one.title in self.removed_there, f"{one.title} was called off and nobody removed it."

    @rule()
    def settle(self) -> None:
        """Sync until nothing is to be done; then both sides say the same and every edit is there, or told."""
        for _ in range(4):
            self._sync()
        here, there = self._both()
        for title in self.wanted.keys() - self.withdrawn_here - self.removed_there:
            assert title in here, f"{title} is gone here."
            assert title in there, f"{title} is gone there."
            for field, name in _FIELDS.items():
                assert getattr(here[title], field) == there[title].get(name), (title, field)
        assert not [key for key in self.pending if key[0] not in self.withdrawn_here | self.removed_there]

    def _look_for_what_was_edited(self, whole: bool) -> None:
        """Each side's edit since both last said the same stands or is told; of what both say now none is pending."""
        here, there = self._both()
        told = [line for one in collisions(self.context.tables) for line in (one.theirs, one.ours)]
        for (title, field), edits in [*self.pending.items()]:
            if title in self.withdrawn_here | self.removed_there or title not in here or title not in there:
                continue
            kept = getattr(here[title], field)
            if whole or kept == there[title].get(_FIELDS[field]):
                assert kept in edits.values(), (title, field, kept, edits)
                for text in set(edits.values()) - {kept}:
                    line = f"{_FIELDS[field]}:{_escaped(text)}"
                    assert line in told, f"{line} of {title} is lost."
                del self.pending[title, field]

    def _both(self) -> tuple[dict[str, Engagement], dict[str, dict[str, str]]]:
        here = {one.title: one for one in self._engagements().values() if one.state != "cancelled"}
        return here, {_said(ics)["SUMMARY"]: _said(ics) for ics, _ in self.shelf.held.values()}

    def _sync(self, crash_after: int | None = None) -> None:
        left = [crash_after if crash_after is not None else 10**9]
        Ahead.today = property(lambda _: self.day)  # type: ignore[assignment, method-assign]
        with closing(Sync(self.here, self.name)) as run:
            crashing(run, left)
            try:
                acts = run.acts()
                try:
                    run.check(acts, None)
                except TooManyDeletions:
                    return
                done = list(run.carry_out(acts))
                if again := {one.act.uid for one in done if one.why_not} | run.unsure:
                    done += run.carry_out(run.acts(only=again))
                run.finish(done)
            except Crash:
                assert crash_after is not None
                self._look_for_what_was_edited(whole=False)
            else:
                self._look_for_what_was_edited(whole=True)

    def _href(self, pick: int) -> str:
        return [*self.shelf.held][pick % len(self.shelf.held)]

    def _engagements(self) -> dict[int, Engagement]:
        page = self.context.ask.page("engagement").rows
        return {one.kept.id: cast("Engagement", one.kept.record) for one in page}


def _with(ics: bytes, field: str, text: str) -> bytes:
    tree = parse(ics)
    calendar = calendar_in(tree)
    (event,) = calendar.components("VEVENT")
    changed = event.with_lines([_FIELDS[field]], [written(_FIELDS[field], _escaped(text))])
    whole = calendar.with_parts(changed if part is event else part for part in calendar.parts)
    return tree.with_parts(whole if part is calendar else part for part in tree.parts).octets()


def _escaped(text: str) -> str:
    return text.replace(",", "\\,").replace(";", "\\;")


def _said(ics: bytes) -> dict[str, str]:
    (event,) = calendar_in(parse(ics)).components("VEVENT")
    return {line.name: event.text(line.name) for line in event.lines()}


def test_no_order_of_things_loses_doubles_or_deletes(context: PluginContext, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Ahead, "today", Ahead.today)
    TwoSides.context = context
    run_state_machine_as_test(
        TwoSides,
        settings=settings(
            max_examples=EXAMPLES, stateful_step_count=25, deadline=None, derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip


def test_a_hundred_crashes_are_finished_by_the_next_run(context: PluginContext) -> None:
    chance, left, crashes = random.Random(1), [0], 0
    shelf = Shelf()
    here = replace(context, calendars=OneCalendar("shared", shelf))
    places: dict[str, str] = {}
    for number in itertools.count():
        uid = f"there-{number}@x"
        shelf.put(uid, EVENT.format(uid=uid).encode())
        row = context.do.add(Engagement(title=f"here {number}", starts_on=date(2030, 7, 4)), again=True).ids[0]
        context.do.correct("engagement", row, {"place": f"place {number}"})
        places |= {f"here {number}": f"place {number}", uid: ""}
        left[0] = chance.randrange(0, 14)
        crashes += _crashes(here, left)
        if crashes % 10 == 0 or crashes >= 100:
            left[0] = 10**9
            assert [_crashes(here, left) for _ in range(2)] == [False, False]
            rows = context.ask.page("engagement").rows
            told = [(one.title, one.place or "") for one in (cast("Engagement", row.kept.record) for row in rows)]
            said = [(_said(ics)["SUMMARY"], _said(ics).get("LOCATION", "")) for ics, _ in shelf.held.values()]
            assert sorted(told) == sorted(said) == sorted(places.items())
        if crashes >= 100:
            break
    assert collisions(context.tables) == []


def _crashes(context: PluginContext, left: list[int]) -> bool:
    """Sync, and return whether that ended in the middle."""
    with closing(Sync(context, "shared")) as run:
        crashing(run, left)
        try:
            run.finish(list(run.carry_out(run.acts())))
        except Crash:
            return True
    return False
