"""Handing over: the leaver's ties, follow-ups and promises pass to somebody else in one change; none is left behind."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import cast

from trustcrm.plugin import (
    Account,
    Colleague,
    Correction,
    Custody,
    FollowUp,
    InvalidValue,
    PluginContext,
    Record,
    Refused,
)
from trustcrm_continuity.legacy import Legacy, legacy


@dataclass(frozen=True, kw_only=True)
class Wish:
    """Who hands over to whom; `first` is the successor's first day, `leaves` the leaver's last one in the office.

    With `sides` only the ties with these pass on; with `nobodys` what nobody answers for goes to the successor too.
    """

    leaver: int
    successor: int
    first: date
    leaves: date | None = None
    sides: tuple[int, ...] = ()
    nobodys: bool = False


@dataclass(frozen=True, kw_only=True)
class Handover:
    """What a handover comes to: what is corrected and what is added, in one change."""

    wish: Wish
    legacy: Legacy
    successor: Colleague
    corrections: tuple[Correction, ...]
    added: tuple[Record, ...]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to hand over."""
        return not self.corrections and not self.added


def first_day(context: PluginContext, leaver: int, leaves: date | None) -> date:
    """Return the successor's first day: the one after the leaver's last where that is still to come, else today."""
    today = context.clock.today()
    last = leaves or cast(Colleague, context.office.read("colleague", leaver)).to_on
    return last + timedelta(days=1) if last is not None and last >= today else today


def prepared(context: PluginContext, wish: Wish) -> Handover:
    """Return what a handover would do. Raises `Refused` or `InvalidValue` where it cannot be done."""
    if wish.leaver == wish.successor:
        raise InvalidValue("Nobody hands over to themselves; name another colleague with --to.")
    successor = cast(Colleague, context.office.read("colleague", wish.successor))
    if successor.to_on is not None and successor.to_on < wish.first:
        raise Refused(
            f"{successor.name} is here until {successor.to_on.isoformat()} only and cannot take over on "
            f"{wish.first.isoformat()}; name somebody who stays."
        )
    day = min(wish.first, context.clock.today())
    found = legacy(context, wish.leaver, day, wish.sides)
    return Handover(
        wish=wish, legacy=found, successor=successor, corrections=tuple(_corrections(found, wish)),
        added=tuple(_added(context, found, wish)),
    )  # fmt: skip


def hand_over(context: PluginContext, handover: Handover) -> int:
    """Do it in one change and return its number. Raises `Refused` where there is nothing to hand over."""
    who = handover.legacy.colleague.name
    if handover.is_empty:
        raise Refused(f"{who} has no tie, follow-up or promise to hand over.")
    context.do.together(
        "hand over", f"{who} to {handover.successor.name}", add=handover.added, correct=handover.corrections
    )
    return context.ask.newest_change()


def _corrections(found: Legacy, wish: Wish) -> Iterator[Correction]:
    last = _last_day(found, wish)
    for custody in (*(one.custody for one in found.charges), *found.ended):
        passes = _begins_later(custody.record, last)
        changed: dict[str, object] = {"colleague": wish.successor} if passes else {"to_on": last}
        yield Correction(noun="custody", row=custody.id, values=changed, version=custody.version)
    nobodys = found.nobodys_follow_ups if wish.nobodys else ()
    for follow_up in (*found.follow_ups, *nobodys):
        values = {"colleague": wish.successor}
        yield Correction(noun="follow-up", row=follow_up.id, values=values, version=follow_up.version)
    if wish.leaves is not None and wish.leaves != found.colleague.to_on:
        yield Correction(noun="colleague", row=found.id, values={"to_on": wish.leaves})


def _last_day(found: Legacy, wish: Wish) -> date:
    """Return the leaver's last day with their ties: the one before the successor's first, or when they left earlier."""
    return min(wish.first - timedelta(days=1), wish.leaves or found.colleague.to_on or date.max)


def _begins_later(custody: Custody, last: date) -> bool:
    """Return whether a custody begins after the leaver's last day with their ties: the whole of it passes on."""
    return custody.from_on is not None and custody.from_on > last


def _added(context: PluginContext, found: Legacy, wish: Wish) -> Iterator[Record]:
    rows = context.ask.page("custody", {"colleague": str(wish.successor)}).rows
    held = {
        cast(Custody, row.kept.record).tie
        for row in rows
        if (cast(Custody, row.kept.record).to_on or date.max) >= wish.first
    }
    last = _last_day(found, wish)
    held |= {one.tie.id for one in found.charges if _begins_later(one.custody.record, last)}
    for tie in dict.fromkeys(one.tie.id for one in found.charges):
        if tie not in held:
            yield Custody(tie=tie, colleague=wish.successor, from_on=wish.first)
    if wish.nobodys:
        for account in found.nobodys_promises:
            yield _keeping(account, wish)


def _keeping(account: Account, wish: Wish) -> FollowUp:
    """Return the follow-up that makes somebody answer for a promise with a side that no tie of ours joins to us."""
    return FollowUp(
        what=f"Keep our promise: {account.rest}", due_on=account.due_on or wish.first,
        side=account.receiver, colleague=wish.successor, contribution=account.id,
    )  # fmt: skip


def sides_of(context: PluginContext, names: Sequence[str]) -> tuple[int, ...]:
    """Return the sides that words mean."""
    return tuple(context.ask.found("side", name) for name in names)
