"""`trustcrm protocol gifts threshold`, `rate` and `rates`: what the office itself says about amounts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import click

from trustcrm.plugin import (
    Amount,
    Currency,
    Day,
    PluginContext,
    json_option,
    pass_plugin_context,
    say,
    tell,
    tell_json,
    tell_table,
)
from trustcrm_protocol.rates import Rate, Threshold, give_rate, set_threshold, tariff


@click.command("threshold", short_help="Set what a donor may give in a year.")
@click.argument("amount", type=Amount())
@click.argument("currency", type=Currency())
@click.option("--from", "from_on", type=Day(), required=True, help="Since when it holds.")
@click.option("--source", required=True, help="Which rule says so.")
@pass_plugin_context
def threshold_command(context: PluginContext, amount: Decimal, currency: str, from_on: date, source: str) -> None:
    """Set what a donor may give in a year before somebody must look at it; that of the year's end counts for it."""
    set_threshold(context, Threshold(amount=amount, currency=currency, from_on=from_on, source=source))
    tell(f"From {from_on.isoformat()} the threshold is {amount:f} {currency} a year ({source}).")


@click.command("rate", short_help="Give a rate of the office's own, for a day or a stretch of days.")
@click.argument("currency", type=Currency())
@click.argument("into", type=Currency())
@click.argument("rate", type=Amount())
@click.option("--on", "on", type=Day(), required=True, help="Its day, or the first of them.")
@click.option("--until", "until", type=Day(), default=None, help="The last day; the same one where not given.")
@click.option("--source", required=True, help="Where the office has it from.")
@pass_plugin_context
def rate_command(
    context: PluginContext, currency: str, into: str, rate: Decimal, on: date, until: date | None, source: str
) -> None:
    """Say that one CURRENCY is worth RATE of INTO; no other rate is ever used, and none on another day."""
    told = Rate(currency=currency, into=into, rate=rate, from_on=on, to_on=until or on, source=source)
    give_rate(context, told)
    tell(f"1 {currency} is {rate:f} {into}, {_days(told)} ({source}).")


@click.command("rates", short_help="List the thresholds and rates the office gave.")
@json_option
@pass_plugin_context
def rates_command(context: PluginContext, as_json: bool) -> None:
    """List the thresholds and rates that the office gave; of several that hold on a day the last given counts."""
    found = tariff(context)
    if as_json:
        told = {"thresholds": [vars(one) for one in found.thresholds], "rates": [vars(one) for one in found.rates]}
        tell_json(told)
        return
    for one in found.thresholds:
        tell(f"Threshold from {one.from_on.isoformat()}: {one.amount:f} {one.currency} a year ({one.source}).")
    if found.rates:
        rows = [(each.currency, each.into, f"{each.rate:f}", _days(each), each.source) for each in found.rates]
        tell_table(("of", "into", "rate", "days", "source"), rows, right=(2,))
    if not (found.thresholds or found.rates):
        say("The office gave no threshold and no rate.")


def _days(one: Rate) -> str:
    return one.from_on.isoformat() + (f" to {one.to_on.isoformat()}" if one.to_on != one.from_on else "")
