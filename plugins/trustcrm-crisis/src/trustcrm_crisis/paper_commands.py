"""`trustcrm crisis handoff` and `after-action`: the two papers on stdout; `trustcrm report` writes them into files."""

from __future__ import annotations

from datetime import date

import click

from trustcrm.plugin import Day, PluginContext, json_option, pass_plugin_context
from trustcrm_crisis.windows import the_crisis


@click.command("handoff", short_help="The sheet for the emergency centre.")
@click.argument("name", default="")
@click.option("--as-of", "as_of", type=Day(), default=None, help="As things stood on a day.")
@json_option
@pass_plugin_context
def handoff_command(context: PluginContext, name: str, as_of: date | None, as_json: bool) -> None:
    """Tell the emergency centre what is needed, what is on its way, whom to call, and what must not be done."""
    _tell(context, "crisis-handoff", name, as_of, as_json)


@click.command("after-action", short_help="What came of a crisis.")
@click.argument("name", default="")
@click.option("--as-of", "as_of", type=Day(), default=None, help="As things stood on a day.")
@json_option
@pass_plugin_context
def after_action_command(context: PluginContext, name: str, as_of: date | None, as_json: bool) -> None:
    """Tell what happened, how soon asks were answered, which promises were kept, and the thanks still owed."""
    _tell(context, "crisis-after-action", name, as_of, as_json)


def _tell(context: PluginContext, report: str, name: str, as_of: date | None, as_json: bool) -> None:
    crisis = the_crisis(context, name, as_of or context.clock.today())
    made = context.ask.report(report, f"window {crisis.id}", as_of=as_of)
    click.echo(context.ask.exported(made.document, "json" if as_json else "text"), nl=False)
