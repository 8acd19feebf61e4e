"""`trustcrm crisis need` and `ask`: what is needed, and whom we ask for it, guarded."""

from __future__ import annotations

from dataclasses import replace
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
    ToldThing,
    WrongUsage,
    fold,
    json_option,
    pass_plugin_context,
    tell,
    tell_json,
)
from trustcrm_crisis.asking import Wish, ask
from trustcrm_crisis.board import number
from trustcrm_crisis.counting import counted
from trustcrm_crisis.telling import crisis_option
from trustcrm_crisis.windows import Crisis, crises_on, the_crisis

KINDS = ("goods", "money", "expertise", "voice", "access", "hospitality")


@click.command("need", short_help="Add something that is needed.")
@click.argument("what", nargs=-1, required=True)
@click.option("--quantity", type=Amount(), default=None, help="How much, where WHAT does not say it.")
@click.option("--unit", default=None, help="What it is counted in: masks, EUR, hours.")
@click.option("--by", "by_on", type=Day(), default=None, help="By when.")
@click.option("--for", "whom", default="", metavar="SIDE", help="Who needs it; our own city where not given.")
@click.option("--words", default=None, help="Anything else worth keeping.")
@crisis_option
@pass_plugin_context
def need_command(
    context: PluginContext, what: tuple[str, ...], quantity: Decimal | None, unit: str | None, by_on: date | None,
    whom: str, words: str | None, crisis: str,
) -> None:  # fmt: skip
    """Add the need of WHAT to the board: `crisis need 50000 masks`, `crisis need 4000 litres of foam by friday`.

    `trustcrm need` lists, corrects and withdraws needs.
    """
    thing = counted(what, quantity, unit, by_on, context.clock.today())
    found = the_crisis(context, crisis, context.clock.today())
    side = context.ask.found("side", whom) if whom else None
    need = Need(
        what=thing.what, window=found.id, side=side, unit=thing.unit, quantity=thing.quantity, by_on=thing.by_on,
        words=words,
    )  # fmt: skip
    row = context.do.add(need).ids[0]
    how_much = f", {number(thing.quantity)} {thing.unit}" if thing.quantity is not None else ""
    tell(f"Need {row} of {found.name}: {thing.what}{how_much}. `trustcrm who-can {thing.what}` says whom to ask.")


@click.command("ask", short_help="Ask a city for something, guarded.")
@click.argument("whom")
@click.argument("what", nargs=-1)
@click.option("--need", type=int, default=None, help="The need it is to answer; WHAT and unit are the need's then.")
@click.option("--quantity", type=Amount(), default=None, help="How much, where WHAT does not say it.")
@click.option("--unit", default=None, help="What it is counted in.")
@click.option("--kind", type=click.Choice(KINDS), default="goods", show_default=True, help="What sort of value it is.")
@click.option("--by", "by_on", type=Day(), default=None, help="By when it is hoped for.")
@click.option("--on", "on", type=Day(), default=None, help="The day of the ask; today where not given.")
@click.option("--words", default="", help="What was said.")
@click.option("--anyway", default="", metavar="REASON", help="Ask all the same, and keep why.")
@crisis_option
@json_option
@pass_plugin_context
def ask_command(
    context: PluginContext, whom: str, what: tuple[str, ...], need: int | None, quantity: Decimal | None,
    unit: str | None, kind: str, by_on: date | None, on: date | None, words: str, anyway: str, crisis: str,
    as_json: bool,
) -> None:  # fmt: skip
    """Record that we ask WHOM for WHAT: `crisis ask Nagoya 1000 masks by friday`. Nothing is sent.

    What is on the board as a need, and as one alone, is asked for that need.

    Refused (1) where WHOM is in need, where a colleague asked before and no answer came or they declined, and where
    the tie does not live; --anyway asks all the same, and its reason is kept with the ask.
    """
    found = the_crisis(context, crisis, context.clock.today())
    if not what and need is None:
        raise WrongUsage("What is asked for? Say it after whom, or name a need with --need.")
    today = context.clock.today()
    bare = ToldThing(what="", quantity=quantity, unit=unit, by_on=by_on)
    thing = counted(what, quantity, unit, by_on, today) if what else bare
    wish = Wish(
        side=context.ask.found("side", whom), what=thing.what, kind=kind, unit=thing.unit, quantity=thing.quantity,
        by_on=thing.by_on, need=_need_of(context, found, thing) if need is None else need, words=words, on=on,
    )  # fmt: skip
    if wish.need is not None:
        wish = _for_need(context, wish, wish.need)
    asked = ask(context, found, wish, anyway)
    told = {"contribution": asked.contribution, "step": asked.step, "against": [one.words for one in asked.against]}
    if as_json:
        tell_json(told)
        return
    answers = f"need {wish.need}, " if wish.need is not None else ""
    name = context.ask.mention("side", wish.side).name
    where = f" in {found.name}" if len(crises_on(context, context.clock.today())) > 1 else ""
    tell(f"Asked {name} for {wish.what}{where} ({answers}contribution {asked.contribution}).")
    for one in asked.against:
        tell(f"  against it stood: {one.words}")


def _need_of(context: PluginContext, crisis: Crisis, thing: ToldThing) -> int | None:
    """Return the one open need of ours for the same thing, counted alike; None where there is none or are several."""
    rows = context.ask.page("need", {"window": str(crisis.id)}).rows
    needs = [(row.kept.id, cast(Need, row.kept.record)) for row in rows]
    alike = [
        row for row, need in needs
        if need.side is None and need.closed_on is None and fold(need.what) == fold(thing.what)
        and (thing.unit is None or need.unit is None or fold(need.unit) == fold(thing.unit))
    ]  # fmt: skip
    return alike[0] if len(alike) == 1 else None


def _for_need(context: PluginContext, wish: Wish, need: int) -> Wish:
    row: Any = context.ask.one("need", need)
    record = cast(Need, row.kept.record)
    if row.kept.withdrawn or record.closed_on is not None:
        raise NotFound(f"Need {need} ({record.what}) is closed; `trustcrm crisis board` shows those that are open.")
    return replace(
        wish, what=wish.what or record.what, unit=wish.unit or record.unit, by_on=wish.by_on or record.by_on, need=need
    )
