"""`trustcrm calendar invite`, `guests`, `received` and `answer`: drafts to guests, and what they answered."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from trustcrm.plugin import NotFound, PluginContext, Refused, counted, pass_plugin_context, visible
from trustcrm_calendar.ahead import Ahead
from trustcrm_calendar.invitations import ANSWERS, Somebody, event_of_one, reply
from trustcrm_calendar.invite import drafts, guests, sender
from trustcrm_calendar.outbox import Kept, Message, Outbox
from trustcrm_calendar.received import Received, Taken, proposal, take


@click.command(short_help="Draft what guests are to be told of an engagement.")
@click.argument("engagement", type=int)
@click.option(
    "--whole-list", is_flag=True, help="Name all guests to each of them; otherwise each sees only themselves."
)
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON, for scripts.")
@pass_plugin_context
def invite(context: PluginContext, engagement: int, whole_list: bool, as_json: bool) -> None:
    """Draft what whoever has a seat at ENGAGEMENT is to be told: an invitation, a change, or that it is off.

    Drafts go into the outbox, where `trustcrm calendar outbox release` turns them into files; nothing is sent. Run it
    again whenever something changed: nobody is told the same twice.
    """
    made = drafts(context, engagement, whole_list=whole_list)
    tell(made, as_json=as_json)
    mute = [guest.name for guest in guests(context, engagement) if not guest.address]
    if mute:
        click.echo(visible(f"No mail address is known of {', '.join(mute)}."), err=True)
    if not as_json:
        said = f"{counted(len(made), 'draft is', 'drafts are')} new in the outbox." if made else "Nothing new to tell."
        click.echo(said, err=True)


@click.command("guests", short_help="Tell who is expected at an engagement, and what they answered.")
@click.argument("engagement", type=int)
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON, for scripts.")
@pass_plugin_context
def guests_command(context: PluginContext, engagement: int, as_json: bool) -> None:
    """Tell who is expected at ENGAGEMENT, whether they were invited, what they answered, and what they proposed."""
    rows = list(_guest_rows(context, engagement))
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for row in rows:
        click.echo(visible(f"{row['name']:<24}  {row['invited']:<12}  {row['answer'] or '–':<14}  {row['address']}"))
        if row["proposed"]:
            click.echo(visible(f"  proposed: {row['proposed']}"))
    if not rows:
        click.echo(f"Nobody has a seat at engagement {engagement}.", err=True)


@click.command("received", short_help="Take in an answer, a proposal or an invitation that came as a file.")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON, for scripts.")
@pass_plugin_context
def received(context: PluginContext, files: tuple[Path, ...], as_json: bool) -> None:
    """Take in what came as a file: an answer of a guest, a proposal of another time, somebody's invitation.

    An answer counts for whoever was invited, if it is the newest. A proposal is shown and nothing is changed. An
    invitation becomes an engagement.
    """
    taken = [one for file in files for one in take(context, file)]
    if as_json:
        click.echo(json.dumps([_taken_row(one) for one in taken], ensure_ascii=False, indent=2))
        return
    for one in taken:
        counts = "" if one.counts else "not taken: "
        click.echo(visible(f"{one.came.method.lower():<8}  {one.came.address or '–'}: {counts}{one.said}"))


@click.command("answer", short_help="Draft an answer to an invitation that was received.")
@click.argument("engagement", type=int)
@click.argument("answered", metavar="ANSWER", type=click.Choice(tuple(ANSWERS)))
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON, for scripts.")
@pass_plugin_context
def answer(context: PluginContext, engagement: int, answered: str, as_json: bool) -> None:
    """Draft an ANSWER to whoever invited us to ENGAGEMENT: accepted, tentative or declined."""
    by = sender(context)
    asked = [one for one in Received(context.tables).everything(engagement) if one.method == "REQUEST"]
    if not asked or not asked[-1].address:
        raise Refused(f"Nobody invited us to engagement {engagement}, so there is nobody to answer.")
    outbox, title = Outbox(context.tables), str(context.ask.one("engagement", engagement).value("title"))
    left = [one for one in outbox.everything(engagement) if one.message.recipient == asked[-1].address]
    guest = Somebody(address=by.address, name=by.name, partstat=ANSWERS[answered])
    message = Message(
        kind="REPLY", recipient=asked[-1].address, summary=title, why=f"We {answered}.", sequence=asked[-1].sequence,
        ics=reply(event_of_one(asked[-1].ics), guest, context.clock.now()), engagement=engagement,
        after=max((one.number for one in left if one.state == "released"), default=0),
    )  # fmt: skip
    tell(outbox.add(message, context.clock.now()), as_json=as_json)


def tell(kept: list[Kept], *, as_json: bool) -> None:
    """Say what is in the outbox, a line a message."""
    if as_json:
        click.echo(json.dumps([message_row(one) for one in kept], ensure_ascii=False, indent=2))
        return
    for one in kept:
        told = one.message
        click.echo(visible(f"{one.number:>4}  {one.state:<10}  {told.kind:<7}  {told.recipient}: {told.summary}"))
        click.echo(visible(f"      {told.why}{f' It left as {one.file}.' if one.state == 'released' else ''}"))


def message_row(one: Kept) -> dict[str, Any]:
    """Return a message of the outbox as JSON has it."""
    told = one.message
    return {
        "message": one.number, "state": one.state, "kind": told.kind, "to": told.recipient, "about": told.summary,
        "why": told.why, "sequence": told.sequence, "engagement_id": told.engagement, "file": one.file or None,
        "made_at": one.made_at.isoformat(),
    }  # fmt: skip


def _guest_rows(context: PluginContext, engagement: int) -> list[dict[str, str]]:
    about = next((one for one in Ahead(context).told() if one.row == engagement), None)
    if about is None:
        raise NotFound(f"There is no engagement {engagement} that guests may be told of.")
    came = {(one.method, one.address): one for one in Received(context.tables).everything(engagement)}
    states = {one.message.recipient: one for one in Outbox(context.tables).everything(engagement)}
    rows = []
    for guest in guests(context, engagement):
        last, proposed = states.get(guest.address), came.get(("COUNTER", guest.address))
        reply_of = came.get(("REPLY", guest.address))
        rows.append({
            "name": guest.name, "address": guest.address, "invited": last.state if last is not None else "not yet",
            "answer": reply_of.partstat.lower() if reply_of is not None else "",
            "proposed": proposal(proposed, about, context) if proposed is not None else "",
        })  # fmt: skip
    return rows


def _taken_row(one: Taken) -> dict[str, Any]:
    return asdict(one.came) | {"ics": one.came.ics.decode("utf-8", "replace"), "counts": one.counts, "said": one.said}
