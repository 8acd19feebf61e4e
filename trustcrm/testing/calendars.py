"""What every calendar backend keeps to, sentence by sentence of its Protocol: `trustcrm.plugin.CalendarBackend`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TYPE_CHECKING, ClassVar, cast

import pytest

from trustcrm.plugin import (
    Closes,
    EventExists,
    NoSuchEvent,
    ReadOnly,
    StaleEtag,
    TokenExpired,
    TracksChanges,
    Unreachable,
)
from trustcrm.testing.calendar_objects import ODD_UIDS, event
from trustcrm.testing.skipping import Conformance

if TYPE_CHECKING:
    from trustcrm.plugin import CalendarBackend

    Open = Callable[[], CalendarBackend]

ROUNDS = 12
"""How often two writers meet at one object."""
MANY = 300
_STRANGE = ("no such event.ics", "", "..", "../..", "../outside.ics", "/etc/passwd", "a/../../b.ics", "\0", "x" * 5000)


class CalendarConformance(Conformance):
    """Subclass it, and give `opened` and `unreachable`; `read_only` and `rewrites` where the spec says so."""

    many: ClassVar[int] = MANY
    """How many objects a calendar is tried with; fewer where a server takes its time for each."""

    @pytest.fixture
    def opened(self) -> Open:
        """Opens the calendar, the same one each time; it is empty when a test begins, unless it can only be read."""
        pytest.fail("Write a fixture `opened` that returns a callable which opens one calendar, empty at first.")

    @pytest.fixture
    def unreachable(self) -> CalendarBackend:
        """The backend on a calendar that is not there, or cannot be reached."""
        pytest.fail(
            "Write a fixture `unreachable` that returns your backend on a calendar that cannot be reached, or say in "
            "not_tried['test_what_cannot_be_reached_is_no_empty_calendar'] why that cannot be."
        )

    @pytest.fixture
    def read_only(self) -> bool:
        """Whether the backend takes nothing in; its calendar must then hold something."""
        return False

    @pytest.fixture
    def rewrites(self) -> bool:
        """Whether the backend may keep other octets than it was given."""
        return False

    @pytest.fixture
    def calendar(self, opened: Open) -> Iterator[CalendarBackend]:
        """The calendar, opened once."""
        backend = opened()
        yield backend
        _close(backend)

    @pytest.fixture
    def writable(self, calendar: CalendarBackend, read_only: bool) -> CalendarBackend:
        """The calendar, where something can be written."""
        if read_only:
            pytest.skip("It can be read only.")
        assert not list(calendar.list()), "The calendar of a test must be empty at first."
        return calendar

    def test_everything_is_listed_once(self, writable: CalendarBackend) -> None:
        """Every object is listed once, with the href and etag that creating it returned."""
        made = dict(writable.create(event(f"{number}@city.example")) for number in range(self.many))
        assert len(made) == self.many, f"{self.many} objects were created under {len(made)} hrefs."
        told = Counter(href for href, _ in writable.list())
        assert not [href for href in made if href not in told], "An object that was created is not listed."
        assert set(told.values()) == {1}, f"{told.most_common(1)[0][0]!r} is listed more than once."
        assert set(told) == set(made), f"{next(iter(set(told) - set(made)))!r} is listed and was never created."
        assert dict(writable.list()) == made, "An etag that is listed is another than creating returned."

    def test_what_is_read_back_is_what_was_given(self, writable: CalendarBackend, rewrites: bool) -> None:
        """The octets given are read back, properties nobody knows among them; one that rewrites keeps what they say."""
        given = event(summary="Mayors\\, ministers\\, and guests")
        href, _ = writable.create(given)
        _reads(writable, href, given, rewrites)
        changed = given.replace(b"ministers", b"ambassadors, unescaped,")
        writable.replace(href, changed, dict(writable.list())[href])
        _reads(writable, href, changed, rewrites)

    def test_an_etag_stands_for_the_octets(self, writable: CalendarBackend) -> None:
        """What is read has the etag that is listed, and every replacement another, however fast and alike it is."""
        href, etag = writable.create(event(summary="Round 000"))
        seen = [etag]
        for number in range(1, 6):
            seen.append(writable.replace(href, event(summary=f"Round {number:03}"), seen[-1]))
            assert dict(writable.list()) == {href: seen[-1]}, "The etag that is listed is not what replacing returned."
            (kept,) = writable.get([href])
            assert kept.etag == seen[-1], "What is read has another etag than what is listed."
        assert len(set(seen)) == len(seen), "Two versions of an object have the same etag."

    def test_an_etag_changes_with_the_octets_alone(self, writable: CalendarBackend, opened: Open) -> None:
        """An etag stays where the octets do: for other objects, for whoever reads again, and for who opens it next."""
        href, etag = writable.create(event())
        other, other_etag = writable.create(event("another@city.example"))
        list(writable.get([href, other]))
        writable.replace(other, event("another@city.example", summary="changed"), other_etag)
        assert dict(writable.list())[href] == etag, "The etag changed, and the object did not."
        again = opened()
        told = dict(again.list())
        _close(again)
        assert told.get(href) == etag, (
            "Opened again, the calendar tells another etag for an object that did not change."
        )

    def test_it_yields_what_is_asked_for_in_that_order(self, writable: CalendarBackend) -> None:
        """The objects asked for come in that order; one that is not there is left out."""
        made = [writable.create(event(f"{number}@city.example"))[0] for number in range(5)]
        asked = [made[3], "no such event.ics", made[0], made[4]]
        told = [kept.href for kept in writable.get(asked)]
        assert told == [made[3], made[0], made[4]], f"{asked} were asked for, and {told} came."
        assert list(writable.get([])) == [], "Nothing was asked for, and something came."

    def test_what_is_there_is_not_created_again(self, writable: CalendarBackend) -> None:
        """Creating an object whose UID is there raises `EventExists`, and that one stays as it is."""
        writable.create(event(summary="first"))
        before = _everything(writable)
        with _raising(EventExists, "An object whose UID is there was created again"):
            writable.create(event(summary="second"))
        assert _everything(writable) == before, "Creating what is there changed something."

    def test_replacing_keeps_the_href(self, writable: CalendarBackend) -> None:
        """A replaced object keeps its href, and nothing else is touched."""
        href, etag = writable.create(event())
        other, _ = writable.create(event("another@city.example"))
        before = _everything(writable)
        writable.replace(href, event(summary="changed"), etag)
        after = _everything(writable)
        assert set(after) == {href, other}, "Replacing an object changed what hrefs there are."
        assert after[other] == before[other], "Replacing an object touched another."
        assert b"changed" in after[href][1], "The replaced object says what it said before."

    def test_a_stale_etag_replaces_nothing(self, writable: CalendarBackend) -> None:
        """Replacing at another etag than it stands at raises `StaleEtag` and changes nothing."""
        href, etag = writable.create(event())
        writable.replace(href, event(summary="theirs"), etag)
        before = _everything(writable)
        for stale in (etag, "", "no etag of ours"):
            with _raising(StaleEtag, f"An object was replaced at the stale etag {stale!r}"):
                writable.replace(href, event(summary="ours"), stale)
            assert _everything(writable) == before, "A stale write was refused, and changed something."

    def test_a_stale_etag_removes_nothing(self, writable: CalendarBackend) -> None:
        """Removing at another etag than it stands at raises `StaleEtag` and changes nothing."""
        href, etag = writable.create(event())
        writable.replace(href, event(summary="theirs"), etag)
        before = _everything(writable)
        for stale in (etag, "", "no etag of ours"):
            with _raising(StaleEtag, f"An object was removed at the stale etag {stale!r}"):
                writable.remove(href, stale)
            assert _everything(writable) == before, "A stale removal was refused, and changed something."

    def test_what_is_removed_is_gone(self, writable: CalendarBackend) -> None:
        """A removed object is neither listed nor read, and all others stay."""
        href, etag = writable.create(event())
        other, _ = writable.create(event("another@city.example"))
        before = _everything(writable)
        writable.remove(href, etag)
        assert list(writable.get([href])) == [], "An object that was removed can be read."
        assert _everything(writable) == {other: before[other]}, "Removing an object left it listed, or touched another."

    def test_what_is_not_there_is_neither_replaced_nor_removed(self, writable: CalendarBackend) -> None:
        """Replacing or removing an object that is not there raises `NoSuchEvent` and makes none."""
        href, etag = writable.create(event())
        writable.remove(href, etag)
        for gone in (href, "no such event.ics"):
            with _raising(NoSuchEvent, f"An object was replaced at {gone!r}, where there is none"):
                writable.replace(gone, event(), etag)
            with _raising(NoSuchEvent, f"An object was removed at {gone!r}, where there is none"):
                writable.remove(gone, etag)
        assert list(writable.list()) == [], "Replacing what is not there made it."

    def test_what_was_removed_can_be_created_again(self, writable: CalendarBackend) -> None:
        """The UID of an object that was removed is free."""
        href, etag = writable.create(event(summary="first"))
        writable.remove(href, etag)
        again, _ = writable.create(event(summary="second"))
        assert b"second" in _everything(writable)[again][1], "Created again, it says what it said before."

    @pytest.mark.parametrize("odd", ODD_UIDS)
    def test_a_uid_may_be_any_text(self, writable: CalendarBackend, rewrites: bool, odd: str) -> None:
        """An object of any UID is created, read, found to be there, replaced and removed."""
        given = event(ODD_UIDS[odd])
        href, etag = writable.create(given)
        _reads(writable, href, given, rewrites)
        with _raising(EventExists, f"An object with {odd} in its UID was created twice"):
            writable.create(given)
        etag = writable.replace(href, event(ODD_UIDS[odd], summary="changed"), etag)
        writable.remove(href, etag)
        assert list(writable.list()) == [], f"An object with {odd} in its UID was removed, and is there."

    @pytest.mark.parametrize("strange", _STRANGE, ids=[repr(one[:16]) for one in _STRANGE])
    def test_an_href_leads_nowhere_else(self, calendar: CalendarBackend, read_only: bool, strange: str) -> None:
        """An href that names none of its objects reads, replaces and removes nothing, whatever it looks like."""
        before = _everything(calendar)
        assert list(calendar.get([strange])) == [], f"{strange[:30]!r} names something."
        if read_only:
            return
        with _raising(NoSuchEvent, f"Something was replaced at {strange[:30]!r}"):
            calendar.replace(strange, event(), "no etag of ours")
        with _raising(NoSuchEvent, f"Something was removed at {strange[:30]!r}"):
            calendar.remove(strange, "no etag of ours")
        assert _everything(calendar) == before, f"Writing to {strange[:30]!r} changed the calendar."

    def test_what_was_written_is_there_for_the_next(self, writable: CalendarBackend, opened: Open) -> None:
        """What was created, replaced and removed is so for whoever opens the calendar next."""
        href, etag = writable.create(event())
        gone = writable.create(event("gone@city.example"))
        writable.replace(href, event(summary="changed"), etag)
        writable.remove(*gone)
        again = opened()
        told = _everything(again)
        _close(again)
        assert told == _everything(writable), "Opened again, the calendar holds something else than was written."

    def test_another_hand_is_seen(self, writable: CalendarBackend, opened: Open) -> None:
        """What somebody else wrote meanwhile is seen, so that a write that does not know of it is stale."""
        href, etag = writable.create(event())
        other = opened()
        theirs = other.replace(href, event(summary="theirs"), etag)
        with _raising(StaleEtag, "What somebody else wrote was written over"):
            writable.replace(href, event(summary="ours"), etag)
        assert dict(writable.list()) == {href: theirs}, "What somebody else wrote is not listed."
        other.remove(href, theirs)
        _close(other)
        assert list(writable.list()) == [], "What somebody else removed is listed."

    def test_of_two_writers_at_once_one_succeeds(self, writable: CalendarBackend, opened: Open) -> None:
        """Of two who replace the same object at once one alone succeeds; the other is told that it was stale."""
        href, etag = writable.create(event())
        hands = [opened(), opened()]
        for number in range(ROUNDS):
            start = Barrier(len(hands))

            def write(who: int, at: str, number: int = number, start: Barrier = start) -> str | None:
                start.wait()
                try:
                    return hands[who].replace(href, event(summary=f"{number} by {who}"), at)
                except StaleEtag:
                    return None

            with ThreadPoolExecutor(len(hands)) as pool:
                told = list(pool.map(write, range(len(hands)), [etag] * len(hands)))
            won = [one for one in told if one is not None]
            assert len(won) == 1, f"Two wrote at once, and {len(won)} succeeded; one edit is lost."
            assert dict(writable.list()) == {href: won[0]}, "What stands is not what the one who succeeded wrote."
            etag = won[0]
        for hand in hands:
            _close(hand)

    def test_what_cannot_be_reached_is_no_empty_calendar(self, unreachable: CalendarBackend, read_only: bool) -> None:
        """A calendar that cannot be reached raises `Unreachable`, and is never taken for an empty one."""
        with _raising(Unreachable, "A calendar that is not there was listed"):
            list(unreachable.list())
        with _raising(Unreachable, "A calendar that is not there was read"):
            list(unreachable.get(["a.ics"]))
        if not read_only:
            with _raising(Unreachable, "Something was written to a calendar that is not there"):
                unreachable.create(event())

    def test_changes_are_told_exactly(self, writable: CalendarBackend) -> None:
        """Where it tells what has changed: each object once, with its present etag, and nothing that did not change."""
        if not isinstance(writable, TracksChanges):
            pytest.skip("It does not tell what has changed: it is listed whole each time.")
        tracked = cast("TracksChanges", writable)
        made = [writable.create(event(f"{number}@city.example")) for number in range(5)]
        first = tracked.changes_since(None)
        assert sorted(first.changed) == sorted(made), "Asked without a token, it does not tell all there is."
        assert not first.removed, "Asked without a token, it tells of something removed."
        nothing = tracked.changes_since(first.token)
        assert (nothing.changed, nothing.removed) == ((), ()), "Nothing has changed, and something is told."
        (a, a_etag), (b, b_etag), (c, c_etag), *_ = made
        changed = writable.replace(a, event("0@city.example", summary="once"), a_etag)
        changed = writable.replace(a, event("0@city.example", summary="twice"), changed)
        writable.remove(b, b_etag)
        writable.remove(c, c_etag)
        again = writable.create(event("2@city.example", summary="again"))
        new = writable.create(event("new@city.example"))
        brief = writable.create(event("brief@city.example"))
        writable.remove(*brief)
        told = tracked.changes_since(first.token)
        assert sorted(told.changed) == sorted([(a, changed), again, new]), (
            "What was created or replaced is not told each once with its present etag."
        )
        removed = {b} | ({c} if again[0] != c else set())
        assert removed <= set(told.removed) <= removed | {brief[0]}, "What was removed is not told exactly."
        assert len(told.removed) == len(set(told.removed)), "A removed object is told twice."
        after = tracked.changes_since(told.token)
        assert (after.changed, after.removed) == ((), ()), "What was told before is told again."

    @pytest.mark.parametrize("token", ["", "no such token", "0", "99999999", "\0"])
    def test_a_token_it_never_gave_has_expired(self, calendar: CalendarBackend, token: str) -> None:
        """From a token that it never gave it cannot tell what has changed, and says so by `TokenExpired`."""
        if not isinstance(calendar, TracksChanges):
            pytest.skip("It does not tell what has changed: it is listed whole each time.")
        with _raising(TokenExpired, f"The token {token!r} was never given, and is answered"):
            calendar.changes_since(token)

    def test_what_is_read_only_takes_nothing_in(self, calendar: CalendarBackend, read_only: bool) -> None:
        """Where it can be read only, it can be read, and whatever would write raises `ReadOnly`."""
        if not read_only:
            pytest.skip("It can be written.")
        before = _everything(calendar)
        assert before, "A calendar that can be read only must hold something to be tried on."
        href, (etag, _) = next(iter(before.items()))
        for write in (
            lambda: calendar.create(event("new@city.example")),
            lambda: calendar.replace(href, event(), etag),
            lambda: calendar.remove(href, etag),
        ):
            with _raising(ReadOnly, "Something was written to a calendar that can be read only"):
                write()
        assert _everything(calendar) == before, "A write was refused, and changed something."

    def test_it_can_be_closed(self, calendar: CalendarBackend, opened: Open, read_only: bool) -> None:
        """Where it holds something open it can be closed, twice even, and the calendar stays as it is."""
        if not isinstance(calendar, Closes):
            pytest.skip("It holds nothing open.")
        if not read_only:
            calendar.create(event())
        other = opened()
        before = _everything(other)
        _close(other)
        _close(other)
        assert _everything(calendar) == before, "Closing it changed the calendar."


def _everything(calendar: CalendarBackend) -> dict[str, tuple[str, bytes]]:
    """Return etag and octets of every object by its href."""
    hrefs = [href for href, _ in calendar.list()]
    return {kept.href: (kept.etag, kept.ics) for kept in calendar.get(hrefs)}


def _reads(calendar: CalendarBackend, href: str, given: bytes, rewrites: bool) -> None:
    found = list(calendar.get([href]))
    assert len(found) == 1, f"{href!r} was created, and {len(found)} objects come under it."
    (kept,) = found
    assert dict(calendar.list())[href] == kept.etag, "What is read back has another etag than what is listed."
    if not rewrites:
        assert kept.ics == given, "The octets read back are not those given."
        return
    lost = [line for line in _told(given) if line not in _told(kept.ics)]
    assert not lost, f"It rewrites, and loses {lost[0]!r}."


def _told(ics: bytes) -> list[str]:
    """Return the texts that must survive whatever a backend rewrites: title, UID and the property nobody knows."""
    lines = ics.replace(b"\r\n ", b"").replace(b"\n ", b"").decode().splitlines()
    wanted = ("SUMMARY", "UID", "X-NOBODY-KNOWS")
    values = (line.partition(":")[2] for line in lines if line.upper().startswith(wanted))
    return [value.rpartition(":")[2].replace("\\", "") for value in values]


def _close(calendar: CalendarBackend) -> None:
    if isinstance(calendar, Closes):
        calendar.close()


class _raising:
    """Expects an error; another one passes through as it is, none at all fails with a sentence."""

    def __init__(self, kind: type[Exception], otherwise: str) -> None:
        self._kind, self._otherwise = kind, otherwise

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: object) -> bool:
        assert kind is not None, f"{self._otherwise}; it must raise {self._kind.__name__}."
        return issubclass(kind, self._kind)
