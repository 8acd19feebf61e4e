"""`trustcrm calendar outbox`: drafts that wait for a person, who lets each leave once, or never."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path

import click

from trustcrm.plugin import PluginContext, pass_plugin_context, visible
from trustcrm_calendar.invite import refuse_outdated, sender
from trustcrm_calendar.invite_command import message_row, tell
from trustcrm_calendar.outbox import STATES, Kept, Outbox

_JSON = click.option("--json", "as_json", is_flag=True, help="Answer in JSON, for scripts.")


@click.group(help="Messages to guests that wait until you release them; nothing leaves by itself.")
def outbox() -> None:
    """Hold the commands together."""


@outbox.command("list", short_help="List what waits, or what became of it.")
@click.option("--state", type=click.Choice((*STATES, "all")), default="draft", show_default=True, help="Those alone.")
@_JSON
@pass_plugin_context
def list_(context: PluginContext, state: str, as_json: bool) -> None:
    """List what waits in the outbox: to whom, about what, and why."""
    kept = [one for one in Outbox(context.tables).everything() if state in (one.state, "all")]
    tell(kept, as_json=as_json)
    if not kept and not as_json:
        click.echo("Nothing is in the outbox." if state == "all" else f"Nothing in the outbox is {state}.", err=True)


@outbox.command(short_help="Show a message as it would leave, and what is new in it.")
@click.argument("number", type=int)
@_JSON
@pass_plugin_context
def show(context: PluginContext, number: int, as_json: bool) -> None:
    """Show message NUMBER: to whom, why, how it differs from what left to them before, and the calendar object."""
    box = Outbox(context.tables)
    kept = box.one(number)
    changes = list(_changes(kept, box.everything(kept.message.engagement)))
    text = kept.message.ics.decode("utf-8", "replace").replace("\r\n", "\n")
    if as_json:
        click.echo(json.dumps(message_row(kept) | {"changes": changes, "ics": text}, ensure_ascii=False, indent=2))
        return
    tell([kept], as_json=False)
    for line in changes:
        click.echo(visible(f"      {line}"))
    click.echo("\n".join(visible(line) for line in text.splitlines()))


@outbox.command(short_help="Let drafts leave, as files in a folder or by a notifier.")
@click.argument("numbers", nargs=-1, type=int, required=True)
@click.option("--to", "folder", type=click.Path(path_type=Path, file_okay=False), help="The folder.")
@click.option("--by", "notifier", default="", help="A notifier that sends them, in place of a folder, such as smtp.")
@click.option("--as", "form", type=click.Choice(("eml", "ics")), default="eml", show_default=True,
              help="A mail that any mail program opens as a draft, or the calendar object alone.")  # fmt: skip
@click.option("--again", is_flag=True, help="Also one that may have left when the program was stopped.")
@pass_plugin_context
def release(
    context: PluginContext, numbers: tuple[int, ...], folder: Path | None, notifier: str, form: str, again: bool
) -> None:  # fmt: skip
    """Let messages NUMBERS leave, each once: as files in a folder, which you send, or by a notifier that does."""
    if (folder is None) == (not notifier):
        raise click.UsageError("Give either a folder with --to, or a notifier with --by.")
    by, box = sender(context), Outbox(context.tables)
    for number in numbers:
        refuse_outdated(context, box.one(number))
    if folder is not None:
        for number in numbers:
            click.echo(str(box.release(number, folder, by, suffix=f".{form}", again=again)))
        return
    with closing(context.notifiers.open(notifier)) as opened:
        for number in numbers:
            box.send(number, notifier, opened, by, again=again)
            click.echo(f"Message {number} left by {notifier}.")


@outbox.command(short_help="Leave drafts aside.")
@click.argument("numbers", nargs=-1, type=int, required=True)
@pass_plugin_context
def discard(context: PluginContext, numbers: tuple[int, ...]) -> None:
    """Leave messages NUMBERS aside; `restore` makes drafts of them again."""
    for number in numbers:
        Outbox(context.tables).discard(number)


@outbox.command(short_help="Make drafts of what was discarded.")
@click.argument("numbers", nargs=-1, type=int, required=True)
@pass_plugin_context
def restore(context: PluginContext, numbers: tuple[int, ...]) -> None:
    """Make drafts of messages NUMBERS that were discarded."""
    for number in numbers:
        Outbox(context.tables).restore(number)


def _changes(kept: Kept, about: list[Kept]) -> list[str]:
    """Return how a message differs from the one that left to the same address before, line by line."""
    left = [
        one for one in about
        if one.state == "released" and one.message.recipient == kept.message.recipient and one.number < kept.number
    ]  # fmt: skip
    if not left:
        return []
    before, now = (one.message.ics.decode("utf-8", "replace").splitlines() for one in (left[-1], kept))
    return [f"- {line}" for line in before if line not in now] + [f"+ {line}" for line in now if line not in before]
