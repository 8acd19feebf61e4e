"""Surge seats: colleagues who may write for a while; the day after their last they are readers again by themselves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import cast

from trustcrm.plugin import Colleague, InvalidValue, NotFound, PluginContext, Refused, counted

SOON = 7
"""A seat that ends within so many days is told as ending soon."""


@dataclass(frozen=True, kw_only=True)
class SurgeSeat:
    """A colleague of the role surge, by row, and their last day in it."""

    id: int
    name: str
    login: str
    until: date

    def standing(self, day: date) -> str:
        """Return how it stands: "ended 3 days ago", "ends in 5 days"."""
        left = (self.until - day).days
        if left < 0:
            return f"ended {counted(-left, 'day')} ago"
        return "ends today" if left == 0 else f"ends in {counted(left, 'day')}"


def seats(context: PluginContext) -> list[SurgeSeat]:
    """Return the surge seats, whoever's ends first before the others."""
    found = []
    for row in context.ask.page("colleague", {"role": "surge"}).rows:
        told = cast(Colleague, row.kept.record)
        if told.role_until is not None:
            found.append(SurgeSeat(id=row.kept.id, name=told.name, login=told.login or "", until=told.role_until))
    return sorted(found, key=lambda one: (one.until, one.name))


def seat(context: PluginContext, words: str) -> SurgeSeat:
    """Return the surge seat of a colleague by name or number. Raises `NotFound` where there is none."""
    row = context.ask.found("colleague", words)
    found = next((one for one in seats(context) if one.id == row), None)
    if found is None:
        raise NotFound(f"{words} has no surge seat; `trustcrm crisis seats add NAME` gives one.")
    return found


def give(context: PluginContext, name: str, login: str, until: date, email: str | None = None) -> int:
    """Give somebody a seat until a day: a colleague who is there already, without a role, or a new one."""
    _ahead(context, until)
    known = [row for row in context.ask.page("colleague").rows if row.title == name]
    if not known:
        today = context.clock.today()
        colleague = Colleague(
            name=name, login=login, email=email, role="surge", role_until=until, from_on=today
        )  # fmt: skip
        return context.do.add(colleague).ids[0]
    there = cast(Colleague, known[0].kept.record)
    if there.role not in (None, "surge", "reader"):
        raise Refused(f"{name} is {there.role} here already and needs no surge seat.")
    context.do.correct("colleague", known[0].kept.id, {"login": login, "role": "surge", "role_until": until})
    return known[0].kept.id


def extend(context: PluginContext, words: str, until: date) -> SurgeSeat:
    """Let a seat last until a later day. Raises `InvalidValue` where the day is not later."""
    found = seat(context, words)
    _ahead(context, until)
    if until <= found.until:
        raise InvalidValue(f"The seat of {found.name} lasts until {found.until.isoformat()} already; name a later day.")
    context.do.correct("colleague", found.id, {"role_until": until})
    return SurgeSeat(id=found.id, name=found.name, login=found.login, until=until)


def _ahead(context: PluginContext, until: date) -> None:
    if until < context.clock.today():
        raise InvalidValue(f"A seat cannot end on {until.isoformat()}, which is past; name a day ahead.")
