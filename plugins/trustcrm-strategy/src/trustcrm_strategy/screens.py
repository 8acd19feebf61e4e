"""The screen `priorities` of the terminal UI: what the city wants, with ties, and the time of a year."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from trustcrm.plugin import (
    Bullets,
    Citation,
    Document,
    Heading,
    Paragraph,
    PluginContext,
    Words,
    counted,
    quiet,
    strong,
    words,
)
from trustcrm_strategy.goals import goals
from trustcrm_strategy.priorities import Priority, priorities_if_any
from trustcrm_strategy.spent import UNASSIGNED, Spent, hours, spent
from trustcrm_strategy.telling import span
from trustcrm_strategy.ties import period, ties_of
from trustcrm_tui.screens import ScreenColumn, ScreenRow, ScreenSpec, hookimpl

MOST = 12
"""So many sides are named on a card."""


@hookimpl
def register_screens() -> Iterable[ScreenSpec]:
    """Offer the screen."""
    yield ScreenSpec(
        name="priorities",
        title="Priorities",
        summary="What the city wants, the ties that serve it, and where the time of a year went",
        columns=(
            ScreenColumn(title="priority", share=3),
            ScreenColumn(title="hours", width=8, right=True),
            ScreenColumn(title="%", width=5, right=True),
            ScreenColumn(title="ties", width=7, right=True),
            ScreenColumn(title="serves", share=2),
            ScreenColumn(title="since", width=10),
        ),
        load=_rows,
        card=_card,
        empty="No priority holds; trustcrm priority add writes one down.",
        twins=("priority list", "strategy time"),
    )


def _gathered(context: PluginContext) -> tuple[list[Priority], Spent]:
    today = context.clock.today()
    every = priorities_if_any(context)
    return [one for one in every if one.is_on(today)], spent(context, every, *period(None, None, today))


def _rows(context: PluginContext) -> Sequence[ScreenRow]:
    found, went = _gathered(context)
    if not found:
        return ()
    today, by_priority, shares = context.clock.today(), went.whole_minutes, went.shares
    rows = []
    for one in found:
        ties = one.on(today)
        cells = (
            one.name, _hours(by_priority, one.id), _percent(shares, one.id),
            counted(len(ties), "tie"), _codes(one.goals), one.from_on.isoformat(),
        )  # fmt: skip
        state = "served" if ties else "unserved"
        rows.append(ScreenRow(key=one.id, cells=cells, state="" if ties else "~", name=one.name, kind=state))
    left = ("unassigned", _hours(by_priority, UNASSIGNED), _percent(shares, UNASSIGNED), "", "", "")
    return [*rows, ScreenRow(key=UNASSIGNED, cells=left, name="unassigned", kind="unassigned")]


def _hours(by_priority: Mapping[int, int], row: int) -> str:
    return f"{hours(by_priority[row])} h" if row in by_priority else "–"


def _percent(shares: Mapping[int, int], row: int) -> str:
    return f"{shares[row]} %" if row in shares else "–"


def _codes(codes: Sequence[str]) -> str:
    """Return the codes of goals in little room: "SDG 3.d 11.b, CITY 1"."""
    told = " ".join(code.removeprefix("SDG ") for code in codes if code.startswith("SDG "))
    return ", ".join([*([f"SDG {told}"] if told else []), *(code for code in codes if not code.startswith("SDG "))])


def _card(context: PluginContext, row: ScreenRow) -> Document | None:
    found, went = _gathered(context)
    one = next((each for each in found if each.id == row.key), None)
    if one is None and row.key != UNASSIGNED:
        return None
    today, blocks = context.clock.today(), list[Heading | Paragraph | Bullets]()
    if one is not None:
        blocks.append(Paragraph(words(span(one.from_on, one.to_on), f": {one.words}" if one.words else "")))
        titles = goals(context)
        if one.goals:
            serves = (words(strong(code), f" {titles[code].title}" if code in titles else "") for code in one.goals)
            blocks.append(Bullets(tuple(serves)))
        names = {tie.tie: tie.name for tie in ties_of(context)}
        ties: list[Words] = [
            words(f"{share.percent} % of {names[share.tie]}", cites=(Citation("tie", share.tie),))
            for share in one.on(today)
            if share.tie in names
        ]
        blocks += [Heading("Ties"), Bullets(tuple(ties))] if ties else [Paragraph(words(quiet("No tie serves it.")))]
    sides = went.whole_sides_of(int(row.key))
    if sides:
        spent_on = (words(f"{hours(part)} {went.names.get(side, f'side {side}')}") for side, part in sides[:MOST])
        blocks += [Heading(f"Time since {went.first.isoformat()}"), Bullets(tuple(spent_on))]
    untimed = f"{went.untimed:,} of {counted(went.interactions, 'interaction')}: nobody wrote down for how long."
    blocks.append(Paragraph(words(quiet(untimed))))
    return Document(title=row.name, day=today, blocks=tuple(blocks))
