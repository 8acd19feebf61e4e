"""`trustcrm protocol requests …`: what calls and delegations ask for, and what of it is late."""

from __future__ import annotations

import click

from trustcrm.plugin import PluginContext, counted, json_option, pass_plugin_context, say, tell, tell_json, tell_table
from trustcrm_protocol.call_commands import request_told
from trustcrm_protocol.requests import request, requests, retime, see_to
from trustcrm_protocol.settings import REQUESTS
from trustcrm_protocol.telling import meant


@click.group("requests", short_help="What calls ask for, and what is late given its lead time.")
def requests_group() -> None:
    """What calls and delegations ask for: each takes its time, and is late before the day itself."""


@requests_group.command("list")
@click.option("--late", is_flag=True, help="Those alone for which the time has begun to run out.")
@click.option("--all", "everything", is_flag=True, help="Those too that were seen to or are over.")
@json_option
@pass_plugin_context
def list_command(context: PluginContext, late: bool, everything: bool, as_json: bool) -> None:
    """List the requests that are open, the most pressing first."""
    today = context.clock.today()
    found = [one for one in requests(context) if everything or one.is_open]
    told = [one for one in found if one.is_late(today) or not late]
    if as_json:
        tell_json([request_told(one, today) for one in told])
    elif told:
        titles = ("request", "kind", "for", "on", "takes", "latest", "by", "standing")
        rows = [
            (
                one.id, one.kind, one.engagement.title, one.engagement.starts_on, counted(one.lead_days, "day"),
                one.latest_on, one.by, one.standing(today),
            )
            for one in told
        ]  # fmt: skip
        tell_table(titles, rows, right=(0,))
    else:
        say("Nothing is late." if late and found else "Nothing is asked for.")
    moved = [one for one in found if one.was_moved]
    if moved:
        say(f"{len(moved)} of them moved with their call; `trustcrm protocol requests retime` gives them new days.")


@requests_group.command("add")
@click.argument("call", type=int)
@click.argument("kind", type=click.Choice(REQUESTS))
@click.option("--words", default="", help="What exactly: into which language, how many cars.")
@click.option("--lead", type=click.IntRange(0, 3650), default=None, help="How many days it takes, if not as usual.")
@click.option("--by", "colleague", default=None, help="The colleague who sees to it.")
@pass_plugin_context
def add_command(
    context: PluginContext, call: int, kind: str, words: str, lead: int | None, colleague: str | None
) -> None:
    """Note that CALL asks for KIND; that it must be seen to in time becomes a follow-up."""
    found = request(context, call, kind, words, lead, meant(context, "colleague", colleague))
    today = context.clock.today()
    tell(f"Request {found.id}: {found.follow_up.what}, by {found.latest_on.isoformat()} ({found.standing(today)}).")


@requests_group.command("done")
@click.argument("number", metavar="REQUEST", type=int)
@pass_plugin_context
def done_command(context: PluginContext, number: int) -> None:
    """Tick REQUEST off."""
    found = see_to(context, number)
    tell(f"Request {number}: {found.follow_up.what}, {found.standing(context.clock.today())}.")


@requests_group.command("retime")
@pass_plugin_context
def retime_command(context: PluginContext) -> None:
    """Give the requests of calls that were moved their new latest days."""
    found = retime(context)
    for one in found:
        tell(f"Request {one.id}: {one.follow_up.what}, by {one.latest_on.isoformat()}.")
    if not found:
        say("No call with an open request was moved.")
