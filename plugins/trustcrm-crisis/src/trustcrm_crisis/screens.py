"""The screens `needs` and `leads` of the terminal UI: the board with whom to ask, and what is checked of strangers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

from trustcrm.plugin import Bullets, Document, Heading, Paragraph, PluginContext, quiet, shown, strong, words
from trustcrm_crisis.board import Board, Line, board_of
from trustcrm_crisis.board_command import cell_of
from trustcrm_crisis.candidates import known_of, who_can
from trustcrm_crisis.in_need import matter_of
from trustcrm_crisis.leads import CHECKS, lead, leads_if_any
from trustcrm_crisis.paper import what_became
from trustcrm_crisis.windows import crises_on
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
            ScreenColumn(title="what", share=2),
            ScreenColumn(title="received", width=18),
            ScreenColumn(title="by", width=10),
            ScreenColumn(title="in words", width=22),
            ScreenColumn(title="asked", width=16),
            ScreenColumn(title="promised", width=18),
            ScreenColumn(title="moving", width=16),
        ),
        load=_needs,
        card=_need_card,
        empty="No crisis is on, or nothing is needed, asked or given in it; n on the screen Crisis adds a need.",
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
    boards = _boards(context)
    return [_row(board, line, place, len(boards) > 1) for board in boards for place, line in enumerate(board.lines)]


def _boards(context: PluginContext) -> list[Board]:
    """Return the board of each crisis that is on."""
    today = context.clock.today()
    return [board_of(context, crisis, today) for crisis in crises_on(context, today)]


def _row(board: Board, line: Line, place: int, several: bool) -> ScreenRow:
    """Return a line of a board; of several boards each says which it is of, and `f` chooses by that."""
    ours, crisis = line.side == board.home, board.crisis
    here = cell_of(line, "received") or "none"
    pledged, committed = cell_of(line, "pledged"), cell_of(line, "committed")
    cells = (
        f"{line.what} ({crisis.name})" if several else line.what,
        f"{here} of {shown(line.wanted)}" if line.wanted is not None else f"{here} here",
        shown(line.by_on), "closed" if line.is_closed else line.in_words, _named("asked", cell_of(line, "asked")),
        _named("committed", committed) or _named("pledged", pledged), _named("moving", cell_of(line, "in transit")),
    )  # fmt: skip
    lacks = line.need is not None and not line.is_closed and ours and (line.lacking is None or line.lacking > 0)
    state: Literal["", "~", "!"] = "!" if lacks else ""
    need = line.need.id if line.need is not None else None
    stands = "closed" if line.is_closed else "open" if lacks else "met" if need is not None else "no need"
    return ScreenRow(
        key=f"{crisis.id} {need or ''} {line.unit} {line.kind}" if need or line.kind else f"{crisis.id} {place}",
        cells=cells, state=state, name=line.what, noun="need" if need is not None else "", id=need,
        kind=crisis.name if several else stands,
    )  # fmt: skip


def _named(state: str, told: str) -> str:
    return f"{state} {told}" if told else ""


def _need_card(context: PluginContext, row: ScreenRow) -> Document | None:
    today = context.clock.today()
    lines = ((board, place, line) for board in _boards(context) for place, line in enumerate(board.lines))
    found = next(((b, line) for b, place, line in lines if _row(b, line, place, False).key == row.key), None)
    if found is None:
        return None
    board, line = found
    blocks: list[Heading | Paragraph | Bullets] = []
    if line.accounts:
        told = [words(strong(board.names[one.giver]), f" {what_became(one)}") for one in line.accounts]
        blocks.append(Bullets(tuple(told)))
    if line.need is not None and not line.is_closed:
        answer = who_can(known_of(matter_of(context, today, crisis=board.crisis)), line.what, context.clock.now())
        blocks.append(Heading("Who could help"))
        for one in answer.candidates[:CALLED]:
            blocks.append(Paragraph(words(strong(f"{one.name}  {one.score}"))))
            blocks.append(Bullets(tuple(words(f"{reason.points:+d} {reason.words}") for reason in one.reasons)))
        blocks.append(Paragraph(words(quiet(f"{len(answer.left_out)} left out; trustcrm who-can says why."))))
    return Document(title=line.what, day=today, blocks=tuple(blocks))


def _leads(context: PluginContext) -> Sequence[ScreenRow]:
    rows = []
    on = crises_on(context, context.clock.today())
    for one in (found for crisis in on for found in leads_if_any(context, crisis.id)):
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
