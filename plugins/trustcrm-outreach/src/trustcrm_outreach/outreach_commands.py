"""`trustcrm outreach …`: sending what was released, and the ledger of what became of each delivery."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from trustcrm.plugin import (
    PluginContext,
    Refused,
    counted,
    json_option,
    pass_plugin_context,
    say,
    tell,
    tell_json,
    tell_table,
)
from trustcrm_outreach.drafting import withdraw_draft
from trustcrm_outreach.ledger import STATES, Delivery, deliveries, delivery, turn_one
from trustcrm_outreach.mail import compose, content_of, letterhead
from trustcrm_outreach.notices import Notice, Version, notices, the_notice
from trustcrm_outreach.question_commands import answer_command, ask_command, questions_command
from trustcrm_outreach.reach_commands import opt_out_group, outdated_command, silent_command
from trustcrm_outreach.sending import Carrier, Folder, Outcome, Outlet, came_back, send, waiting, went
from trustcrm_outreach.settings import OutreachSettings
from trustcrm_outreach.standing import RowsNow

_NUMBERS = click.argument("numbers", metavar="DELIVERY…", nargs=-1, type=int, required=True)


@click.group("outreach")
def outreach() -> None:
    """Who was told what: sending what was released, who holds which version, and what was asked."""


for _command in (
    ask_command, answer_command, questions_command, opt_out_group, outdated_command, silent_command
):  # fmt: skip
    outreach.add_command(_command)


@outreach.command("send")
@click.option("--into", type=click.Path(path_type=Path, file_okay=False), help="Files in this folder, for you to send.")
@click.option("--by", "notifier", default="", help="A notifier; the one of [plugins.outreach] if neither is given.")
@click.option("--delivery", "only", type=int, multiple=True, help="These alone.")
@json_option
@pass_plugin_context
def send_command(
    context: PluginContext, into: Path | None, notifier: str, only: tuple[int, ...], as_json: bool
) -> None:  # fmt: skip
    """Send what was released and did not leave yet, each once and to one mailbox.

    What may have left without an answer is never sent again by itself: `trustcrm outreach settle` says whether it went.
    """
    outlet = _outlet(context, into, notifier)
    found = [one for one in waiting(context) if not only or one.id in only]
    if sys.stderr.isatty() and len(found) > 1 and not as_json:
        with click.progressbar(length=len(found), label="Sending", file=sys.stderr) as bar:
            done = send(context, outlet, only, lambda count: bar.update(1))
    else:
        done = send(context, outlet, only)
    if as_json:
        tell_json(vars(done))
    else:
        _tell(done, outlet.channel)
    if done.later or done.unknown or done.not_tried:
        raise click.exceptions.Exit(4)


@outreach.command("ledger")
@click.argument("which", metavar="[NOTICE]", default="")
@click.option("--version", "number", type=int, default=None, help="Of one version alone.")
@click.option("--state", type=click.Choice(STATES), default=None, help="In this state alone.")
@json_option
@pass_plugin_context
def ledger_command(
    context: PluginContext, which: str, number: int | None, state: str | None, as_json: bool
) -> None:  # fmt: skip
    """List every delivery: to which mailbox, whom it tells, and how far it came."""
    found = [(notice, version, one) for notice, version, one in everything(context, which, number)
             if state in (None, one.state)]  # fmt: skip
    names = RowsNow(context)
    if as_json:
        tell_json([_row(names, *one) for one in found])
    elif found:
        rows = [
            (
                one.id, notice.id, version.number, one.in_words, one.channel, one.mailbox or "by hand", one.language,
                ", ".join(names.name(names.now(named)) for named in one.people), one.said,
            )
            for notice, version, one in found
        ]  # fmt: skip
        titles = ("id", "notice", "version", "state", "by", "mailbox", "in", "tells", "said")
        tell_table(titles, rows, right=(0, 1, 2), spare=(6, 4, 8))
    else:
        say("Nothing is in the ledger; `trustcrm notice draft` drafts what a notice would send.")


@outreach.command("show")
@click.argument("number", metavar="DELIVERY", type=int)
@pass_plugin_context
def show_command(context: PluginContext, number: int) -> None:
    """Show a delivery as it leaves, or left: the whole mail."""
    one = delivery(context, number)
    notice, version = of_delivery(context, one)
    with context.tables.reading() as tables:
        content = content_of(tables, notice, version, one)
    by = letterhead(context)
    if one.by_hand or one.released_at is None:
        tell(content.text.subject)
        tell()
        for line in content.body(by.city).splitlines():
            tell(line)
        return
    for line in compose(one, content, by).decode("ascii").splitlines():
        tell(line)


@outreach.command("settle")
@_NUMBERS
@click.option("--went/--did-not-go", "is_gone", default=None, help="What you found out.")
@pass_plugin_context
def settle_command(context: PluginContext, numbers: tuple[int, ...], is_gone: bool | None) -> None:
    """Say of a delivery that may have left whether it went; what did not go is sent with the next run."""
    if is_gone is None:
        raise click.UsageError("Say --went or --did-not-go; ask whoever it is for, or look into the sent mail.")
    for number in numbers:
        one = delivery(context, number)
        if one.state != "sending":
            raise Refused(f"Delivery {number} is {one.in_words}; there is nothing to settle.")
        if is_gone:
            went(context, one, of_delivery(context, one), deeds=context.do)
        else:
            turn_one(context, number, "released", said="")
        tell(f"Delivery {number}: {'it went' if is_gone else 'it did not go, and is released again'}.")


@outreach.command("told")
@_NUMBERS
@click.option("--how", required=True, help="How: by telephone, by letter, in person.")
@pass_plugin_context
def told_command(context: PluginContext, numbers: tuple[int, ...], how: str) -> None:
    """Keep that you told those without an address yourself."""
    for number in numbers:
        one = delivery(context, number)
        if one.state != "released" or not one.by_hand:
            raise Refused(f"Delivery {number} is {one.in_words}{'' if one.by_hand else ' and has an address'}.")
        went(context, one, of_delivery(context, one), deeds=context.do, channel=how)
        tell(f"Delivery {number}: told {how}.")


@outreach.command("bounced")
@_NUMBERS
@click.option("--why", required=True, help="What came back.")
@pass_plugin_context
def bounced_command(context: PluginContext, numbers: tuple[int, ...], why: str) -> None:
    """Keep that what was sent came back: those it was for were not reached."""
    for number in numbers:
        came_back(context, delivery(context, number), why)
        tell(f"Delivery {number}: bounced.")


@outreach.command("acknowledged")
@_NUMBERS
@click.option("--words", default="", help="What they said.")
@pass_plugin_context
def acknowledged_command(context: PluginContext, numbers: tuple[int, ...], words: str) -> None:
    """Keep that they said it arrived."""
    for number in numbers:
        turn_one(context, number, "acknowledged", said=words)
        tell(f"Delivery {number}: acknowledged.")


@outreach.command("drop")
@_NUMBERS
@click.option("--why", default="", help="Why.")
@pass_plugin_context
def drop_command(context: PluginContext, numbers: tuple[int, ...], why: str) -> None:
    """Let drafts and released deliveries that did not leave yet stay here."""
    for number in numbers:
        one = delivery(context, number)
        with context.tables.writing() as tables:
            was_draft = withdraw_draft(tables, one.id)
        if not was_draft:
            turn_one(context, number, "dropped", said=why)
        tell(f"Delivery {number}: {'the draft is gone, until the next drafting' if was_draft else 'dropped'}.")


def everything(
    context: PluginContext, which: str = "", number: int | None = None
) -> list[tuple[Notice, Version, Delivery]]:  # fmt: skip
    """Return every delivery with its notice and version, or those of one notice, or of one version of it."""
    chosen = [the_notice(context, which)] if which else notices(context)
    of = {version.id: (notice, version) for notice in chosen for version in notice.versions
          if number in (None, version.number)}  # fmt: skip
    narrowed = tuple(of) if which or number is not None else ()
    return [(*of[one.version], one) for one in deliveries(context, *narrowed) if one.version in of]


def of_delivery(context: PluginContext, one: Delivery) -> tuple[Notice, Version]:
    """Return the notice and the version of a delivery."""
    return next((notice, version) for notice in notices(context) for version in notice.versions
                if version.id == one.version)  # fmt: skip


def _outlet(context: PluginContext, into: Path | None, notifier: str) -> Outlet:
    settings: OutreachSettings = context.config
    if into is not None and notifier:
        raise click.UsageError("Give either --into or --by.")
    if into is not None:
        return Folder(into)
    name = notifier or settings.notifier
    if not name:
        raise Refused(
            'Say where it leaves: --into FOLDER, --by NOTIFIER, or notifier = "smtp" under [plugins.outreach].'
        )
    return Carrier(context, name)


def _tell(done: Outcome, channel: str) -> None:
    tell(f"Sent {counted(len(done.sent), 'delivery', 'deliveries')} by {channel}.")
    told = (
        (done.bounced, "bounced"), (done.later, "did not leave and waits"), (done.dropped, "was dropped"),
        (done.unknown, "may have left: ask, then say so with `trustcrm outreach settle`"),
    )  # fmt: skip
    for numbers, what in told:
        for number in numbers:
            say(f"Delivery {number} {what}. {done.said[number]}".rstrip())
    if done.not_tried:
        say(f"{counted(done.not_tried, 'delivery was', 'deliveries were')} not tried; send again later.")


def _row(names: RowsNow, notice: Notice, version: Version, one: Delivery) -> dict[str, Any]:
    who = [names.now(named) for named in one.people]
    people = [{"noun": noun, "id": row, "name": names.name((noun, row))} for noun, row in who]
    return {
        "id": one.id, "notice": notice.id, "version": version.number, "state": one.state,
        "channel": one.channel or None, "mailbox": one.mailbox or None, "language": one.language,
        "message_id": one.message_id or None, "said": one.said or None, "released_at": one.released_at,
        "sent_at": one.sent_at, "bounced_at": one.bounced_at, "acknowledged_at": one.acknowledged_at,
        "interaction_id": one.interaction, "people": people,
    }  # fmt: skip
