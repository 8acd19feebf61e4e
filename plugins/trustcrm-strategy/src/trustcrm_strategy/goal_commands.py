"""`trustcrm goal …`: global goals and the office's own, and what serves them here."""

from __future__ import annotations

from typing import Any, cast

import click

from trustcrm.plugin import PluginContext, Tag, json_option, pass_plugin_context, say, tell, tell_json, tell_table
from trustcrm_strategy.goals import Goal, add_goal, goal_in, goals, remove_goal
from trustcrm_strategy.priorities import Priority, priorities
from trustcrm_strategy.ties import ties_of


@click.group("goal")
def goal() -> None:
    """Global goals, and goals of the office's own, which priorities serve."""


@goal.command("list")
@click.option("--of", "code", default=None, metavar="GOAL", help="The targets of one goal, such as 3.")
@click.option("--served", is_flag=True, help="Only those that a priority serves.")
@json_option
@pass_plugin_context
def list_command(context: PluginContext, code: str | None, served: bool, as_json: bool) -> None:
    """List the 17 goals and the office's own, with which priorities serve them or one of their targets."""
    every, wants = goals(context), priorities(context)
    found = [one for one in every.values() if not one.is_target]
    if code is not None:
        with context.tables.reading() as tables:
            top = goal_in(tables, code).of
        found = [one for one in every.values() if one.of == top]
    whole = code is None
    rows = [(one, _serving(wants, one, whole=whole)) for one in found]
    rows = [(one, serving) for one, serving in rows if serving or not served]
    if as_json:
        tell_json([_told(one) | {"served_by": [each.id for each in serving]} for one, serving in rows])
    elif rows:
        told = [(one.code, one.title, ", ".join(each.name for each in serving)) for one, serving in rows]
        tell_table(("code", "title", "served by"), told)
    else:
        say("No priority serves a goal yet; `trustcrm priority serve NAME GOAL` says that one does.")


def _serving(wants: list[Priority], one: Goal, *, whole: bool) -> list[Priority]:
    """Return the priorities that serve a goal; a whole goal is served where one of its targets is."""
    return [
        each
        for each in wants
        if any(code == one.code or (whole and code.startswith(f"{one.code}.")) for code in each.goals)
    ]


@goal.command("show")
@click.argument("code")
@json_option
@pass_plugin_context
def show_command(context: PluginContext, code: str, as_json: bool) -> None:
    """Show the goal CODE: the priorities that serve it, their ties today, and the records that bear it as a tag."""
    with context.tables.reading() as tables:
        found = goal_in(tables, code)
    today, names = context.clock.today(), {one.tie: one.name for one in ties_of(context)}
    serving = _serving(priorities(context), found, whole=not found.is_target)
    tagged = _tagged(context, found)
    if as_json:
        ties = {share.tie for one in serving for share in one.on(today)}
        tell_json(
            _told(found)
            | {
                "served_by": [one.id for one in serving], "ties": sorted(ties),
                "tagged": [{"noun": one.about_noun, "id": one.about_row, "tag": one.name} for one in tagged],
            }
        )  # fmt: skip
        return
    tell(f"{found.code}  {found.title}")
    if found.source:
        tell(f"  from {found.source}")
    for one in serving:
        with_whom = ", ".join(names.get(share.tie, f"tie {share.tie}") for share in one.on(today))
        tell(f"  {one.name}" + (f": {with_whom}" if with_whom else ""))
    for tag in tagged:
        title = context.ask.one(tag.about_noun, tag.about_row).title
        tell(f"  tagged {tag.name}: {tag.about_noun} {tag.about_row}  {title}")
    if not serving and not tagged:
        say("No priority serves it, and no record bears it as a tag.")


def _tagged(context: PluginContext, found: Goal) -> list[Tag]:
    """Return the tags that are called as the goal, or as one of its targets where it has any."""
    codes = [one.code for one in goals(context).values() if found.code in (one.code, one.of)]
    rows = (row for code in codes for row in context.ask.page("tag", {"name": code}).rows)
    return [cast(Tag, row.kept.record) for row in rows]


@goal.command("add")
@click.argument("code")
@click.argument("title")
@click.option("--source", default=None, help="Where it is from: a plan, a resolution.")
@pass_plugin_context
def add_command(context: PluginContext, code: str, title: str, source: str | None) -> None:
    """Keep a goal of the office's own, known by its CODE."""
    made = add_goal(context, code, title, source)
    tell(f"Kept goal {made.code} {made.title}.")


@goal.command("remove")
@click.argument("code")
@pass_plugin_context
def remove_command(context: PluginContext, code: str) -> None:
    """Take back a goal of the office's own that no priority serves."""
    tell(f"Removed goal {remove_goal(context, code).code}.")


def _told(one: Goal) -> dict[str, Any]:
    return {"code": one.code, "title": one.title, "goal": one.of, "source": one.source or None}
