"""`trustcrm protocol flags …`: flag raisings and proclamations, with their precedents."""

from __future__ import annotations

from datetime import date
from typing import Any

import click

from trustcrm.plugin import (
    Day,
    PluginContext,
    json_option,
    pass_plugin_context,
    say,
    tell,
    tell_json,
    tell_table,
)
from trustcrm_protocol.asks import nearnesses, raise_notes
from trustcrm_protocol.gifts import gifts
from trustcrm_protocol.honours import Honour, Precedent, ask_for, decide, honour, honours, precedents
from trustcrm_protocol.telling import meant

MOST = 5
"""So many precedents of others are shown with one that was asked for."""


@click.group("flags", short_help="Flag raisings and proclamations: asked by, for which day, approved by, precedent.")
def flags_group() -> None:
    """Flag raisings and proclamations: who asked, for which day, who approved, what was done for whom before."""


@flags_group.command("list")
@click.option("--all", "everything", is_flag=True, help="Those too that were done or refused.")
@json_option
@pass_plugin_context
def list_command(context: PluginContext, everything: bool, as_json: bool) -> None:
    """List those that somebody asked for, by their days."""
    found = [one for one in honours(context) if everything or one.state in ("asked", "approved")]
    if as_json:
        tell_json([_told(one) for one in found])
    elif found:
        titles = ("flag", "on", "what", "for", "asked by", "asked on", "state", "by")
        rows = [
            (
                one.id, one.engagement.starts_on, one.engagement.title, one.for_whom, one.asker, one.asked_on,
                one.state, one.decided_by,
            )
            for one in found
        ]  # fmt: skip
        tell_table(titles, rows, right=(0,))
    else:
        say("Nobody asked for a flag or a proclamation.")


@flags_group.command("ask")
@click.argument("side")
@click.option("--on", "on", type=Day(), required=True, help="The day it is for.")
@click.option("--what", default="", help="What for: the national day, a person, a cause.")
@click.option("--by", "asked_by", default=None, help="The person who asked.")
@click.option("--asked-on", type=Day(), default=None, help="When; today where not given.")
@click.option("--proclamation", is_flag=True, help="A proclamation, not a flag.")
@pass_plugin_context
def ask_command(
    context: PluginContext, side: str, on: date, what: str, asked_by: str | None, asked_on: date | None,
    proclamation: bool,
) -> None:  # fmt: skip
    """Note that SIDE asked for its flag to be raised, or for a proclamation, and show the precedents."""
    form = "proclamation" if proclamation else "flag raising"
    row = context.ask.found("side", side)
    words = what or context.ask.mention("side", row).name
    made = ask_for(context, form, row, on, words, meant(context, "person", asked_by), asked_on)
    tell(f"Flag {made.id}: {made.engagement.title}, for {on.isoformat()}. Nobody decided yet.")
    _tell_precedents(precedents(context, form, on), made)
    near = [one for one in nearnesses(context, gifts(context)) if str(one.ask.cited) == _cited(made)]
    for one in near:
        say(f"Note: {one.words}")
    raise_notes(context, near)


@flags_group.command("approve")
@click.argument("flag", type=int)
@click.option("--by", "by", required=True, help="Who approved it.")
@click.option("--words", default="", help="On which conditions.")
@pass_plugin_context
def approve_command(context: PluginContext, flag: int, by: str, words: str) -> None:
    """Keep that FLAG was approved; its day is confirmed."""
    found = decide(context, flag, by, approved=True, words=words)
    tell(f"Flag {flag}: approved by {by}, for {found.engagement.starts_on.isoformat()}.")
    say(f"`trustcrm engagement hold {found.engagement_id}` keeps that it was done.")


@flags_group.command("refuse")
@click.argument("flag", type=int)
@click.option("--by", "by", required=True, help="Who refused it.")
@click.option("--why", required=True, help="Why; it stands among the precedents.")
@pass_plugin_context
def refuse_command(context: PluginContext, flag: int, by: str, why: str) -> None:
    """Keep that FLAG was refused, and why; its day is called off."""
    decide(context, flag, by, approved=False, words=why)
    tell(f"Flag {flag}: refused by {by}: {why}")


@flags_group.command("show")
@click.argument("flag", type=int)
@json_option
@pass_plugin_context
def show_command(context: PluginContext, flag: int, as_json: bool) -> None:
    """Show FLAG with what was done for the same side before, and for others."""
    found = honour(context, flag)
    before = precedents(context, found.form, found.engagement.starts_on)
    if as_json:
        tell_json(_told(found) | {"precedents": [vars(one) for one in before]})
        return
    asked = f", asked by {found.asker}" if found.asker else ""
    tell(f"Flag {flag}: {found.engagement.title}, {found.engagement.starts_on.isoformat()}, {found.state}")
    tell(f"  for {found.for_whom}{asked} on {found.asked_on.isoformat()}")
    if found.decided_by:
        on = found.decided_on.isoformat() if found.decided_on else ""
        tell(f"  {found.state} by {found.decided_by} on {on}{f': {found.words}' if found.words else ''}")
    _tell_precedents(before, found)


@flags_group.command("precedents")
@click.option("--proclamation", is_flag=True, help="Of proclamations, not of flags.")
@json_option
@pass_plugin_context
def precedents_command(context: PluginContext, proclamation: bool, as_json: bool) -> None:
    """List what was done for whom before, and what was refused and why, the latest first."""
    form = "proclamation" if proclamation else "flag raising"
    found = precedents(context, form, context.clock.today())
    if as_json:
        tell_json([vars(one) for one in found])
    elif found:
        tell_table(("on", "for", "what", "done", "record"), [_precedent(one) for one in found])
    else:
        say(f"No {form} is on record; there is no precedent.")


def _tell_precedents(found: list[Precedent], made: Honour) -> None:
    theirs = [one for one in found if one.side == made.side]
    others = [one for one in found if one.side != made.side]
    if not found:
        tell(f"  no precedent: no {made.form} is on record")
        return
    if not theirs:
        tell(f"  never before for {made.for_whom}")
    for one in [*theirs, *others[:MOST]]:
        on, whom, what, done, record = _precedent(one)
        tell(f"  {done} on {on} for {whom}: {what}  [{record}]")
    if len(others) > MOST:
        tell(f"  and {len(others) - MOST} more for others; `trustcrm protocol flags precedents` lists all")


def _precedent(one: Precedent) -> tuple[str, str, str, str, str]:
    done = "done" if one.was_done else "refused"
    what = one.what if not one.why else f"{one.what} ({one.why})"
    return one.on.isoformat(), one.for_whom, what, done, f"{one.noun} {one.id}"


def _cited(made: Honour) -> str:
    return f"engagement {made.engagement_id}"


def _told(one: Honour) -> dict[str, Any]:
    told = {name: value for name, value in vars(one).items() if name != "engagement"}
    return told | {"title": one.engagement.title, "on": one.engagement.starts_on, "state": one.state}
