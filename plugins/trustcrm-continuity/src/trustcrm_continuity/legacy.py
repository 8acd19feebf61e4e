"""What a colleague leaves behind: the ties in their hands, what they have still to do, and what nobody answers for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import cast

from trustcrm.plugin import Account, Colleague, Custody, FollowUp, Kept, Listed, PluginContext, Tie, alphabetical


@dataclass(frozen=True, kw_only=True)
class Charge:
    """A tie in somebody's hands: the custody, the tie, and the side it is with."""

    custody: Kept[Custody]
    tie: Kept[Tie]
    side: int
    name: str

    @property
    def lacks_origin(self) -> bool:
        """Whether nobody wrote down why it exists; a consulate needs no reason but its city."""
        return not self.tie.record.origin and self.tie.record.kind != "consular"


@dataclass(frozen=True, kw_only=True)
class Legacy:
    """What one colleague has on a day.

    `charges` are the ties in their hands, `ended` custodies of ties that ended, `follow_ups` what they have still to do
    and what nobody has been told to do for those ties; `promises` are ours to those sides. What is `nobodys` are open
    promises and follow-ups of the whole office that nobody answers for.
    """

    id: int
    colleague: Colleague
    day: date
    charges: tuple[Charge, ...]
    ended: tuple[Kept[Custody], ...]
    follow_ups: tuple[Kept[FollowUp], ...]
    promises: tuple[Account, ...]
    nobodys_promises: tuple[Account, ...]
    nobodys_follow_ups: tuple[Kept[FollowUp], ...]


def legacy(context: PluginContext, colleague: int, day: date, sides: Sequence[int] = ()) -> Legacy:
    """Return what a colleague has on a day; with `sides` of the ties with these alone."""
    home = context.ask.home().side
    ties = {row.kept.id: row for row in context.ask.page("tie").rows}
    custodies = [cast("Kept[Custody]", row.kept) for row in context.ask.page("custody").rows]
    running = [kept for kept in custodies if _runs(kept.record, day)]
    own = [one for one in custodies if one.record.colleague == colleague and (one.record.to_on or day) >= day]
    charges = sorted(_charges(own, ties, home), key=_by_name)
    alive = [one for one in charges if one.tie.record.state != "ended" and (not sides or one.side in sides)]
    with_them = {one.side for one in alive}
    accounts = [one for one in context.ask.ledger(open_only=True).accounts if is_promise(one, home)]
    to_do = _open_follow_ups(context)
    here = _here(context, day)
    looked_after = with_them | {
        one.side for one in _charges(running, ties, home) if one.custody.record.colleague in here
    }
    assigned = {kept.record.contribution for kept in to_do if kept.record.colleague in here}
    mine = [kept for kept in to_do if _is_theirs(kept.record, colleague, with_them, wholly=not sides)]
    return Legacy(
        id=colleague,
        colleague=cast(Colleague, context.office.read("colleague", colleague)),
        day=day,
        charges=tuple(alive),
        ended=tuple(one.custody for one in charges if one.tie.record.state == "ended" and not sides),
        follow_ups=tuple(mine),
        promises=tuple(one for one in accounts if one.receiver in with_them),
        nobodys_promises=tuple(
            one for one in accounts if one.receiver not in looked_after and one.id not in assigned
        ),
        nobodys_follow_ups=tuple(kept for kept in to_do if kept.record.colleague not in here and kept not in mine),
    )  # fmt: skip


def _here(context: PluginContext, day: date) -> set[object]:
    """Return the colleagues who have not left by a day."""
    rows = context.ask.page("colleague").rows
    return {row.kept.id for row in rows if (cast(Colleague, row.kept.record).to_on or day) >= day}


def is_promise(account: Account, home: int) -> bool:
    """Return whether something that we promised is still to come."""
    to_come = account.is_open and (not account.is_received or account.is_partial)
    return account.giver == home and account.was_promised and to_come


def newest_charges(context: PluginContext, colleague: int, day: date) -> list[Charge]:
    """Return the ties in a colleague's hands on a day; where there are none, those they handed over last."""
    home = context.ask.home().side
    ties = {row.kept.id: row for row in context.ask.page("tie").rows}
    rows = context.ask.page("custody", {"colleague": str(colleague)}).rows
    own = [cast("Kept[Custody]", row.kept) for row in rows]
    begun = [kept for kept in own if kept.record.from_on is None or kept.record.from_on <= day]
    last = max((kept.record.to_on or date.max for kept in begun), default=day)
    kept = [one for one in begun if _runs(one.record, day)] or [one for one in begun if one.record.to_on == last]
    charges = _charges(kept, ties, home)
    return sorted((one for one in charges if one.tie.record.state != "ended"), key=_by_name)


def _charges(custodies: Sequence[Kept[Custody]], ties: Mapping[int, Listed], home: int) -> Iterator[Charge]:
    for custody in custodies:
        row = ties.get(cast(int, custody.record.tie))
        if row is not None:
            tie = cast("Kept[Tie]", row.kept)
            name = row.referred["one" if tie.record.other == home else "other"]
            yield Charge(custody=custody, tie=tie, side=_other(tie.record, home), name=name)


def _by_name(charge: Charge) -> tuple[tuple[str, str], int]:
    return alphabetical(charge.name), charge.tie.id


def _runs(custody: Custody, day: date) -> bool:
    return (custody.from_on or day) <= day and (custody.to_on or day) >= day


def _other(tie: Tie, home: int) -> int:
    return cast(int, tie.one if tie.other == home else tie.other)


def _open_follow_ups(context: PluginContext) -> list[Kept[FollowUp]]:
    rows = [cast("Kept[FollowUp]", row.kept) for row in context.ask.page("follow-up", {"done_on": ""}).rows]
    return sorted(rows, key=lambda one: (one.record.due_on, one.id))


def _is_theirs(follow_up: FollowUp, colleague: int, sides: set[int], *, wholly: bool) -> bool:
    if follow_up.colleague == colleague:
        return wholly or follow_up.side in sides
    return follow_up.colleague is None and follow_up.side in sides
