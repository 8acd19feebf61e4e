"""The screen `plan` of the terminal UI: what a week's hours keep, what is left undone, and what goes cold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Literal

from trustcrm.plugin import Bullets, Document, Fact, Facts, Paragraph, PluginContext, words
from trustcrm_continuity.plan import Errand, Plan, plan
from trustcrm_continuity.plan_command import SOON, cold_in_words
from trustcrm_continuity.settings import settings_of
from trustcrm_continuity.telling import long
from trustcrm_tui.screens import ScreenColumn, ScreenRow, ScreenSpec, hookimpl


@hookimpl
def register_screens() -> Iterable[ScreenSpec]:
    """Offer the screen."""
    yield ScreenSpec(
        name="plan",
        title="Plan of the week",
        summary="What the hours of a week are best spent on, what is left undone, and what goes cold",
        columns=(
            ScreenColumn(title="with", share=4),
            ScreenColumn(title="plan", width=6),
            ScreenColumn(title="takes", width=6, right=True),
            ScreenColumn(title="cold", width=10),
            ScreenColumn(title="why", share=5),
            ScreenColumn(title="keeps", width=5, right=True),
        ),
        load=_rows,
        card=_card,
        empty="Nothing is due and no tie is active, so there is nothing to plan.",
        twins=("plan",),
    )


def _made(context: PluginContext) -> Plan:
    return plan(context, settings_of(context).hours)


def _rows(context: PluginContext) -> Sequence[ScreenRow]:
    found = _made(context)
    return [_row(one, part, found.day) for part, one in _parts(found)]


def _parts(found: Plan) -> Iterator[tuple[str, Errand]]:
    """Yield what is planned, what is undone, and of the rest what goes cold first before the others."""
    yield from (("do", one) for one in found.errands)
    yield from (("undone", one) for one in found.undone)
    yield from (("left", one) for one in sorted(found.left, key=_coldest))


def _coldest(one: Errand) -> tuple[object, ...]:
    return (one.ahead.cold_on if one.ahead is not None else None) or date.max, one.key


def _row(one: Errand, part: str, day: date) -> ScreenRow:
    until = day + timedelta(days=SOON)
    cold = one.ahead is not None and one.ahead.cold_on is not None and one.ahead.cold_on <= until
    state: Literal["", "~", "!"] = "!" if part == "undone" else "~" if part == "left" and cold else ""
    keeps = f"{one.keeps:.1f}" if one.keeps else ""
    return ScreenRow(
        key=f"{one.key[0]} {one.key[1]}", state=state, side=one.side, name=one.name, kind=part,
        cells=(one.name or "the office", part, long(one.minutes), _cold(one), _why(one), keeps),
        noun=one.duties[0].noun if one.duties else "tie" if one.ahead else "",
        id=one.duties[0].id if one.duties else one.ahead.ties[0] if one.ahead else None,
    )  # fmt: skip


def _cold(one: Errand) -> str:
    if one.ahead is None:
        return ""
    return one.ahead.cold_on.isoformat() if one.ahead.cold_on is not None else "never met"


def _why(one: Errand) -> str:
    if one.duties:
        return one.what
    last = one.ahead.last_contact if one.ahead is not None else None
    return f"{one.how}, last {last.isoformat()}" if last is not None else f"{one.how}, the first on record"


def _card(context: PluginContext, row: ScreenRow) -> Document | None:
    found = _made(context)
    one = next((each for _, each in _parts(found) if f"{each.key[0]} {each.key[1]}" == row.key), None)
    if one is None:
        return None
    facts = [Fact("Takes", words(f"{long(one.minutes)}, {one.how or 'at the desk'}"))]
    if one.ahead is not None:
        facts.append(Fact("Goes cold", words(cold_in_words(one.ahead, found.day))))
        if one.ahead.without is not None and one.ahead.with_contact is not None:
            told = f"{100 * one.ahead.without:.1f} % without a contact, {100 * one.ahead.with_contact:.1f} % with one"
            facts.append(Fact(f"Our trust on {one.ahead.next_on.isoformat()}", words(told)))
            facts.append(Fact("Keeps", words(f"{one.keeps:.1f} days of trust")))
    duties = tuple(words(due.reason) for due in one.duties)
    head = Paragraph(
        words(
            f"{long(found.spent)} of {long(found.minutes)} are planned. "
            + ("Every duty is done." if found.suffices else f"The duties alone take {long(found.duty_minutes)}.")
        )
    )
    blocks = (Facts(tuple(facts)), *((Bullets(duties),) if duties else ()), head)
    return Document(title=one.name or "The office", day=found.day, blocks=blocks)
