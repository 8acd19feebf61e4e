"""`trustcrm crisis …`: the group of its commands, and those that open, close, list and show one."""

from __future__ import annotations

from datetime import date
from typing import Any

import click

from trustcrm.plugin import (
    Day,
    NotFound,
    PluginContext,
    Refused,
    Window,
    WrongUsage,
    fold,
    json_option,
    listed,
    pass_plugin_context,
    say,
    tell,
    tell_json,
    tell_table,
)
from trustcrm_crisis.ask_command import ask_command, need_command
from trustcrm_crisis.board import Board, board_of, number
from trustcrm_crisis.board_command import board_command
from trustcrm_crisis.lead_commands import leads_group
from trustcrm_crisis.paper_commands import after_action_command, handoff_command
from trustcrm_crisis.seat_commands import seats_group
from trustcrm_crisis.who_can_command import who_can_command
from trustcrm_crisis.windows import Crisis, crises, crises_on, others_on, standing, the_crisis


@click.group("crisis")
def crisis() -> None:
    """A crisis: what is needed, who is asked and answers, what is checked, and what came of it."""


for _command in (
    board_command, need_command, ask_command, who_can_command, leads_group, seats_group, handoff_command,
    after_action_command,
):  # fmt: skip
    crisis.add_command(_command)


@crisis.command("open")
@click.argument("name")
@click.option("--on", "on", type=Day(), default=None, help="Its first day; today where not given.")
@click.option("--words", default=None, help="What it is about.")
@pass_plugin_context
def open_command(context: PluginContext, name: str, on: date | None, words: str | None) -> None:
    """Open the crisis NAME: cadences pause, and what happens from its first day on stands on its board."""
    today = context.clock.today()
    there = next((one for one in crises_on(context, today) if fold(one.name) == fold(name)), None)
    if there is not None:
        raise Refused(f"{there.name} is on already, since {there.starts_on.isoformat()}.")
    row = context.do.add(Window(name=name, starts_on=on or today, words=words)).ids[0]
    tell(f"{name} is open (window {row}). Cadences are paused until it is closed.")
    if others := others_on(context, the_crisis(context, f"#{row}", today), today):
        say(others)


@crisis.command("close")
@click.argument("name", default="")
@click.option("--on", "on", type=Day(), default=None, help="Its last day; today where not given.")
@pass_plugin_context
def close_command(context: PluginContext, name: str, on: date | None) -> None:
    """Close the crisis NAME, or the one that is on: cadences run again from the day after."""
    today = context.clock.today()
    found = the_crisis(context, name, today) if name else _only_one(context, today)
    if found.ends_on is not None and found.ends_on < today:
        raise Refused(f"{found.name} was closed on {found.ends_on.isoformat()}.")
    last = on or today
    context.do.correct("window", found.id, {"ends_on": last})
    others = [one.name for one in crises_on(context, today) if one.id != found.id]
    cadences = f"Cadences stay paused for {', '.join(others)}." if others else "Cadences run again from the day after."
    tell(f"{found.name} is closed: {found.starts_on.isoformat()} to {last.isoformat()}. {cadences}")
    _tell_open(board_of(context, found, today))


def _only_one(context: PluginContext, today: date) -> Crisis:
    on = crises_on(context, today)
    if not on:
        raise NotFound("No crisis is on, so none can be closed.")
    if len(on) > 1:
        names = listed([one.name for one in on])
        raise WrongUsage(f"{names} are on; say which of them is over: `trustcrm crisis close NAME`.")
    return on[0]


def _tell_open(board: Board) -> None:
    lacking = [line for line in board.lines if line.need is not None and not line.is_closed and (line.lacking or 0) > 0]
    thanks = [one for one in board.accounts if one.receiver == board.home and one.awaits_thanks and one.is_open]
    if lacking:
        say(f"Needs not met: {', '.join(f'{line.what} ({line.in_words})' for line in lacking)}.")
    if thanks:
        more = f" and {len(thanks) - 3} more" if len(thanks) > 3 else ""
        say(f"We owe thanks for {', '.join(one.thing('received') for one in thanks[:3])}{more}.")
    say("`trustcrm crisis after-action` tells what came of it.")


@crisis.command("list")
@json_option
@pass_plugin_context
def list_command(context: PluginContext, as_json: bool) -> None:
    """List every crisis on record, the latest first."""
    found, today = crises(context), context.clock.today()
    if as_json:
        tell_json([_told(one, today) for one in found])
    elif found:
        rows = [(one.id, one.name, one.starts_on, one.ends_on, "on" if one.is_on(today) else "") for one in found]
        tell_table(("id", "name", "from", "to", "now"), rows, right=(0,))
    else:
        say("No crisis is on record; `trustcrm crisis open NAME` opens one.")


def _told(one: Crisis, today: date) -> dict[str, Any]:
    return {
        "id": one.id, "name": one.name, "starts_on": one.starts_on, "ends_on": one.ends_on, "is_on": one.is_on(today)
    }  # fmt: skip


@crisis.command("show")
@click.argument("name", default="")
@json_option
@pass_plugin_context
def show_command(context: PluginContext, name: str, as_json: bool) -> None:
    """Show where the crisis NAME stands: its days, needs, asks, thanks owed, and whether cadences are paused."""
    today = context.clock.today()
    found = the_crisis(context, name, today)
    board = board_of(context, found, today)
    facts = _facts(board, found, today)
    if as_json:
        tell_json(_told(found, today) | facts)
        return
    tell(f"{found.name}: from {found.starts_on.isoformat()}, {standing(found, today)}")
    for words, told in facts.items():
        tell(f"  {words.replace('_', ' ')}: {told if not isinstance(told, bool) else 'yes' if told else 'no'}")
    for line in board.lines:
        if line.need is not None and not line.is_closed and (line.lacking or 0) > 0:
            by = f", by {line.by_on.isoformat()}" if line.by_on else ""
            tell(f"  lacking: {number(line.lacking or line.received)} {line.unit} ({line.what}){by}")


def _facts(board: Board, crisis: Crisis, today: date) -> dict[str, Any]:
    ours = [one for one in board.accounts if one.receiver == board.home]
    needs = {line.need.id: line for line in board.lines if line.need is not None}
    return {
        "cadences_paused": crisis.is_on(today),
        "needs": len(needs),
        "needs_open": sum(not line.is_closed and (line.lacking is None or line.lacking > 0) for line in needs.values()),
        "asked": sum("asked" in one.quantities for one in ours),
        "unanswered": sum(one.state == "asked" for one in ours),
        "thanks_owed": sum(one.awaits_thanks and one.is_open for one in ours),
        "running_late": sum(one.due_on is not None and one.due_on < today and one.was_promised for one in ours),
    }
