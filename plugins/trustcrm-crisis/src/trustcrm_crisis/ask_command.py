"""`trustcrm crisis need` and `ask`: what is needed, and whom we ask for it, guarded."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, cast

import click

from trustcrm.plugin import (
    Amount,
    Day,
    Need,
    NotFound,
    PluginContext,
    WrongUsage,
    json_option,
    pass_plugin_context,
    tell,
    tell_json,
)
from trustcrm_crisis.asking import Wish, ask
from trustcrm_crisis.telling import crisis_option
from trustcrm_crisis.windows import the_crisis

KINDS = ("goods", "money", "expertise", "voice", "access", "hospitality")


@click.command("need", short_help="Add something that is needed.")
@click.argument("what")
@click.option("--quantity", type=Amount(), default=None, help="How much.")
@click.option("--unit", default=None, help="What it is counted in: masks, EUR, hours.")
@click.option("--by", "by_on", type=Day(), default=None, help="By when.")
@click.option("--for", "whom", default="", metavar="SIDE", help="Who needs it; our own city where not given.")
@click.option("--words", default=None, help="Anything else worth keeping.")
@crisis_option
@pass_plugin_context
def need_command(
    context: PluginContext, what: str, quantity: Decimal | None, unit: str | None, by_on: date | None, whom: str,
    words: str | None, crisis: str,
) -> None:  # fmt: skip
    """Add the need of WHAT to the board. `trustcrm need` lists, corrects and withdraws needs."""
    found = the_crisis(context, crisis, context.clock.today())
    side = context.ask.found("side", whom) if whom else None
    need = Need(what=what, window=found.id, side=side, unit=unit, quantity=quantity, by_on=by_on, words=words)
    row = context.do.add(need).ids[0]
    tell(f"Need {row} of {found.name}: {what}. `trustcrm who-can {what}` says whom to ask.")


@click.command("ask", short_help="Ask a city for something, guarded.")
@click.argument("whom")
@click.argument("what", default="")
@click.option("--need", type=int, default=None, help="The need it is to answer; WHAT and unit are the need's then.")
@click.option("--quantity", type=Amount(), default=None, help="How much.")
@click.option("--unit", default=None, help="What it is counted in.")
@click.option("--kind", type=click.Choice(KINDS), default="goods", show_default=True, help="What sort of value it is.")
@click.option("--by", "by_on", type=Day(), default=None, help="By when it is hoped for.")
@click.option("--words", default="", help="What was said.")
@click.option("--anyway", default="", metavar="REASON", help="Ask all the same, and keep why.")
@crisis_option
@json_option
@pass_plugin_context
def ask_command(
    context: PluginContext, whom: str, what: str, need: int | None, quantity: Decimal | None, unit: str | None,
    kind: str, by_on: date | None, words: str, anyway: str, crisis: str, as_json: bool,
) -> None:  # fmt: skip
    """Record that we ask WHOM for WHAT. Nothing is sent.

    Refused (1) where WHOM is in need, where a colleague asked before and no answer came or they declined, and where
    the tie does not live; --anyway asks all the same, and its reason is kept with the ask.
    """
    found = the_crisis(context, crisis, context.clock.today())
    wish = Wish(
        side=context.ask.found("side", whom), what=what, kind=kind, unit=unit, quantity=quantity, by_on=by_on,
        need=need, words=words,
    )  # fmt: skip
    if need is not None:
        wish = _for_need(context, wish, need)
    if not wish.what:
        raise WrongUsage("What is asked for? Say it after whom, or name a need with --need.")
    asked = ask(context, found, wish, anyway)
    told = {"contribution": asked.contribution, "step": asked.step, "against": [one.words for one in asked.against]}
    if as_json:
        tell_json(told)
        return
    tell(f"Asked {context.ask.mention('side', wish.side).name} for {wish.what} (contribution {asked.contribution}).")
    for one in asked.against:
        tell(f"  against it stood: {one.words}")


def _for_need(context: PluginContext, wish: Wish, need: int) -> Wish:
    row: Any = context.ask.one("need", need)
    record = cast(Need, row.kept.record)
    if row.kept.withdrawn or record.closed_on is not None:
        raise NotFound(f"Need {need} ({record.what}) is closed; `trustcrm crisis board` shows those that are open.")
    return Wish(
        side=wish.side, what=wish.what or record.what, kind=wish.kind, unit=wish.unit or record.unit,
        quantity=wish.quantity, by_on=wish.by_on or record.by_on, need=need, words=wish.words,
    )  # fmt: skip
