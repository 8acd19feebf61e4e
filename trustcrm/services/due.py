"""What needs somebody: first what is due now, then what is due for long, then what is ahead; our thanks first in each.

A partner never owes: what we have not done yet is "we owe", what they have not done yet is "hoped for".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import cast

from trustcrm.domain.nouns import Tie, Window
from trustcrm.domain.readings.warmth import paused_days_within
from trustcrm.domain.yearly import next_yearly
from trustcrm.services.desk import Desk, office_of
from trustcrm.services.ledger import Account, accounts_to_see_to, promise_state
from trustcrm.services.readings.overview import sides_of
from trustcrm.store.engine import Connection
from trustcrm.store.queries.due import (
    TermEnding,
    agreements_ending,
    left_behind,
    open_follow_ups,
    posts_with_national_day,
    snoozes_beyond,
)
from trustcrm.store.queries.evidence import last_contacts
from trustcrm.store.queries.rows import records, titles
from trustcrm.store.queries.ties import pauses, standing_ties
from trustcrm.text import counted
from trustcrm.values import dataclass

TERM_FACTOR = 6
"""How many times further ahead than a follow-up the end of an agreement must be seen."""
_MAY_LAST = timedelta(days=366)
"""For so long an agreement that ended and was not renewed is still named."""
_NOW, _LONG_AGO, _AHEAD = range(3)
_LONG = 365
"""What is late by more days than these is no more what is due now."""


@dataclass(frozen=True, kw_only=True)
class Due:
    """One thing that needs somebody.

    `kind` is one of `DUE_KINDS`; `on` the day it is or was due; `side` the id of the other side, None where there is
    none; `noun` and `id` name the row. `arose_on` tells this occasion from the next on the same row: the last contact,
    the receipt to thank for, else the day itself. `snoozed_until` is the day until which it was put aside, if it was.
    """

    kind: str
    on: date
    reason: str
    noun: str
    id: int
    side: int | None = None
    name: str = ""
    arose_on: date | None = None
    snoozed_until: date | None = None

    def days_late(self, day: date) -> int:
        """Return how many days ago it was due, below 0 where it is still ahead."""
        return (day - self.on).days


def due(desk: Desk, days: int = 30, *, snoozed: bool = False) -> list[Due]:
    """Return what needs somebody within so many days: first what fell due within a year up to today, the latest first.

    Then comes what is late by more than a year, the youngest first, and then what is ahead, the nearest first. In each
    of these our thanks come before all else, the newest first. What was put aside beyond today is left out, unless
    `snoozed` asks for it too.
    """
    day = desk.today()
    with desk.database.reading() as connection:
        found = [one for one in due_by(connection, day, days) if snoozed or one.snoozed_until is None]
        wanted = {one.side for one in found if one.side is not None}
        named = titles(connection, {"side": wanted})
    names = {side: named.get(("side", side), f"side {side}") for side in wanted}
    told = [replace(one, name=names[one.side]) if one.side is not None else one for one in found]
    return sorted(told, key=lambda one: _urgency(one, day))


def paused_by(desk: Desk) -> list[str]:
    """Return the names of the crises and pauses that are on, for whose time no cadence runs."""
    day = desk.today()
    with desk.database.reading() as connection:
        windows = [cast(Window, kept.record) for kept in records(connection, "window")]
    return [one.name for one in windows if one.starts_on <= day and (one.ends_on is None or day <= one.ends_on)]


def due_by(connection: Connection, day: date, days: int) -> Iterator[Due]:
    """Yield what needs somebody on a day or within so many days from it, put aside or not; without names, unsorted."""
    home = cast(int, office_of(connection).home)
    aside = {
        (kept.record.kind, kept.record.about_noun, kept.record.about_row, kept.record.arose_on): kept.record.until
        for kept in snoozes_beyond(connection, day)
    }
    for one in _everything(connection, home, day, days):
        until = aside.get((one.kind, one.noun, one.id, one.arose_on))
        yield one if until is None else replace(one, snoozed_until=until)


def _urgency(one: Due, day: date) -> tuple[object, ...]:
    late = one.days_late(day)
    when = _AHEAD if late < 0 else _NOW if late <= _LONG else _LONG_AGO
    thanks = one.kind == "thanks"
    newest_first = thanks or when == _LONG_AGO
    return when, not thanks, -one.on.toordinal() if newest_first else one.on.toordinal(), one.name, one.noun, one.id


def _everything(connection: Connection, home: int, day: date, days: int) -> Iterator[Due]:
    until = day + timedelta(days=min(days, _most_days(day)))
    horizon = day + timedelta(days=min(days * TERM_FACTOR, _most_days(day)))
    yield from _given(accounts_to_see_to(connection, home), home, day, until)
    yield from _to_do(connection, day, until)
    yield from _silent(connection, home, day)
    for ending in agreements_ending(connection, day - _MAY_LAST, horizon):
        yield from _terms(ending, home, day, horizon)
    yield from _national_days(connection, day, until)
    for left in left_behind(connection, day):
        yield Due(
            kind="custody", on=left.left_on, noun="custody", id=left.custody,
            side=left.other if left.one == home else left.one,
            arose_on=left.left_on,
            reason=f"{left.colleague} left on {left.left_on.isoformat()} and still has this tie; hand it over",
        )  # fmt: skip


def _most_days(day: date) -> int:
    return (date.max - day).days


def _given(accounts: Iterable[Account], home: int, day: date, until: date) -> Iterator[Due]:
    """Yield thanks, promises of ours and asks that nobody here answered up to `until`, and what is late of theirs."""
    for account in accounts:
        ours = account.giver == home
        other = account.receiver if ours else account.giver
        if not ours and account.awaits_thanks and account.is_open:
            on = account.steps[-1].record.on
            reason = f"we owe thanks: {account.thing('received')}, received on {_received_on(account)}"
            yield Due(
                kind="thanks", on=on, reason=reason, noun="contribution", id=account.id, side=other, arose_on=on,
            )  # fmt: skip
        if account.due_on is None or (account.due_on > until if ours else account.due_on >= day):
            continue
        if account.was_promised or (ours and account.state == "asked"):
            yield Due(
                kind="hope" if not ours else "promise" if account.was_promised else "ask",
                on=account.due_on, noun="contribution", id=account.id, side=other,
                reason=_promise(account, ours) if account.was_promised else _ask(account), arose_on=account.due_on,
            )  # fmt: skip


def _received_on(account: Account) -> str:
    return max(kept.record.on for kept in account.steps if kept.record.state == "received").isoformat()


def _promise(account: Account, ours: bool) -> str:
    state = promise_state(account)
    arrived = f", {account.in_words}" if account.in_words else ""
    by = account.due_on.isoformat() if account.due_on else ""
    told = f"{account.thing(state)}, {state} for {by}{arrived}"
    return f"we owe {told}" if ours else f"hoped for: {told}"


def _ask(account: Account) -> str:
    by = account.due_on.isoformat() if account.due_on else ""
    return f"asked of us: {account.thing('asked')}, for {by}, and not answered yet"


def _to_do(connection: Connection, day: date, until: date) -> Iterator[Due]:
    for kept in open_follow_ups(connection, until):
        told = kept.record
        reason = f"{told.what}, {_when(told.due_on, day)}"
        side = cast("int | None", told.side)
        yield Due(
            kind="follow-up", on=told.due_on, reason=reason, noun="follow-up", id=kept.id, side=side,
            arose_on=told.due_on,
        )  # fmt: skip


def _when(on: date, day: date) -> str:
    """Return how far a day is from another: "12 days overdue", "due today", "due in 3 days"."""
    days = (on - day).days
    if days == 0:
        return "due today"
    return f"due in {counted(days, 'day')}" if days > 0 else f"{counted(-days, 'day')} overdue"


def _silent(connection: Connection, home: int, day: date) -> Iterator[Due]:
    """Yield the active ties of ours that have been without two-way contact for longer than their cadence."""
    usual = office_of(connection).cadence_days
    ties = [(kept.id, cast(Tie, kept.record)) for kept in standing_ties(connection, home)]
    active = {row: tie for row, tie in ties if tie.state == "active"}
    contacts = last_contacts(connection, list(active), day)
    stops = pauses(connection)
    for row, tie in active.items():
        cadence = tie.cadence_days or usual
        last = contacts.get(row)
        _, other = sides_of(tie, home)
        if last is None:
            since = tie.since or day
            if (day - since).days >= cadence or tie.since is None:
                reason = "no two-way contact is on record"
                yield Due(kind="contact", on=day, reason=reason, noun="tie", id=row, side=other)
            continue
        silent = (day - last).days - paused_days_within(stops, last, day)
        if silent > cadence:
            beyond = counted(silent - cadence, "day")
            reason = f"last two-way contact on {last.isoformat()}, {beyond} beyond the cadence of {cadence}"
            on = day - timedelta(days=silent - cadence)
            yield Due(kind="contact", on=on, reason=reason, noun="tie", id=row, side=other, arose_on=last)


def _terms(ending: TermEnding, home: int, day: date, horizon: date) -> Iterator[Due]:
    text = ending.agreement
    side = ending.other if ending.one == home else ending.one
    ended = text.ends_on is not None and text.ends_on < day
    if text.notice_on is not None and text.notice_on <= horizon and not ended:
        passed = "passed on" if text.notice_on < day else "is"
        reason = f"{text.title}: the last day to give notice or renew {passed} {text.notice_on.isoformat()}"
        yield Due(
            kind="notice", on=text.notice_on, reason=reason, noun="agreement", id=ending.id, side=side,
            arose_on=text.notice_on,
        )  # fmt: skip
    if text.ends_on is not None and text.ends_on <= horizon:
        said = "ended on" if ended else "ends on"
        reason = f"{text.title} {said} {text.ends_on.isoformat()}" + (" and nothing renews it" if ended else "")
        yield Due(
            kind="term", on=text.ends_on, reason=reason, noun="agreement", id=ending.id, side=side,
            arose_on=text.ends_on,
        )  # fmt: skip


def _national_days(connection: Connection, day: date, until: date) -> Iterator[Due]:
    seen = set()
    for kept in posts_with_national_day(connection):
        side = cast(int, kept.record.side)
        on = next_yearly(cast(str, kept.record.national_day), day)
        if on <= until and (side, on) not in seen:
            seen.add((side, on))
            reason = f"their national day, {_when(on, day).removeprefix('due ')} ({kept.record.title})"
            yield Due(
                kind="national day", on=on, reason=reason, noun="post", id=kept.id, side=side, arose_on=on,
            )  # fmt: skip
