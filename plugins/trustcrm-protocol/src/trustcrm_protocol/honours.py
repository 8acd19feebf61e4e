"""Flag raisings and proclamations: who asked, for which day, who approved, and what was done for whom before.

The day and what it is for are an engagement of core's, which becomes an interaction once it was held. It stands as
planned while nobody decided, confirmed where it was approved, cancelled where it was not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from sqlalchemy import insert, select

from trustcrm.plugin import (
    Engagement,
    Interaction,
    Listed,
    NotFound,
    PluginContext,
    Refused,
    TableAccess,
)
from trustcrm_protocol.merged import all_standing
from trustcrm_protocol.tables import DECISION, HONOUR

FORMS: Mapping[str, str] = {"flag raising": "flag raising", "proclamation": "honour"}
"""What may be asked for, and the kind of interaction it is once it was held."""
STATES = {"planned": "asked", "confirmed": "approved", "held": "done", "cancelled": "refused"}
_ANSWER = {"approved": "approved", "done": "approved", "refused": "refused"}


@dataclass(frozen=True, kw_only=True)
class Honour:
    """A flag raising or proclamation that was asked for; `decided_by` and `decided_on` are of the latest decision."""

    id: int
    form: str
    engagement_id: int
    engagement: Engagement
    side: int
    for_whom: str
    asked_by: int | None
    asker: str
    asked_on: date
    decided_by: str = ""
    decided_on: date | None = None
    words: str = ""

    @property
    def state(self) -> str:
        """Where it stands: asked, approved, done or refused."""
        return STATES[self.engagement.state]


@dataclass(frozen=True, kw_only=True)
class Precedent:
    """What was done, or refused, for a side before: an interaction, or an engagement that was called off."""

    on: date
    form: str
    side: int
    for_whom: str
    what: str
    noun: str
    id: int
    was_done: bool
    why: str = ""


def ask_for(
    context: PluginContext, form: str, side: int, on: date, what: str, asked_by: int | None = None,
    asked_on: date | None = None,
) -> Honour:  # fmt: skip
    """Note that a side asked for a flag raising or proclamation on a day, through a person; return it."""
    made: list[int] = []

    def write(tables: TableAccess, rows: Mapping[str, Sequence[int]]) -> None:
        values = {
            "engagement_id": rows["engagement"][0], "form": form, "asked_by": asked_by,
            "asked_on": asked_on or context.clock.today(),
        }  # fmt: skip
        key = tables.execute(insert(HONOUR), values).inserted_primary_key
        made.append(int(key[0]) if key else 0)

    engagement = Engagement(title=f"{form.capitalize()}: {what}", starts_on=on, kind=FORMS[form], side=side, words=what)
    context.tables.along(context.do, write).add(engagement, again=True)
    return honour(context, made[0])


def decide(context: PluginContext, number: int, by: str, *, approved: bool, words: str = "") -> Honour:
    """Keep who approved or refused an honour, and confirm or cancel its day.

    Raises `NotFound`, and `Refused` where it is decided already.
    """
    found = honour(context, number)
    if found.state != "asked":
        raise Refused(f"{found.form.capitalize()} {number} is {found.state} already.")
    answer = "approved" if approved else "refused"

    def write(tables: TableAccess, rows: Mapping[str, Sequence[int]]) -> None:
        values = {"honour_id": number, "answer": answer, "decided_by": by, "words": words or None}
        tables.execute(insert(DECISION), values | {"on": context.clock.today()})

    deeds = context.tables.along(context.do, write)
    deeds.correct("engagement", found.engagement_id, {"state": "confirmed" if approved else "cancelled"})
    return honour(context, number)


def honours(context: PluginContext, side: int | None = None) -> list[Honour]:
    """Return every flag raising and proclamation that was asked for, by its day; with `side` those for that side."""
    chosen = select(HONOUR).order_by(HONOUR.c.id)
    if side is not None:
        with_them = [row.kept.id for row in context.ask.page("engagement", {"side": str(side)}).rows]
        chosen = chosen.where(HONOUR.c.engagement_id.in_(with_them))
    with context.tables.reading() as tables:
        rows = tables.execute(chosen).mappings().all()
        decisions = tables.execute(select(DECISION).order_by(DECISION.c.id)).mappings().all()
    engagements = context.ask.several("engagement", [row["engagement_id"] for row in rows])
    askers = all_standing(context, "person", {row["asked_by"] for row in rows if row["asked_by"] is not None})
    answers: dict[int, list[Any]] = {}
    for one in decisions:
        answers.setdefault(one["honour_id"], []).append(one)
    told = (
        _honour(row, engagements.get(row["engagement_id"]), answers.get(row["id"], ()), askers.get(row["asked_by"]))
        for row in rows
    )
    found = [one for one in told if one is not None]
    return sorted(found, key=lambda one: (one.engagement.starts_on, one.id))


def honour(context: PluginContext, number: int) -> Honour:
    """Return one. Raises `NotFound`."""
    found = next((one for one in honours(context) if one.id == number), None)
    if found is None:
        raise NotFound(
            f"There is no flag raising or proclamation {number}; `trustcrm protocol flags list` lists those there are."
        )
    return found


def precedents(context: PluginContext, form: str, before: date) -> list[Precedent]:
    """Return what of a form was done for anybody before a day, and what was refused, the latest first."""
    home, found = context.ask.home().side, []
    asked = {one.engagement_id: one for one in honours(context)}
    became = {one.engagement.interaction: one for one in asked.values() if one.engagement.interaction is not None}
    for row in context.ask.page("interaction", {"kind": FORMS[form]}).rows:
        held, known = cast(Interaction, row.kept.record), became.get(row.kept.id)
        if held.giver != home or held.on >= before or (form == "proclamation" and known is None):
            continue
        side, what = cast(int, held.receiver), held.words or ""
        found.append(
            Precedent(
                on=held.on, form=form, side=side, for_whom=row.referred["receiver"], what=what, was_done=True,
                noun="interaction", id=row.kept.id,
            )
        )  # fmt: skip
    for one in asked.values():
        if one.form == form and one.state == "refused" and one.engagement.starts_on < before:
            found.append(
                Precedent(
                    on=one.engagement.starts_on, form=form, side=one.side, for_whom=one.for_whom, why=one.words,
                    what=one.engagement.words or "", noun="engagement", id=one.engagement_id, was_done=False,
                )
            )  # fmt: skip
    return sorted(found, key=lambda one: (one.on, one.noun, one.id), reverse=True)


def _honour(row: Any, listed: Listed | None, decisions: Sequence[Any], asker: Listed | None) -> Honour | None:
    if listed is None:
        return None
    engagement = cast(Engagement, listed.kept.record)
    if listed.kept.withdrawn or engagement.side is None:
        return None
    answer = _ANSWER.get(STATES[engagement.state])
    made = [one for one in decisions if one["answer"] == answer]
    latest: Any = made[-1] if made else {}
    return Honour(
        id=row["id"], form=row["form"], engagement_id=listed.kept.id, engagement=engagement,
        side=cast(int, engagement.side), for_whom=listed.referred.get("side", ""),
        asked_by=asker.kept.id if asker is not None else None, asker=asker.title if asker is not None else "",
        asked_on=row["asked_on"],
        decided_by=latest.get("decided_by", ""), decided_on=latest.get("on"), words=latest.get("words") or "",
    )  # fmt: skip
