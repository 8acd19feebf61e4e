"""`trustcrm crisis seats …`: colleagues who help for a while."""

from __future__ import annotations

from datetime import date

import click

from trustcrm.plugin import Day, PluginContext, json_option, pass_plugin_context, say, tell, tell_json, tell_table
from trustcrm_crisis.seats import extend, give, seats


@click.group("seats", short_help="Surge colleagues, and when their seats end.")
def seats_group() -> None:
    """Surge colleagues: they may write until their last day, and read afterwards, without anybody's doing."""


@seats_group.command("list")
@json_option
@pass_plugin_context
def list_command(context: PluginContext, as_json: bool) -> None:
    """List the surge seats, whoever's ends first before the others."""
    found, today = seats(context), context.clock.today()
    if as_json:
        tell_json([vars(one) | {"standing": one.standing(today)} for one in found])
    elif found:
        rows = [(one.id, one.name, one.login, one.until, one.standing(today)) for one in found]
        tell_table(("id", "name", "login", "until", ""), rows, right=(0,))
    else:
        say("There are no surge seats; `trustcrm crisis seats add NAME --login LOGIN --until DAY` gives one.")


@seats_group.command("add")
@click.argument("name")
@click.option("--login", required=True, help="What the colleague works under.")
@click.option("--until", type=Day(), required=True, help="The last day.")
@click.option("--email", default=None, help="Mail address.")
@pass_plugin_context
def add_command(context: PluginContext, name: str, login: str, until: date, email: str | None) -> None:
    """Give NAME a seat until a day. Only a steward may."""
    row = give(context, name, login, until, email)
    tell(f"{name} may write until {until.isoformat()} (colleague {row}).")


@seats_group.command("extend")
@click.argument("name")
@click.option("--until", type=Day(), required=True, help="The new last day.")
@pass_plugin_context
def extend_command(context: PluginContext, name: str, until: date) -> None:
    """Let the seat of NAME last longer. Only a steward may."""
    found = extend(context, name, until)
    tell(f"{found.name} may write until {found.until.isoformat()}.")
