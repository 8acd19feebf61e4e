"""`trustcrm outreach outdated`, `silent` and `opt-out`: old versions, whom nothing reached, who wants no notices."""

from __future__ import annotations

import click

from trustcrm.plugin import PluginContext, counted, json_option, pass_plugin_context, say, tell, tell_json, tell_table
from trustcrm_outreach.audiences import the_audience
from trustcrm_outreach.notices import the_notice
from trustcrm_outreach.opt_outs import lift, opt_out, opt_outs
from trustcrm_outreach.standing import RowsNow, holdings, not_reached, people_in, sides_called
from trustcrm_outreach.telling import member_row


@click.command("outdated")
@click.argument("which", metavar="[NOTICE]", default="")
@json_option
@pass_plugin_context
def outdated_command(context: PluginContext, which: str, as_json: bool) -> None:
    """Tell who holds an earlier version of a notice than the one that is out, or of all of them."""
    found = [one for one in holdings(context, notice=the_notice(context, which) if which else None) if one.is_outdated]
    names = RowsNow(context, (one.who for one in found))
    if as_json:
        tell_json([
            {
                "notice": one.notice.id, "noun": one.who[0], "id": one.who[1], "name": names.name(one.who),
                "holds": one.holds, "newest": one.newest, "delivery": one.delivery,
            }
            for one in found
        ])  # fmt: skip
    elif found:
        sides = sides_called(context, {one.side for one in found})
        rows = [(names.name(one.who), sides[one.side], one.notice.title, one.holds, one.newest) for one in found]
        tell_table(("who", "of", "notice", "holds", "newest"), rows, right=(3, 4), spare=(1,))
        say(f"{counted(people_in(found), 'person holds', 'people hold')} an outdated version.")
    else:
        say("Nobody holds an outdated version.")


@click.command("silent")
@click.option("--days", type=click.IntRange(min=1), default=90, show_default=True, help="Not reached for so many days.")
@click.option("--audience", default="", help="Of one audience alone; of all where not given.")
@json_option
@pass_plugin_context
def silent_command(context: PluginContext, days: int, audience: str, as_json: bool) -> None:
    """Tell whom neither a notice nor any contact on record has reached for so many days, each mailbox once."""
    found, looked_at = not_reached(context, days, the_audience(context, audience) if audience else None)
    if as_json:
        tell_json({
            "days": days, "looked_at": looked_at, "people": sum(len(one.members) for one in found),
            "mailboxes": [
                {
                    "mailbox": one.mailbox or None, "since": one.since,
                    "members": [member_row(who) for who in one.members],
                }
                for one in found
            ],
        })  # fmt: skip
        return
    if found:
        rows = [
            (one.since or "never", one.mailbox or "no address", context.ask.mention("side", one.members[0].side).name,
             ", ".join(who.name for who in one.members))
            for one in found
        ]  # fmt: skip
        tell_table(("last reached", "mailbox", "of", "who"), rows)
    people = sum(len(one.members) for one in found)
    boxes = len([one for one in found if one.mailbox])
    say(
        f"{people} of {counted(looked_at, 'person', 'people')} not reached for {counted(days, 'day')}, "
        f"by {counted(boxes, 'mailbox', 'mailboxes')}."
    )


@click.group("opt-out")
def opt_out_group() -> None:
    """Who wants no more notices; heeded whatever becomes of the records of people."""


@opt_out_group.command("add")
@click.argument("address")
@click.option("--words", default="", help="What they said, and how it came.")
@pass_plugin_context
def add_command(context: PluginContext, address: str, words: str) -> None:
    """Write to ADDRESS no more; whatever is released for it stays here."""
    tell(f"Opt-out {opt_out(context, address, words)}: {address} is written to no more.")


@opt_out_group.command("list")
@json_option
@pass_plugin_context
def list_command(context: PluginContext, as_json: bool) -> None:
    """List the addresses that are written to no more."""
    found = opt_outs(context)
    if as_json:
        tell_json([vars(one) for one in found])
    elif found:
        rows = [(one.id, one.address, one.at.date(), one.by, one.words) for one in found]
        tell_table(("id", "address", "since", "kept by", "words"), rows, right=(0,))
    else:
        say("Nobody has opted out.")


@opt_out_group.command("lift")
@click.argument("address")
@pass_plugin_context
def lift_command(context: PluginContext, address: str) -> None:
    """Write to ADDRESS again, since whoever reads it asked for that."""
    lift(context, address, context.clock.now())
    tell(f"{address} is written to again.")
