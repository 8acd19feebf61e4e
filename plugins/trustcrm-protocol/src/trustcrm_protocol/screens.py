"""The screen `openings` of the terminal UI: what opens within 180 days, and who changed and was not met since."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Literal

from trustcrm.plugin import Document, PluginContext, Subject
from trustcrm_protocol.neighbours import neighbours
from trustcrm_protocol.openings import Opening, openings
from trustcrm_protocol.panel import panel
from trustcrm_protocol.settings import settings_of
from trustcrm_protocol.turnover import Change, turnover
from trustcrm_tui.screens import ScreenColumn, ScreenRow, ScreenSpec, hookimpl

SOON = 30
"""An opening within so many days is near."""


@hookimpl
def register_screens() -> Iterable[ScreenSpec]:
    """Offer the screen."""
    yield ScreenSpec(
        name="openings",
        title="Openings",
        summary="What opens within 180 days, and who changed on both sides and was not met since",
        columns=(
            ScreenColumn(title="on", width=10),
            ScreenColumn(title="with", share=3),
            ScreenColumn(title="why", share=6),
            ScreenColumn(title="what", width=14),
        ),
        load=_load,
        card=_card,
        empty="Nothing is known to open, and nobody changed; trustcrm protocol elections add notes an election.",
        twins=("protocol openings", "protocol turnover"),
    )


def _load(context: PluginContext) -> Sequence[ScreenRow]:
    """Return what opens in the order of days, then those who changed and were not met, the latest first."""
    settings, today = settings_of(context), context.clock.today()
    known = neighbours(context, today)
    coming = openings(context, known, settings.openings_days)
    changed = [one for one in turnover(context, known, settings.turnover_days) if one.is_open]
    return [
        *(_opening(one, place, today, known.home) for place, one in enumerate(coming)),
        *(_change(one, known.home) for one in changed),
    ]


def _opening(one: Opening, place: int, today: date, home: int) -> ScreenRow:
    near: Literal["", "~"] = "~" if (one.on - today).days <= SOON else ""
    return ScreenRow(
        key=f"{one.kind} {one.cited} {place}", cells=(one.on.isoformat(), one.name, one.why, one.kind), state=near,
        side=one.side if one.side != home else None, name=one.name, noun=one.cited.noun, id=one.cited.id, kind=one.kind,
    )  # fmt: skip


def _change(one: Change, home: int) -> ScreenRow:
    """Return somebody who came and was not met as pressing, and a seat that nobody took as near."""
    cited, told = one.cites[-1], f"{one.words}, {one.title}: {one.since_then}"
    return ScreenRow(
        key=f"{cited} {one.on} {one.came}", cells=(one.on.isoformat(), one.name, told, "changed"),
        state="!" if one.came else "~", side=one.side if one.side != home else None, name=one.name, noun=cited.noun,
        id=cited.id, kind="changed",
    )  # fmt: skip


def _card(context: PluginContext, row: ScreenRow) -> Document | None:
    if row.side is None:
        return None
    noun = context.ask.mention("side", row.side).noun
    found = panel(context, Subject(noun=noun, id=row.side, name=row.name, day=context.clock.today()))
    return replace(found, title=row.name) if found is not None else None
