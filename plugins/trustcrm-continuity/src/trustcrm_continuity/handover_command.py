"""`trustcrm handover`: the pack for the next colleague, and everything in their hands by one change."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import click

from trustcrm.plugin import (
    Correction,
    Day,
    PluginContext,
    counted,
    json_option,
    pass_plugin_context,
    say,
    tell,
    tell_json,
)
from trustcrm_continuity.handover import Handover, Wish, first_day, hand_over, prepared, sides_of


@click.command("handover")
@click.argument("leaver", metavar="FROM")
@click.option("--to", "successor", required=True, help="Who takes over: a colleague's name or number.")
@click.option("--leaves", type=Day(), default=None, help="FROM's last day in the office, kept with the handover.")
@click.option("--on", "on", type=Day(), default=None, help="The successor's first day; else the day after FROM's last.")
@click.option(
    "--tie", "ties", multiple=True, metavar="SIDE", help="Hand over the tie with this side alone; repeatable."
)
@click.option("--nobodys", is_flag=True, help="What nobody in the office answers for goes to the successor too.")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Write the pack into this folder.")
@click.option(
    "--format", "formats", multiple=True, default=("html",), show_default=True, help="Of the pack; repeatable."
)
@click.option("--dry-run", is_flag=True, help="Say what would be handed over, and change nothing.")
@json_option
@pass_plugin_context
def handover_command(
    context: PluginContext, leaver: str, successor: str, leaves: date | None, on: date | None, ties: tuple[str, ...],
    nobodys: bool, out: Path | None, formats: tuple[str, ...], dry_run: bool, as_json: bool,
) -> None:  # fmt: skip
    """Hand over what FROM has: ties, things to do and promises, in one change that `trustcrm undo` takes back.

    The ties stay the city's, and no reading moves. The pack, one page a tie, is `trustcrm report handover FROM`.
    """
    row, to = context.ask.found("colleague", leaver), context.ask.found("colleague", successor)
    wish = Wish(
        leaver=row, successor=to, first=on or first_day(context, row, leaves), leaves=leaves,
        sides=sides_of(context, ties), nobodys=nobodys,
    )  # fmt: skip
    handover = prepared(context, wish)
    settings = {"to": str(to)}
    written = []
    if out is not None:
        report = context.ask.report("handover", str(row), settings)
        written = context.do.write(report, out, formats)
    change = None if dry_run else hand_over(context, handover)
    if as_json:
        tell_json(_told(handover, change, written))
        return
    for path in written:
        tell(str(path))
    _tell(handover, change)


def _tell(handover: Handover, change: int | None) -> None:
    found, to = handover.legacy, handover.successor.name
    head = "Would hand over" if change is None else "Handed over"
    tell(
        f"{head} from {found.colleague.name} to {to}, from {handover.wish.first.isoformat()} on: "
        f"{counted(len(found.charges), 'tie')}, {counted(len(found.follow_ups), 'thing')} to do, "
        f"{counted(len(found.promises), 'promise')} of ours."
    )
    for charge in found.charges:
        why = "  no record of why: ask for it" if charge.lacks_origin else ""
        tell(f"  {charge.name}, {charge.tie.record.kind}{why}")
    for kept in found.follow_ups:
        tell(f"  {kept.record.due_on.isoformat()} {kept.record.what}")
    for account in found.promises:
        tell(f"  promised: {account.rest}")
    nobodys = (*(one.rest for one in found.nobodys_promises), *_whats(handover))
    if nobodys and not handover.wish.nobodys:
        say(
            f"Nobody answers for {counted(len(nobodys), 'other thing')} ({', '.join(nobodys[:3])}); --nobodys gives "
            f"it to {to}."
        )
    if change is not None:
        say(f"It is change {change}; `trustcrm undo {change}` takes it back.")


def _whats(handover: Handover) -> list[str]:
    return [kept.record.what for kept in handover.legacy.nobodys_follow_ups]


def _told(handover: Handover, change: int | None, written: list[Path]) -> dict[str, Any]:
    found = handover.legacy
    return {
        "change": change, "from": found.id, "to": handover.wish.successor, "first_day": handover.wish.first,
        "ties": [
            {"tie": one.tie.id, "side": one.side, "name": one.name, "origin": one.tie.record.origin}
            for one in found.charges
        ],
        "follow_ups": [kept.id for kept in found.follow_ups],
        "promises": [account.id for account in found.promises],
        "nobodys_promises": [account.id for account in found.nobodys_promises],
        "nobodys_follow_ups": [kept.id for kept in found.nobodys_follow_ups],
        "corrected": [_correction(one) for one in handover.corrections],
        "added": len(handover.added), "files": [str(path) for path in written],
    }  # fmt: skip


def _correction(one: Correction) -> dict[str, Any]:
    return {"noun": one.noun, "id": one.row, "values": dict(one.values)}
