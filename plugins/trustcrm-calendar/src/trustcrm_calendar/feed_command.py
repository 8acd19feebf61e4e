"""`trustcrm calendar feed`: what subscribers read, as a file or over HTTP, and who has its address."""

from __future__ import annotations

import ipaddress
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from trustcrm.plugin import PluginContext, Refused, counted, pass_plugin_context, visible
from trustcrm_calendar.counting import held_back
from trustcrm_calendar.feed_app import feed_application
from trustcrm_calendar.feed_body import body_of
from trustcrm_calendar.feeds import SCOPES, Feed, Feeds
from trustcrm_calendar.rendered import held_back as held_back_of
from trustcrm_calendar.whole_files import put

_SCOPE = click.option(
    "--scope", type=click.Choice(SCOPES), default="internal", show_default=True,
    help="What is in it: engagements that are open to anybody; those and internal ones, with the days of agreements; "
    "or follow-ups.",
)  # fmt: skip
_PORT = 8742


@click.group(help="What programs subscribe to: a file for your web server, or served here at secret addresses.")
def feed() -> None:
    """Hold the commands together."""


@feed.command(short_help="Write the file that a web server gives to subscribers.")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--name", required=True, help="What the calendar is called where somebody subscribes to it.")
@_SCOPE
@pass_plugin_context
def write(context: PluginContext, file: Path, name: str, scope: str) -> None:
    """Write the calendar file that a web server gives to subscribers: a year back and three ahead.

    Nobody is named in it, and what is restricted stays here. Run it whenever you like; where nothing has changed, the
    file is left alone, so that the server can answer "not modified".
    """
    body = body_of(context, name, scope, context.ask.newest_change())
    put(file, body.octets)
    said = f"{file} holds {counted(body.entries, 'entry', 'entries')}."
    click.echo(f"{said}{held_back(held_back_of(context))}", err=True)


@feed.command(short_help="Make a secret address at which a feed is read.")
@click.option("--name", required=True, help="What the calendar is called where somebody subscribes to it.")
@_SCOPE
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON, for scripts.")
@pass_plugin_context
def new(context: PluginContext, name: str, scope: str, as_json: bool) -> None:
    """Make a secret address at which a feed is read, and tell it: once, for it is nowhere kept.

    Give each reader an address of their own, so that one can be revoked without the others.
    """
    number, token = Feeds(context.tables).make(name, scope, context.clock.now())
    if as_json:
        click.echo(json.dumps({"feed": number, "name": name, "scope": scope, "path": f"/{token}.ics"}, indent=2))
        return
    click.echo(f"/{token}.ics")
    click.echo(f"Feed {number} is at this path of `trustcrm calendar feed serve`; it is told this once.", err=True)


@feed.command("list", short_help="List the feeds, without their addresses.")
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON, for scripts.")
@pass_plugin_context
def list_(context: PluginContext, as_json: bool) -> None:
    """List every feed that was given away, and which were revoked."""
    feeds = Feeds(context.tables).everything()
    if as_json:
        click.echo(json.dumps([_row(one) for one in feeds], ensure_ascii=False, indent=2))
        return
    for one in feeds:
        state = f"revoked {one.revoked_at:%Y-%m-%d}" if one.revoked_at else f"since {one.made_at:%Y-%m-%d}"
        click.echo(visible(f"{one.number:>3}  {one.scope:<10}  {state:<18}  {one.name}"))
    if not feeds:
        click.echo("No feed was given away; `trustcrm calendar feed new` makes one.", err=True)


@feed.command(short_help="Let nobody read a feed any more.")
@click.argument("number", type=int)
@pass_plugin_context
def revoke(context: PluginContext, number: int) -> None:
    """Let nobody read the feed NUMBER any more; whoever asks is told there is no such thing."""
    Feeds(context.tables).revoke(number, context.clock.now())
    click.echo(f"Feed {number} is revoked.", err=True)


@feed.command(short_help="Give feeds to whoever has their addresses, until stopped.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Where to listen.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=_PORT, show_default=True, help="At which port; 0 is any."
)
@click.option("--plain-http", is_flag=True, help="Listen elsewhere than on this machine though nothing is encrypted.")
@pass_plugin_context
def serve(context: PluginContext, host: str, port: int, plain_http: bool) -> None:
    """Give feeds to whoever has their addresses, until Ctrl-C.

    Only this machine is listened to: let a web server that encrypts pass requests on. An address that goes over the
    net unencrypted is no secret any more, so another --host is refused without --plain-http.
    """
    import waitress  # type: ignore[import-untyped]

    if not (_is_loopback(host) or plain_http):
        raise Refused(f"{host} would be reached without encryption; leave --host out, or say --plain-http.")
    application = feed_application(context)
    try:
        server = waitress.create_server(
            application, host=host, port=port, threads=4, ident=None, expose_tracebacks=False
        )
    except OSError as error:
        raise Refused(f"{host}, port {port}, cannot be listened at: {error.strerror}; choose another.") from None
    click.echo(f"Feeds are at http://{host}:{server.effective_port}/TOKEN.ics until Ctrl-C.", err=True)
    try:
        server.run()
    finally:
        server.close()


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _row(one: Feed) -> Mapping[str, Any]:
    return {
        "feed": one.number, "name": one.name, "scope": one.scope, "made_at": one.made_at.isoformat(),
        "revoked_at": one.revoked_at.isoformat() if one.revoked_at else None,
    }  # fmt: skip
