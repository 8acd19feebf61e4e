"""The screens `needs` and `leads` of the terminal UI: the board with whom to ask, and what is checked of strangers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

from trustcrm.plugin import Bullets, Document, Heading, Paragraph, PluginContext, quiet, shown, strong, words
from trustcrm_crisis.board import Line, board_of
from trustcrm_crisis.board_command import cell_of
from trustcrm_crisis.candidates import known_of, who_can
from trustcrm_crisis.in_need import matter_of
from trustcrm_crisis.leads import CHECKS, lead, leads_if_any
from trustcrm_crisis.paper import what_became
from trustcrm_crisis.windows import crisis_on
from trustcrm_tui.screens import ScreenColumn, ScreenRow, ScreenSpec, hookimpl

CALLED = 3
"""So many are named as those to ask for a need."""


@hookimpl
def register_screens() -> Iterable[ScreenSpec]:
    """Offer the screens."""
    yield ScreenSpec(
        name="needs",
        title="Needs board",
        summary="What is needed in the crisis that is on, and how far each thing came",
        columns=(
            ScreenColumn(title="what"),
            ScreenColumn(title="received", width=18),
            ScreenColumn(title="in words", width=22),
            ScreenColumn(title="by", width=10),
            ScreenColumn(title="asked", width=16),
            ScreenColumn(title="promised", width=18),
            ScreenColumn(title="moving", width=16),
        ),
        load=_needs,
        card=_need_card,
        empty="No crisis is on, or nothing is needed, asked or given in it; trustcrm crisis need adds a need.",
        twins=("crisis board",),
    )
    yield ScreenSpec(
        name="leads",
        title="Supplier leads",
        summary="Offers of strangers, and what must be checked before anything is committed",
        columns=(
            ScreenColumn(title="supplier", share=3),
            ScreenColumn(title="what", share=3),
            ScreenColumn(title="state", share=2),
            ScreenColumn(title="offered", width=10),
        ),
        load=_leads,
        card=_lead_card,
        empty="Nobody offered anything to look into; trustcrm crisis leads add writes an offer down.",
        twins=("crisis leads list",),
    )


def _needs(context: PluginContext) -> Sequence[ScreenRow]:
    today = context.clock.today()
    crisis = crisis_on(context, today)
    if crisis is None:
        return ()
    board = board_of(context, crisis, today)
    return [_row(line, place, line.side == board.home) for place, line in enumerate(board.lines)]


def _row(line: Line, place: int, ours: bool) -> ScreenRow:
    here = cell_of(line, "received") or "none"
    pledged, committed = cell_of(line, "pledged"), cell_of(line, "committed")
    cells = (
        line.what, f"{here} of {shown(line.wanted)}" if line.wanted is not None else f"{here} here",
        "closed" if line.is_closed else line.in_words, shown(line.by_on), _named("asked", cell_of(line, "asked")),
        _named("committed", committed) or _named("pledged", pledged), _named("moving", cell_of(line, "in transit")),
    )  # fmt: skip
    lacks = line.need is not None and not line.is_closed and ours and (line.lacking is None or line.lacking > 0)
    state: Literal["", "~", "!"] = "!" if lacks else ""
    need = line.need.id if line.need is not None else None
    return ScreenRow(
        key=f"{need or ''} {line.unit} {line.kind}" if need or line.kind else place, cells=cells, state=state,
        name=line.what, noun="need" if need is not None else "", id=need,
        kind="closed" if line.is_closed else "open" if lacks else "met" if need is not None else "no need",
    )  # fmt: skip


def _named(state: str, told: str) -> str:
    return f"{state} {told}" if told else ""


def _need_card(context: PluginContext, row: ScreenRow) -> Document | None:
    today = context.clock.today()
    crisis = crisis_on(context, today)
    if crisis is None:
        return None
    board = board_of(context, crisis, today)
    lines = [_row(line, place, line.side == board.home) for place, line in enumerate(board.lines)]
    line = next((one for one, told in zip(board.lines, lines, strict=True) if told.key == row.key), None)
    if line is None:
        return None
    blocks: list[Heading | Paragraph | Bullets] = []
    if line.accounts:
        told = [words(strong(board.names[one.giver]), f" {what_became(one)}") for one in line.accounts]
        blocks.append(Bullets(tuple(told)))
    if line.need is not None and not line.is_closed:
        answer = who_can(known_of(matter_of(context, today)), line.what, context.clock.now())
        blocks.append(Heading("Who could help"))
        for one in answer.candidates[:CALLED]:
            blocks.append(Paragraph(words(strong(f"{one.name}  {one.score}"))))
            blocks.append(Bullets(tuple(words(f"{reason.points:+d} {reason.words}") for reason in one.reasons)))
        blocks.append(Paragraph(words(quiet(f"{len(answer.left_out)} left out; trustcrm who-can says why."))))
    return Document(title=line.what, day=today, blocks=tuple(blocks))


def _leads(context: PluginContext) -> Sequence[ScreenRow]:
    crisis = crisis_on(context, context.clock.today())
    found = leads_if_any(context, crisis.id) if crisis is not None else []
    rows = []
    for one in found:
        name = context.ask.mention("side", one.supplier).name
        state: Literal["", "~", "!"] = "!" if one.state.startswith("failed") else "~" if one.open_checks else ""
        cells = (name, one.what, one.state, one.offered_on.isoformat())
        rows.append(
            ScreenRow(
                key=one.id, cells=cells, state="" if one.contribution or one.dropped_on else state, side=one.supplier,
                name=name, noun="organisation", id=one.supplier, kind=one.state,
            )
        )  # fmt: skip
    return rows


def _lead_card(context: PluginContext, row: ScreenRow) -> Document | None:
    found = lead(context, int(row.key))
    told = []
    for name in CHECKS:
        made = found.latest(name)
        if made is None:
            told.append(words(strong(name), " not made yet"))
        else:
            result = "passed" if made.passed else "not passed"
            told.append(words(strong(name), f" {result}, {made.login}, {made.at:%Y-%m-%d}: {made.words}"))
    head = Paragraph(words(f"{row.name} offers {found.what}: {found.state}"))
    return Document(title=f"Lead {found.id}", day=context.clock.today(), blocks=(head, Bullets(tuple(told))))
