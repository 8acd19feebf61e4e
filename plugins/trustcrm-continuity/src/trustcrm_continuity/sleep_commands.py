"""`trustcrm hibernate` and `trustcrm wake`: a tie is put to sleep, and is woken, each with why and a letter."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import click

from trustcrm.plugin import Day, Document, PluginContext, json_option, pass_plugin_context, say, tell, tell_json
from trustcrm_continuity.letter import asleep, awake, check_place, write_letter
from trustcrm_continuity.sleep import OurTie, let_sleep, our_tie, wake

letter_option = click.option(
    "--letter", type=click.Path(dir_okay=False, path_type=Path), help="Draft a letter into this file: .eml or .md."
)


@click.command("hibernate")
@click.argument("side")
@click.option("--why", required=True, help="Why the tie sleeps, in words that they may read.")
@click.option("--until", type=Day(), default=None, help="The day on which somebody looks at it again.")
@letter_option
@json_option
@pass_plugin_context
def hibernate_command(
    context: PluginContext, side: str, why: str, until: date | None, letter: Path | None, as_json: bool
) -> None:
    """Let the tie with SIDE sleep: no cadence runs, it stands as hibernating with why, and nothing else of it changes.

    SIDE is a city or organisation, or a tie as in "tie 4". The letter is a draft: nothing is sent.
    """
    tie = our_tie(context, side)
    if letter is not None:
        check_place(letter)
    change = let_sleep(context, tie, why, until)
    _finish(context, tie, asleep(context, tie, why, until), letter, change, as_json, "hibernates; no cadence runs")


@click.command("wake")
@click.argument("side")
@click.option("--why", required=True, help="Why it is woken, in words that they may read.")
@letter_option
@json_option
@pass_plugin_context
def wake_command(context: PluginContext, side: str, why: str, letter: Path | None, as_json: bool) -> None:
    """Wake the tie with SIDE: it is active, its cadence runs again, and why it slept and was woken is kept on it."""
    tie = our_tie(context, side)
    if letter is not None:
        check_place(letter)
    change = wake(context, tie, why)
    _finish(context, tie, awake(context, tie, why), letter, change, as_json, "is active again; its cadence runs")


def _finish(
    context: PluginContext, tie: OurTie, letter: Document, path: Path | None, change: int, as_json: bool, became: str
) -> None:
    if path is not None:
        write_letter(context, tie, letter, path)
    if as_json:
        told: dict[str, Any] = {"tie": tie.kept.id, "side": tie.side, "name": tie.name, "change": change}
        tell_json(told | {"letter": str(path) if path is not None else None})
        return
    tell(f"The tie with {tie.name} {became}.")
    if path is not None:
        tell(f"{path}")
        say("The letter is a draft: read it, change it and send it yourself. Nothing was sent.")
    say(f"It is change {change}; `trustcrm undo {change}` takes it back.")
