"""Letting a tie sleep and waking it: its state and why, the day to look at it again, and a word kept with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import cast

from trustcrm.plugin import (
    Ambiguous,
    Correction,
    FollowUp,
    InvalidValue,
    Kept,
    Note,
    PluginContext,
    Record,
    Refused,
    Tie,
)


@dataclass(frozen=True, kw_only=True)
class OurTie:
    """A tie of our own city with a side."""

    kept: Kept[Tie]
    side: int
    name: str


def our_tie(context: PluginContext, words: str) -> OurTie:
    """Return the tie meant by the name or number of the other side or, as in "tie 4", by its own number.

    Raises `NotFound`, `Refused` where no tie joins the side with our city, `Ambiguous` where several do.
    """
    home = context.ask.home().side
    first, _, rest = words.partition(" ")
    if first == "tie" and rest.strip().isdecimal():
        rows = [context.ask.one("tie", int(rest))]
        sides = cast(Tie, rows[0].kept.record)
        if home not in (sides.one, sides.other):
            raise Refused(f"Tie {int(rest)} joins two other sides, and is not ours to put to sleep or to wake.")
    else:
        side = context.ask.found("side", words)
        rows = [
            row for row in context.ask.page("tie", between=str(side)).rows
            if home in (cast(Tie, row.kept.record).one, cast(Tie, row.kept.record).other)
            and cast(Tie, row.kept.record).state != "ended"
        ]  # fmt: skip
    if not rows:
        raise Refused(f"No tie joins us with {words}; `trustcrm tie list` shows those there are.")
    if len(rows) > 1:
        several = [f"tie {row.kept.id} ({cast(Tie, row.kept.record).kind})" for row in rows]
        raise Ambiguous(f"{words} could be {' or '.join(several)}; say which.", several)
    kept = cast("Kept[Tie]", rows[0].kept)
    other = "one" if kept.record.other == home else "other"
    return OurTie(kept=kept, side=cast(int, getattr(kept.record, other)), name=rows[0].referred[other])


def let_sleep(context: PluginContext, tie: OurTie, why: str, until: date | None) -> int:
    """Let a tie sleep in one change and return its number: no cadence runs, and nobody is reminded before `until`.

    Raises `Refused` unless it is active, `InvalidValue` for a day that is not ahead.
    """
    if tie.kept.record.state != "active":
        raise Refused(f"The tie with {tie.name} is {tie.kept.record.state} and cannot be put to sleep.")
    if until is not None and until <= context.clock.today():
        raise InvalidValue(f"{until.isoformat()} is not ahead; give the day on which the tie is looked at again.")
    added = [FollowUp(what=_look(tie), due_on=until, side=tie.side, colleague=_keeper(context, tie))] if until else []
    return _done(context, "hibernate", tie, {"state": "hibernating", "why": why}, added, [])


def wake(context: PluginContext, tie: OurTie, why: str) -> int:
    """Wake a tie in one change and return its number; why is kept as a note on it.

    Raises `Refused` unless it sleeps.
    """
    if tie.kept.record.state != "hibernating":
        raise Refused(f"The tie with {tie.name} is {tie.kept.record.state}; only one that hibernates is woken.")
    today = context.clock.today()
    slept = tie.kept.record.why or "nobody wrote down why"
    note = Note(
        words=f"Woken: {why} (it had slept: {slept})", about_noun="tie", about_row=tie.kept.id, on=today,
        author=context.do.login,
    )  # fmt: skip
    open_ones = context.ask.page("follow-up", {"side": str(tie.side)}).rows
    looked = [
        Correction(noun="follow-up", row=row.kept.id, values={"done_on": today})
        for row in open_ones
        if cast(FollowUp, row.kept.record).what == _look(tie) and cast(FollowUp, row.kept.record).done_on is None
    ]
    return _done(context, "wake", tie, {"state": "active", "why": None}, [note], looked)


def _done(
    context: PluginContext,
    verb: str,
    tie: OurTie,
    values: dict[str, str | None],
    added: Sequence[Record],
    corrected: Sequence[Correction],
) -> int:
    state = Correction(noun="tie", row=tie.kept.id, values=values, version=tie.kept.version)
    context.do.together(verb, f"tie with {tie.name}", add=added, correct=[state, *corrected])
    return context.ask.newest_change()


def _look(tie: OurTie) -> str:
    return f"Look at the sleeping tie with {tie.name} again: wake it, or say until when it sleeps on"


def _keeper(context: PluginContext, tie: OurTie) -> int | None:
    """Return who looks after a tie today, whoever began last."""
    today = context.clock.today()
    for row in context.ask.page("custody", {"tie": str(tie.kept.id)}).rows:
        told = row.kept.record
        begun, ended = getattr(told, "from_on", None), getattr(told, "to_on", None)
        if (begun or today) <= today <= (ended or today):
            return cast(int, getattr(told, "colleague", None))
    return None
