"""Asking a city for something, guarded: not one that is in need itself, nor one that a colleague asked already."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError

from trustcrm.plugin import Contribution, Mention, PluginContext, Refused, Step, TableAccess
from trustcrm_crisis.in_need import Objection, in_one, matter_of, objections
from trustcrm_crisis.tables import ASK
from trustcrm_crisis.windows import Crisis

OVERRIDDEN = "Asked all the same: "
"""What the words of an ask begin with that somebody made in spite of the guard."""


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What is asked of whom: `side` is to give it to us, in answer to the need of that row where one is named.

    `on` is the day of the ask, today where None.
    """

    side: int
    what: str
    kind: str = "goods"
    unit: str | None = None
    quantity: Decimal | None = None
    by_on: date | None = None
    need: int | None = None
    words: str = ""
    on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Asked:
    """The contribution that an ask became, its step, and what stood against it."""

    contribution: int
    step: int
    against: tuple[Objection, ...]


def ask(context: PluginContext, crisis: Crisis, wish: Wish, anyway: str = "") -> Asked:
    """Record that we ask; with `anyway`, a reason, also where the guard speaks against it.

    Raises `Refused` with what stands against it, who asked before included, and where somebody else asked the same side
    in the same moment.
    """
    number = _asks_so_far(context, crisis, wish.side) + 1
    against = standing_against(context, wish.side, crisis)
    name = context.ask.mention("side", wish.side).name
    if against and not anyway.strip():
        told = in_one([_told(context, one) for one in against])
        raise Refused(f"{name} should not be asked now: {told}. To ask all the same, say why with --anyway REASON.")

    def take_place(tables: TableAccess, rows: Mapping[str, Sequence[int]]) -> None:
        place = {"window_id": crisis.id, "side_id": wish.side, "number": number}
        try:
            tables.execute(insert(ASK), place | {"contribution_id": rows["contribution"][0]})
        except IntegrityError:
            raise Refused(f"A colleague asked {name} in this very moment; look at `trustcrm crisis board`.") from None

    record = Contribution(
        what=wish.what, giver=wish.side, receiver=context.ask.home().side, kind=wish.kind, unit=wish.unit,
        need=wish.need, window=None if wish.need is not None else crisis.id,
    )  # fmt: skip
    day = wish.on or context.clock.today()
    reason = f"{OVERRIDDEN}{anyway.strip()}" if against else ""
    step = Step(
        contribution=Mention(noun="contribution", name="@0"), state="asked", on=day, quantity=wish.quantity,
        due_on=wish.by_on, words="\n".join(filter(None, (reason, wish.words))) or None,
    )  # fmt: skip
    kept = context.tables.along(context.do, take_place).add(record, step, again=True)
    return Asked(contribution=kept.ids[0], step=kept.ids[1], against=tuple(against))


def standing_against(context: PluginContext, side: int, crisis: Crisis) -> list[Objection]:
    """Return what speaks against asking one side today: its need, an earlier ask, or that the tie does not live."""
    today = context.clock.today()
    found = [one for one in objections(matter_of(context, today, side, crisis)) if one.side == side]
    states = {glance.state for glance in context.ask.overview() if glance.them == side}
    if states and "active" not in states:
        found.append(Objection(side=side, kind="tie", words=f"the tie is {sorted(states)[0]}", cites=()))
    return found


def _told(context: PluginContext, one: Objection) -> str:
    """Return an objection in words; of an earlier ask also who made it."""
    if one.kind != "asked already":
        return one.words
    told = context.ask.history_of(f"step {one.cites[0].id}", 1)
    by: Any = told[0][0].change.actor if told else ""
    return f"{one.words} (asked by {by})" if by else one.words


def _asks_so_far(context: PluginContext, crisis: Crisis, side: int) -> int:
    chosen = select(func.max(ASK.c.number)).where(ASK.c.window_id == crisis.id, ASK.c.side_id == side)
    with context.tables.reading() as tables:
        return int(tables.execute(chosen).scalar() or 0)
