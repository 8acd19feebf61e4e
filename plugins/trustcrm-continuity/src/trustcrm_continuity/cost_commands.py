"""`trustcrm cost …`: hours and money spent on ties, and the most that a year may cost."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import click

from trustcrm.plugin import (
    Day,
    InvalidValue,
    PluginContext,
    WrongUsage,
    counted,
    in_one_currency,
    json_option,
    pass_plugin_context,
    say,
    tell,
    tell_json,
    tell_table,
)
from trustcrm_continuity.costs import (
    HOURS,
    PURPOSES,
    Cost,
    add,
    amount_of,
    caps,
    currency_of,
    drop,
    money_told,
    over,
    plain,
    set_cap,
)
from trustcrm_continuity.spent import Spent, spent, this_year
from trustcrm_continuity.telling import long


@click.group("cost")
def cost() -> None:
    """What ties cost: hours and money, and caps that warn.

    Hours in contacts are counted from the contacts, and dues and grants from the ledger; here stands what is besides.
    """


@cost.command("add")
@click.argument("side")
@click.option("--hours", default=None, help="Hours spent beside contacts, as 2.5 or 2:20.")
@click.option("--money", default=None, help="An amount of money spent, as 1200.")
@click.option("--currency", default=None, help="Its currency, as EUR.")
@click.option(
    "--for", "purpose", type=click.Choice(PURPOSES), default="other", show_default=True, help="What it was for."
)
@click.option("--on", "on", type=Day(), default=None, help="The day; today where not given.")
@click.option("--words", default="", help="What it was, in your words.")
@click.option("--interaction", type=int, default=None, help="The contact it belongs to, by number.")
@json_option
@pass_plugin_context
def add_command(
    context: PluginContext, side: str, hours: str | None, money: str | None, currency: str | None, purpose: str,
    on: date | None, words: str, interaction: int | None, as_json: bool,
) -> None:  # fmt: skip
    """Keep what was spent on the tie with SIDE: hours, or an amount of money with its currency."""
    if (hours is None) == (money is None) or (money is None) != (currency is None):
        raise WrongUsage("A cost is either --hours, or --money with --currency.")
    day = on or context.clock.today()
    row = context.ask.found("side", side)
    if interaction is not None:
        context.ask.one("interaction", interaction)
    kept = Cost(
        side=row, on=day, purpose=HOURS if hours is not None else purpose, words=words, interaction=interaction,
        minutes=None if hours is None else _minutes(hours), amount=None if money is None else amount_of(money),
        currency=None if currency is None else currency_of(currency),
    )  # fmt: skip
    number = add(context, kept)
    (now,) = spent(context, *_year_of(day, context.clock.today()), row)
    passed = over(now.against_caps, row, caps(context))
    if as_json:
        tell_json({"id": number, "side": row, "over": passed})
    else:
        much = f"{kept.currency} {money_told(kept.amount or Decimal(0), kept.currency or '')}"
        told = much if kept.minutes is None else long(kept.minutes)
        tell(f"Cost {number}: {told} for {now.name}, {day.isoformat()}.")
    for one in passed:
        say(f"Over the cap with {now.name}: {one}.")


def _minutes(words: str) -> int:
    """Return the minutes of hours told as 2.5 or 2:20. Raises `InvalidValue` where they are not whole."""
    hours, colon, rest = words.partition(":")
    if colon and hours.isdecimal() and rest.isdecimal() and len(rest) == 2 and int(rest) < 60:
        return int(hours) * 60 + int(rest)
    minutes = amount_of(words) * 60
    if minutes != minutes.to_integral_value():
        raise InvalidValue(f"{words} hours are not whole minutes; write two hours and twenty minutes as 2:20.")
    return int(minutes)


def _year_of(day: date, today: date) -> tuple[date, date]:
    first, _ = this_year(day)
    return first, min(day.replace(month=12, day=31), max(today, day))


@cost.command("drop")
@click.argument("number", type=int)
@pass_plugin_context
def drop_command(context: PluginContext, number: int) -> None:
    """Take cost NUMBER out of every sum, because it was wrong."""
    drop(context, number)
    tell(f"Cost {number} is dropped.")


@cost.command("list")
@click.argument("side", default="")
@click.option(
    "--year", type=click.IntRange(1000, 9999), default=None, help="Of this year; the present one if not given."
)
@click.option(
    "--in", "into", default=None, metavar="CURRENCY", help="Money also in one currency, by the office's rates."
)
@json_option
@pass_plugin_context
def list_command(context: PluginContext, side: str, year: int | None, into: str | None, as_json: bool) -> None:
    """Show what ties cost in a year; with SIDE each cost of one."""
    today = context.clock.today()
    first = date(year or today.year, 1, 1)
    last = min(first.replace(month=12, day=31), max(today, first))
    row = context.ask.found("side", side) if side else None
    found = [one for one in spent(context, first, last, row) if row is not None or one.minutes or one.amounts]
    wanted = None if into is None else currency_of(into)
    known = caps(context)
    if as_json:
        tell_json([_told(context, one, wanted, known) for one in found])
        return
    titles = ("with", "in contacts", "besides", "hours", "money", wanted or "", "over")
    tell_table(titles, [_row(context, one, wanted, known) for one in found], right=(1, 2, 3, 4, 5))
    for one in (each for spender in found for each in spender.costs if row is not None):
        much = (
            f"{one.currency} {money_told(one.amount or Decimal(0), one.currency or '')}"
            if one.minutes is None
            else long(one.minutes)
        )
        tell(f"  cost {one.id}  {one.on.isoformat()}  {one.purpose}  {much}  {one.words}".rstrip())
    untimed = sum(one.untimed for one in found)
    if untimed:
        told = counted(untimed, "contact does not say how long it", "contacts do not say how long they")
        say(f"{told} lasted; that is in no figure.")
    if not found:
        say("Nothing was spent that anybody wrote down; `trustcrm cost add SIDE --hours 2` keeps some.")


def _row(
    context: PluginContext, one: Spent, into: str | None, known: dict[tuple[int, str], Decimal]
) -> tuple[str, ...]:  # fmt: skip
    money = " + ".join(f"{currency} {money_told(amount, currency)}" for currency, amount in one.money.items())
    together = ""
    if into is not None and one.amounts:
        total, without = in_one_currency(one.amounts, into, context.ask.rates())
        missing = " + ".join(f"{currency} {money_told(amount, currency)}" for currency, amount in without.items())
        together = money_told(total, into) + (f" and {missing}, no rate" if missing else "")
    return (
        one.name, long(one.in_contacts) if one.in_contacts else "", long(one.besides) if one.besides else "",
        long(one.minutes) if one.minutes else "", money, together,
        "; ".join(over(one.against_caps, one.side, known)),
    )  # fmt: skip


def _told(
    context: PluginContext, one: Spent, into: str | None, known: dict[tuple[int, str], Decimal]
) -> dict[str, Any]:  # fmt: skip
    told: dict[str, Any] = {
        "side": one.side, "name": one.name, "minutes_in_contacts": one.in_contacts, "contacts": one.contacts,
        "untimed": one.untimed, "minutes_besides": one.besides, "minutes": one.minutes, "money": dict(one.money),
        "costs": [vars(each) for each in one.costs], "gifts": [vars(each) for each in one.gifts],
        "over": over(one.against_caps, one.side, known),
    }  # fmt: skip
    if into is not None:
        total, without = in_one_currency(one.amounts, into, context.ask.rates())
        told |= {"in": into, "total": total, "without_rate": dict(without)}
    return told


@cost.command("cap")
@click.argument("side", default="")
@click.option("--hours", default=None, help="The most hours of a year; 0 takes the cap away.")
@click.option("--money", default=None, help="The most money of a year; 0 takes the cap away.")
@click.option("--currency", default=None, help="Its currency, as EUR.")
@json_option
@pass_plugin_context
def cap_command(
    context: PluginContext, side: str, hours: str | None, money: str | None, currency: str | None, as_json: bool
) -> None:
    """Say the most that the tie with SIDE may cost in a year; what is beyond it is warned of, never refused."""
    if (money is None) != (currency is None):
        raise WrongUsage("A cap of money needs its currency: --money 5000 --currency EUR.")
    if side:
        row = context.ask.found("side", side)
        if hours is None and money is None:
            raise WrongUsage("Say the most of a year with --hours, or with --money and --currency.")
        if hours is not None:
            set_cap(context, row, HOURS, _most(hours))
        if money is not None:
            set_cap(context, row, currency_of(currency or ""), _most(money))
    rows = [(context.ask.mention("side", capped).name, of, most) for (capped, of), most in caps(context).items()]
    if as_json:
        tell_json([{"name": name, "of": of, "most": most} for name, of, most in rows])
    elif rows:
        tell_table(("with", "of", "most in a year"), [(name, of, plain(most)) for name, of, most in rows], right=(2,))
    else:
        say("No tie has a cap.")


def _most(words: str) -> Decimal | None:
    return None if words.strip() == "0" else amount_of(words)
