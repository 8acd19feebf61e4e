"""`trustcrm crisis board`: each need, and how far what answers it came; a pledge never counts as received."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import click

from trustcrm.plugin import Day, PluginContext, fold, json_option, pass_plugin_context, say, tell, tell_json, tell_table
from trustcrm_crisis.board import STATES, TOLD, Board, Line, board_of, number
from trustcrm_crisis.windows import others_on, standing, the_crisis

MOST_LETTERS = 28
"""So many letters of a thing's name stand on the board."""


@click.command("board", short_help="Show what is needed and how far each thing came.")
@click.argument("name", default="")
@click.option("--as-of", "as_of", type=Day(), default=None, help="As things stood on a day.")
@click.option("--each", is_flag=True, help="Also each contribution, with whom and what came of it.")
@json_option
@pass_plugin_context
def board_command(context: PluginContext, name: str, as_of: date | None, each: bool, as_json: bool) -> None:
    """Show the needs board of the crisis NAME, or of the one that is on, the latest begun of several.

    An ask stands on one board: that of the need it answers, else of the crisis it was made in.

    Each state is the sum of its own steps in one unit: what was pledged is never counted as received, and nothing is
    added across units.
    """
    today = context.clock.today()
    board = board_of(context, the_crisis(context, name, as_of or today), as_of or today)
    if as_json:
        tell_json(_told(board))
        return
    others = "" if name else others_on(context, board.crisis, board.day)
    say(f"{board.crisis.name}, {standing(board.crisis, board.day)}.{' ' if others else ''}{others}")
    if not board.lines:
        say(
            f"Nothing is needed, and nothing was asked for or came to us, in {board.crisis.name} yet; "
            "`trustcrm crisis need` adds a need."
        )
        return
    states = [state for state in STATES if any(state in {*line.sums, *line.uncounted} for line in board.lines)]
    titles = ["need", "what", "needed", "unit", "by", *(TOLD.get(state, state) for state in states), "in words"]
    rows = [_row(board, line, states) for line in board.lines]
    tell_table(titles, rows, right=(0, 2, *range(5, 5 + len(states))))
    if any(line.uncounted for line in board.lines):
        say("A number with × is how many contributions nobody counted.")
    _say_unanswering(board)
    if each:
        _tell_each(board)


def _row(board: Board, line: Line, states: Sequence[str]) -> list[Any]:
    whom = "" if line.side == board.home else f" for {board.names[line.side]}"
    words = "closed" if line.is_closed else line.in_words
    need = line.need.id if line.need is not None else ""
    cells = [cell_of(line, state) for state in states]
    what = line.what if len(line.what) <= MOST_LETTERS else f"{line.what[: MOST_LETTERS - 1]}…"
    return [need, f"{what}{whom}", line.wanted, line.unit or "–", line.by_on, *cells, words]


def cell_of(line: Line, state: str) -> str:
    """Return how much of a line reached a state, and how many contributions did uncounted: "4,000 + 1×"."""
    counted, uncounted = line.sums.get(state), line.uncounted.get(state, 0)
    words = [number(counted)] if counted is not None else []
    if uncounted:
        words.append(f"{uncounted}×")
    return " + ".join(words)


def _say_unanswering(board: Board) -> None:
    """Say which contributions are counted as an open need is, and answer none."""
    for line in board.lines:
        alike = [one for one in board.lines if one.need is not None and not one.is_closed and one.side == board.home]
        needs = [one for one in alike if fold(one.unit) == fold(line.unit) and line.unit]
        if line.need is None and len(needs) == 1 and needs[0].need is not None:
            rows = ", ".join(str(account.id) for account in line.accounts)
            say(
                f"Contribution {rows} answers no need; where it is for {needs[0].what}, say so: "
                f"`trustcrm contribution correct {line.accounts[0].id} --need {needs[0].need.id}`."
            )


def _tell_each(board: Board) -> None:
    for line in board.lines:
        if not line.accounts:
            continue
        tell()
        tell(f"{line.what} ({line.unit or 'uncounted'})")
        rows = []
        for account in line.accounts:
            due = f"due {account.due_on.isoformat()}" if account.due_on else ""
            thanks = "thanks owed" if account.receiver == board.home and account.awaits_thanks else ""
            words = "; ".join(filter(None, (account.in_words, due, thanks)))
            state = TOLD.get(account.state, account.state)
            rows.append((account.id, board.names[account.giver], account.contribution.what, state, words))
        tell_table(("id", "from", "what", "now", "in words"), rows, right=(0,))


def _told(board: Board) -> dict[str, Any]:
    return {
        "crisis": board.crisis.name, "window": board.crisis.id, "day": board.day,
        "lines": [_line(board, line) for line in board.lines],
    }  # fmt: skip


def _line(board: Board, line: Line) -> Mapping[str, Any]:
    return {
        "need": line.need.id if line.need is not None else None,
        "what": line.what, "side": line.side, "for": board.names[line.side], "unit": line.unit or None,
        "needed": line.wanted, "by_on": line.by_on, "closed": line.is_closed,
        "sums": dict(line.sums), "uncounted": dict(line.uncounted), "lacking": line.lacking,
        "contributions": [account.id for account in line.accounts],
    }  # fmt: skip
