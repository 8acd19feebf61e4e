"""`trustcrm priority …`: what the city wants, the goals it serves, and the ties whose time is for it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import click

from trustcrm.plugin import (
    Day,
    PluginContext,
    WrongUsage,
    counted,
    json_option,
    pass_plugin_context,
    say,
    tell,
    tell_json,
    tell_table,
)
from trustcrm_strategy import priorities as kept
from trustcrm_strategy.goals import goals
from trustcrm_strategy.priorities import Priority
from trustcrm_strategy.telling import as_of_option, span
from trustcrm_strategy.ties import OurTie, the_tie, ties_of


@click.group("priority")
def priority() -> None:
    """What the city wants for a while, which global goals it serves, and which ties serve it."""


@priority.command("add")
@click.argument("name")
@click.option("--from", "from_on", type=Day(), default=None, help="Its first day; today where not given.")
@click.option("--to", "to_on", type=Day(), default=None, help="Its last day.")
@click.option(
    "--serves", "codes", multiple=True, metavar="GOAL", help="A goal it serves, such as 3.d; may be repeated."
)
@click.option("--words", default=None, help="What it is about.")
@pass_plugin_context
def add_command(
    context: PluginContext, name: str, from_on: date | None, to_on: date | None, codes: tuple[str, ...],
    words: str | None,
) -> None:  # fmt: skip
    """Keep the priority NAME."""
    first = from_on or context.clock.today()
    row = kept.add(context, name, first, to_on, words=words, goals=codes)
    tell(f"Kept priority {row} {name}. `trustcrm priority tie {row} CITY --share 50` says which ties serve it.")


@priority.command("list")
@as_of_option
@click.option("--all", "every", is_flag=True, help="Those that are over or yet to come, too.")
@json_option
@pass_plugin_context
def list_command(context: PluginContext, as_of: date | None, every: bool, as_json: bool) -> None:
    """List the priorities that hold, with their goals and how many ties serve each."""
    day = as_of or context.clock.today()
    found = [one for one in kept.priorities(context) if every or one.is_on(day)]
    if as_json:
        tell_json([_told(one, day) for one in found])
    elif found:
        rows = [
            (one.id, one.name, span(one.from_on, one.to_on), len(one.on(day)), ", ".join(one.goals)) for one in found
        ]
        tell_table(("id", "name", "days", "ties", "serves"), rows, right=(0, 3))
    else:
        say("No priority holds; `trustcrm priority add NAME` keeps one.")


@priority.command("show")
@click.argument("name")
@as_of_option
@json_option
@pass_plugin_context
def show_command(context: PluginContext, name: str, as_of: date | None, as_json: bool) -> None:
    """Show the priority NAME: its days, the goals it serves, and the ties that serve it."""
    day = as_of or context.clock.today()
    found, names = kept.priority(context, name), {one.tie: one for one in ties_of(context)}
    if as_json:
        tell_json(_told(found, day) | {"shares": [_share(one, names) for one in found.shares]})
        return
    tell(f"{found.name}: {span(found.from_on, found.to_on)}")
    if found.words:
        tell(f"  {found.words}")
    titles = {code: goal.title for code, goal in goals(context).items()}
    for code in found.goals:
        tell(f"  serves {code}  {titles.get(code, '')}".rstrip())
    for one in found.shares:
        now = "" if one.is_on(day) else f"  (not on {day.isoformat()})"
        tell(f"  {one.percent} % of the time with {_name(one.tie, names)}, {span(one.from_on, one.to_on)}{now}")
    if not found.shares:
        say("No tie serves it yet.")


@priority.command("correct")
@click.argument("name")
@click.option("--name", "new_name", default=None, help="What it is called.")
@click.option("--from", "from_on", type=Day(), default=None, help="Its first day.")
@click.option("--to", "to_on", type=Day(), default=None, help="Its last day.")
@click.option("--words", default=None, help="What it is about.")
@pass_plugin_context
def correct_command(
    context: PluginContext, name: str, new_name: str | None, from_on: date | None, to_on: date | None,
    words: str | None,
) -> None:  # fmt: skip
    """Give the priority NAME another name, other days or other words."""
    given = {"name": new_name, "from_on": from_on, "to_on": to_on, "words": words}
    values = {key: value for key, value in given.items() if value is not None}
    if not values:
        raise WrongUsage("Nothing to correct; give --name, --from, --to or --words.")
    found = kept.correct(context, name, values)
    tell(f"{found.name} holds {span(found.from_on, found.to_on)}.")


@priority.command("end")
@click.argument("name")
@click.option("--on", "on", type=Day(), default=None, help="Its last day; today where not given.")
@pass_plugin_context
def end_command(context: PluginContext, name: str, on: date | None) -> None:
    """Let the priority NAME be over, and with it every share of a tie's time; what was before stays as it was."""
    found = kept.correct(context, name, {"to_on": on or context.clock.today()})
    tell(f"{found.name} held {span(found.from_on, found.to_on)}.")


@priority.command("remove")
@click.argument("name")
@click.option("--yes", is_flag=True, help="Do not ask.")
@pass_plugin_context
def remove_command(context: PluginContext, name: str, yes: bool) -> None:
    """Take back the priority NAME, kept by mistake, with all that was said of it. One that is over is ended instead."""
    found = kept.priority(context, name)
    if not yes:
        click.confirm(
            f"Forget {found.name} with its {counted(len(found.shares), 'share')}, for good?", abort=True, err=True
        )
    kept.remove(context, str(found.id))
    tell(f"Removed priority {found.id} {found.name}.")


@priority.command("serve")
@click.argument("name")
@click.argument("goal")
@pass_plugin_context
def serve_command(context: PluginContext, name: str, goal: str) -> None:
    """Say that the priority NAME serves GOAL, such as 3.d."""
    found, code = kept.serve(context, name, goal)
    tell(f"{found.name} serves {code} {goals(context)[code].title}.")


@priority.command("unserve")
@click.argument("name")
@click.argument("goal")
@pass_plugin_context
def unserve_command(context: PluginContext, name: str, goal: str) -> None:
    """Say that the priority NAME does not serve GOAL."""
    found, code = kept.serve(context, name, goal, yes=False)
    tell(f"{found.name} does not serve {code}.")


@priority.command("tie")
@click.argument("name")
@click.argument("tie")
@click.option("--share", "percent", type=int, required=True, metavar="PERCENT", help="How much of its time, 1 to 100.")
@click.option("--from", "from_on", type=Day(), default=None, help="From when; the priority's first day if not given.")
@click.option("--to", "to_on", type=Day(), default=None, help="Until when.")
@pass_plugin_context
def tie_command(
    context: PluginContext, name: str, tie: str, percent: int, from_on: date | None, to_on: date | None
) -> None:
    """Say that PERCENT of the time with TIE, a number or a city, is for the priority NAME.

    What was said of the two before ends the day before. No more than all of the time with one side can be given away;
    what is left is shown as unassigned.
    """
    meant = the_tie(context, tie)
    made = kept.tie_to(context, name, meant, percent, from_on, to_on)
    told = kept.priority(context, name)
    tell(f"{percent} % of the time with {meant.name} is for {told.name}, {span(made.from_on, made.to_on)}.")


@priority.command("untie")
@click.argument("name")
@click.argument("tie")
@click.option("--on", "last", type=Day(), default=None, help="The last day that it does; today where not given.")
@click.option("--never", is_flag=True, help="It was a mistake: forget that it ever did.")
@pass_plugin_context
def untie_command(context: PluginContext, name: str, tie: str, last: date | None, never: bool) -> None:
    """Let TIE serve the priority NAME no longer."""
    if never and last is not None:
        raise WrongUsage("Give --on or --never, not both.")
    meant, end = the_tie(context, tie), None if never else last or context.clock.today()
    found = kept.untie(context, name, meant.tie, end)
    tell(f"{meant.name} {'never served' if end is None else f'serves until {end.isoformat()}'}: {found.name}.")


def _name(tie: int, names: Mapping[int, OurTie]) -> str:
    return names[tie].name if tie in names else f"tie {tie}"


def _share(one: kept.Share, names: Mapping[int, OurTie]) -> dict[str, Any]:
    return {
        "tie": one.tie, "with": _name(one.tie, names), "percent": one.percent, "from_on": one.from_on,
        "to_on": one.to_on,
    }  # fmt: skip


def _told(one: Priority, day: date) -> dict[str, Any]:
    return {
        "id": one.id, "name": one.name, "from_on": one.from_on, "to_on": one.to_on, "words": one.words,
        "serves": list(one.goals), "ties": [share.tie for share in one.on(day)],
    }  # fmt: skip
