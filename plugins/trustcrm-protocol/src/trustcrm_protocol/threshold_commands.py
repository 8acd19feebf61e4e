"""`trustcrm protocol gifts threshold` and `thresholds`: what a donor may give in a year."""

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
from trustcrm_protocol.thresholds import Threshold, set_threshold, thresholds


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


@click.command("thresholds", short_help="List the thresholds that the office set.")
@json_option
@pass_plugin_context
def thresholds_command(context: PluginContext, as_json: bool) -> None:
    """List every threshold that the office set; of several that begin on one day the last counts."""
    found = thresholds(context)
    if as_json:
        tell_json(found)
    elif found:
        rows = [(one.from_on, one.amount, one.currency, one.source) for one in found]
        tell_table(("from", "threshold", "currency", "source"), rows, right=(1,))
    else:
        say("The office set no threshold.")
