"""The screen `openings` of the terminal UI: what opens within 180 days, and who changed and was not met since."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

from trustcrm.plugin import Document, PluginContext, Subject
from trustcrm_protocol.neighbours import neighbours
from trustcrm_protocol.openings import openings
from trustcrm_protocol.panel import panel
from trustcrm_protocol.settings import settings_of
from trustcrm_protocol.turnover import turnover
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
    )


def _load(context: PluginContext) -> Sequence[ScreenRow]:
    """Return those who were not met first, the latest before the others, then what opens in the order of days."""
    settings, today = settings_of(context), context.clock.today()
    known = neighbours(context, today)
    home, rows = known.home, []
    for change in turnover(context, known, settings.turnover_days):
        if not change.is_met:
            cited = change.cites[-1]
            cells = (
                change.on.isoformat(), change.name, f"{change.words}, {change.title}: {change.since_then}", "changed",
            )  # fmt: skip
            rows.append(
                ScreenRow(
                    key=f"{cited}", cells=cells, state="!" if change.came else "~", name=change.name,
                    side=change.side if change.side != home else None, noun=cited.noun, id=cited.id, kind="changed",
                )
            )  # fmt: skip
    for place, one in enumerate(openings(context, known, settings.openings_days)):
        near: Literal["", "~"] = "~" if (one.on - today).days <= SOON else ""
        rows.append(
            ScreenRow(
                key=f"{one.kind} {one.cited} {place}", cells=(one.on.isoformat(), one.name, one.why, one.kind),
                state=near, side=one.side if one.side != home else None, name=one.name, noun=one.cited.noun,
                id=one.cited.id, kind=one.kind,
            )
        )  # fmt: skip
    return rows


def _card(context: PluginContext, row: ScreenRow) -> Document | None:
    if row.side is None:
        return None
    noun = context.ask.mention("side", row.side).noun
    return panel(context, Subject(noun=noun, id=row.side, name=row.name, day=context.clock.today()))
